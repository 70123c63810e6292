package demo

import (
	"context"
	"fmt"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
)

// gift is something that a company gives besides hours.
type gift struct {
	kind   funding.Kind
	value  string
	reason string
}

var gifts = []gift{
	{funding.KindGoods, "1.250,00", "Gebruikte kolomboormachine, boekwaarde volgens opgave van het bedrijf."},
	{funding.KindGoods, "480,00", "Plaatmateriaal voor 24 werkstukken, inkoopprijs."},
	{funding.KindGoods, "2.300,00", "Demonstratiemodel warmtepomp, dagwaarde volgens leverancier."},
	{funding.KindCash, "750,00", "Bijdrage aan werkschoenen voor klas 3."},
}

// giveThings lets a project leader note a gift now and then, on the first Tuesday of a month. Some have no evidence yet.
func (s *story) giveThings(ctx context.Context, day clock.Date) error {
	if t := day.Time(); t.Weekday() != 2 || t.Day() > 7 {
		return nil
	}
	r, g := pick(s.rnd, s.regions), pick(s.rnd, gifts)
	grant, ok := s.grantOn(day)
	if !ok {
		return nil
	}
	_, err := s.app.Funding.Record(ctx, r.leader.scope, funding.RecordInput{
		ID: s.app.Kit.IDs.New(), Unit: pick(s.rnd, r.schools).unit, Organisation: pick(s.rnd, s.companies).key, Activity: grant.activities[0],
		Kind: g.kind, PerformedOn: string(day), Value: g.value, Reason: g.reason,
	})
	if err != nil {
		return fmt.Errorf("gift on %s: %w", day, err)
	}
	s.tick()
	return nil
}
