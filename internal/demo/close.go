package demo

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// closeYear lets the controller decide on what is left of the year before, on the first Monday of March, and the region lead close it.
// What has no evidence by then is parked.
func (s *story) closeYear(ctx context.Context, day clock.Date) error {
	if t := day.Time(); t.Month() != 3 || t.Weekday() != 1 || t.Day() > 7 {
		return nil
	}
	grant, ok := s.grantOn(clock.LastDay(day.Year() - 1))
	if !ok {
		return nil
	}
	controller, lead := s.people[access.Controller].scope, s.people[access.RegionLead].scope
	f := funding.Filter{Grant: grant.key, Year: day.Year() - 1}
	if err := s.app.Funding.StartClosing(ctx, controller, f.Grant, f.Year); err != nil {
		return err
	}
	decided, err := s.decide(ctx, controller, f, funding.StageToCheck, func(key id.ID) error {
		return s.app.Funding.Check(ctx, controller, key, funding.CheckInput{Outcome: funding.Approved})
	})
	if err != nil {
		return err
	}
	s.toCheck = slices.DeleteFunc(s.toCheck, func(key id.ID) bool { return slices.Contains(decided, key) })
	_, err = s.decide(ctx, controller, f, funding.StageUnproven, func(key id.ID) error {
		return s.app.Funding.Park(ctx, controller, key, funding.DoubtInput{Reason: "De factuur is nog niet binnen."})
	})
	if err != nil {
		return err
	}
	if err := s.account(ctx, controller, lead, f); err != nil {
		return err
	}
	return s.app.Funding.Close(ctx, lead, f.Grant, f.Year)
}

// account lets the region lead draft the year's statement, the controller check it, and the lead submit it.
func (s *story) account(ctx context.Context, controller, lead access.Scope, f funding.Filter) error {
	key, err := s.app.Funding.DraftStatement(ctx, lead, funding.StatementInput{
		Grant: f.Grant, Year: strconv.Itoa(f.Year), Audience: funding.ForAccountant,
		Progress: "Bedrijven gaven gastlessen, ontvingen klassen en leverden materiaal. De meeste uren kwamen uit bedrijfsbezoeken.",
		Lost:     "Wat niet doorging, viel meestal weg door ziekte of een druk project bij het bedrijf.",
	})
	if err != nil {
		return err
	}
	s.tick()
	if err := s.app.Funding.CheckStatement(ctx, controller, key); err != nil {
		return err
	}
	s.tick()
	return s.app.Funding.SubmitStatement(ctx, lead, key)
}

// decide does something with every contribution of a stage, and returns them.
func (s *story) decide(ctx context.Context, sc access.Scope, f funding.Filter, stage funding.Stage, do func(key id.ID) error) (keys []id.ID, err error) {
	list, err := s.app.Funding.Contributions(ctx, sc, funding.ListInput{Filter: f, Stage: stage, Limit: 5000})
	if err != nil {
		return nil, err
	}
	for _, c := range list.Rows {
		if err := do(c.ID); err != nil {
			return nil, fmt.Errorf("close year: %w", err)
		}
		keys = append(keys, c.ID)
		s.tick()
	}
	return keys, nil
}
