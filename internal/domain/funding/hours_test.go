package funding

import (
	"testing"

	"schakel/internal/platform/fault"
)

func TestHours(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]int{
		"1": 60, "1,5": 90, "1.5": 90, "0,25": 15, "1:30": 90, "0:05": 5, " 2 ": 120, "1,33": 80, "100": 6000, "1000": 60_000,
		"": 0, "0": 0, "0,00": 0, "1001": 0, "1:60": 0, "1:3": 0, "-1": 0, "1,5,5": 0, "1,234": 0, "een": 0, "1e3": 0, ",5": 0, "1,": 0, ":30": 0, "99999999999999999999": 0,
	} {
		f := fault.Fields{}
		if got := hours(f, "hours", value); got != want || (want == 0) != (len(f) == 1) {
			t.Errorf("%q: got %d %v, want %d", value, got, f, want)
		}
	}
}
