package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// digest is of all rows of all tables.
func digest(t *testing.T, d *db.DB) string {
	t.Helper()
	sum := sha256.New()
	must(t, d.Snapshot(t.Context(), func(s *db.Snapshot) error {
		tables, err := s.Tables()
		for _, table := range tables {
			var rows bytes.Buffer
			if _, err := s.Dump(table, &rows); err != nil {
				return err
			}
			sum.Write(rows.Bytes())
		}
		return err
	}))
	return hex.EncodeToString(sum.Sum(nil))
}

// ground of use cases: what they are about.
type facts struct {
	a                                *app.App
	sc                               access.Scope
	root, company, person, twin, ans id.ID
}

// failing use cases, in an order in which each finds what it needs.
func (f *facts) cases() []struct {
	name string
	do   func(ctx context.Context) error
} {
	type one = struct {
		name string
		do   func(ctx context.Context) error
	}
	r := f.a.Relation
	return []one{
		{"add an organisation", func(ctx context.Context) (err error) {
			f.company, err = r.AddOrganisation(ctx, f.sc, f.root, relation.OrganisationInput{Kind: "company", Name: "Kolk Installaties"})
			return err
		}},
		{"add a person", func(ctx context.Context) (err error) {
			f.person, err = r.AddPerson(ctx, f.sc, f.company, relation.PersonInput{Name: "Quirinus Zandstra", Email: "q.zandstra@kolk.example"})
			return err
		}},
		{"add another", func(ctx context.Context) (err error) {
			f.twin, err = r.AddPerson(ctx, f.sc, f.company, relation.PersonInput{Name: "Quirijn Zandstra"})
			return err
		}},
		{"record a contact with a file", func(ctx context.Context) error {
			_, err := r.RecordContact(ctx, f.sc, relation.ContactInput{
				Unit: f.root, Organisation: f.company, Person: f.person, Kind: "visit", Note: "Over Quirinus Zandstra", Next: "Bel hem", Assignee: f.ans,
				Files: []relation.Upload{{Name: "plan.txt", Content: strings.NewReader("het plan")}},
			})
			return err
		}},
		{"write a template", func(ctx context.Context) error {
			_, err := r.AddTemplate(ctx, f.sc, relation.TemplateInput{Unit: f.root, Lang: "nl", Name: "Bellen", Body: "Beste"})
			return err
		}},
		{"merge people", func(ctx context.Context) error {
			look, err := r.LookAtPersonMerge(ctx, f.sc, f.person, f.twin)
			if err != nil {
				return err
			}
			_, err = r.MergePeople(ctx, f.sc, relation.MergeInput{Kept: f.person, Gone: f.twin, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version})
			return err
		}},
		{"add a unit", func(ctx context.Context) error {
			_, err := f.a.Network.AddUnit(ctx, f.sc, network.UnitInput{Parent: f.root, Kind: network.KindSubregion, Name: "Almelo"})
			return err
		}},
		{"invite a colleague", func(ctx context.Context) error {
			_, err := f.a.Network.InvitePerson(ctx, f.sc, network.InviteInput{Name: "Bob", Email: "bob@twente.example", Role: access.RelationManager, Unit: f.root, Reason: "nieuw"})
			return err
		}},
		{"erase a person", func(ctx context.Context) error {
			_, err := r.ErasePerson(ctx, f.sc, f.person, relation.EraseInput{Typed: "Quirinus Zandstra", Why: "asked"})
			return err
		}},
		{"throw an organisation away", func(ctx context.Context) error {
			_, err := r.BinOrganisation(ctx, f.sc, f.company, 1)
			return err
		}},
		{"found a network", func(ctx context.Context) error {
			_, _, err := f.a.Network.Found(ctx, network.FoundInput{Name: "Zwolle", Slug: "zwolle"})
			return err
		}},
	}
}

// The n-th call of the database fails, for every n: the use case says so, and what it did stands as before it, whole or not at all.
func TestAFailingDatabaseLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	a := open(t, ground(t))
	_, err := a.Found(t.Context(), network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example")
	must(t, err)
	n := networksOf(t, a)[0]
	f := &facts{a: a, sc: access.System(n, "test"), root: rootOf(t, a, n)}
	must(t, a.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		f.ans, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM account LIMIT 1`))
		return err
	}))
	calls := 0
	for _, c := range f.cases() {
		before := digest(t, a.Kit.DB)
		for at := 1; ; at++ {
			if at > 2000 {
				t.Fatalf("%s never succeeds", c.name)
			}
			stats := &db.Stats{FailAt: at}
			err := c.do(db.WithStats(t.Context(), stats))
			if stats.Queries < at { // nothing was left to fail
				if err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				break
			}
			calls++
			if _, shown := fault.As(err); shown || !errors.Is(err, db.ErrInjected) {
				t.Errorf("%s, call %d: %v", c.name, at, err)
			}
			if now := digest(t, a.Kit.DB); now != before {
				t.Fatalf("%s, call %d: something half done stayed", c.name, at)
			}
		}
		if digest(t, a.Kit.DB) == before {
			t.Errorf("%s did nothing", c.name)
		}
		chainsHold(t, a)
	}
	t.Logf("%d use cases, %d calls failed", len(f.cases()), calls)
	if calls < 100 {
		t.Errorf("only %d calls failed", calls)
	}
}
