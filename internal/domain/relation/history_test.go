package relation_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// history reads what changed about the company.
func (e *env) history(sc access.Scope) []relation.Change {
	e.t.Helper()
	_, changes, err := e.rel.History(e.t.Context(), sc, e.company)
	if err != nil {
		e.t.Fatal(err)
	}
	return changes
}

// change finds the latest change of a field.
func (e *env) change(sc access.Scope, object, field string) relation.Change {
	e.t.Helper()
	all := e.history(sc)
	at := slices.IndexFunc(all, func(c relation.Change) bool { return c.Object == object && c.Field == field })
	if at < 0 {
		e.t.Fatalf("no change of %s.%s in %+v", object, field, all)
	}
	return all[at]
}

func TestHistoryOfFields(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	erik := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Title: "directeur", Requests: true})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := e.rel.Organisation(t.Context(), r.Relation, e.company)
	must(err)
	in := o.Input()
	in.Name, in.Place, in.Profiles = "Kolk Techniek", "Hengelo", []string{"PIE"}
	must(e.rel.EditOrganisation(t.Context(), r.RelationHengelo, e.company, 1, in))
	must(e.rel.EditPerson(t.Context(), r.Relation, e.company, erik, 1, relation.PersonInput{Name: "Erik Kolk", Email: "e.kolk@kolk.example", Title: "eigenaar", Requests: true}))
	must(e.rel.Relate(t.Context(), r.Relation, e.company, relation.RelationshipInput{Unit: r.Almelo, Owner: r.Project.Account(), Depth: "maker", Status: "active", Version: 1, Reason: "ze maken het keuzevak"}))

	t.Run("who, what, before and after", func(t *testing.T) {
		c := e.change(r.Relation, "organisation", "place")
		if c.Was != "Almelo" || c.Became != "Hengelo" || c.By != "relation Twente Hengelo" && c.Account != r.RelationHengelo.Account() || !c.Restorable {
			t.Errorf("%+v", c)
		}
		if c := e.change(r.Relation, "person", "email"); c.Was != "erik@kolk.example" || c.Became != "e.kolk@kolk.example" || c.About != "Erik Kolk" {
			t.Errorf("%+v", c)
		}
		if c := e.change(r.Relation, "position", "title"); c.Was != "directeur" || c.Became != "eigenaar" {
			t.Errorf("%+v", c)
		}
		if c := e.change(r.Relation, "relationship", "owner_id"); c.Became != "project Twente" || c.Was != "relation Twente" {
			t.Errorf("names and not ids: %+v", c)
		}
	})
	t.Run("what follows from other fields is not shown", func(t *testing.T) {
		for _, c := range e.history(r.Relation) {
			if c.Field == "name_key" || c.Field == "match_name" {
				t.Errorf("%+v", c)
			}
		}
	})
	t.Run("a teacher sees facts, and neither people nor relationships", func(t *testing.T) {
		for _, c := range e.history(r.Teacher) {
			if c.Object != "organisation" || c.Restorable {
				t.Errorf("%+v", c)
			}
		}
	})
	t.Run("a sibling does not see our relationship", func(t *testing.T) {
		if slices.ContainsFunc(e.history(r.RelationHengelo), func(c relation.Change) bool { return c.Object == "relationship" }) {
			t.Error("seen")
		}
	})
	restore := func(sc access.Scope, change id.ID) error {
		return e.rel.RestoreField(t.Context(), sc, e.company, change)
	}
	t.Run("one field comes back, the others stay, and it can be found", func(t *testing.T) {
		must(restore(r.Relation, e.change(r.Relation, "organisation", "name").ID))
		must(restore(r.Relation, e.change(r.Relation, "organisation", "profiles").ID))
		o, err := e.rel.Organisation(t.Context(), r.Relation, e.company)
		if err != nil || o.Name != "Kolk Installaties" || o.Place != "Hengelo" || len(o.Profiles) != 0 {
			t.Errorf("%+v, %v", o, err)
		}
		if got := e.names(r.Relation, relation.Filter{Text: "installaties"}); len(got) != 1 {
			t.Errorf("found %v", got)
		}
		if c := e.change(r.Relation, "organisation", "name"); c.Was != "Kolk Techniek" || c.Became != "Kolk Installaties" {
			t.Errorf("restoring is a change: %+v", c)
		}
	})
	t.Run("of a person and of a relationship too", func(t *testing.T) {
		must(restore(r.Relation, e.change(r.Relation, "person", "email").ID))
		must(restore(r.Relation, e.change(r.Relation, "position", "title").ID))
		must(restore(r.Relation, e.change(r.Relation, "relationship", "owner_id").ID))
		p, _, err := e.rel.Person(t.Context(), r.Relation, e.company, erik)
		if err != nil || p.Email != "erik@kolk.example" || p.Title != "directeur" {
			t.Errorf("%+v, %v", p, err)
		}
		if got := e.record(r.Relation, e.company).Relationships[0]; got.Owner != r.Relation.Account() || got.Depth != relation.DepthMaker {
			t.Errorf("%+v", got)
		}
	})
	t.Run("nothing for who may not", func(t *testing.T) {
		name, depth := e.change(r.Relation, "organisation", "name").ID, e.change(r.Relation, "relationship", "depth").ID
		if err := restore(r.Teacher, name); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a teacher: %v", err)
		}
		if err := restore(e.Zwolle.Relation, name); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("another network: %v", err)
		}
		if err := restore(r.RelationHengelo, depth); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a sibling: %v", err)
		}
		if err := restore(r.Relation, e.Kit.IDs.New()); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a change that is none: %v", err)
		}
	})
}

func TestEveryEditIsKept(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	erik := e.person(r.Relation, relation.PersonInput{Name: "Erik Kolk", Requests: true})
	e.person(r.Relation, relation.PersonInput{Name: "Anna Smit", Primary: true, Requests: true})
	undo, err := e.rel.RemovePerson(t.Context(), r.Relation, e.company, erik)
	must(err)
	must(e.rel.RestorePerson(t.Context(), r.Relation, e.company, erik, undo))
	koepel := e.umbrella("Vrienden van Techniek")
	must(e.rel.JoinUmbrella(t.Context(), r.Relation, e.company, relation.MembershipInput{Umbrella: koepel}))
	must(e.rel.LeaveUmbrella(t.Context(), r.Relation, e.company, e.record(r.Relation, e.company).Umbrellas[0].ID, ""))
	e.mustWrite(r.Teacher, func(op *operation.Op) error { return relation.DeepenTx(op, r.Almelo, e.company, relation.DepthLesson) })
	gone, err := e.rel.BinOrganisation(t.Context(), r.Relation, e.company, 1)
	must(err)
	must(e.rel.RestoreOrganisation(t.Context(), r.Relation, e.company, gone))
	kept := map[string]int{}
	for _, c := range e.history(r.Relation) {
		kept[c.Object+"."+c.Field]++
	}
	for what, want := range map[string]int{
		"organisation.": 1, "organisation.deleted_at": 2, "person.": 2, "position.": 2, "position.is_primary": 1, "position.valid_to": 2, "position.deleted_at": 2,
		"umbrella_membership.": 1, "umbrella_membership.valid_to": 1, "relationship.depth": 1,
	} {
		if kept[what] != want {
			t.Errorf("%s: %d times, want %d (%v)", what, kept[what], want, kept)
		}
	}
}
