package app_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/testkit/testdb"
)

// kept are databases as programs of earlier versions left them when they were killed under a write load (faults): the schema in the name, with
// calls, next actions and, from 0050 on, bookings, each with its audit row.
const kept = "testdata/schema-*.db.gz"

// unpacked writes such a database in a folder, and returns its path and its schema.
func unpacked(t *testing.T, packed, dir string) (path string, schema int64) {
	t.Helper()
	if _, err := fmt.Sscanf(filepath.Base(packed), "schema-%d.db.gz", &schema); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(packed)
	must(t, err)
	defer f.Close()
	zip, err := gzip.NewReader(f)
	must(t, err)
	content, err := io.ReadAll(zip)
	must(t, err)
	path = filepath.Join(dir, "schakel.db")
	must(t, os.WriteFile(path, content, 0o600))
	return path, schema
}

// ofVersion makes the database of an installation as that version kept it: on SQLite the file itself, on PostgreSQL its rows.
func ofVersion(t *testing.T, c *config.Config, packed string) (rows map[string]int) {
	t.Helper()
	ctx := t.Context()
	path, schema := unpacked(t, packed, c.Data)
	old, err := db.Open(ctx, path, db.Options{})
	must(t, err)
	defer old.Close()
	rows = counts(t, old)
	if os.Getenv("SCHAKEL_TEST_POSTGRES") == "" {
		return rows
	}
	to, err := db.Open(ctx, c.Database, db.Options{})
	must(t, err)
	defer to.Close()
	must(t, to.MigrateTo(ctx, schema))
	must(t, to.Fill(ctx, func(f *db.Fill) error {
		return old.Snapshot(ctx, func(s *db.Snapshot) error {
			for _, table := range slices.Sorted(maps.Keys(rows)) { // as a backup is read back: organisations before relationships
				var dump bytes.Buffer
				if _, err := s.Dump(table, &dump); err != nil {
					return err
				}
				if _, err := f.Load(table, &dump); err != nil {
					return err
				}
			}
			return nil
		})
	}))
	return rows
}

// Every version's database upgrades to this one with all that it held, and works on.
func TestEveryVersionUpgrades(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob(kept)
	if err != nil || len(all) < 5 {
		t.Fatalf("%v, %v", all, err)
	}
	for _, packed := range all {
		t.Run(strings.TrimSuffix(filepath.Base(packed), ".db.gz"), func(t *testing.T) {
			t.Parallel()
			c := ground(t)
			before := ofVersion(t, c, packed)
			a := open(t, c) // migrates
			after := counts(t, a.Kit.DB)
			for table, n := range before {
				if got, there := after[table]; there && got != n && table != "job" {
					t.Errorf("%s: %d rows of %d", table, got, n)
				}
			}
			if before["contact_note"] == 0 || before["audit_event"] == 0 {
				t.Fatalf("nothing in it: %v", before)
			}
			chainsHold(t, a)
			works(t, a)
			chainsHold(t, a)
		})
	}
}

func chainsHold(t *testing.T, a *app.App) {
	t.Helper()
	chains, err := a.Verify(t.Context())
	if err != nil || len(chains) < 2 || chains[0].Length == 0 {
		t.Fatalf("%+v, %v", chains, err)
	}
}

// works uses an upgraded installation: what it held is found, by its own network only, and it takes new facts.
func works(t *testing.T, a *app.App) {
	t.Helper()
	ctx := t.Context()
	own := networksOf(t, a)[0]
	other, _, err := a.Network.Found(ctx, network.FoundInput{Name: "Zwolle", Slug: "zwolle"})
	must(t, err)
	if n, err := a.Reindex(ctx); err != nil || n == 0 {
		t.Fatalf("%d entries, %v", n, err)
	}
	mine, theirs := access.System(own, "test"), access.System(other, "test")
	for name, look := range map[string]struct {
		sc   access.Scope
		want int
	}{"its own network": {mine, 1}, "another network": {theirs, 0}} {
		hits, err := a.Search.Find(ctx, look.sc, "nijhof", 10, search.Organisation)
		if err != nil || len(hits) != look.want {
			t.Errorf("%s finds %d, %v", name, len(hits), err)
		}
	}
	root := rootOf(t, a, own)
	company, err := a.Relation.AddOrganisation(ctx, mine, root, relation.OrganisationInput{Kind: "company", Name: "Nieuw sinds de upgrade"})
	must(t, err)
	if _, err := a.Relation.RecordContact(ctx, mine, relation.ContactInput{Unit: root, Organisation: company, Kind: "call", Note: "na de upgrade"}); err != nil {
		t.Error(err)
	}
}

// A backup is the way from SQLite to PostgreSQL, with the rows that are numbered for SQLite's full-text index.
func TestBackupOfSQLiteInPostgreSQL(t *testing.T) {
	t.Parallel()
	to := settings(t)
	to.Database, to.Secret = testdb.Empty(t), strings.Repeat("geheim", 8) // skips without PostgreSQL
	from, _, _ := filled(t)
	n := networksOf(t, from)[0]
	sc := access.System(n, "test")
	_, err := from.Relation.AddOrganisation(t.Context(), sc, rootOf(t, from, n), relation.OrganisationInput{Kind: "company", Name: "Nijhof Metaal"})
	must(t, err)
	path := filepath.Join(t.TempDir(), "backup")
	must(t, from.Backup(t.Context(), path))
	back := open(t, to)
	_, err = app.Restore(t.Context(), to, back, path)
	must(t, err)
	if hits, err := back.Search.Find(t.Context(), sc, "nijhof", 10, search.Organisation); err != nil || len(hits) != 1 {
		t.Errorf("found %d, %v", len(hits), err)
	}
}
