package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"schakel/internal/platform/db"
)

// asked is a statement that a page asked, prepared without our layer.
type asked struct {
	stmt *sql.Stmt
	args []any
}

// page returns the floor of a page of many parts: a bare handler that asks what the page asks, with the same arguments, and writes every
// value of every row with templ. Who is asking is not asked.
func (f *floor) page(ctx context.Context, path string) (func() error, error) {
	stats := &db.Stats{Record: true}
	if err := ask(db.WithStats(ctx, stats), f.s.app.Server, http.MethodGet, path, "", f.s.cookie, http.StatusOK); err != nil {
		return nil, err
	}
	var all []asked
	for _, q := range stats.Asked {
		if strings.Contains(q.Text, "FROM session ") || strings.Contains(q.Text, "FROM role_grant ") {
			continue
		}
		stmt, err := f.db.PrepareContext(ctx, q.Text)
		if err != nil {
			return nil, fmt.Errorf("floor of %s: %w", path, err)
		}
		all = append(all, asked{stmt, q.Args})
	}
	bare := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { replay(w, r, all) })
	return func() error { return ask(ctx, bare, http.MethodGet, path, "", nil, http.StatusOK) }, nil
}

func replay(w http.ResponseWriter, r *http.Request, all []asked) {
	var list [][]sql.NullString
	for _, one := range all {
		rows, err := one.stmt.QueryContext(r.Context(), one.args...)
		if err == nil {
			list, err = values(rows, list)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if err := floorValues(list).Render(r.Context(), w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// values appends what the rows hold.
func values(rows *sql.Rows, list [][]sql.NullString) ([][]sql.NullString, error) {
	names, err := rows.Columns()
	for err == nil && rows.Next() {
		row, dest := make([]sql.NullString, len(names)), make([]any, len(names))
		for i := range row {
			dest[i] = &row[i]
		}
		err = rows.Scan(dest...)
		list = append(list, row)
	}
	return list, errors.Join(err, rows.Err(), rows.Close())
}
