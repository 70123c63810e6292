package app_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/erasure"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
)

// canaries are what must never be seen again once it was erased.
var canaries = []string{"quirinus zandstra", "q.zandstra@kolk.example", "612345678", "heeft een kunstknie", "contract van quirinus", "zuiverbad de meerkoet", "wendela oosterbaan"}

// ground is where an installation stands: on SQLite, or on the PostgreSQL of the tests.
func ground(t *testing.T) *config.Config {
	t.Helper()
	c := settings(t)
	if os.Getenv("SCHAKEL_TEST_POSTGRES") != "" {
		c.Database = testdb.Empty(t)
	}
	c.Secret = strings.Repeat("geheim", 8)
	c.Erasures = (&url.URL{Scheme: "file", Path: t.TempDir()}).String()
	return c
}

func openAt(t *testing.T, c *config.Config, at clock.Clock) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Config: c, Log: slog.New(slog.DiscardHandler), Clock: at})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// tellers finds what still tells of somebody erased: in any column, in any file, and on SQLite in any byte of the database.
func tellers(t *testing.T, c *config.Config, a *app.App) (out []string) {
	t.Helper()
	tells := func(where, text string) {
		for _, word := range canaries {
			if strings.Contains(strings.ToLower(text), word) {
				out = append(out, where+": "+word)
			}
		}
	}
	err := a.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		for _, column := range db.Columns() {
			if column.Type != "TEXT" {
				continue
			}
			texts, err := db.Select[string](tx, db.Q(`SELECT CAST(COALESCE(`+column.Name+`, '') AS TEXT) AS v FROM `+column.Table))
			if err != nil {
				return err
			}
			for _, text := range texts {
				tells(column.Table+"."+column.Name, text)
			}
		}
		return nil
	})
	err = errors.Join(err, filepath.WalkDir(c.Data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		tells(filepath.Base(path), string(bytes.ToLower(content)))
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// told makes people and companies that leave traces, and returns how they are erased later.
func told(t *testing.T, a *app.App) (erase func(at *clock.Moving)) {
	t.Helper()
	ctx := t.Context()
	_, err := a.Found(ctx, network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example")
	must(t, err)
	n := networksOf(t, a)[0]
	root, sc := rootOf(t, a, n), access.System(n, "test")
	var ans id.ID
	must(t, a.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		ans, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM account LIMIT 1`))
		return err
	}))
	company, err := a.Relation.AddOrganisation(ctx, sc, root, relation.OrganisationInput{Kind: "company", Name: "Kolk Installaties"})
	must(t, err)
	binned, err := a.Relation.AddOrganisation(ctx, sc, root, relation.OrganisationInput{Kind: "company", Name: "Zuiverbad De Meerkoet", Email: "info@meerkoet.example"})
	must(t, err)
	person, err := a.Relation.AddPerson(ctx, sc, company, relation.PersonInput{Name: "Quirinus Zandstra", Email: "q.zandstra@kolk.example", Phone: "06-12345678"})
	must(t, err)
	twin, err := a.Relation.AddPerson(ctx, sc, binned, relation.PersonInput{Name: "Quirinus Zandstra", Email: "info@elders.example"})
	must(t, err)
	alone, err := a.Relation.AddPerson(ctx, sc, company, relation.PersonInput{Name: "Wendela Oosterbaan"})
	must(t, err)
	_, err = a.Relation.RecordContact(ctx, sc, relation.ContactInput{
		Unit: root, Organisation: company, Person: person, Kind: "visit", Note: "Hij heeft een kunstknie.", Next: "Bel Quirinus Zandstra", Assignee: ans,
		Files: []relation.Upload{{Name: "Quirinus Zandstra.txt", Content: strings.NewReader("het contract van Quirinus")}},
	})
	must(t, err)
	_, err = a.Relation.RecordContact(ctx, sc, relation.ContactInput{Unit: root, Organisation: company, Kind: "call", Note: "Kent Quirinus Zandstra (q.zandstra@kolk.example) goed."})
	must(t, err)
	_, err = a.Relation.AddTemplate(ctx, sc, relation.TemplateInput{Unit: root, Lang: "nl", Name: "Voor Quirinus Zandstra", Body: "Beste Quirinus Zandstra,"})
	must(t, err)
	return func(at *clock.Moving) {
		look, err := a.Relation.LookAtPersonMerge(ctx, sc, person, twin)
		must(t, err)
		_, err = a.Relation.MergePeople(ctx, sc, relation.MergeInput{Kept: person, Gone: twin, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version})
		must(t, err)
		_, err = a.Relation.ErasePerson(ctx, sc, person, relation.EraseInput{Typed: "Quirinus Zandstra", Why: "wrong"})
		must(t, err)
		_, err = a.Relation.RemovePerson(ctx, sc, company, alone)
		must(t, err)
		_, err = a.Relation.BinOrganisation(ctx, sc, binned, 1)
		must(t, err)
		at.Advance(31 * 24 * time.Hour)
		_, err = a.Bin.Purge(ctx)
		must(t, err)
		_, err = a.Jobs.Drain(ctx)
		must(t, err)
	}
}

func TestErasedPeopleStayErased(t *testing.T) {
	t.Parallel()
	at := clock.NewMoving(testdb.Start)
	c := ground(t)
	a := openAt(t, c, at)
	erase := told(t, a)
	before, after := filepath.Join(t.TempDir(), "before"), filepath.Join(t.TempDir(), "after")
	must(t, a.Backup(t.Context(), before))
	erase(at)
	must(t, a.Kit.DB.Compact(t.Context()))
	if left := tellers(t, c, a); len(left) > 0 {
		t.Fatalf("not erased at all: %v", left)
	}
	must(t, a.Backup(t.Context(), after))
	if f := graded(t, a)["erasures"]; f.Grade != app.Fine {
		t.Errorf("%+v", f)
	}

	t.Run("the journal outside tells nothing", func(t *testing.T) {
		t.Parallel()
		files := 0
		u, _ := url.Parse(c.Erasures)
		must(t, filepath.WalkDir(u.Path, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			content, err := os.ReadFile(path)
			for _, word := range canaries {
				if strings.Contains(strings.ToLower(string(content)), word) {
					t.Errorf("%s tells %q", d.Name(), word)
				}
			}
			return err
		}))
		if files < 2 {
			t.Errorf("%d files", files)
		}
	})
	t.Run("an older backup loses them again", func(t *testing.T) {
		t.Parallel()
		to := ground(t)
		to.Erasures = c.Erasures // what the disaster left
		b := open(t, to)
		done, err := app.Restore(t.Context(), to, b, before)
		if err != nil || done.Lines < 5 || done.Gone < 4 || done.Left != 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if left := tellers(t, to, b); len(left) > 0 {
			t.Errorf("back: %v", left)
		}
		for d, err := range b.Blobs.Digests(t.Context()) {
			t.Errorf("a file is back: %s %v", d, err)
		}
		if again, err := b.Replay(t.Context()); err != nil || again.Lines+again.Gone != 0 {
			t.Errorf("a second time: %+v, %v", again, err)
		}
		proofs := 0
		must(t, b.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			proofs, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM erasure WHERE why = 'wrong'`))
			return err
		}))
		if proofs == 0 {
			t.Error("the proof says another reason")
		}
	})
	t.Run("without a journal they are back, and a later backup is one", func(t *testing.T) {
		t.Parallel()
		to := ground(t)
		b := open(t, to)
		if done, err := app.Restore(t.Context(), to, b, before); err != nil || done != (erasure.Replayed{}) {
			t.Fatalf("%+v, %v", done, err)
		}
		if back := tellers(t, to, b); len(back) < 10 {
			t.Fatalf("the test tests nothing: %v", back)
		}
		from, err := blob.OpenJournal(t.Context(), c.Erasures)
		must(t, err)
		defer from.Close()
		copied, err := blob.OpenJournal(t.Context(), to.Erasures)
		must(t, err)
		defer copied.Close()
		for name, err := range from.Names(t.Context()) {
			must(t, err)
			content, err := from.Read(t.Context(), name)
			must(t, errors.Join(err, copied.Add(t.Context(), name, content)))
		}
		if f := graded(t, b)["erasures"]; f.Grade != app.Bad || !strings.Contains(f.Says, "--replay") {
			t.Errorf("the doctor: %+v", f)
		}
		if done, err := b.Replay(t.Context(), after); err != nil || done.Gone == 0 {
			t.Errorf("%+v, %v", done, err)
		}
		if _, err := b.Jobs.Drain(t.Context()); err != nil { // files go with their jobs
			t.Fatal(err)
		}
		must(t, b.Kit.DB.Compact(t.Context()))
		if left := tellers(t, to, b); len(left) > 0 {
			t.Errorf("still there: %v", left)
		}
		if f := graded(t, b)["erasures"]; f.Grade != app.Fine {
			t.Errorf("the doctor: %+v", f)
		}
	})
	t.Run("a later backup is given", func(t *testing.T) {
		t.Parallel()
		to := ground(t)
		b := open(t, to)
		if done, err := app.Restore(t.Context(), to, b, before, after); err != nil || done.Gone == 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if left := tellers(t, to, b); len(left) > 0 {
			t.Errorf("back: %v", left)
		}
	})
	t.Run("a rehearsal replays too, and a journal that can't be read stops it", func(t *testing.T) {
		t.Parallel()
		log := slog.New(slog.DiscardHandler)
		if done, err := app.Rehearse(t.Context(), log, c, before); err != nil || done.Replayed.Gone == 0 {
			t.Errorf("%+v, %v", done, err)
		}
		bad := t.TempDir()
		must(t, os.MkdirAll(filepath.Join(bad, "erasures"), 0o700))
		must(t, os.WriteFile(filepath.Join(bad, "erasures", "x.jsonl"), []byte("{}\n"), 0o600))
		if _, err := app.Rehearse(t.Context(), log, c, before, bad); !errors.Is(err, erasure.ErrJournal) {
			t.Errorf("%v", err)
		}
	})
}
