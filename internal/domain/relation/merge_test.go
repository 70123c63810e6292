package relation_test

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// two are records of the same company, each with people, contact and relationships.
type two struct {
	*env
	kept, gone id.ID
	erik, anna id.ID // of kept, of gone
}

func newTwo(t *testing.T) *two {
	t.Helper()
	e := newEnv(t)
	r := e.Twente
	w := &two{env: e}
	w.kept = e.put(r.Relation, relation.OrganisationInput{Name: "Kolk Techniek", Place: "Almelo", Phone: "0546-123456"})
	w.gone = e.put(r.Relation, relation.OrganisationInput{Name: "Van der Kolk Techniek B.V.", KVK: "01234567", Place: "Almelo", Website: "kolk.example"})
	person := func(at id.ID, name string) id.ID {
		key, err := e.rel.AddPerson(t.Context(), r.Relation, at, relation.PersonInput{Name: name, Requests: true})
		w.must(err)
		return key
	}
	w.erik, w.anna = person(w.kept, "Erik Kolk"), person(w.gone, "Anna Smit")
	w.contact(r.Relation, r.Almelo, w.kept, w.erik, "call")
	w.contact(r.Relation, r.Almelo, w.gone, w.anna, "visit")         // deepens
	w.contact(r.RelationHengelo, r.Hengelo, w.gone, w.anna, "visit") // a unit that knows the other one only
	return w
}

func (w *two) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *two) contact(sc access.Scope, unit, organisation, person id.ID, kind string) {
	w.t.Helper()
	w.Clock.Advance(time.Minute)
	_, err := w.rel.RecordContact(w.t.Context(), sc, relation.ContactInput{Unit: unit, Organisation: organisation, Person: person, Kind: kind, Note: "gesproken", Next: "bellen"})
	w.must(err)
}

func (w *two) input(take ...string) relation.MergeInput {
	w.t.Helper()
	look, err := w.rel.LookAtMerge(w.t.Context(), w.Twente.Relation, w.kept, w.gone)
	w.must(err)
	return relation.MergeInput{Kept: w.kept, Gone: w.gone, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version, Take: take}
}

func (w *two) merge(take ...string) id.ID {
	w.t.Helper()
	key, err := w.rel.MergeOrganisations(w.t.Context(), w.Twente.Relation, w.input(take...))
	w.must(err)
	return key
}

func people(rec relation.Record) []string {
	var out []string
	for _, p := range rec.People {
		out = append(out, p.Name)
	}
	slices.Sort(out)
	return out
}

func TestMerge(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	merging := w.merge("name", "kvk", "website")
	t.Run("the chosen fields stay, and the old address leads to them", func(t *testing.T) {
		rec := w.record(r.Relation, w.gone)
		o := rec.Organisation
		if o.ID != w.kept || o.Name != "Van der Kolk Techniek B.V." || o.KVK != "01234567" || o.Phone != "+31546123456" || o.Website == "" {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("everything of both is on one record", func(t *testing.T) {
		rec := w.record(r.Relation, w.kept)
		if got := people(rec); !slices.Equal(got, []string{"Anna Smit", "Erik Kolk"}) {
			t.Errorf("people: %v", got)
		}
		primary := 0
		for _, p := range rec.People {
			if p.Primary {
				primary++
				if p.ID != w.erik {
					t.Error("who was first to ask is not any more")
				}
			}
		}
		contacts := 0
		for _, e := range rec.Timeline.Entries {
			if e.Type == relation.EntryContact {
				contacts++
			}
		}
		if primary != 1 || contacts != 3 || len(rec.Actions) != 2 {
			t.Errorf("%d first to ask, %d contacts, %d actions", primary, contacts, len(rec.Actions))
		}
	})
	t.Run("two relationships of one unit are one, as deep as the deepest", func(t *testing.T) {
		rec := w.record(r.Relation, w.kept)
		if len(rec.Relationships) != 1 || rec.Relationships[0].Depth != relation.DepthVisit || rec.Relationships[0].Owner != r.Relation.Account() {
			t.Errorf("got %+v", rec.Relationships)
		}
		if rec := w.record(r.RelationHengelo, w.kept); len(rec.Relationships) != 1 || rec.Relationships[0].Unit != r.Hengelo {
			t.Errorf("Hengelo: %+v", rec.Relationships)
		}
	})
	t.Run("the one that went is found no more", func(t *testing.T) {
		if names := w.names(r.Relation, relation.Filter{Text: "kolk techniek"}); len(names) != 1 {
			t.Errorf("got %v", names)
		}
	})
	t.Run("undone, everything is where it was, and what came since stays", func(t *testing.T) {
		w.contact(r.Relation, r.Almelo, w.kept, w.anna, "mail")
		w.Clock.Advance(29 * 24 * time.Hour)
		m, left, err := w.rel.UndoMerge(t.Context(), r.Relation, merging)
		if err != nil || left != 0 || m.Gone != w.gone {
			t.Fatalf("%+v, %d, %v", m, left, err)
		}
		kept, gone := w.record(r.Relation, w.kept), w.record(r.Relation, w.gone)
		if kept.Organisation.Name != "Kolk Techniek" || kept.Organisation.KVK != "" || gone.Organisation.ID != w.gone || gone.Organisation.KVK != "01234567" {
			t.Errorf("%+v\n%+v", kept.Organisation, gone.Organisation)
		}
		if a, b := people(kept), people(gone); !slices.Equal(a, []string{"Erik Kolk"}) || !slices.Equal(b, []string{"Anna Smit"}) {
			t.Errorf("people: %v, %v", a, b)
		}
		if a, b := len(kept.Timeline.Entries), len(gone.Timeline.Entries); a != 2 || b != 2 {
			t.Errorf("timelines of %d and %d", a, b)
		}
		if len(kept.Relationships) != 1 || kept.Relationships[0].Depth != relation.DepthAcquaintance || len(gone.Relationships) != 1 || gone.Relationships[0].Depth != relation.DepthVisit {
			t.Errorf("%+v\n%+v", kept.Relationships, gone.Relationships)
		}
		if names := w.names(r.Relation, relation.Filter{Text: "kolk techniek"}); len(names) != 2 {
			t.Errorf("found: %v", names)
		}
		if _, _, err := w.rel.UndoMerge(t.Context(), r.Relation, merging); !fault.Is(err, fault.KindConflict) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestMergeIsRefused(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	in := w.input()
	kind := func(err error) fault.Kind {
		if f, ok := fault.As(err); ok {
			return f.Kind
		}
		return fault.Kind(99)
	}
	for name, c := range map[string]struct {
		sc   access.Scope
		in   relation.MergeInput
		want fault.Kind
	}{
		"another network":     {w.Zwolle.Relation, in, fault.KindNotFound},
		"a teacher":           {r.Teacher, in, fault.KindForbidden},
		"a line lead":         {r.LineLead, in, fault.KindForbidden},
		"with itself":         {r.Relation, relation.MergeInput{Kept: w.kept, Gone: w.kept, KeptVersion: in.KeptVersion, GoneVersion: in.KeptVersion}, fault.KindInvalid},
		"an old version":      {r.Relation, relation.MergeInput{Kept: w.kept, Gone: w.gone, KeptVersion: in.KeptVersion - 1, GoneVersion: in.GoneVersion}, fault.KindConflict},
		"what does not exist": {r.Relation, relation.MergeInput{Kept: w.kept, Gone: id.ID("01a211b7-0000-7000-8000-000000000000"), KeptVersion: 1, GoneVersion: 1}, fault.KindNotFound},
	} {
		if _, err := w.rel.MergeOrganisations(t.Context(), c.sc, c.in); kind(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	merging := w.merge()
	if _, err := w.rel.MergeOrganisations(t.Context(), r.Relation, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("merged twice: %v", err)
	}
	if _, _, err := w.rel.UndoMerge(t.Context(), w.Zwolle.Relation, merging); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("undone by another network: %v", err)
	}
	w.Clock.Advance(31 * 24 * time.Hour)
	if _, _, err := w.rel.UndoMerge(t.Context(), r.Relation, merging); !fault.Is(err, fault.KindConflict) {
		t.Errorf("undone after a month: %v", err)
	}
}

func TestMergeInARow(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	first := w.merge("kvk")
	third := w.put(r.Relation, relation.OrganisationInput{Name: "Kolk Groep", Place: "Almelo"})
	look, err := w.rel.LookAtMerge(t.Context(), r.Relation, third, w.kept)
	w.must(err)
	second, err := w.rel.MergeOrganisations(t.Context(), r.Relation, relation.MergeInput{Kept: third, Gone: w.kept, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version, Take: []string{"kvk"}})
	w.must(err)
	for _, key := range []id.ID{w.gone, w.kept, third} {
		if got := w.record(r.Relation, key).Organisation.ID; got != third {
			t.Errorf("%s leads to %s", key, got)
		}
	}
	if _, _, err := w.rel.UndoMerge(t.Context(), r.Relation, first); !fault.Is(err, fault.KindConflict) {
		t.Errorf("the first before the second: %v", err)
	}
	for _, m := range []id.ID{second, first} {
		if _, left, err := w.rel.UndoMerge(t.Context(), r.Relation, m); err != nil || left != 0 {
			t.Fatalf("%d, %v", left, err)
		}
	}
	if got := w.record(r.Relation, w.gone).Organisation; got.ID != w.gone || got.KVK != "01234567" {
		t.Errorf("got %+v", got)
	}
}

func TestMergeLeavesWhatWasChangedSince(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	merging := w.merge("name")
	o := w.record(r.Relation, w.kept).Organisation
	in := o.Input()
	in.Name = "Kolk Zonnekracht"
	w.must(w.rel.EditOrganisation(t.Context(), r.Relation, w.kept, o.Version, in))
	_, left, err := w.rel.UndoMerge(t.Context(), r.Relation, merging)
	if err != nil || left == 0 {
		t.Fatalf("%d left, %v", left, err)
	}
	if got := w.record(r.Relation, w.kept).Organisation.Name; got != "Kolk Zonnekracht" {
		t.Errorf("the later name is gone: %s", got)
	}
}

func TestMergeOfSharedThings(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	umbrella := w.umbrella("OBM Oost")
	for _, key := range []id.ID{w.kept, w.gone} {
		w.must(w.rel.JoinUmbrella(t.Context(), r.Relation, key, relation.MembershipInput{Umbrella: umbrella}))
		if key == w.gone {
			w.must(w.rel.AddPosition(t.Context(), r.Relation, key, relation.PositionInput{Person: w.erik}))
		}
	}
	merging := w.merge()
	rec := w.record(r.Relation, w.kept)
	if len(rec.Umbrellas) != 1 || !slices.Equal(people(rec), []string{"Anna Smit", "Erik Kolk"}) {
		t.Errorf("%+v, %v", rec.Umbrellas, people(rec))
	}
	if _, _, err := w.rel.UndoMerge(t.Context(), r.Relation, merging); err != nil {
		t.Fatal(err)
	}
	if rec := w.record(r.Relation, w.gone); len(rec.Umbrellas) != 1 || !slices.Equal(people(rec), []string{"Anna Smit", "Erik Kolk"}) {
		t.Errorf("%+v, %v", rec.Umbrellas, people(rec))
	}
	t.Run("an umbrella that is merged into its member is no member of itself", func(t *testing.T) {
		look, err := w.rel.LookAtMerge(t.Context(), r.Relation, w.kept, umbrella)
		w.must(err)
		_, err = w.rel.MergeOrganisations(t.Context(), r.Relation, relation.MergeInput{Kept: w.kept, Gone: umbrella, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version})
		w.must(err)
		for _, m := range w.record(r.Relation, w.kept).Umbrellas {
			if m.Organisation == w.kept {
				t.Error("a member of itself")
			}
		}
	})
}

func TestMergePeople(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	r := w.Twente
	look, err := w.rel.LookAtPersonMerge(t.Context(), r.Relation, w.erik, w.anna)
	w.must(err)
	in := relation.MergeInput{Kept: w.erik, Gone: w.anna, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version, Take: []string{"name"}}
	if _, err := w.rel.MergePeople(t.Context(), w.Zwolle.Relation, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network: %v", err)
	}
	merging, err := w.rel.MergePeople(t.Context(), r.Relation, in)
	w.must(err)
	for _, at := range []id.ID{w.kept, w.gone} {
		if rec := w.record(r.Relation, at); len(rec.People) != 1 || rec.People[0].ID != w.erik || rec.People[0].Name != "Anna Smit" {
			t.Errorf("at %s: %+v", at, rec.People)
		}
	}
	if _, _, err := w.rel.UndoMerge(t.Context(), r.Relation, merging); err != nil {
		t.Fatal(err)
	}
	if a, b := people(w.record(r.Relation, w.kept)), people(w.record(r.Relation, w.gone)); !slices.Equal(a, []string{"Erik Kolk"}) || !slices.Equal(b, []string{"Anna Smit"}) {
		t.Errorf("%v, %v", a, b)
	}
}

func TestMergeOfALongTimeline(t *testing.T) {
	t.Parallel()
	w := newTwo(t)
	w.mustWrite(w.Twente.Relation, func(op *operation.Op) error {
		for range 500 {
			if err := relation.RecordContactTx(op, relation.Contact{Unit: w.Twente.Almelo, Organisation: w.gone, Kind: relation.ContactCall}); err != nil {
				return err
			}
		}
		return nil
	})
	in := w.input("name", "kvk")
	_, err := w.rel.MergeOrganisations(t.Context(), w.Twente.Relation, in)
	w.must(err)
	w.mustRead(w.Twente.Relation, func(tx *db.Tx) error {
		left, err := db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM contact_moment WHERE organisation_id = $1`, w.gone))
		if err == nil && left != 0 {
			t.Errorf("%d contacts stayed behind", left)
		}
		return err
	})
}
