// Package testdb gives every test a database of its own: a copy of a migrated SQLite file, or, when
// SCHAKEL_TEST_POSTGRES holds a DSN, a PostgreSQL database made from a migrated template. The same tests run on both.
package testdb

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // makes and drops the test databases

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Start is where test clocks stand: a Wednesday morning in the school year 2026–2027.
var Start = time.Date(2026, time.November, 25, 8, 0, 0, 0, time.UTC)

// Env is a database with a clock that the test moves.
type Env struct {
	Kit   operation.Kit
	DB    *db.DB
	Clock *clock.Moving
}

// New returns a fresh, migrated database. It is closed when the test ends.
func New(t testing.TB) *Env {
	t.Helper()
	moving := clock.NewMoving(Start)
	d := Open(t)
	return &Env{Kit: operation.Kit{DB: d, Clock: moving, IDs: id.NewSource(moving, nil)}, DB: d, Clock: moving}
}

// Open returns a fresh, migrated database.
func Open(t testing.TB) *db.DB {
	t.Helper()
	if dsn := os.Getenv("SCHAKEL_TEST_POSTGRES"); dsn != "" {
		return openPostgres(t, dsn)
	}
	return openSQLite(t)
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "schakel-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.db")
	ctx := context.Background()
	d, err := db.Open(ctx, path, db.Options{Unsafe: true})
	if err != nil {
		return nil, err
	}
	if _, err := d.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := d.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func openSQLite(t testing.TB) *db.DB {
	t.Helper()
	content, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatalf("testdb: %v", err)
	}
	d, err := db.Open(context.Background(), path, db.Options{Unsafe: true, Readers: 2})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

const template = "schakel_template"

// The template is made once per process, under a lock that other test processes wait for.
var postgresTemplate = sync.OnceValue(func() error {
	dsn := os.Getenv("SCHAKEL_TEST_POSTGRES")
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer admin.Close()
	ctx := context.Background()
	conn, err := admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(7241)`); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, `SELECT pg_advisory_unlock(7241)`) //nolint:errcheck // the connection closes anyway
	if _, err := conn.ExecContext(ctx, `DO $$ BEGIN CREATE ROLE `+Serving+` LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`); err != nil {
		return err
	}
	var exists bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)`, template).Scan(&exists); err != nil {
		return err
	}
	if !exists {
		if _, err := conn.ExecContext(ctx, `CREATE DATABASE `+template); err != nil {
			return err
		}
	}
	d, err := db.Open(ctx, withDatabase(dsn, template), db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err = d.Migrate(ctx); err != nil {
		return err
	}
	return d.GrantServing(ctx, Serving)
})

// Serving is the login of tests: as in a guarded installation it owns nothing, so the second wall stands behind every query of a test.
const Serving = "schakel_serving"

// owners tells as whom the owner of a test's database signs in.
var owners sync.Map // of *db.DB

// Owner returns the database as its owner sees it, for tests that tamper with what the serving login may not touch: triggers, the schema.
func Owner(t testing.TB, d *db.DB) *db.DB {
	t.Helper()
	dsn, is := owners.Load(d)
	if !is {
		return d // SQLite has no owner
	}
	owner, err := db.Open(context.Background(), dsn.(string), db.Options{Readers: 2})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() { owner.Close() })
	return owner
}

// Unguard drops what makes tables append-only, for tests that tamper with them as an owner of the database could.
func Unguard(t testing.TB, d *db.DB, tables ...string) {
	t.Helper()
	names, drop := `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1 AND name LIKE $1 || '_no_%' LIMIT 10`, `DROP TRIGGER %[1]s`
	if d.Dialect() == db.Postgres {
		names, drop = `SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass($1) AND tgname LIKE $1 || '_no_%' LIMIT 10`, `DROP TRIGGER %[1]s ON %[2]s`
	}
	err := Owner(t, d).Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		for _, table := range tables {
			triggers, err := db.Select[string](tx, db.Q(names, table))
			if err != nil {
				return err
			}
			if len(triggers) == 0 {
				return fmt.Errorf("%s is guarded by nothing", table)
			}
			for _, trigger := range triggers {
				if _, err := tx.Exec(db.Q(fmt.Sprintf(drop, trigger, table))); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
}

var counter atomic.Int64

func openPostgres(t testing.TB, dsn string) *db.DB {
	t.Helper()
	if err := postgresTemplate(); err != nil {
		t.Fatalf("testdb: template: %v", err)
	}
	owner := made(t, dsn, template, " STRATEGY file_copy")
	d, err := db.Open(context.Background(), AsServing(owner), db.Options{Readers: 6})
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	owners.Store(d, owner)
	t.Cleanup(func() { owners.Delete(d); d.Close() })
	return d
}

// Empty makes an empty PostgreSQL database and returns its address, for tests of what opens it themselves. On SQLite they are skipped.
func Empty(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("SCHAKEL_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("several programs on one database: PostgreSQL only (scripts/pg-test.sh)")
	}
	if err := postgresTemplate(); err != nil { // makes the login Serving
		t.Fatalf("testdb: template: %v", err)
	}
	return made(t, dsn, "template0", "")
}

// made makes a database from a template, drops it when the test ends, and returns its address.
func made(t testing.TB, dsn, from, how string) string {
	t.Helper()
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	name := fmt.Sprintf("schakel_test_%d_%d", os.Getpid(), counter.Add(1))
	create := func() error {
		_, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE ` + from + how)
		return err
	}
	err = create()
	for try := 0; err != nil && try < 50; try++ { // another process may be copying the template
		time.Sleep(100 * time.Millisecond)
		err = create()
	}
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`); err != nil {
			t.Logf("testdb: %v", err)
		}
		admin.Close()
	})
	return withDatabase(dsn, name)
}

func withDatabase(dsn, name string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	u.Path = "/" + name
	return u.String()
}

// AsServing is the address of a database for the login Serving.
func AsServing(dsn string) string {
	u, err := url.Parse(dsn)
	if err != nil {
		return dsn
	}
	u.User = url.User(Serving)
	return u.String()
}
