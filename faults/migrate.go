package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"schakel/internal/platform/db"
)

// oldest is a database as the oldest version kept it: the longest way to the present schema.
const oldest = "internal/app/testdata/schema-0010.db.gz"

// interrupted kills migrations of an old database at random moments, and proves that the next start completes them: the same schema and the
// same rows as without a kill, and no damage.
func interrupted(ctx context.Context, dir, binary string, rnd *rand.Rand, kills int) error {
	if kills == 0 {
		return nil
	}
	fmt.Printf("# kill -9 during the migrations of a database of an old version, %d times\n", kills)
	whole := filepath.Join(dir, "whole")
	begin := time.Now()
	if err := errors.Join(unpack(oldest, whole), migrate(ctx, binary, whole).Run()); err != nil {
		return err
	}
	took := time.Since(begin)
	want, err := look(ctx, whole)
	if err != nil {
		return err
	}
	halfway := map[int64]bool{}
	for n := range kills {
		data := filepath.Join(dir, fmt.Sprintf("migrate-%d", n))
		at, err := interrupt(ctx, binary, data, time.Duration(rnd.Int64N(int64(took))), want)
		if err != nil {
			return fmt.Errorf("migration %d: %w", n+1, err)
		}
		halfway[at] = true
		if err := os.RemoveAll(data); err != nil {
			return err
		}
	}
	fmt.Printf("migrations killed %d, left at %d different versions, damaged 0, all completed by the next start; a whole migration takes %d ms\n", kills, len(halfway), took.Milliseconds())
	if len(halfway) < min(kills/4, 3) {
		return errors.New("the kills came at the same moment: the test does not test")
	}
	return nil
}

// interrupt kills one migration after a while and starts it again; it returns the version at which the kill left the database.
func interrupt(ctx context.Context, binary, data string, after time.Duration, want state) (version int64, err error) {
	if err := unpack(oldest, data); err != nil {
		return 0, err
	}
	cmd := migrate(ctx, binary, data)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	time.Sleep(after)
	_ = cmd.Process.Kill() // it may have ended
	_ = cmd.Wait()
	left, err := look(ctx, data)
	if err != nil {
		return 0, fmt.Errorf("after the kill: %w", err)
	}
	if out, err := migrate(ctx, binary, data).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("the next start: %w: %s", err, out)
	}
	got, err := look(ctx, data)
	if err == nil && (got.version != want.version || !slices.Equal(got.schema, want.schema) || got.rows != want.rows) {
		err = fmt.Errorf("from version %d: %d rows at version %d, without a kill %d at %d", left.version, got.rows, got.version, want.rows, want.version)
	}
	return left.version, err
}

func migrate(ctx context.Context, binary, data string) *exec.Cmd {
	return exec.CommandContext(ctx, binary, "migrate", "--data", data) //nolint:gosec // our own program
}

// unpack writes a database of an earlier version in a new data directory.
func unpack(packed, data string) error {
	f, err := os.Open(packed)
	if err != nil {
		return err
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	content, err := io.ReadAll(zip)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(data, "schakel.db"), content, 0o600)
}

// state is what a database holds, as far as migrations decide it.
type state struct {
	version int64
	schema  []string
	rows    int
}

// look opens a database, lets SQLite check every page of it, and returns its state.
func look(ctx context.Context, data string) (s state, err error) {
	d, err := db.Open(ctx, filepath.Join(data, "schakel.db"), db.Options{})
	if err != nil {
		return s, err
	}
	defer d.Close()
	err = d.Snapshot(ctx, func(snap *db.Snapshot) error {
		if s.version, err = snap.Version(); err != nil {
			return err
		}
		tables, err := snap.Tables()
		for _, table := range tables {
			n, err := snap.Dump(table, io.Discard)
			if err != nil {
				return err
			}
			s.rows += n
		}
		return err
	})
	if err != nil {
		return s, err
	}
	return s, d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		if err := intact(tx); err != nil {
			return err
		}
		s.schema, err = db.Select[string](tx, db.Q(`SELECT name || ' ' || COALESCE(sql, '') AS line FROM sqlite_master ORDER BY name`))
		return err
	})
}
