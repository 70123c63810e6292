package main

import (
	"context"
	"fmt"
	"strings"
)

// sizes prints what a row of the large tables takes on PostgreSQL, its indexes and long values included: what docs/scaling.md plans with.
func (s *site) sizes(ctx context.Context, f *floor, only string) error {
	if !s.postgres || !strings.Contains("sizes", only) {
		return nil
	}
	if _, err := f.db.ExecContext(ctx, `ANALYZE`); err != nil {
		return err
	}
	rows, err := f.db.QueryContext(ctx, `SELECT c.relname, c.reltuples::bigint, pg_total_relation_size(c.oid), pg_indexes_size(c.oid)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.reltuples >= 5000 ORDER BY pg_total_relation_size(c.oid) DESC LIMIT 12`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var (
			table                string
			count, bytes, inside int64
		)
		if err := rows.Scan(&table, &count, &bytes, &inside); err != nil {
			return err
		}
		fmt.Printf("size %-23s %8d rows, %5d bytes a row, of which indexes %5d\n", table, count, bytes/count, inside/count)
	}
	return rows.Err()
}
