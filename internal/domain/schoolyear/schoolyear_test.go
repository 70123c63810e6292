package schoolyear_test

import (
	"testing"

	"schakel/internal/domain/schoolyear"
	"schakel/internal/platform/clock"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for d, want := range map[clock.Date]schoolyear.Year{
		"2026-07-31": 2025, "2026-08-01": 2026, "2026-12-31": 2026, "2027-01-01": 2026, "2027-07-31": 2026, "": 0,
	} {
		if got := schoolyear.Of(d); got != want {
			t.Errorf("%s: got %d, want %d", d, got, want)
		}
	}
}

func TestYear(t *testing.T) {
	t.Parallel()
	y := schoolyear.Year(2026)
	if y.String() != "2026–2027" || y.First() != "2026-08-01" || y.Last() != "2027-07-31" {
		t.Errorf("%s %s %s", y, y.First(), y.Last())
	}
	if !y.Contains("2027-07-31") || y.Contains("2027-08-01") || y.Contains("") {
		t.Error("borders of the year")
	}
}
