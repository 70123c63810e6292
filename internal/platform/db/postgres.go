package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// openPostgres opens one pool for reading and writing. pgx caches statements per connection by their text.
func openPostgres(ctx context.Context, dsn string, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	params := config.ConnConfig.RuntimeParams
	params["application_name"], params["timezone"], params["standard_conforming_strings"] = "schakel", "UTC", "on"
	config.MaxConns = 16
	if o.Readers > 0 {
		config.MaxConns = int32(min(o.Readers, 1000)) //nolint:gosec // bounded
	}
	config.MaxConnIdleTime = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return &DB{dialect: Postgres, pool: pool}, nil
}

// pgSession is a PostgreSQL transaction. It speaks to the driver itself, as a lane of SQLite does.
type pgSession struct {
	ctx context.Context //nolint:containedctx // a transaction lives within one request
	tx  pgx.Tx
}

// beginPostgres starts a transaction and hands it the settings in one round trip. A reader sees one state of the database.
func beginPostgres(ctx context.Context, pool *pgxpool.Pool, s Settings, write bool) (session, error) {
	begin := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if write {
		begin = "BEGIN"
	}
	begin += "; SELECT set_config('schakel.network', " + literal(s.Network) + ", true), set_config('schakel.principal', " + literal(s.Principal) + ", true)"
	tx, err := pool.BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return nil, err
	}
	return pgSession{ctx, tx}, nil
}

// literal is a text in SQL; the connection reads backslashes as themselves (standard_conforming_strings).
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

func (s pgSession) query(ctx context.Context, text string, args []any) (results, error) {
	rows, err := s.tx.Query(ctx, text, args...) // the reader asks results.err and closes
	if err != nil {
		return nil, err
	}
	return pgRows{rows}, nil
}

func (s pgSession) exec(ctx context.Context, text string, args []any) (int64, error) {
	tag, err := s.tx.Exec(ctx, text, args...)
	return tag.RowsAffected(), err
}

func (s pgSession) commit() error { return s.tx.Commit(s.ctx) }

// rollbackTimeout bounds the wait for a server that no longer answers.
const rollbackTimeout = 5 * time.Second

func (s pgSession) rollback() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), rollbackTimeout)
	defer cancel()
	_ = s.tx.Rollback(ctx) // the error that led here is the one that tells
}

// pgRows are the rows of a query on PostgreSQL.
type pgRows struct{ rows pgx.Rows }

func (r pgRows) columns() ([]string, error) {
	fields := r.rows.FieldDescriptions()
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out, r.rows.Err()
}

func (r pgRows) scan(dest []any) error {
	for i, d := range dest {
		if p, ok := d.(*any); ok { // the types of database/sql, as SQLite gives them, instead of those of pgx
			dest[i] = &anyCell{p}
		}
	}
	return r.rows.Scan(dest...)
}

func (r pgRows) next() bool { return r.rows.Next() }
func (r pgRows) err() error { return r.rows.Err() }
func (r pgRows) close()     { r.rows.Close() }

// Conflict reports whether err is a violated unique constraint or index, and its name.
// SQLite does not name the index when it is over plain columns; the name is found by the columns it does tell.
func (d *DB) Conflict(err error) (name string, ok bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		if pg.Code == "23505" {
			return pg.ConstraintName, true
		}
		return "", false
	}
	text, ok := sqliteConflict(err)
	if !ok {
		return "", false
	}
	return d.uniqueName(text), true
}

func retryable(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	return sqliteBusy(err)
}
