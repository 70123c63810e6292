package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"schakel/internal/platform/fault"
)

// cost is what a guess costs. Changing it re-hashes a password when its owner next signs in.
type cost struct {
	memory uint32 // KiB
	passes uint32
	lanes  uint8
}

// present is OWASP's minimum for argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
var present = cost{memory: 19 * 1024, passes: 2, lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
	// atOnce bounds the memory that guessing can take: two hashes are 38 MiB.
	atOnce = 2
	// waiting bounds the queue before a hash; whoever comes later is asked to try again.
	waiting = 100
)

// hasher derives and compares password hashes, a few at a time.
type hasher struct {
	cost    cost
	slots   chan struct{}
	queue   atomic.Int64
	derived atomic.Int64 // derivations so far: every attempt to sign in costs exactly one
	dummy   string       // compared when there is no hash, so that nobody learns it from the time it took
}

func newHasher(c cost) *hasher {
	h := &hasher{cost: c, slots: make(chan struct{}, atOnce)}
	salt := make([]byte, saltBytes)
	h.dummy = encode(c, salt, make([]byte, hashBytes)) // no password derives to zeros
	return h
}

// enter waits for a turn. The caller calls leave when done.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	if h.queue.Add(1) > waiting {
		h.queue.Add(-1)
		return nil, fault.Limit("identity.busy")
	}
	defer h.queue.Add(-1)
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash derives a new hash in its turn.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return h.derive(password)
}

// derive makes the hash of a password with a new salt. The caller has its turn.
func (h *hasher) derive(password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return encode(h.cost, salt, h.key(h.cost, password, salt)), nil
}

// matches compares a password with a hash, or with the dummy when the hash is empty or damaged. The caller has its turn.
// stale says that the hash was made at another cost.
func (h *hasher) matches(password, encoded string) (ok, stale bool) {
	c, salt, want, known := decode(encoded)
	if !known {
		c, salt, want, _ = decode(h.dummy)
	}
	same := subtle.ConstantTimeCompare(h.key(c, password, salt), want) == 1
	return same && known, c != h.cost
}

func (h *hasher) key(c cost, password string, salt []byte) []byte {
	h.derived.Add(1)
	return argon2.IDKey([]byte(fold(password)), salt, c.passes, c.memory, c.lanes, hashBytes)
}

// encode writes the usual text form: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func encode(c cost, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// decode reads the text form; a cost beyond reason is refused, since it comes from a row that could be damaged.
func decode(encoded string) (c cost, salt, key []byte, ok bool) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil {
		return cost{}, nil, nil, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	ok = err1 == nil && err2 == nil && len(salt) >= 8 && len(key) == hashBytes &&
		c.memory >= 8 && c.memory <= 1<<20 && c.passes >= 1 && c.passes <= 16 && c.lanes >= 1 && c.lanes <= 16
	return c, salt, key, ok
}
