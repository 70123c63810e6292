package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

type row struct {
	ID   id.ID      `db:"id"`
	Slug string     `db:"slug"`
	At   time.Time  `db:"created_at"`
	Gone *time.Time `db:"deleted_at"`
}

func open(t *testing.T) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), db.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func insert(tx *db.Tx, key id.ID, slug string, at time.Time) error {
	_, err := tx.Exec(db.Q(`INSERT INTO network (id, slug, name, created_at, operation_id) VALUES ($1, $2, $3, $4, $1)`, key, slug, "N", at))
	return err
}

func TestTransactions(t *testing.T) {
	t.Parallel()
	d, ctx := open(t), context.Background()
	now := clock.System{}.Now()

	t.Run("a committed row is read back with its types", func(t *testing.T) {
		if err := d.Write(ctx, db.Settings{}, func(tx *db.Tx) error { return insert(tx, "n1", "one", now) }); err != nil {
			t.Fatal(err)
		}
		err := d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
			got, err := db.Get[row](tx, db.Q(`SELECT slug, id, created_at, deleted_at FROM network WHERE id = ANY($1) LIMIT 1`, db.List([]id.ID{"n1", "zz"})))
			if err == nil && (got.ID != "n1" || got.Slug != "one" || !got.At.Equal(now) || got.Gone != nil) {
				t.Errorf("got %+v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("an error rolls back and is given through", func(t *testing.T) {
		boom := errors.New("boom")
		err := d.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			if err := insert(tx, "n2", "two", now); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		err = d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
			_, err := db.Get[row](tx, db.Q(`SELECT id FROM network WHERE id = $1 LIMIT 1`, "n2"))
			return err
		})
		if !errors.Is(err, db.ErrNoRow) {
			t.Errorf("want no row, got %v", err)
		}
	})
	t.Run("a second transaction inside the first is refused", func(t *testing.T) {
		err := d.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			return d.Read(tx.Context(), db.Settings{}, func(*db.Tx) error { return nil })
		})
		if !errors.Is(err, db.ErrNested) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a conflict has the constraint's name", func(t *testing.T) {
		err := d.Write(ctx, db.Settings{}, func(tx *db.Tx) error { return insert(tx, "n3", "one", now) })
		if name, ok := d.Conflict(err); !ok || name != "network_slug_uq" {
			t.Errorf("got %q %v (%v)", name, ok, err)
		}
	})
	t.Run("a read cannot write", func(t *testing.T) {
		err := d.Read(ctx, db.Settings{}, func(tx *db.Tx) error { return insert(tx, "n4", "four", now) })
		if err == nil {
			t.Error("written by a reader")
		}
	})
	t.Run("an unbound marker is refused", func(t *testing.T) {
		err := d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
			_, err := db.Select[row](tx, db.Q(`SELECT id FROM unit u WHERE {unit.read:u} LIMIT 1`))
			return err
		})
		if err == nil {
			t.Error("ran without a scope")
		}
	})
}

func TestPostgresMigrates(t *testing.T) {
	dsn := os.Getenv("SCHAKEL_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("SCHAKEL_TEST_POSTGRES is not set: scripts/pg-test.sh sets it")
	}
	d, err := db.Open(t.Context(), dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
}
