package demo

import (
	"context"

	"schakel/internal/domain/schoolyear"
	"schakel/internal/platform/clock"
)

// tellCalendar says when the schools have their holidays, tests and internships: this school year and the next.
func (s *story) tellCalendar(ctx context.Context) error {
	if err := s.app.SchoolYear.ChooseRegion(ctx, s.system, s.root, schoolyear.North); err != nil {
		return err
	}
	year := schoolyear.Of(clock.DateOf(s.now))
	n := 0
	for _, r := range s.regions {
		for _, c := range r.schools {
			shift := 7 * (n % 3)
			n++
			for _, w := range []struct {
				kind  schoolyear.WeekKind
				title string
				from  int // days after the first Monday of September
				days  int
			}{
				{schoolyear.TestWeek, "leerjaar 3 en 4", 63 + shift, 5},
				{schoolyear.TestWeek, "leerjaar 3 en 4", 140 + shift, 5},
				{schoolyear.InternshipWeek, "leerjaar 3", 84 + shift, 12},
				{schoolyear.InternshipWeek, "leerjaar 4", 203 + shift, 12},
				{schoolyear.FreeDays, "studiedag", 95 + n%5, 1},
			} {
				for y := year; y <= year+1; y++ {
					first := clock.Date(y.First()[:5] + "09-01")
					monday := first.AddDays((8-int(first.Time().Weekday()))%7 + w.from)
					_, err := s.app.SchoolYear.AddWeek(ctx, s.system, schoolyear.WeekInput{Unit: c.unit, Kind: w.kind, Title: w.title, From: monday, To: monday.AddDays(w.days - 1)})
					if err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}
