package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the floor speaks to the database without our layer
)

// floor is the bare handler: no session, no scope, no layout; the same SELECT, the same rows.
type floor struct {
	db  *sql.DB
	mux *http.ServeMux
	s   *site
}

type floorRow struct{ ID, Name, Place, Umbrella, Depth, Last string }

// The statements of the floor of the lists are those of the pages in one, with the network and the unit's rows as arguments.
const (
	floorColumns = `SELECT o.id, o.name, o.place,
			COALESCE((SELECT u.name FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id AND u.deleted_at IS NULL
				WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.valid_to IS NULL AND s.deleted_at IS NULL ORDER BY s.valid_from, s.id LIMIT 1), ''),
			COALESCE((SELECT r.depth FROM relationship r WHERE r.network_id = o.network_id AND r.organisation_id = o.id AND r.deleted_at IS NULL LIMIT 1), ''),
			COALESCE((SELECT MAX(m.at) FROM contact_moment m WHERE m.network_id = o.network_id AND m.organisation_id = o.id AND m.deleted_at IS NULL), 0)
		FROM organisation o WHERE o.network_id = $1 AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL`
	floorList     = floorColumns + ` ORDER BY o.name_key, o.id LIMIT 51`
	floorPlace    = floorColumns + ` AND o.place_key = $2 ORDER BY o.name_key, o.id LIMIT 51`
	floorFiltered = floorColumns + ` AND o.place_key = $2 AND o.last_contact_at > 0 AND o.last_contact_at <= $3
		AND EXISTS (SELECT 1 FROM relationship r WHERE r.network_id = o.network_id AND r.organisation_id = o.id AND r.deleted_at IS NULL)
		ORDER BY o.last_contact_at, o.id LIMIT 51`
	floorSearchSQLite   = `SELECT d.object_id, d.label, d.sub, '', '', 0 FROM search_doc d WHERE d.rid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH $1) LIMIT 20`
	floorSearchPostgres = `SELECT d.object_id, d.label, d.sub, '', '', 0 FROM search_doc d WHERE d.vector @@ CAST(CAST($1 AS text) AS tsquery) LIMIT 20`
)

func openFloor(ctx context.Context, s *site) (*floor, error) {
	driver, dsn := "schakel-sqlite3", "file:"+filepath.Join(s.dir, "data", "schakel.db")+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000"
	if s.postgres {
		driver, dsn = "pgx", s.dsn
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	f := &floor{db: pool, mux: http.NewServeMux(), s: s}
	search, term := floorSearchSQLite, `"damhuis"* AND "koel"*`
	if s.postgres {
		search, term = floorSearchPostgres, `'damhuis':* & 'koel':*`
	}
	for path, text := range map[string]string{"/list": floorList, "/place": floorPlace, "/filtered": floorFiltered, "/search": search} {
		stmt, err := pool.PrepareContext(ctx, text)
		if err != nil {
			return nil, fmt.Errorf("floor %s: %w", path, err)
		}
		args := []any{string(s.network)}
		switch path {
		case "/place":
			args = append(args, "almelo")
		case "/filtered":
			args = append(args, "almelo", time.Now().AddDate(0, 0, -60).UnixMicro())
		case "/search":
			args = []any{term}
		}
		f.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, stmt, args) })
	}
	return f, nil
}

func (f *floor) close() { _ = f.db.Close() } // the process ends

func (f *floor) serve(w http.ResponseWriter, r *http.Request, stmt *sql.Stmt, args []any) {
	rows, err := stmt.QueryContext(r.Context(), args...)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	var list []floorRow
	for rows.Next() {
		var (
			row floorRow
			at  int64
		)
		if err := rows.Scan(&row.ID, &row.Name, &row.Place, &row.Umbrella, &row.Depth, &at); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		row.Last = time.UnixMicro(at).Format(time.DateOnly)
		list = append(list, row)
	}
	if err := rows.Err(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if err := floorPage(list).Render(r.Context(), w); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// write is the least that a note costs: two rows in one transaction, without scope, audit or search.
func (f *floor) write(ctx context.Context) func() error {
	n := 0
	return func() error {
		n++
		tx, err := f.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // after a commit it does nothing
		key := string(f.s.app.Kit.IDs.New())
		now := time.Now().UnixMicro()
		_, err = tx.ExecContext(ctx, `INSERT INTO contact_moment (network_id, id, unit_id, organisation_id, kind, at, account_id, operation_id) VALUES ($1, $2, $3, $4, 'call', $5, $6, $2)`,
			string(f.s.network), key, string(f.s.unit), string(f.s.orgs[n%len(f.s.orgs)]), now, string(f.s.account))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO contact_note (network_id, moment_id, unit_id, body, operation_id) VALUES ($1, $2, $3, 'Gebeld over de gastles.', $2)`,
			string(f.s.network), key, string(f.s.unit))
		if err != nil {
			return err
		}
		return tx.Commit()
	}
}
