package db

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Snapshot is one state of the whole database, for a backup while others write.
type Snapshot struct{ tx *Tx }

// Snapshot runs fn on one state of the database.
func (d *DB) Snapshot(ctx context.Context, fn func(s *Snapshot) error) error {
	return d.Read(ctx, Settings{}, func(tx *Tx) error { return fn(&Snapshot{tx}) })
}

// Tables lists the tables that hold data, by name. What can be computed again (the full-text index) is left out.
func (s *Snapshot) Tables() ([]string, error) { return s.tx.tables() }

func (tx *Tx) tables() ([]string, error) {
	text := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_fts%' AND name <> 'goose_db_version' ORDER BY name`
	if tx.db.dialect == Postgres {
		text = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'goose_db_version' ORDER BY table_name`
	}
	return Select[string](tx, Q(text))
}

// columns lists a table's stored columns by name, without generated ones.
func (tx *Tx) columns(table string) ([]string, error) {
	text := `SELECT name FROM pragma_table_info($1) ORDER BY name`
	if tx.db.dialect == Postgres {
		text = `SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY column_name`
	}
	return Select[string](tx, Q(text, table))
}

// Version returns the number of the latest migration.
func (s *Snapshot) Version() (int64, error) {
	return Get[int64](s.tx, Q(`SELECT MAX(version_id) FROM goose_db_version WHERE is_applied`))
}

// Dump writes a table as JSON lines: first the column names, then an array per row. It returns the number of rows.
func (s *Snapshot) Dump(table string, w io.Writer) (n int, err error) {
	columns, err := s.tx.columns(table)
	if err != nil {
		return 0, fmt.Errorf("dump %s: %w", table, err)
	}
	rows, err := s.tx.query(Q(`SELECT ` + strings.Join(columns, ", ") + ` FROM ` + table))
	if err != nil {
		return 0, fmt.Errorf("dump %s: %w", table, err)
	}
	defer rows.close()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(columns); err != nil {
		return 0, fmt.Errorf("dump %s: %w", table, err)
	}
	values := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for rows.next() {
		if err := rows.scan(dest); err != nil {
			return n, fmt.Errorf("dump %s: %w", table, err)
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		if err := enc.Encode(values); err != nil {
			return n, fmt.Errorf("dump %s: %w", table, err)
		}
		n++
	}
	return n, rows.err()
}

// ErrNotEmpty says that a restore would mix two installations.
var ErrNotEmpty = errors.New("db: the database is not empty")

// Fill is an empty database being filled from a dump.
type Fill struct{ tx *Tx }

// Fill runs fn on an empty, migrated database; foreign keys are checked at the end, all at once.
func (d *DB) Fill(ctx context.Context, fn func(f *Fill) error) error {
	return d.run(ctx, Settings{}, true, func(tx *Tx) error {
		n, err := Get[int](tx, Q(`SELECT COUNT(*) FROM network`))
		if err != nil {
			return err
		}
		if n > 0 {
			return ErrNotEmpty
		}
		settle, err := tx.deferKeys()
		if err != nil {
			return fmt.Errorf("fill: %w", err)
		}
		if err := fn(&Fill{tx}); err != nil {
			return err
		}
		return settle()
	})
}

// rowNumber is a column of SQLite alone, which numbers rows for the full-text index. Rows are numbered anew where they are loaded.
const rowNumber = "search_doc.rid"

// Load reads what Dump wrote into a table and returns the number of rows.
func (f *Fill) Load(table string, r io.Reader) (n int, err error) {
	known, err := f.tx.tables()
	if err != nil {
		return 0, err
	}
	if !slices.Contains(known, table) {
		return 0, fmt.Errorf("load: there is no table %q", table)
	}
	lines := bufio.NewReaderSize(r, 1<<16)
	var columns []string
	if err := decodeLine(lines, &columns); err != nil {
		return 0, fmt.Errorf("load %s: %w", table, err)
	}
	own, err := f.tx.columns(table)
	if err != nil {
		return 0, err
	}
	var names, marks []string
	var kept []int // which of the values go in
	for i, c := range columns {
		if table+"."+c == rowNumber {
			continue
		}
		if !slices.Contains(own, c) {
			return 0, fmt.Errorf("load %s: there is no column %q", table, c)
		}
		names, kept = append(names, c), append(kept, i)
		marks = append(marks, fmt.Sprintf("$%d", len(kept)))
	}
	text := `INSERT INTO ` + table + ` (` + strings.Join(names, ", ") + `) VALUES (` + strings.Join(marks, ", ") + `)`
	for {
		var values []any
		err := decodeLine(lines, &values)
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, fmt.Errorf("load %s row %d: %w", table, n+1, err)
		}
		for i, v := range values {
			if number, ok := v.(json.Number); ok {
				if values[i], err = number.Int64(); err != nil {
					return n, fmt.Errorf("load %s row %d: %w", table, n+1, err)
				}
			}
		}
		if len(values) != len(columns) {
			return n, fmt.Errorf("load %s row %d: %d values for %d columns", table, n+1, len(values), len(columns))
		}
		row := make([]any, len(kept))
		for to, from := range kept {
			row[to] = values[from]
		}
		if _, err := f.tx.Exec(Q(text, row...)); err != nil {
			return n, fmt.Errorf("load %s row %d: %w", table, n+1, err)
		}
		n++
	}
}

func decodeLine(r *bufio.Reader, into any) error {
	line, err := r.ReadBytes('\n')
	if len(bytes.TrimSpace(line)) == 0 && err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	return dec.Decode(into)
}

// deferKeys lets rows arrive in any order; the returned function checks all foreign keys.
func (tx *Tx) deferKeys() (settle func() error, err error) {
	if tx.db.dialect == SQLite {
		_, err := tx.Exec(Q(`PRAGMA defer_foreign_keys = ON`)) // COMMIT checks
		return func() error { return nil }, err
	}
	type key struct {
		Table string `db:"t"`
		Name  string `db:"n"`
	}
	keys, err := Select[key](tx, Q(`SELECT conrelid::regclass::text AS t, conname AS n FROM pg_constraint WHERE contype = 'f'`))
	if err != nil {
		return nil, err
	}
	alter := func(how string) error {
		for _, k := range keys {
			if _, err := tx.Exec(Q(`ALTER TABLE ` + k.Table + ` ALTER CONSTRAINT ` + k.Name + ` ` + how)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := alter("DEFERRABLE INITIALLY DEFERRED"); err != nil {
		return nil, err
	}
	return func() error {
		if _, err := tx.Exec(Q(`SET CONSTRAINTS ALL IMMEDIATE`)); err != nil {
			return err
		}
		return alter("NOT DEFERRABLE")
	}, nil
}
