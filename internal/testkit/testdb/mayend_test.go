package testdb_test

import (
	"errors"
	"testing"

	"schakel/internal/platform/db"
	"schakel/internal/testkit/testdb"
)

// A read that may end with its next query gives the same as one that does not, also when it asks on, when the query gives nothing or
// fails, and to who uses the connection after it.
func TestReadMayEnd(t *testing.T) {
	t.Parallel()
	d := testdb.Open(t)
	add := func(key string) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`INSERT INTO network (id, slug, name, created_at, operation_id) VALUES ($1, $1, 'N', 0, $1)`, key))
			return err
		}
	}
	count := func(tx *db.Tx) int {
		n, err := db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM network`))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	none := db.Settings{}
	for _, key := range []string{"one", "two"} {
		if err := d.Write(t.Context(), none, add(key)); err != nil {
			t.Fatal(err)
		}
	}
	boom := errors.New("boom")
	for range 40 { // more than there are connections
		err := d.Read(t.Context(), none, func(tx *db.Tx) error {
			if a, b, c := count(tx), count(tx.MayEnd()), count(tx); a != 2 || b != 2 || c != 2 {
				t.Errorf("counted %d, %d, %d", a, b, c)
			}
			if _, err := db.Get[int](tx.MayEnd(), db.Q(`SELECT 1 FROM network WHERE id = 'none' LIMIT 1`)); !errors.Is(err, db.ErrNoRow) {
				t.Errorf("got %v", err)
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		err = d.Read(t.Context(), none, func(tx *db.Tx) error {
			_, err := db.Select[int](tx.MayEnd(), db.Q(`SELECT no_column FROM network`))
			return err
		})
		if err == nil {
			t.Fatal("a query that fails was taken for one that ended")
		}
	}
	err := d.Write(t.Context(), none, func(tx *db.Tx) error {
		if err := add("three")(tx.MayEnd()); err != nil {
			return err
		}
		if n := count(tx.MayEnd()); n != 3 {
			t.Errorf("a write counted %d", n)
		}
		return boom
	})
	if !errors.Is(err, boom) {
		t.Fatal(err)
	}
	if err := d.Read(t.Context(), none, func(tx *db.Tx) error { count(tx); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := d.Read(t.Context(), none, func(tx *db.Tx) error {
		if n := count(tx); n != 2 {
			t.Errorf("a write that was taken back left %d", n)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// What a transaction told PostgreSQL of itself ends with it, also when the transaction ended early.
func TestReadThatEndedHidesOtherNetworks(t *testing.T) {
	t.Parallel()
	d := testdb.Open(t)
	if d.Dialect() != db.Postgres {
		t.Skip("SQLite has no second wall")
	}
	err := d.Read(t.Context(), db.Settings{Network: "mine"}, func(tx *db.Tx) error {
		for _, step := range []string{"before", "at the end", "after"} {
			if step == "at the end" {
				tx.MayEnd()
			}
			told, err := db.Get[string](tx, db.Q(`SELECT current_setting('schakel.network', true)`))
			if err != nil || told != "mine" {
				t.Errorf("%s: told %q, %v", step, told, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
