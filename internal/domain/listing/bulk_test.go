package listing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/history"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/testkit/world"
)

type env struct {
	*world.World
	t       *testing.T
	rel     *relation.Service
	lists   *listing.Service
	a, b, c id.ID // companies: a and b of Almelo, c of Hengelo
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	e := &env{World: w, t: t, rel: relation.New(w.Kit), lists: listing.New(w.Kit)}
	r := w.Twente
	e.a, e.b, e.c = e.add(r.Relation, r.Almelo, "Anker"), e.add(r.Relation, r.Almelo, "Bakker"), e.add(r.RelationHengelo, r.Hengelo, "Cirkel")
	return e
}

func (e *env) add(sc access.Scope, unit id.ID, name string) id.ID {
	e.t.Helper()
	key, err := e.rel.AddOrganisation(e.t.Context(), sc, unit, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	if err != nil {
		e.t.Fatal(err)
	}
	return key
}

func (e *env) ask(list relation.ListName, text string) relation.Filter {
	e.t.Helper()
	q, err := query.Parse(relation.Vocabulary(list), text)
	if err != nil {
		e.t.Fatal(err)
	}
	return relation.Filter{Query: q}
}

func (e *env) apply(sc access.Scope, c listing.Change) listing.Done {
	e.t.Helper()
	done, err := e.lists.Apply(e.t.Context(), sc, c)
	if err != nil {
		e.t.Fatal(err)
	}
	return done
}

func (e *env) undo(sc access.Scope, batch id.ID) history.Undone {
	e.t.Helper()
	u, err := e.lists.Undo(e.t.Context(), sc, batch)
	if err != nil {
		e.t.Fatal(err)
	}
	return u
}

// found lists the names that a question finds for somebody.
func (e *env) found(sc access.Scope, text string) string {
	e.t.Helper()
	page, err := e.rel.List(e.t.Context(), sc, e.ask(relation.ListOrganisations, text))
	if err != nil {
		e.t.Fatal(err)
	}
	var out []string
	for _, r := range page.Rows {
		out = append(out, r.Name)
	}
	return strings.Join(out, ", ")
}

func (e *env) want(sc access.Scope, text, want string) {
	e.t.Helper()
	if got := e.found(sc, text); got != want {
		e.t.Errorf("%s finds %q, want %q", text, got, want)
	}
}

const organisations, relationships = relation.ListOrganisations, relation.ListRelationships

func TestBulk(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	ids := []id.ID{e.a, e.b, e.c}
	today := clock.Today(e.Clock)

	t.Run("an owner, also where the team has no relationship yet, and undone", func(t *testing.T) {
		done := e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Owner, Value: string(r.Project.Account())})
		e.want(r.Project, "owner:@me", "Anker, Bakker, Cirkel")
		if done.Changed != 3 {
			t.Errorf("%+v", done)
		}
		u := e.undo(r.Relation, done.Batch)
		e.want(r.Project, "owner:@me", "")
		e.want(r.Relation, "owner:@me", "Anker, Bakker")
		e.want(r.Relation, "team:almelo", "Anker, Bakker")
		if len(u.Kept) != 0 || u.Binned != 1 {
			t.Errorf("%+v", u)
		}
		if _, err := e.lists.Undo(t.Context(), r.Relation, done.Batch); !fault.Is(err, fault.KindConflict) {
			t.Errorf("a second time: %v", err)
		}
	})
	t.Run("an owner is a colleague of the team", func(t *testing.T) {
		for _, other := range []id.ID{r.RelationHengelo.Account(), e.Zwolle.Relation.Account(), "x"} {
			_, err := e.lists.Apply(t.Context(), r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Owner, Value: string(other)})
			if !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: %v", other, err)
			}
		}
	})
	t.Run("a depth with its reason; what changed since stays when it is undone", func(t *testing.T) {
		if _, err := e.lists.Apply(t.Context(), r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Depth, Value: "lesson"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		done := e.apply(r.Relation, listing.Change{List: organisations, All: true, Filter: e.ask(organisations, "owner:@me"), Unit: r.Almelo, What: listing.Depth, Value: "lesson", Reason: "na de open dag"})
		e.want(r.Relation, "depth:lesson", "Anker, Bakker")
		later := e.apply(r.Relation, listing.Change{List: organisations, IDs: []id.ID{e.a}, Unit: r.Almelo, What: listing.Depth, Value: "maker", Reason: "maakt mee"})
		u := e.undo(r.Relation, done.Batch)
		if u.Restored != 1 || len(u.Kept) != 1 {
			t.Errorf("%+v", u)
		}
		e.want(r.Relation, "depth:maker", "Anker")
		e.undo(r.Relation, later.Batch)
	})
	t.Run("relationships of one's own teams only", func(t *testing.T) {
		all := func(sc access.Scope) (keys []id.ID) {
			p, err := e.rel.ListRelationships(t.Context(), sc, relation.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range p.Rows {
				keys = append(keys, row.ID)
			}
			return keys
		}
		keys := all(r.Lead)
		done := e.apply(r.Relation, listing.Change{List: relationships, IDs: keys, What: listing.Status, Value: "resting", Reason: "zomer"})
		e.want(r.Lead, "status:resting", "Anker, Bakker")
		if done.Changed != 2 {
			t.Errorf("%+v", done)
		}
		if _, err := e.lists.Apply(t.Context(), r.Relation, listing.Change{List: relationships, IDs: all(r.RelationHengelo), What: listing.Status, Value: "ended", Reason: "xx"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a sibling's: %v", err)
		}
		if _, err := e.lists.Undo(t.Context(), r.Project, done.Batch); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("somebody else undoes: %v", err)
		}
		e.undo(r.Relation, done.Batch)
	})
	t.Run("a tag on, on again, off, and each undone", func(t *testing.T) {
		on := e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "Open dag 2026"})
		again := e.apply(r.RelationHengelo, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "open dag 2026"})
		e.want(r.Teacher, `tag:"open dag 2026"`, "Anker, Bakker, Cirkel")
		if on.Changed != 3 || again.Changed != 0 {
			t.Errorf("%+v %+v", on, again)
		}
		off := e.apply(r.Relation, listing.Change{List: organisations, IDs: []id.ID{e.a, e.c}, What: listing.Untag, Value: "Open dag 2026"})
		e.want(r.Teacher, `tag:"open dag 2026"`, "Bakker")
		e.undo(r.Relation, off.Batch)
		e.want(r.Teacher, `tag:"open dag 2026"`, "Anker, Bakker, Cirkel")
		names, err := e.lists.Tags(t.Context(), r.Teacher)
		if err != nil || len(names) != 1 || names[0] != "Open dag 2026" {
			t.Errorf("%v, %v", names, err)
		}
		e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Untag, Value: "Open dag 2026"})
		e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "Open dag 2026"})
		e.want(r.Teacher, `tag:"open dag 2026"`, "Anker, Bakker, Cirkel")
		if _, err := e.lists.Apply(t.Context(), r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Untag, Value: "Nooit gezien"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("a tag that is not there: %v", err)
		}
	})
	t.Run("a next action with each; what was done stays when it is undone", func(t *testing.T) {
		done := e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Plan, Value: "Bellen over de open dag", Due: string(today.AddDays(3))})
		p, err := e.rel.ListActions(t.Context(), r.Relation, relation.Filter{})
		if err != nil || len(p.Rows) != 3 {
			t.Fatalf("%d actions, %v", len(p.Rows), err)
		}
		if err := e.rel.FinishAction(t.Context(), r.Relation, p.Rows[0].ID); err != nil {
			t.Fatal(err)
		}
		u := e.undo(r.Relation, done.Batch)
		if u.Binned != 2 || len(u.Kept) != 1 {
			t.Errorf("%+v", u)
		}
		bulks, err := e.lists.Bulks(t.Context(), r.Relation)
		if err != nil || bulks[0].ID != done.Batch || bulks[0].Kept != 1 || bulks[0].Undoable(e.Clock.Now()) {
			t.Errorf("%+v, %v", bulks, err)
		}
		if _, err := e.lists.Apply(t.Context(), r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Plan, Value: "Bellen", Due: "2020-01-01"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("in the past: %v", err)
		}
	})
	t.Run("who may not, and nothing chosen", func(t *testing.T) {
		for name, c := range map[string]struct {
			sc   access.Scope
			in   listing.Change
			want fault.Kind
		}{
			"a teacher":          {r.Teacher, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "x"}, fault.KindForbidden},
			"a line lead":        {r.LineLead, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Owner}, fault.KindForbidden},
			"a sibling's team":   {r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Hengelo, What: listing.Owner}, fault.KindNotFound},
			"another network":    {e.Zwolle.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "x"}, fault.KindNotFound},
			"nothing chosen":     {r.Relation, listing.Change{List: organisations, What: listing.Tag, Value: "x"}, fault.KindInvalid},
			"an unknown change":  {r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: "drop"}, fault.KindInvalid},
			"an unknown status":  {r.Relation, listing.Change{List: organisations, IDs: ids, Unit: r.Almelo, What: listing.Status, Value: "gone", Reason: "xx"}, fault.KindInvalid},
			"a list of people":   {r.Relation, listing.Change{List: relation.ListPeople, IDs: ids, What: listing.Tag, Value: "x"}, fault.KindNotFound},
			"a tag of only dots": {r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "..."}, fault.KindInvalid},
		} {
			if _, err := e.lists.Apply(t.Context(), c.sc, c.in); !fault.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("after thirty days it stays", func(t *testing.T) {
		done := e.apply(r.Relation, listing.Change{List: organisations, IDs: ids, What: listing.Tag, Value: "laat"})
		e.Clock.Advance(31 * 24 * time.Hour)
		if _, err := e.lists.Undo(t.Context(), r.Relation, done.Batch); !fault.Is(err, fault.KindConflict) {
			t.Error(err)
		}
		if bulks, err := e.lists.Bulks(t.Context(), r.Relation); err != nil || len(bulks) != 0 {
			t.Errorf("%v, %v", bulks, err)
		}
	})
}

// TestBulkOfMany: a few hundred rows in one go, counted in statements, and everything back.
func TestBulkOfMany(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for i := range 220 {
		e.add(r.Relation, r.Almelo, fmt.Sprintf("Firma %03d", i))
	}
	stats := &db.Stats{}
	done, err := e.lists.Apply(db.WithStats(t.Context(), stats), r.Relation, listing.Change{List: relationships, All: true, What: listing.Depth, Value: "visit", Reason: "rondgang"})
	if err != nil || done.Changed != 222 {
		t.Fatalf("%+v, %v", done, err)
	}
	if stats.Queries > 222+20 {
		t.Errorf("%d statements", stats.Queries)
	}
	if u := e.undo(r.Relation, done.Batch); u.Restored != 222 || len(u.Kept) != 0 {
		t.Errorf("%d restored, %d kept", u.Restored, len(u.Kept))
	}
	e.want(r.Relation, "depth:visit", "")
}
