// Package id makes and reads the identifiers of rows: UUIDv7, as text.
package id

import (
	"crypto/rand"
	"errors"
	"io"
	"sync"

	"github.com/google/uuid"

	"schakel/internal/platform/clock"
)

// ID identifies a row: a UUIDv7 in its 36-character form. The empty ID means none.
type ID string

// ErrID says that a text is not an identifier.
var ErrID = errors.New("not an identifier")

// Parse reads an ID in its canonical form.
func Parse(s string) (ID, error) {
	if len(s) != 36 {
		return "", ErrID
	}
	u, err := uuid.Parse(s)
	if err != nil {
		return "", ErrID
	}
	return ID(u.String()), nil
}

// String returns the canonical text.
func (i ID) String() string { return string(i) }

// Source makes identifiers. It is injected, so that the demo and tests can repeat themselves.
type Source interface {
	New() ID
}

// NewSource returns a Source that takes the time from c and randomness from r (crypto/rand when nil).
// IDs made within one millisecond still sort in the order in which they were made.
func NewSource(c clock.Clock, r io.Reader) Source {
	if r == nil {
		r = rand.Reader
	}
	return &source{clock: c, rand: r}
}

type source struct {
	clock clock.Clock
	rand  io.Reader

	mu   sync.Mutex
	last int64
	seq  uint16
}

// New implements Source. 12 bits of counter follow the milliseconds (RFC 9562, 6.2 method 1).
func (s *source) New() ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := max(s.clock.Now().UnixMilli(), s.last) // a clock set back must not break the order
	if ms == s.last {
		s.seq++
	} else {
		s.seq = 0
	}
	if s.seq > 0x0fff {
		ms, s.seq = ms+1, 0
	}
	s.last = ms
	var u uuid.UUID
	if _, err := io.ReadFull(s.rand, u[8:]); err != nil {
		panic("id: no randomness: " + err.Error()) // the machine's source never fails
	}
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	u[6] = 0x70 | byte(s.seq>>8)
	u[7] = byte(s.seq)
	u[8] = u[8]&0x3f | 0x80
	return ID(u.String())
}
