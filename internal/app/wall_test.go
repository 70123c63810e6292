package app_test

import (
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/testkit/testdb"
)

// An installation is migrated by the owner of its database and served by a login that owns nothing. For that login the database keeps
// networks apart, whatever a query says; backups still hold every network.
func TestServedByALoginThatOwnsNothing(t *testing.T) {
	t.Parallel()
	owner, c := testdb.Empty(t), settings(t)
	c.Database, c.Secret = testdb.AsServing(owner), strings.Repeat("geheim", 8)
	if _, err := app.New(t.Context(), app.Options{Config: c}); err == nil || !strings.Contains(err.Error(), "run schakel migrate as the owner") {
		t.Fatalf("served before its schema was there: %v", err)
	}
	own := *c
	own.Database = owner
	if n, err := app.Migrate(t.Context(), &own, testdb.Serving); err != nil || n == 0 {
		t.Fatalf("%d migrations, %v", n, err)
	}
	a := open(t, c)
	if f := graded(t, a)["networks"]; f.Grade != app.Fine || !strings.Contains(f.Says, "once more by the database") {
		t.Errorf("%+v", f)
	}
	if f := graded(t, a)["database"]; f.Grade != app.Bad || !strings.Contains(f.Says, "fsync, full_page_writes, synchronous_commit is off") { // that of tests is fit for nothing else
		t.Errorf("%+v", f)
	}
	for _, name := range []string{"twente", "zwolle"} {
		key, root, err := a.Network.Found(t.Context(), network.FoundInput{Name: name, Slug: name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Relation.AddOrganisation(t.Context(), access.System(key, "test"), root, relation.OrganisationInput{Name: "Kolk " + name, Kind: string(relation.KindCompany)}); err != nil {
			t.Fatal(err)
		}
		var seen []string
		err = a.Kit.DB.Read(t.Context(), db.Settings{Network: string(key)}, func(tx *db.Tx) (err error) {
			seen, err = db.Select[string](tx, db.Q(`SELECT name FROM organisation WHERE name LIKE 'Kolk%' ORDER BY name LIMIT 10`)) // no network asked for
			return err
		})
		if err != nil || len(seen) != 1 || seen[0] != "Kolk "+name {
			t.Errorf("%s sees %v, %v", name, seen, err)
		}
		err = a.Kit.DB.Write(t.Context(), db.Settings{Network: "another"}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`UPDATE organisation SET name = 'gestolen'`))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "backup")
	if err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	to := settings(t)
	to.Secret = c.Secret
	back := open(t, to)
	if _, err := app.Restore(t.Context(), to, back, path); err != nil {
		t.Fatal(err)
	}
	err := back.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		n, err := db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM organisation WHERE name LIKE 'Kolk%'`))
		if n != 2 {
			t.Errorf("%d companies in the backup", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
