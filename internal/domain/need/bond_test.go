package need_test

import (
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// judge writes what a side said of an engagement.
func (e *env) judge(r *world.Region, company id.ID, side string, score int, again string) {
	e.t.Helper()
	e.write(r, func(op *operation.Op) error {
		made := op.NewID()
		err := op.Insert(`INSERT INTO engagement (network_id, id, unit_id, organisation_id, title, agreed_at, operation_id) VALUES ($1, $2, $3, $4, 'Gastles', $5, $6)`,
			op.Network(), made, r.Noordik, company, op.At, op.ID)
		if err != nil {
			return err
		}
		return op.Insert(`INSERT INTO engagement_evaluation (network_id, id, engagement_id, unit_id, organisation_id, side, score, again, said_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), op.NewID(), made, r.Noordik, company, side, score, again, op.At, op.ID)
	})
}

// bond sets the depth and the keeper of Almelo's relationship with a company.
func (e *env) bond(r *world.Region, company id.ID, depth relation.Depth, owner access.Scope) {
	e.t.Helper()
	e.write(r, func(op *operation.Op) error {
		_, err := op.Exec(`UPDATE relationship SET depth = $2, owner_id = $3 WHERE {relationship.write:relationship} AND organisation_id = $1`, company, depth, owner.Account())
		return err
	})
}

// What the network and a company mean to each other weighs, for who may see it: depth and keeper of the relationship, what was said
// afterwards, and an umbrella's pledge that is still open.
func TestBondsWeigh(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	deep, judged, coming := e.company(r, "Diep", nil), e.company(r, "Beoordeeld", nil), e.company(r, "Koepellid", nil)
	e.bond(r, deep, relation.DepthMaker, r.Relation)
	e.bond(r, judged, relation.DepthAcquaintance, access.Scope{})
	for _, score := range []int{4, 4, 3} {
		e.judge(r, judged, "school", score, "yes")
	}
	e.judge(r, judged, "company", 2, "maybe")
	umbrella, err := e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: "Vrienden van Techniek"})
	e.must(err)
	e.write(r, func(op *operation.Op) error {
		err := op.Insert(`INSERT INTO umbrella_membership (network_id, id, umbrella_id, member_id, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			op.Network(), op.NewID(), umbrella, coming, op.At, op.ID)
		if err != nil {
			return err
		}
		grant, scheme := op.NewID(), op.NewID()
		err = op.Insert(`INSERT INTO scheme (network_id, id, code, name, start_on, end_on, created_at, operation_id) VALUES ($1, $2, 'X', 'X', '2025-01-01', '2028-12-31', $3, $4)`, op.Network(), scheme, op.At, op.ID)
		if err == nil {
			err = op.Insert(`INSERT INTO subsidy_grant (network_id, id, unit_id, scheme_id, reference, name, decided_on, start_on, end_on, grant_cents, budget_cents, cost_cents, created_at, operation_id)
				VALUES ($1, $2, $3, $4, 'X', 'X', '2025-01-01', '2025-01-01', '2028-12-31', 1, 1, 1, $5, $6)`, op.Network(), grant, r.Root, scheme, op.At, op.ID)
		}
		if err != nil {
			return err
		}
		return op.Insert(`INSERT INTO pledge (network_id, id, unit_id, grant_id, organisation_id, year, kind, cents, pledged_on, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, 2027, 'goods', 250000, '2026-09-01', $6, $7)`, op.Network(), op.NewID(), r.Almelo, grant, umbrella, op.At, op.ID)
	})
	key := e.ask(r, nil)
	seen := func(sc access.Scope, company id.ID, part string, want int, said bool) {
		t.Helper()
		p := find(t, e.match(sc, key), company)
		if got, ok := points(p, part); ok != said || got != want {
			t.Errorf("%s: %s gives %d (%v), want %d (%v): %+v", p.Name, part, got, ok, want, said, p.Why)
		}
	}
	seen(r.Relation, deep, "depth", 7, true)
	seen(r.Relation, deep, "owner", 5, true)
	seen(r.Teacher, deep, "depth", 0, false)
	seen(r.Teacher, deep, "owner", 0, false)
	seen(r.Teacher, judged, "verdict_maybe", 6, true) // 3.66 of 4: four of five; and half of the other five, rounded down
	seen(r.Project, coming, "pledge", 5, true)
	seen(r.Teacher, coming, "umbrella", 0, true)

	e.must(e.Invite(t.Context(), r.Relation, key, []id.ID{deep}, day))
	i := e.record(r.Teacher, key).Invitations[0]
	sum := 0
	for _, w := range i.Reasons.V {
		if sum += w.Points; strings.Contains("depth owner pledge", w.Key) {
			t.Errorf("kept for everybody: %+v", w)
		}
	}
	if sum != i.Points {
		t.Errorf("the parts that are kept add up to %d of %d", sum, i.Points)
	}
}
