package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"schakel/internal/platform/db"
)

// older holds the rows of a backup that an earlier version made, brought to the present schema in a database of its own.
type older struct {
	db  *db.DB
	dir string
}

// upgrade fills a database as the backup's version kept it, and lets the migrations of since run there: a column that went, or rows that
// a migration moved elsewhere, come back as they would have come by upgrading. The installation itself is not touched.
func upgrade(ctx context.Context, path string, said *manifest) (o *older, err error) {
	dir, err := os.MkdirTemp("", "schakel-restore-")
	if err != nil {
		return nil, err
	}
	o = &older{dir: dir}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("backup of schema %d: %w", said.Schema, err), o.close())
		}
	}()
	if o.db, err = db.Open(ctx, filepath.Join(dir, "older.db"), db.Options{Unsafe: true}); err != nil {
		return nil, err
	}
	if err := o.db.MigrateTo(ctx, said.Schema); err != nil {
		return nil, err
	}
	err = o.db.Fill(ctx, func(fill *db.Fill) error {
		return said.load(path, fill, func(string, int64, io.Reader) error { return nil }) // files go straight to where they belong
	})
	if err != nil {
		return nil, err
	}
	_, err = o.db.Migrate(ctx)
	return o, err
}

// pour writes all rows into an empty database of the present schema.
func (o *older) pour(ctx context.Context, fill *db.Fill) error {
	return o.db.Snapshot(ctx, func(s *db.Snapshot) error {
		tables, err := s.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			r, w := io.Pipe()
			var dump sync.WaitGroup
			dump.Go(func() {
				_, err := s.Dump(table, w)
				w.CloseWithError(err) // nil is the end of the table
			})
			_, err := fill.Load(table, r)
			r.CloseWithError(err) // ends a dump of which nobody reads the rest
			dump.Wait()           // before its transaction ends
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *older) close() error {
	var err error
	if o.db != nil {
		err = o.db.Close()
	}
	return errors.Join(err, os.RemoveAll(o.dir))
}
