package db_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"schakel/internal/platform/db"
)

// TestOnlySoonWritesDoNotWaitForTheDisk asks SQLite how careful it is: 1 leaves the disk to its own time, 2 waits for it.
func TestOnlySoonWritesDoNotWaitForTheDisk(t *testing.T) {
	t.Parallel()
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "x.db"), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	care := func(s db.Settings, end error) (level int) {
		t.Helper()
		err := d.Write(t.Context(), s, func(tx *db.Tx) (err error) {
			if level, err = db.Get[int](tx, db.Q(`PRAGMA synchronous`)); err != nil {
				return err
			}
			return end
		})
		if !errors.Is(err, end) {
			t.Fatal(err)
		}
		return level
	}
	boom := errors.New("boom")
	for _, step := range []struct {
		what string
		s    db.Settings
		end  error
		want int
	}{
		{"at first", db.Settings{}, nil, 2},
		{"soon", db.Settings{Soon: true}, nil, 1},
		{"after soon", db.Settings{}, nil, 2},
		{"soon, failing", db.Settings{Soon: true}, boom, 1},
		{"after a failure", db.Settings{}, nil, 2},
		{"soon again", db.Settings{Soon: true}, nil, 1},
	} {
		if got := care(step.s, step.end); got != step.want {
			t.Errorf("%s: synchronous = %d, want %d", step.what, got, step.want)
		}
	}
	err = d.Write(t.Context(), db.Settings{Soon: true}, func(tx *db.Tx) error { return insert(tx, "n1", "one", time.Unix(1, 0)) })
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := db.Get[row](tx, db.Q(`SELECT slug, id, created_at, deleted_at FROM network WHERE id = 'n1' LIMIT 1`))
		return err
	})
	if err != nil {
		t.Errorf("what was written soon is not there: %v", err)
	}
}
