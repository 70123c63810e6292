package relation_test

import (
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/maildrop"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Everything that tells of Quirinus Zandstra, as it may be written; the last is the content of a file with his name in it.
var telling = []string{"quirinus zandstra", "q.zandstra@kolk.example", "quirinus.oud@kolk.example", "+31612345678", "06-12345678", "heeft een kunstknie", "contract van quirinus"}

// known makes somebody who left traces everywhere, and returns him with a twin that was merged into him.
func (e *env) known() (person, merging id.ID) {
	e.t.Helper()
	sc, ctx := e.Twente.Relation, e.t.Context()
	must := func(err error) {
		e.t.Helper()
		if err != nil {
			e.t.Fatal(err)
		}
	}
	person = e.person(sc, relation.PersonInput{Name: "Quirinus Zandstra", Email: "quirinus.oud@kolk.example", Phone: "06-12345678", Title: "directeur", Requests: true, Source: "visitekaartje"})
	p, in, err := e.rel.Person(ctx, sc, e.company, person)
	must(err)
	in.Email = "q.zandstra@kolk.example"
	must(e.rel.EditPerson(ctx, sc, e.company, person, p.Version, in))
	_, err = e.rel.RecordContact(ctx, sc, relation.ContactInput{
		Unit: e.Twente.Almelo, Organisation: e.company, Person: person, Kind: "visit", Note: "Hij heeft een kunstknie.", Next: "Bel Quirinus Zandstra",
		Files: []relation.Upload{{Name: "Quirinus Zandstra.txt", Content: strings.NewReader("het contract van Quirinus")}},
	})
	must(err)
	other := e.add(sc, e.Twente.Almelo, "Bakker Metaal")
	_, err = e.rel.RecordContact(ctx, sc, relation.ContactInput{
		Unit: e.Twente.Almelo, Organisation: other, Kind: "call", Note: "Kent Quirinus  Zandstra (06 12345678, Q.Zandstra@Kolk.example) goed; Zandstraten niet.", Next: "Vraag Quirinus Zandstra erbij",
	})
	must(err)
	_, err = e.rel.AddTemplate(ctx, sc, relation.TemplateInput{Unit: e.Twente.Almelo, Lang: "nl", Name: "Voor Quirinus Zandstra", Body: "Beste Quirinus Zandstra,"})
	must(err)
	drop := maildrop.New(e.Kit, e.rel, slog.New(slog.DiscardHandler))
	token, err := drop.Renew(ctx, sc)
	must(err)
	for _, m := range []string{
		"From: Quirinus Zandstra <q.zandstra@kolk.example>\nTo: " + token + "@in.example\nSubject: Heeft een kunstknie\nMessage-ID: <1>\n\nGroet, Quirinus Zandstra",
		"From: iemand@elders.example\nTo: " + token + "@in.example\nSubject: Over Quirinus Zandstra\nMessage-ID: <2>\n\nZie boven",
	} {
		_, err = drop.Receive(ctx, strings.NewReader(strings.ReplaceAll(m, "\n", "\r\n")), "")
		must(err)
	}
	e.mustWrite(sc, func(op *operation.Op) error {
		return post.SendTx(op, post.Letter{Key: "menu", To: "q.zandstra@kolk.example", ToName: "Quirinus Zandstra", Data: map[string]string{"name": "Quirinus Zandstra"}, Organisation: e.company})
	})
	_, err = listing.New(e.Kit).SaveView(ctx, sc, listing.ViewInput{List: relation.ListPeople, Name: "Zoek", Params: url.Values{"q": {"Quirinus Zandstra"}}})
	must(err)
	twin, err := e.rel.AddPerson(ctx, sc, other, relation.PersonInput{Name: "Quirinus Zandstra", Email: "info@bakker.example"})
	must(err)
	look, err := e.rel.LookAtPersonMerge(ctx, sc, person, twin)
	must(err)
	merging, err = e.rel.MergePeople(ctx, sc, relation.MergeInput{Kept: person, Gone: twin, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version})
	must(err)
	return person, merging
}

// tellers finds every column of the database in which something tells of him.
func (e *env) tellers() (out []string) {
	e.t.Helper()
	for _, c := range db.Columns() {
		if c.Type != "TEXT" {
			continue
		}
		for _, v := range find[string](e, `SELECT CAST(COALESCE(`+c.Name+`, '') AS TEXT) AS v FROM `+c.Table) {
			for _, word := range telling {
				if strings.Contains(strings.ToLower(v), word) {
					out = append(out, c.Table+"."+c.Name+": "+v)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (e *env) erase(person id.ID, typed string) (relation.Erasure, error) {
	return e.rel.ErasePerson(e.t.Context(), e.Twente.Privacy, person, relation.EraseInput{Typed: typed, Why: "asked"})
}

func TestErase(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	person, merging := e.known()
	if before := e.tellers(); len(before) < 20 {
		t.Fatalf("only %d columns tell of him before", len(before))
	}
	plan, err := e.rel.PlanErasure(t.Context(), e.Twente.Privacy, person)
	if err != nil || plan.Went["notes"] != 2 || plan.Went["files"] != 1 || plan.Went["letters"] != 1 || plan.Stays["moments"] != 2 || plan.SharedEmail || plan.SharedName {
		t.Fatalf("%+v, %v", plan, err)
	}
	if _, err := e.erase(person, "Quirinus"); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("half a name: %v", err)
	}
	change := find[id.ID](e, `SELECT id FROM change WHERE object = 'person' AND field = 'email' AND became <> '' LIMIT 1`)[0]
	proof, err := e.erase(person, " Quirinus  Zandstra ")
	if err != nil {
		t.Fatal(err)
	}
	for kind, n := range map[string]int{"fields": 1, "positions": 2, "notes": 2, "mails": 1, "files": 1, "actions": 1, "letters": 1, "dropped": 1} {
		if proof.Erased.V[kind] != n {
			t.Errorf("%s: %d, want %d", kind, proof.Erased.V[kind], n)
		}
	}
	if proof.Erased.V["texts"] == 0 || proof.Erased.V["log"] == 0 || proof.Stays.V["moments"] != 2 {
		t.Errorf("%+v", proof)
	}
	runner := &job.Runner{DB: e.DB, Clock: e.Clock, Log: slog.New(slog.DiscardHandler), Workers: e.rel.Workers()}
	runner.Workers[post.SendKind] = (&post.Office{DB: e.DB, Clock: e.Clock}).Send
	if _, err := runner.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, left := range e.tellers() {
		t.Errorf("still tells: %s", left)
	}
	for d, err := range e.rel.Files.Digests(t.Context()) {
		t.Errorf("a file is left: %s %v", d, err)
	}
	e.chainHolds()

	t.Run("texts about others keep what is not about him", func(t *testing.T) {
		notes := find[string](e, `SELECT body FROM contact_note`)
		if len(notes) != 1 || notes[0] != "Kent [gewist] ([gewist], [gewist]) goed; Zandstraten niet." {
			t.Errorf("%q", notes)
		}
	})
	t.Run("his page is the proof", func(t *testing.T) {
		page, err := e.rel.PersonPage(t.Context(), sc, person)
		if err != nil || page.Name != "" || page.ErasedAt.IsZero() || len(page.Erasures) != 1 || page.Erasures[0].By != "privacy Twente" || page.Erasures[0].Erased.V["notes"] != 2 {
			t.Errorf("%+v, %v", page, err)
		}
	})
	t.Run("nothing brings him back", func(t *testing.T) {
		if _, _, err := e.rel.UndoMerge(t.Context(), sc, merging); !fault.Is(err, fault.KindNotFound) && !fault.Is(err, fault.KindConflict) {
			t.Errorf("parting: %v", err)
		}
		if err := e.rel.RestoreField(t.Context(), sc, e.company, change); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a field: %v", err)
		}
		if err := e.rel.RestorePersonField(t.Context(), sc, person, change); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a field on his page: %v", err)
		}
		if things := e.binned(sc, bin.Filter{}).Things; len(things) != 0 {
			t.Errorf("the bin: %+v", things)
		}
		if _, err := e.erase(person, ""); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("a second time: %v", err)
		}
		if left := e.tellers(); len(left) != 0 {
			t.Errorf("%v", left)
		}
	})
	t.Run("life goes on", func(t *testing.T) {
		if rec := e.record(sc, e.company); len(rec.People) != 0 || len(rec.Timeline.Entries) == 0 {
			t.Errorf("%+v", rec.People)
		}
	})
}

func TestEraseAfterImport(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	run := e.apply(e.checkOf(relation.ImportPeople, "Organisatie;Naam;E-mail\nKolk Installaties;Quirinus Zandstra;q.zandstra@kolk.example\nKolk Installaties;Jan Jansen;jan@kolk.example\n"))
	person := find[id.ID](e, `SELECT id FROM person WHERE email = 'q.zandstra@kolk.example'`)
	if len(person) != 1 {
		t.Fatalf("imported: %v", person)
	}
	if _, err := e.erase(person[0], "Quirinus Zandstra"); err != nil {
		t.Fatal(err)
	}
	e.undo(run)
	e.jobs()
	for _, left := range e.tellers() {
		t.Errorf("still tells: %s", left)
	}
	if n := find[int](e, `SELECT COUNT(*) FROM person WHERE name = 'Jan Jansen' AND deleted_at IS NOT NULL`)[0]; n != 1 {
		t.Errorf("the other of the import: %d", n)
	}
	if _, err := e.rel.Columns(t.Context(), e.run(run.ID)); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the file: %v", err)
	}
	for d, err := range e.rel.Files.Digests(t.Context()) {
		t.Errorf("the file is still there: %s %v", d, err)
	}
}

// A name and an address that others have too stay in texts: they may be about the others.
func TestEraseOfANamesake(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	first := e.person(sc, relation.PersonInput{Name: "Jan Jansen", Email: "info@kolk.example"})
	second := e.add(sc, e.Twente.Almelo, "Bakker Metaal")
	if _, err := e.rel.AddPerson(t.Context(), sc, second, relation.PersonInput{Name: "Jan Jansen", Email: "jan@bakker.example"}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.AddPerson(t.Context(), sc, second, relation.PersonInput{Name: "Piet Pool", Email: "info@kolk.example"}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.rel.RecordContact(t.Context(), sc, relation.ContactInput{Unit: e.Twente.Almelo, Organisation: second, Kind: "call", Note: "Jan Jansen leest info@kolk.example"}); err != nil {
		t.Fatal(err)
	}
	proof, err := e.erase(first, "Jan Jansen")
	if err != nil || proof.Stays.V["shared_name"] != 1 || proof.Stays.V["shared_email"] != 1 {
		t.Fatalf("%+v, %v", proof, err)
	}
	if notes := find[string](e, `SELECT body FROM contact_note`); notes[0] != "Jan Jansen leest info@kolk.example" {
		t.Errorf("%q", notes)
	}
	if n := find[int](e, `SELECT COUNT(*) FROM person WHERE name <> ''`)[0]; n != 2 {
		t.Errorf("%d people left", n)
	}
}

// The right reaches all units, so it is asked for on the whole network.
func TestWhoMayEraseAndExport(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	person := e.person(e.Twente.Relation, relation.PersonInput{Name: "Jan Jansen"})
	narrow := e.Hire(t, e.Twente, "narrow@twente.example", "Narrow", access.PrivacyOfficer, e.Twente.Almelo)
	for name, c := range map[string]struct {
		sc   access.Scope
		want fault.Kind
	}{
		"a relation manager":                 {e.Twente.Relation, fault.KindForbidden},
		"the region's lead":                  {e.Twente.Lead, fault.KindForbidden},
		"a privacy officer of one subregion": {narrow, fault.KindNotFound},
		"another network's":                  {e.Zwolle.Privacy, fault.KindNotFound},
	} {
		if _, err := e.rel.ExportPerson(t.Context(), c.sc, person); !fault.Is(err, c.want) {
			t.Errorf("%s exports: %v", name, err)
		}
		if _, err := e.rel.PlanErasure(t.Context(), c.sc, person); !fault.Is(err, c.want) {
			t.Errorf("%s plans: %v", name, err)
		}
		if _, err := e.rel.ErasePerson(t.Context(), c.sc, person, relation.EraseInput{Typed: "Jan Jansen", Why: "asked"}); !fault.Is(err, c.want) {
			t.Errorf("%s erases: %v", name, err)
		}
	}
}

func TestExportPerson(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	person, _ := e.known()
	e.person(e.Twente.Relation, relation.PersonInput{Name: "Iemand Anders", Email: "anders@kolk.example"})
	file, err := e.rel.ExportPerson(t.Context(), e.Twente.Privacy, person)
	if err != nil {
		t.Fatal(err)
	}
	tables, all := map[string]int{}, ""
	for _, trace := range file.Traces {
		tables[trace.Table] = len(trace.Rows)
		for _, r := range trace.Rows {
			if len(r) != len(trace.Columns) {
				t.Errorf("%s: %d values, %d columns", trace.Table, len(r), len(trace.Columns))
			}
			all += strings.Join(r, "\n") + "\n"
		}
	}
	for table, n := range map[string]int{"person": 2, "position": 2, "contact_moment": 2, "contact_note": 2, "contact_mail": 1, "file": 1, "next_action": 1, "mail_topic": 2, "mail_message": 1, "dropped_mail": 1} {
		if tables[table] != n {
			t.Errorf("%s: %d rows, want %d", table, tables[table], n)
		}
	}
	for _, word := range telling[:3] {
		if !strings.Contains(strings.ToLower(all), word) {
			t.Errorf("no %s", word)
		}
	}
	if strings.Contains(all, "Iemand Anders") || strings.Contains(all, "anders@") {
		t.Error("somebody else is in it")
	}
	named := ""
	for _, n := range file.Named {
		named += n.Table + " " + n.Text + "\n"
	}
	if !strings.Contains(named, "contact_note Kent Quirinus") || !strings.Contains(named, "dropped_mail Over Quirinus") || len(file.Files) != 1 {
		t.Errorf("%s, %d files", named, len(file.Files))
	}
	if n := find[int](e, `SELECT COUNT(*) FROM audit_event WHERE action = 'person.exported'`)[0]; n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestPersonPage(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	sc := e.Twente.Relation
	person, _ := e.known()
	page, err := e.rel.PersonPage(t.Context(), sc, person)
	if err != nil || len(page.Place) != 2 || len(page.Contacts) != 2 || page.Contacts[1].Files != 1 || page.Actions != 1 || len(page.Choices) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	t.Run("a sibling sees that there was contact, and not what was said", func(t *testing.T) {
		page, err := e.rel.PersonPage(t.Context(), e.Twente.RelationHengelo, person)
		if err != nil || len(page.Contacts) != 2 || page.Contacts[0].Note+page.Contacts[1].Note+page.Contacts[0].Subject != "" || page.Contacts[1].Files != 0 || page.Actions != 0 {
			t.Errorf("%+v, %v", page, err)
		}
	})
	t.Run("a teacher and another network see nobody", func(t *testing.T) {
		if _, err := e.rel.PersonPage(t.Context(), e.Twente.Teacher, person); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("%v", err)
		}
		if _, err := e.rel.PersonPage(t.Context(), e.Zwolle.Relation, person); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%v", err)
		}
	})
	t.Run("a field comes back", func(t *testing.T) {
		e.Clock.Advance(time.Minute)
		at := slices.IndexFunc(page.Changes, func(c relation.Change) bool { return c.Field == "email" && c.Was == "quirinus.oud@kolk.example" })
		if at < 0 || !page.Changes[at].Restorable {
			t.Fatalf("%+v", page.Changes)
		}
		if err := e.rel.RestorePersonField(t.Context(), sc, person, page.Changes[at].ID); err != nil {
			t.Fatal(err)
		}
		if now, err := e.rel.PersonPage(t.Context(), sc, person); err != nil || now.Email != "quirinus.oud@kolk.example" {
			t.Errorf("%q, %v", now.Email, err)
		}
	})
}
