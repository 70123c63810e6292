// Package clock is the only place that asks the machine for the time.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Clock tells the time. Services take one, so that tests and the demo can move it.
type Clock interface {
	// Now returns the present instant in UTC, cut to microseconds (what both databases store).
	Now() time.Time
}

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Moving is a clock that stands still until it is moved. It is safe for concurrent use.
type Moving struct {
	mu  sync.Mutex
	now time.Time
}

// NewMoving starts a moving clock at t.
func NewMoving(t time.Time) *Moving {
	return &Moving{now: t.UTC().Truncate(time.Microsecond)}
}

// Now implements Clock.
func (m *Moving) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Set moves the clock to t, also backwards.
func (m *Moving) Set(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = t.UTC().Truncate(time.Microsecond)
}

// Advance moves the clock by d.
func (m *Moving) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// TimeOfDay writes minutes since midnight as people read them: 09:05.
func TimeOfDay(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// Daytime reports whether mails that nobody waits for may leave: from eight to six in Amsterdam. They go out on Saturdays too,
// unless the caller looks at the day.
func Daytime(t time.Time) bool {
	hour := t.In(Amsterdam()).Hour()
	return hour >= 8 && hour < 18
}
