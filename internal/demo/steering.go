package demo

import (
	"context"
	"time"

	"schakel/internal/domain/programme"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
)

// tellSteering prepares the meeting of the directors: activities of which one is late, one stands still and one begins soon, a decision of
// the previous meeting, and two that are asked now.
func (s *story) tellSteering(ctx context.Context) error {
	today := clock.DateOf(s.now)
	g, ok := s.grantOn(today)
	if !ok {
		return nil
	}
	clip := func(on clock.Date) clock.Date { return min(max(on, g.from), g.to) }
	s.clock.Set(s.now.AddDate(0, 0, -45))
	for _, a := range []struct {
		code, name string
		from, to   int
	}{{"A3", "Techniekdag voor groep 8", -150, -20}, {"A4", "Doorlopende leerlijn met het mbo", -60, 300}, {"A5", "Meiden in de techniek", 40, 120}} {
		_, err := s.app.Programme.AddActivity(ctx, s.system, programme.ActivityInput{
			Line: g.lines[0], Unit: s.root, Code: a.code, Name: a.name, From: clip(today.AddDays(a.from)), To: clip(today.AddDays(a.to)),
		})
		if err != nil {
			return err
		}
	}
	lead := s.people[access.RegionLead].scope
	done, err := s.app.Steering.Request(ctx, lead, s.root, "De regiohal ook op woensdagmiddag openstellen voor het basisonderwijs, te betalen uit lijn L1.")
	if err != nil {
		return err
	}
	s.clock.Advance(6 * 24 * time.Hour)
	err = s.app.Steering.Decide(ctx, lead, done, steering.DecideInput{Outcome: steering.Approved, Text: "Akkoord voor dit schooljaar. In mei kijken we hoeveel scholen kwamen.", On: string(clock.Today(s.clock))})
	if err != nil {
		return err
	}
	s.clock.Set(s.now.AddDate(0, 0, -5))
	for _, text := range []string{
		"Hoe halen we het minimum van volgend jaar: een gesprek met de drie grootste koepels door de bestuurders zelf?",
		"Het eigen doel van 12,5% aanhouden, of terug naar het minimum van de regeling?",
	} {
		if _, err := s.app.Steering.Request(ctx, lead, s.root, text); err != nil {
			return err
		}
		s.tick()
	}
	return nil
}
