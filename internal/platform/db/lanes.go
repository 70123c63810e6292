package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"
)

// lanes is a fixed set of SQLite connections, each with its own prepared statements: preparing costs as much as a point read.
// The lane that was freed last is taken first: its pages and statements are the warm ones.
type lanes struct {
	pool    *sql.DB
	permits chan struct{} // one per free lane
	all     []*lane

	mu   sync.Mutex
	free []*lane
}

// A lane speaks to the driver itself: it is one pinned connection that one transaction uses at a time, so the locks and the
// conversions of database/sql would only cost. The pool still opens and closes it.
type lane struct {
	from *lanes
	conn *sql.Conn
	raw  driver.ConnPrepareContext
	kept map[string]statement
	soon bool // the transaction at work does not wait for the disk
}

// statement is what both SQLite drivers give.
type statement interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

// keepStatements bounds the statements per connection: texts of rare filters are run unprepared.
const keepStatements = 400

func openLanes(dsn string, n int) (*lanes, error) {
	pool, err := sql.Open(sqliteDriver, dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	pool.SetMaxOpenConns(n + 1) // one more for questions outside a transaction
	pool.SetMaxIdleConns(n + 1)
	l := &lanes{pool: pool, permits: make(chan struct{}, n)}
	for range n {
		ln := &lane{from: l, kept: map[string]statement{}}
		l.all = append(l.all, ln)
		l.give(ln)
	}
	return l, nil
}

// take waits for a free lane.
func (l *lanes) take(ctx context.Context) (*lane, error) {
	select {
	case <-l.permits:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	last := len(l.free) - 1
	ln := l.free[last]
	l.free = l.free[:last]
	return ln, nil
}

// give frees a lane.
func (l *lanes) give(ln *lane) {
	l.mu.Lock()
	l.free = append(l.free, ln)
	l.mu.Unlock()
	l.permits <- struct{}{}
}

func (l *lanes) close() error {
	var err error
	for _, ln := range l.all {
		err = errors.Join(err, ln.shut())
	}
	return errors.Join(err, l.pool.Close())
}

// begin waits for a free connection and starts a transaction on it. One that is soon commits without waiting for the disk.
func (l *lanes) begin(ctx context.Context, how string, soon bool) (session, error) {
	ln, err := l.take(ctx)
	if err != nil {
		return nil, err
	}
	if err = ln.open(ctx); err == nil && soon {
		err = ln.wait(ctx, false)
	}
	if err == nil {
		_, err = ln.exec(ctx, how, nil)
	}
	if err != nil {
		ln.free()
		return nil, err
	}
	return ln, nil
}

// wait says whether commits wait for the disk. SQLite obeys when it reads the statement, not when it runs it, so it is never kept.
func (ln *lane) wait(ctx context.Context, yes bool) error {
	level := "NORMAL"
	if yes {
		level = "FULL"
	}
	direct, ok := ln.raw.(driver.ExecerContext)
	if !ok {
		return fmt.Errorf("db: %T cannot run", ln.raw)
	}
	_, err := direct.ExecContext(context.WithoutCancel(ctx), "PRAGMA synchronous = "+level, nil)
	ln.soon = err == nil && !yes
	return err
}

// free gives the lane back, with commits that wait for the disk again.
func (ln *lane) free() {
	if ln.soon && ln.wait(context.Background(), true) != nil {
		_ = ln.shut() // the next transaction opens it anew
	}
	ln.from.give(ln)
}

// shut closes the connection and its statements.
func (ln *lane) shut() error {
	var err error
	for _, stmt := range ln.kept {
		err = errors.Join(err, stmt.Close())
	}
	if ln.conn != nil {
		err = errors.Join(err, ln.conn.Close())
	}
	ln.conn, ln.raw, ln.kept, ln.soon = nil, nil, map[string]statement{}, false
	return err
}

// open takes a connection from the pool, once.
func (ln *lane) open(ctx context.Context) error {
	if ln.conn != nil {
		return nil
	}
	conn, err := ln.from.pool.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(c any) error {
		raw, ok := c.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("db: %T cannot prepare", c)
		}
		ln.raw = raw
		return nil
	})
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	ln.conn = conn
	return nil
}

// stmt gives the statement for text, and whether it stays prepared. A statement is never interrupted halfway: the driver would
// start a goroutine per query for that, which costs more than our bounded queries do.
func (ln *lane) stmt(ctx context.Context, text string) (stmt statement, kept bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	if stmt, ok := ln.kept[text]; ok {
		return stmt, true, nil
	}
	prepared, err := ln.raw.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil, false, err
	}
	stmt, ok := prepared.(statement)
	if !ok {
		return nil, false, fmt.Errorf("db: %T cannot run", prepared)
	}
	if len(ln.kept) >= keepStatements {
		return stmt, false, nil
	}
	ln.kept[text] = stmt
	return stmt, true, nil
}

func (ln *lane) query(ctx context.Context, text string, args []any) (results, error) {
	stmt, kept, err := ln.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(context.WithoutCancel(ctx), named(args))
	if err != nil {
		if !kept {
			err = errors.Join(err, stmt.Close())
		}
		return nil, err
	}
	r := &laneRows{rows: rows, values: make([]driver.Value, len(rows.Columns()))}
	if !kept {
		r.stmt = stmt
	}
	return r, nil
}

func (ln *lane) exec(ctx context.Context, text string, args []any) (int64, error) {
	stmt, kept, err := ln.stmt(ctx, text)
	if err != nil {
		return 0, err
	}
	res, err := stmt.ExecContext(context.WithoutCancel(ctx), named(args))
	if !kept {
		err = errors.Join(err, stmt.Close())
	}
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func named(args []any) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, a := range args {
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: a}
	}
	return out
}

// laneRows are the rows of a query on a lane.
type laneRows struct {
	rows   driver.Rows
	values []driver.Value
	stmt   driver.Stmt // to close with the rows; nil when it is kept
	failed error
}

func (r *laneRows) columns() ([]string, error) { return r.rows.Columns(), nil }

func (r *laneRows) next() bool {
	err := r.rows.Next(r.values)
	if err != nil && !errors.Is(err, io.EOF) {
		r.failed = err
	}
	return err == nil
}

func (r *laneRows) scan(dest []any) error {
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *laneRows) err() error { return r.failed }

func (r *laneRows) close() {
	_ = r.rows.Close() // what went wrong was told by next
	if r.stmt != nil {
		_ = r.stmt.Close()
	}
}

func (*lane) mayEnd() {} // here a commit costs no round trip

func (ln *lane) commit() error {
	if _, err := ln.exec(context.Background(), "COMMIT", nil); err != nil {
		return err // run rolls back, which also frees the lane
	}
	ln.free()
	return nil
}

func (ln *lane) rollback() {
	_, _ = ln.exec(context.Background(), "ROLLBACK", nil) // the error that led here is the one that tells
	ln.free()
}
