package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// openPostgres opens one pool for reading and writing. pgx caches statements per connection by their text.
func openPostgres(dsn string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	config.RuntimeParams["application_name"] = "schakel"
	config.RuntimeParams["timezone"] = "UTC"
	pool := stdlib.OpenDB(*config)
	conns := o.Readers
	if conns == 0 {
		conns = 16
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return &DB{dialect: Postgres, pool: pool}, nil
}

// pgSession is a PostgreSQL transaction.
type pgSession struct{ tx *sql.Tx }

func beginPostgres(ctx context.Context, pool *sql.DB, s Settings, write bool) (session, error) {
	options := &sql.TxOptions{ReadOnly: !write}
	if !write {
		options.Isolation = sql.LevelRepeatableRead // one state of the database per page
	}
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	_, err = tx.ExecContext(ctx, `SELECT set_config('schakel.network', $1, true), set_config('schakel.principal', $2, true)`, s.Network, s.Principal)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("set scope: %w", err), tx.Rollback())
	}
	return pgSession{tx}, nil
}

func (s pgSession) query(ctx context.Context, text string, args []any) (results, error) {
	rows, err := s.tx.QueryContext(ctx, text, args...) //nolint:rowserrcheck // the reader asks results.err
	if err != nil {
		return nil, err
	}
	return pgRows{rows}, nil
}

func (s pgSession) exec(ctx context.Context, text string, args []any) (int64, error) {
	res, err := s.tx.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// pgRows are the rows of a query on PostgreSQL.
type pgRows struct{ *sql.Rows }

func (r pgRows) columns() ([]string, error) { return r.Columns() }
func (r pgRows) next() bool                 { return r.Next() }
func (r pgRows) scan(dest []any) error      { return r.Scan(dest...) }
func (r pgRows) err() error                 { return r.Err() }
func (r pgRows) close()                     { _ = r.Close() } // what went wrong was told by err

func (s pgSession) commit() error { return s.tx.Commit() }
func (s pgSession) rollback()     { _ = s.tx.Rollback() } // the error that led here is the one that tells

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
