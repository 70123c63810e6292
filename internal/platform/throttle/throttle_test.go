package throttle_test

import (
	"testing"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/throttle"
)

func TestTake(t *testing.T) {
	t.Parallel()
	now := clock.NewMoving(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	l, rate := throttle.New(now), throttle.Rate{Burst: 3, PerSecond: 0.5}
	for i, want := range []throttle.Left{
		{OK: true, Count: 2, Full: 2 * time.Second},
		{OK: true, Count: 1, Full: 4 * time.Second},
		{OK: true, Count: 0, Full: 6 * time.Second, Next: 2 * time.Second},
		{OK: false, Count: 0, Full: 6 * time.Second, Next: 2 * time.Second},
	} {
		if got := l.Take("normal", "ann", rate); got != want {
			t.Errorf("try %d: got %+v, want %+v", i, got, want)
		}
	}
	if !l.Take("normal", "bob", rate).OK || !l.Take("costly", "ann", rate).OK {
		t.Error("another person, and another class, have buckets of their own")
	}
	now.Advance(2 * time.Second)
	if !l.Take("normal", "ann", rate).OK || l.Take("normal", "ann", rate).OK {
		t.Error("after two seconds one more is allowed, and no second")
	}
	now.Advance(time.Hour)
	if got := l.Take("normal", "ann", rate).Count; got != 2 {
		t.Errorf("a bucket holds no more than its burst: %d left", got)
	}
}
