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
// first statement, and a read may end in that of its last: on a page of three statements each is a quarter of what the client waits for.
type pgSession struct {
	ctx    context.Context //nolint:containedctx // a transaction lives within one request
	conn   *pgxpool.Conn   // nil once it is given back
	opens  []pgStatement   // what goes before the first statement
	opened bool            // and went
	ends   bool            // the next query takes the commit along
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
	session := &pgSession{ctx: ctx, conn: conn, opens: []pgStatement{
		{text: begin},
		{"SELECT set_config('schakel.network', $1, true), set_config('schakel.principal', $2, true)", []any{s.named(), s.Principal}},
	}}
	if s.Soon {
		session.opens = append(session.opens, pgStatement{text: "SET LOCAL synchronous_commit = off"})
	}
	return session, nil
}

// send sends a statement together with what opens the transaction, where that did not go yet, and with what ends it. The answer to the
// statement is the next to read.
func (s *pgSession) send(ctx context.Context, text string, args []any, end bool) (pgx.BatchResults, error) {
	batch, opens := &pgx.Batch{}, s.opens
	if s.opened {
		opens = nil
	}
	for _, one := range opens {
		batch.Queue(one.text, one.args...)
	}
	batch.Queue(text, args...)
	if end {
		batch.Queue("COMMIT")
	}
	answers := s.conn.SendBatch(ctx, batch)
	for range opens {
		if _, err := answers.Exec(); err != nil {
			return nil, errors.Join(err, answers.Close())
		}
	}
	s.opened = true
	return answers, nil
}

func (s *pgSession) mayEnd() { s.ends = true }

func (s *pgSession) query(ctx context.Context, text string, args []any) (results, error) {
	if s.opened && !s.ends {
		rows, err := s.conn.Query(ctx, text, args...) // the reader asks results.err and closes
		if err != nil {
			return nil, err
		}
		return pgRows{Rows: rows}, nil
	}
	end := s.ends
	s.ends = false
	answers, err := s.send(ctx, text, args, end)
	if err != nil {
		return nil, err
	}
	rows, err := answers.Query()
	if err != nil {
		return nil, errors.Join(err, answers.Close())
	}
	if end {
		return pgRows{rows, answers, s}, nil
	}
	return pgRows{rows, answers, nil}, nil
}

func (s *pgSession) exec(ctx context.Context, text string, args []any) (int64, error) {
	if s.opened {
		tag, err := s.conn.Exec(ctx, text, args...)
		return tag.RowsAffected(), err
	}
	answers, err := s.send(ctx, text, args, false)
	if err != nil {
		return 0, err
	}
	tag, err := answers.Exec()
	return tag.RowsAffected(), errors.Join(err, answers.Close())
}

func (s *pgSession) commit() error {
	if s.opened {
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
	answers pgx.BatchResults // to close with the rows; nil for what went alone
	ended   *pgSession       // whose end was sent along; nil for none
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
	if r.answers == nil {
		return
	}
	if r.ended != nil {
		_, err := r.answers.Exec()
		r.ended.opened = err != nil // then it still has to end
	}
	_ = r.answers.Close() // what went wrong was told by err
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
