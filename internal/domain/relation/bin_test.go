package relation_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func (e *env) bin() *bin.Service {
	return bin.New(e.Kit, slices.Concat(listing.New(e.Kit).Binned(), e.rel.Binned())...)
}

func (e *env) binned(sc access.Scope, f bin.Filter) bin.Page {
	e.t.Helper()
	page, err := e.bin().List(e.t.Context(), sc, f)
	if err != nil {
		e.t.Fatal(err)
	}
	return page
}

// inBin writes what a principal finds, as "kind name".
func (e *env) inBin(sc access.Scope) (out []string) {
	e.t.Helper()
	for _, x := range e.binned(sc, bin.Filter{}).Things {
		out = append(out, x.Kind+" "+x.Name)
	}
	slices.Sort(out)
	return out
}

func (e *env) restoreAll(sc access.Scope) bin.Restored {
	e.t.Helper()
	var keys []id.ID
	for _, x := range e.binned(sc, bin.Filter{}).Things {
		keys = append(keys, x.ID)
	}
	out, err := e.bin().Restore(e.t.Context(), sc, keys)
	if err != nil {
		e.t.Fatal(err)
	}
	return out
}

func (e *env) purge() int {
	e.t.Helper()
	n, err := e.bin().Purge(e.t.Context())
	if err != nil {
		e.t.Fatal(err)
	}
	return n
}

func (e *env) chainHolds() {
	e.t.Helper()
	e.mustRead(e.Twente.Relation, func(tx *db.Tx) error {
		_, _, err := audit.VerifyTx(tx, e.Twente.ID)
		return err
	})
}

// throwAway bins one thing of every kind that people throw away by hand.
func (e *env) throwAway() (erik id.ID) {
	e.t.Helper()
	sc, ctx := e.Twente.Relation, e.t.Context()
	must := func(err error) {
		e.t.Helper()
		if err != nil {
			e.t.Fatal(err)
		}
	}
	erik = e.person(sc, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.nl"})
	_, err := e.rel.RemovePerson(ctx, sc, e.company, erik)
	must(err)
	template, err := e.rel.AddTemplate(ctx, sc, relation.TemplateInput{Unit: e.Twente.Almelo, Lang: "nl", Name: "Eerste bezoek", Body: "Wat maken jullie?"})
	must(err)
	must(e.rel.BinTemplate(ctx, sc, template))
	view, err := listing.New(e.Kit).SaveView(ctx, sc, listing.ViewInput{List: relation.ListOrganisations, Name: "Mijn bedrijven"})
	must(err)
	must(listing.New(e.Kit).RemoveView(ctx, sc, view))
	other := e.add(sc, e.Twente.Almelo, "Bakker Metaal")
	_, err = e.rel.BinOrganisation(ctx, sc, other, 1)
	must(err)
	return erik
}

func TestBinShowsAndRestores(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	e.throwAway()
	want := []string{"note_template Eerste bezoek", "organisation Bakker Metaal", "position Erik Kolk", "saved_view Mijn bedrijven"}
	if got := e.inBin(sc); !slices.Equal(got, want) {
		t.Fatalf("got %v", got)
	}
	t.Run("it says who, and how long is left", func(t *testing.T) {
		e.Clock.Advance(25*24*time.Hour + time.Hour)
		for _, x := range e.binned(sc, bin.Filter{}).Things {
			if x.By != "relation Twente" || x.DaysLeft(e.Clock.Now()) != 5 {
				t.Errorf("%+v, %d days", x, x.DaysLeft(e.Clock.Now()))
			}
		}
	})
	t.Run("one kind", func(t *testing.T) {
		if got := e.binned(sc, bin.Filter{Kind: "organisation"}).Things; len(got) != 1 || got[0].About != "Almelo" {
			t.Errorf("%+v", got)
		}
		if _, err := e.bin().List(t.Context(), sc, bin.Filter{Kind: "file"}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a kind that is not shown: %v", err)
		}
	})
	t.Run("others find what they could change before", func(t *testing.T) {
		for name, c := range map[string]struct {
			sc   access.Scope
			want []string
		}{
			"a sibling subregion":               {e.Twente.RelationHengelo, []string{"organisation Bakker Metaal", "position Erik Kolk"}},
			"the project leader":                {e.Twente.Project, want[:3]},
			"a teacher":                         {e.Twente.Teacher, nil},
			"the region's lead, who only reads": {e.Twente.Lead, nil},
			"another network":                   {e.Zwolle.Relation, nil},
		} {
			if got := e.inBin(c.sc); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v", name, got)
			}
		}
		key := e.binned(sc, bin.Filter{Kind: "note_template"}).Things[0].ID
		if _, err := e.bin().Restore(t.Context(), e.Twente.RelationHengelo, []id.ID{key}); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a sibling restores a template: %v", err)
		}
	})
	t.Run("all of it comes back at once", func(t *testing.T) {
		if out := e.restoreAll(sc); len(out.Done) != 4 || len(out.Kept) != 0 {
			t.Fatalf("%+v", out)
		}
		if got := e.inBin(sc); len(got) != 0 {
			t.Errorf("still in the bin: %v", got)
		}
		if rec := e.record(sc, e.company); len(rec.People) != 1 {
			t.Errorf("people: %+v", rec.People)
		}
		if got := e.names(sc, relation.Filter{}); !slices.Contains(got, "Bakker Metaal") {
			t.Errorf("list: %v", got)
		}
	})
}

func TestBinPages(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	for range 60 {
		key := e.add(sc, "", "Bakker Metaal")
		if _, err := e.rel.BinOrganisation(t.Context(), sc, key, 1); err != nil {
			t.Fatal(err)
		}
	}
	first := e.binned(sc, bin.Filter{})
	rest := e.binned(sc, bin.Filter{After: first.Next})
	if len(first.Things) != 50 || len(rest.Things) != 10 || rest.Next != "" {
		t.Fatalf("%d, then %d", len(first.Things), len(rest.Things))
	}
	seen := map[id.ID]bool{}
	for _, x := range append(first.Things, rest.Things...) {
		seen[x.ID] = true
	}
	if len(seen) != 60 {
		t.Errorf("%d different things", len(seen))
	}
	if got := e.binned(sc, bin.Filter{After: "nonsense"}).Things; len(got) != 50 {
		t.Errorf("an unreadable address: %d", len(got))
	}
}

// What is in the way keeps its thing in the bin, and not the others.
func TestBinTaken(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	e.throwAway()
	if _, err := e.rel.AddTemplate(t.Context(), sc, relation.TemplateInput{Unit: e.Twente.Almelo, Lang: "nl", Name: "Eerste bezoek", Body: "Nieuw"}); err != nil {
		t.Fatal(err)
	}
	out := e.restoreAll(sc)
	if len(out.Done) != 3 || len(out.Kept) != 1 || out.Kept[0].Why.Key != "bin.taken" || out.Kept[0].Kind != "note_template" {
		t.Errorf("%+v", out)
	}
}

// A merge puts rows aside that parting brings back; they are no business of the bin.
func TestBinLeavesMerges(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	gone := e.add(sc, e.Twente.Almelo, "Kolk B.V.")
	for _, at := range []id.ID{e.company, gone} {
		if err := e.rel.JoinUmbrella(t.Context(), sc, at, relation.MembershipInput{Umbrella: e.umbrellaOnce()}); err != nil {
			t.Fatal(err)
		}
	}
	look, err := e.rel.LookAtMerge(t.Context(), sc, e.company, gone)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.MergeOrganisations(t.Context(), sc, relation.MergeInput{Kept: e.company, Gone: gone, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version}); err != nil {
		t.Fatal(err)
	}
	if n := find[int](e, `SELECT COUNT(*) FROM umbrella_membership WHERE deleted_at IS NOT NULL`)[0]; n != 1 {
		t.Fatalf("%d memberships put aside", n)
	}
	if got := e.inBin(sc); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func (e *env) umbrellaOnce() id.ID {
	rows := find[id.ID](e, `SELECT id FROM organisation WHERE kind = 'umbrella' AND network_id = $1`, e.Twente.ID)
	if len(rows) > 0 {
		return rows[0]
	}
	return e.umbrella("Metaalunie")
}

func TestPurge(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	erik := e.throwAway()
	e.Clock.Advance(30*24*time.Hour - time.Minute)
	if n := e.purge(); n != 0 {
		t.Fatalf("%d things went before their day", n)
	}
	e.Clock.Advance(2 * time.Minute)
	if n := e.purge(); n != 4 {
		t.Fatalf("%d things went", n)
	}
	if got := e.inBin(sc); len(got) != 0 {
		t.Errorf("still in the bin: %v", got)
	}
	e.chainHolds()
	for name, c := range map[string]struct{ text, want string }{
		"who worked nowhere else is nobody":  {`SELECT name || email || phone AS x FROM person WHERE id = '` + string(erik) + `'`, ""},
		"the organisation has no name":       {`SELECT SUBSTR(name, 1, 23) AS x FROM organisation WHERE erased_at IS NOT NULL`, "Verwijderde organisatie"},
		"nothing of them is kept as history": {`SELECT COALESCE(MAX(was || became), '') AS x FROM change WHERE object_id = '` + string(erik) + `'`, ""},
		"and nothing in the audit log":       {`SELECT CAST(COUNT(*) AS TEXT) AS x FROM audit_event WHERE payload LIKE '%Erik Kolk%' OR payload LIKE '%Bakker%'`, "0"},
		"templates and views are gone":       {`SELECT CAST((SELECT COUNT(*) FROM note_template) + (SELECT COUNT(*) FROM saved_view) AS TEXT) AS x`, "0"},
		"nobody finds them":                  {`SELECT CAST(COUNT(*) AS TEXT) AS x FROM search_doc WHERE label LIKE '%Bakker%' OR label LIKE '%Erik%'`, "0"},
	} {
		if got := find[string](e, c.text)[0]; got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if n := e.purge(); n != 0 {
		t.Errorf("a second time %d went", n)
	}
	t.Run("an undo brings nothing back", func(t *testing.T) {
		if err := e.rel.RestoreOrganisation(t.Context(), sc, find[id.ID](e, `SELECT id FROM organisation WHERE erased_at IS NOT NULL`)[0], find[id.ID](e, `SELECT deleted_op FROM organisation WHERE erased_at IS NOT NULL`)[0]); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("restored: %v", err)
		}
	})
}

// Contacts that went with an import take their notes along, both ways.
func TestBinOfContacts(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	moment, err := e.rel.RecordContact(t.Context(), sc, relation.ContactInput{
		Unit: e.Twente.Almelo, Organisation: e.company, Kind: "call", Note: "Over de open dag", Files: []relation.Upload{{Name: "plan.txt", Content: strings.NewReader("het plan")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	throw := func() {
		e.mustWrite(sc, func(op *operation.Op) error {
			if _, err := op.Exec(`UPDATE contact_moment AS m SET deleted_at = $1, deleted_op = $2 WHERE {wall:m} AND m.id = $3`, op.At, op.ID, moment); err != nil {
				return err
			}
			_, err := op.Exec(`UPDATE contact_note AS n SET deleted_at = $1, deleted_op = $2 WHERE {wall:n} AND n.moment_id = $3`, op.At, op.ID, moment)
			return err
		})
	}
	throw()
	if out := e.restoreAll(sc); len(out.Done) != 1 || out.Done[0].About != "call" {
		t.Fatalf("%+v", out)
	}
	if m, err := e.rel.Moment(t.Context(), sc, e.company, moment); err != nil || m.Note != "Over de open dag" || len(m.Attachments) != 1 {
		t.Errorf("%+v, %v", m, err)
	}
	throw()
	e.Clock.Advance(31 * 24 * time.Hour)
	if n := e.purge(); n != 1 {
		t.Fatalf("%d went", n)
	}
	if left := find[int](e, `SELECT (SELECT COUNT(*) FROM contact_moment) + (SELECT COUNT(*) FROM contact_note) + (SELECT COUNT(*) FROM file) AS n`)[0]; left != 0 {
		t.Errorf("%d rows left", left)
	}
	count := func() (n int) {
		for _, err := range e.rel.Files.Digests(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if count() != 1 {
		t.Fatal("the content went before the transaction ended")
	}
	runner := &job.Runner{DB: e.DB, Clock: e.Clock, Log: slog.New(slog.DiscardHandler), Workers: e.rel.Workers()}
	if _, err := runner.Drain(t.Context()); err != nil || count() != 0 {
		t.Errorf("%d files left, %v", count(), err)
	}
}

// Equal files are stored once: what another network still names stays when one lets go of it, although neither sees the other's rows.
func TestForgottenFileThatAnotherNetworkHas(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	theirs := e.add(e.Zwolle.Relation, e.Zwolle.Almelo, "Zwols Metaal")
	attach := func(sc access.Scope, unit, company id.ID) id.ID {
		moment, err := e.rel.RecordContact(t.Context(), sc, relation.ContactInput{Unit: unit, Organisation: company, Kind: "call", Note: "folder", Files: []relation.Upload{{Name: "plan.txt", Content: strings.NewReader("hetzelfde plan")}}})
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	attach(e.Twente.Relation, e.Twente.Almelo, e.company)
	attach(e.Zwolle.Relation, e.Zwolle.Almelo, theirs)
	digest := find[string](e, `SELECT DISTINCT digest FROM file`)
	if len(digest) != 1 {
		t.Fatalf("%v", digest)
	}
	forget := func(network string, sc access.Scope, left int) {
		t.Helper()
		e.mustWrite(sc, func(op *operation.Op) error {
			op.Enqueue(job.New{Kind: "file.forget", Args: map[string]any{"digests": digest}})
			_, err := op.Exec(`DELETE FROM file AS f WHERE {wall:f}`)
			return err
		})
		e.jobs()
		n := 0
		for _, err := range e.rel.Files.Digests(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != left {
			t.Errorf("%s let go: %d files, want %d", network, n, left)
		}
	}
	forget("Twente", e.Twente.Relation, 1)
	forget("Zwolle", e.Zwolle.Relation, 0)
}
