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
