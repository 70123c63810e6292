package clock_test

import (
	"testing"
	"time"

	"schakel/internal/platform/clock"
)

// The daytime is that of Amsterdam, in winter and in summer.
func TestDaytime(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]bool{
		"2027-01-12T06:59:59Z": false, "2027-01-12T07:00:00Z": true, "2027-01-12T16:59:59Z": true, "2027-01-12T17:00:00Z": false,
		"2027-07-12T05:59:59Z": false, "2027-07-12T06:00:00Z": true, "2027-07-12T16:00:00Z": false,
	} {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.Daytime(moment); got != want {
			t.Errorf("%s: got %v", at, got)
		}
	}
}

func TestDaysOfAYear(t *testing.T) {
	t.Parallel()
	for year, want := range map[int][2]clock.Date{2026: {"2026-01-01", "2026-12-31"}, 0: {"0000-01-01", "0000-12-31"}} {
		if first, last := clock.FirstDay(year), clock.LastDay(year); first != want[0] || last != want[1] {
			t.Errorf("%d: %s to %s", year, first, last)
		}
	}
}
