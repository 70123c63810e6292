package relation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
)

func TestImportUndo(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	before := e.record(r.Relation, e.company).Organisation
	run := e.mustImport("Naam;KvK;Plaats;Telefoon;Website;Contactpersoon\n" +
		"Kolk Installaties;12345678;Almelo;0546-555555;kolk.example;Erik Kolk\n" +
		"Nieuw Een;;Almelo;;;Jan Een\n" +
		"Nieuw Twee;;Almelo;;;\n" +
		"Nieuw Drie;;Almelo;;;Kees Drie\n")
	if got := counts(run); got != "3 new, 1 changed, 0 same, 0 wrong" {
		t.Fatal(got)
	}
	// Since then: a field of Kolk is changed by hand, with Nieuw Twee there was contact, the person of Nieuw Drie was changed.
	kolk := e.record(r.Relation, e.company).Organisation
	in := kolk.Input()
	in.Phone = "0546-777777"
	if err := e.rel.EditOrganisation(t.Context(), r.Relation, e.company, kolk.Version, in); err != nil {
		t.Fatal(err)
	}
	two, three := e.find("nieuw twee"), e.find("nieuw drie")
	if _, err := e.rel.RecordContact(t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: two, Kind: "call"}); err != nil {
		t.Fatal(err)
	}
	kees := e.record(r.Relation, three).People[0]
	if _, err := e.rel.RecordContact(t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: three, Person: kees.ID, Kind: "call"}); err != nil {
		t.Fatal(err)
	}
	t.Run("others may not", func(t *testing.T) {
		for _, sc := range []struct{ err error }{
			{e.rel.UndoImport(t.Context(), r.RelationHengelo, run.ID)}, {e.rel.UndoImport(t.Context(), e.Zwolle.Relation, run.ID)},
		} {
			if !fault.Is(sc.err, fault.KindNotFound) {
				t.Errorf("got %v", sc.err)
			}
		}
	})
	undone := e.undo(run)
	t.Run("what was changed or used since stays and is named", func(t *testing.T) {
		var kept []string
		for _, k := range undone.Kept {
			kept = append(kept, strings.TrimSpace(k.Name+" "+k.Object+" "+k.Field))
		}
		slices.Sort(kept)
		want := "Kees Drie person, Kolk Installaties organisation phone, Nieuw Drie organisation, Nieuw Twee organisation"
		if got := strings.Join(kept, ", "); got != want {
			t.Errorf("kept %s", got)
		}
		if names := e.names(r.Relation, relation.Filter{}); fmt.Sprint(names) != "[Kolk Installaties Nieuw Drie Nieuw Twee]" {
			t.Errorf("left %v", names)
		}
	})
	t.Run("the other fields are as they were", func(t *testing.T) {
		rec := e.record(r.Relation, e.company)
		o := rec.Organisation
		if o.KVK != before.KVK || o.Website != before.Website || o.Phone != "+31546777777" || len(rec.People) != 0 {
			t.Errorf("got %+v, people %+v", o, rec.People)
		}
		if got := e.names(r.Relation, relation.Filter{Text: "12345678"}); len(got) != 0 {
			t.Errorf("still found by the number: %v", got)
		}
	})
	t.Run("once", func(t *testing.T) {
		if err := e.rel.UndoImport(t.Context(), r.Relation, run.ID); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("and can be brought in again", func(t *testing.T) {
		again := e.mustImport("Naam;Plaats;Contactpersoon\nNieuw Een;Almelo;Jan Een\n")
		if got := counts(again); got != "1 new, 0 changed, 0 same, 0 wrong" {
			t.Errorf("got %s", got)
		}
	})
}

func TestImportUndoLimits(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	run := e.mustImport("Naam;Plaats\nNieuw Een;Almelo\n")
	e.Clock.Advance(relation.UndoDays*24*60*60*1e9 + 1)
	if err := e.rel.UndoImport(t.Context(), r.Relation, run.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("after thirty days: %v", err)
	}
	unapplied := e.check("Naam;Plaats\nNieuw Twee;Almelo\n")
	if err := e.rel.UndoImport(t.Context(), r.Relation, unapplied.ID); !fault.Is(err, fault.KindConflict) {
		t.Errorf("not applied: %v", err)
	}
}

// TestImportUndoLarge is taken back by a job, piece by piece.
func TestImportUndoLarge(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	before := e.names(e.Twente.Relation, relation.Filter{})
	run := e.mustImport(large(2500))
	if got := e.undo(run); got.Binned != 5000 || len(got.Kept) != 0 {
		t.Errorf("got %d binned, %d kept", got.Binned, len(got.Kept))
	}
	if after := e.names(e.Twente.Relation, relation.Filter{}); !slices.Equal(before, after) {
		t.Errorf("left %v", after)
	}
	if n := e.count(`SELECT COUNT(*) FROM search_doc WHERE label LIKE 'Bedrijf %' OR label LIKE 'Persoon %'`); n != 0 {
		t.Errorf("%d still found", n)
	}
}
