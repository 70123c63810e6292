package engagement_test

import (
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// What a company does counts for who brought it in, from that day; hours only for who may see the ledger.
func TestOfIntroduced(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company := e.companies[r]
	by := func(name string, on clock.Date) id.ID {
		key, err := e.relation.AddOrganisation(t.Context(), r.Relation, "", relation.OrganisationInput{Kind: "company", Name: name})
		e.must(err)
		_, err = e.relation.Introduce(t.Context(), r.Relation, relation.IntroductionInput{Unit: r.Almelo, By: key, Organisation: company, On: string(on)})
		e.must(err)
		return key
	}
	early := by("Vroeg", clock.Today(e.World.Clock).AddDays(-30))
	key := e.agreed(r)
	rec := e.record(r.Teacher, key)
	e.World.Clock.Set(rec.Occurrence.EndsAt)
	_, err := e.Count(t.Context(), r.Teacher, key, 24, 1)
	e.must(err)
	l, scope := e.signLink(r.System, key)
	e.must(e.sign(scope, l))
	e.must(e.Cancel(t.Context(), r.Relation, e.agreed(r), engagement.CancelInput{Reason: "ziek", By: "company"}))
	e.World.Clock.Advance(48 * 3600e9)
	late := by("Laat", clock.Today(e.World.Clock))
	of := func(sc access.Scope) map[id.ID]engagement.OfAmbassador {
		t.Helper()
		out, err := e.OfIntroduced(t.Context(), sc, []id.ID{early, late})
		e.must(err)
		return out
	}
	if got := of(r.Relation); len(got) != 1 || got[early] != (engagement.OfAmbassador{Ambassador: early, Engagements: 1, Minutes: 300}) {
		t.Errorf("got %+v", got)
	}
	if got := of(r.Teacher)[early]; got.Engagements != 1 || got.Minutes != 0 {
		t.Errorf("a teacher sees %+v", got)
	}
	if got := of(e.Zwolle.Relation); len(got) != 0 {
		t.Errorf("another network: %+v", got)
	}
	if _, err := e.OfIntroduced(t.Context(), r.Privacy, []id.ID{early}); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a privacy officer: %v", err)
	}
}
