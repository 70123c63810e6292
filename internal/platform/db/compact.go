package db

import (
	"context"
	"fmt"
)

// Compact writes the database anew, so that what was deleted is not left in its files either. It takes the whole database for itself:
// only for after a restore.
func (d *DB) Compact(ctx context.Context) error {
	if d.pool != nil {
		if _, err := d.pool.Exec(ctx, `VACUUM FULL`); err != nil {
			return fmt.Errorf("compact: %w", err)
		}
		return nil
	}
	// The full-text index only marks words as deleted, until its parts are merged.
	for _, text := range []string{`INSERT INTO search_fts (search_fts) VALUES ('optimize')`, `VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := d.writer.pool.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("compact: %w", err)
		}
	}
	return nil
}
