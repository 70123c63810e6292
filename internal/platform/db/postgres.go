package db

import (
	"context"
	"errors"
	"fmt"
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

// Careless lists the settings by which PostgreSQL says that something is saved before it is on the disk (promises D2). SQLite has none:
// we set its own.
func (d *DB) Careless(ctx context.Context) ([]string, error) {
	if d.pool == nil {
		return nil, nil
	}
	rows, err := d.pool.Query(ctx, `SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	return out, nil
}

// pgSession is a PostgreSQL transaction. It speaks to the driver itself, as a lane of SQLite does. It begins in the round trip of its
// first statement, which saves one for every transaction: on a page of three that is a quarter of what the client waits for.
type pgSession struct {
	ctx   context.Context //nolint:containedctx // a transaction lives within one request
	conn  *pgxpool.Conn   // nil once it is given back
	begin []pgStatement   // what goes before the first statement; nil once it went
}

type pgStatement struct {
	text string
	args []any
}

// beginPostgres takes a connection. A reader sees one state of the database.
func beginPostgres(ctx context.Context, pool *pgxpool.Pool, s Settings, write bool) (session, error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	begin := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if write {
		begin = "BEGIN"
	}
	session := &pgSession{ctx: ctx, conn: conn, begin: []pgStatement{
		{text: begin},
		{"SELECT set_config('schakel.network', $1, true), set_config('schakel.principal', $2, true)", []any{s.named(), s.Principal}},
	}}
	if s.Soon {
		session.begin = append(session.begin, pgStatement{text: "SET LOCAL synchronous_commit = off"})
	}
	return session, nil
}

// first sends what begins the transaction together with its first statement, of which the answer is the next to read.
func (s *pgSession) first(ctx context.Context, text string, args []any) (pgx.BatchResults, error) {
	batch := &pgx.Batch{}
	for _, one := range s.begin {
		batch.Queue(one.text, one.args...)
	}
	batch.Queue(text, args...)
	answers := s.conn.SendBatch(ctx, batch)
	for range s.begin {
		if _, err := answers.Exec(); err != nil {
			return nil, errors.Join(err, answers.Close())
		}
	}
	s.begin = nil
	return answers, nil
}

func (s *pgSession) query(ctx context.Context, text string, args []any) (results, error) {
	if s.begin == nil {
		rows, err := s.conn.Query(ctx, text, args...) // the reader asks results.err and closes
		if err != nil {
			return nil, err
		}
		return pgRows{Rows: rows}, nil
	}
	answers, err := s.first(ctx, text, args)
	if err != nil {
		return nil, err
	}
	rows, err := answers.Query()
	if err != nil {
		return nil, errors.Join(err, answers.Close())
	}
	return pgRows{rows, answers}, nil
}

func (s *pgSession) exec(ctx context.Context, text string, args []any) (int64, error) {
	if s.begin == nil {
		tag, err := s.conn.Exec(ctx, text, args...)
		return tag.RowsAffected(), err
	}
	answers, err := s.first(ctx, text, args)
	if err != nil {
		return 0, err
	}
	tag, err := answers.Exec()
	return tag.RowsAffected(), errors.Join(err, answers.Close())
}

func (s *pgSession) commit() error {
	if s.begin == nil {
		tag, err := s.conn.Exec(s.ctx, "COMMIT")
		if err != nil {
			return err
		}
		if tag.String() == "ROLLBACK" { // the server's answer to COMMIT when a statement failed and the error was swallowed
			return pgx.ErrTxCommitRollback
		}
	}
	s.release()
	return nil
}

// rollbackTimeout bounds the wait for a server that no longer answers.
const rollbackTimeout = 5 * time.Second

func (s *pgSession) rollback() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.ctx), rollbackTimeout)
	defer cancel()
	_, _ = s.conn.Exec(ctx, "ROLLBACK") // the error that led here is the one that tells
	s.release()
}

// release gives the connection back; the pool closes one that is still inside a transaction.
func (s *pgSession) release() {
	s.conn.Release()
	s.conn = nil
}

// pgRows are the rows of a query on PostgreSQL.
type pgRows struct {
	pgx.Rows
	answers pgx.BatchResults // to close with the rows; nil for any but the first query
}

func (r pgRows) columns() ([]string, error) {
	fields := r.FieldDescriptions()
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out, r.Err()
}

func (r pgRows) next() bool { return r.Next() }
func (r pgRows) err() error { return r.Err() }

func (r pgRows) close() {
	r.Close()
	if r.answers != nil {
		_ = r.answers.Close() // what went wrong was told by err
	}
}

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
