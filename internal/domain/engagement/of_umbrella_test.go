package engagement_test

import (
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestOfUmbrella(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company := e.companies[r]
	umbrella := func(name, from, to string) id.ID {
		key, err := e.relation.AddOrganisation(t.Context(), r.Relation, "", relation.OrganisationInput{Kind: "umbrella", Name: name})
		e.must(err)
		e.must(e.relation.JoinUmbrella(t.Context(), r.Relation, company, relation.MembershipInput{Umbrella: key, From: from, To: to}))
		return key
	}
	now, before := umbrella("Metaalunie", "2025-01-01", ""), umbrella("Techniek Nederland", "2024-01-01", "2025-12-31")
	e.must(e.relation.JoinUmbrella(t.Context(), r.Relation, company, relation.MembershipInput{Umbrella: now, From: "2023-01-01", To: "2027-12-31"})) // a second period over the same days

	key := e.agreed(r)
	rec := e.record(r.Teacher, key)
	e.World.Clock.Set(rec.Occurrence.EndsAt)
	_, err := e.Count(t.Context(), r.Teacher, key, 24, 1)
	e.must(err)
	l, scope := e.signLink(r.System, key)
	e.must(e.sign(scope, l))
	cancelled := e.agreed(r)
	e.must(e.Cancel(t.Context(), r.Relation, cancelled, engagement.CancelInput{Reason: "ziek", By: "company"}))

	of := func(sc access.Scope, umbrella id.ID) map[id.ID]engagement.OfMember {
		t.Helper()
		out, err := e.OfUmbrella(t.Context(), sc, umbrella)
		e.must(err)
		return out
	}
	if got := of(r.Relation, now)[company]; got != (engagement.OfMember{Member: company, Engagements: 1, Visits: 1, Minutes: 300}) {
		t.Errorf("counted once: %+v", got)
	}
	for name, got := range map[string]map[id.ID]engagement.OfMember{
		"days before or after it was a member": of(r.Relation, before),
		"what a sibling did":                   of(r.RelationHengelo, now),
		"another network":                      of(e.Zwolle.Relation, now),
	} {
		if len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if _, err := e.OfUmbrella(t.Context(), r.Privacy, now); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a privacy officer: %v", err)
	}
}
