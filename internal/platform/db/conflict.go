package db

import (
	"context"
	"database/sql"
	"strings"
	"sync"
)

// uniqueName finds the name of a unique constraint from SQLite's message
// "UNIQUE constraint failed: table.a, table.b" or "UNIQUE constraint failed: index 'name'".
func (d *DB) uniqueName(message string) string {
	_, rest, found := strings.Cut(message, "constraint failed: ")
	if !found {
		return message
	}
	if name, ok := strings.CutPrefix(rest, "index '"); ok {
		return strings.TrimSuffix(name, "'")
	}
	if name, ok := d.unique.all(d)[rest]; ok {
		return name
	}
	return rest
}

// uniqueNames maps the columns of every unique constraint, as SQLite prints them, to the constraint's name.
// Constraints inside CREATE TABLE have automatic indexes, so their names come from the table's text.
type uniqueNames struct {
	mu    sync.Mutex
	names map[string]string
}

func (u *uniqueNames) all(d *DB) map[string]string {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.names == nil {
		names, err := readUniqueNames(d.reader.pool)
		if err != nil {
			return nil // the columns are shown instead; the next conflict tries again
		}
		u.names = names
	}
	return u.names
}

func readUniqueNames(pool *sql.DB) (map[string]string, error) {
	rows, err := pool.QueryContext(context.Background(), `SELECT tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names := map[string]string{}
	for rows.Next() {
		var table, name, text string
		if err := rows.Scan(&table, &name, &text); err != nil {
			return nil, err
		}
		for constraint, columns := range uniqueConstraints(name, text) {
			names[qualify(table, columns)] = constraint
		}
	}
	return names, rows.Err()
}

// uniqueConstraints reads the unique constraints out of a CREATE TABLE or CREATE UNIQUE INDEX text.
func uniqueConstraints(name, text string) map[string]string {
	found := map[string]string{}
	if strings.HasPrefix(text, "CREATE UNIQUE INDEX") {
		if _, rest, ok := strings.Cut(text, "("); ok {
			columns, _, _ := strings.Cut(rest, ")")
			found[name] = columns
		}
		return found
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		rest, ok := strings.CutPrefix(line, "CONSTRAINT ")
		if !ok {
			continue
		}
		constraint, rest, _ := strings.Cut(rest, " ")
		if !strings.HasPrefix(rest, "UNIQUE") && !strings.HasPrefix(rest, "PRIMARY KEY") {
			continue
		}
		if _, list, ok := strings.Cut(rest, "("); ok {
			columns, _, _ := strings.Cut(list, ")")
			found[constraint] = columns
		}
	}
	return found
}

func qualify(table, columns string) string {
	parts := strings.Split(columns, ",")
	for i, p := range parts {
		parts[i] = table + "." + strings.TrimSpace(p)
	}
	return strings.Join(parts, ", ")
}
