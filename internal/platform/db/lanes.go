package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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

type lane struct {
	from *lanes
	conn *sql.Conn
	kept map[string]*sql.Stmt
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
		ln := &lane{from: l, kept: map[string]*sql.Stmt{}}
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
		for _, stmt := range ln.kept {
			err = errors.Join(err, stmt.Close())
		}
		if ln.conn != nil {
			err = errors.Join(err, ln.conn.Close())
		}
	}
	return errors.Join(err, l.pool.Close())
}

// begin waits for a free connection and starts a transaction on it.
func (l *lanes) begin(ctx context.Context, how string) (session, error) {
	ln, err := l.take(ctx)
	if err != nil {
		return nil, err
	}
	if ln.conn == nil {
		conn, err := l.pool.Conn(ctx)
		if err != nil {
			l.give(ln)
			return nil, err
		}
		ln.conn = conn
	}
	if _, err := ln.exec(ctx, how, nil); err != nil {
		l.give(ln)
		return nil, err
	}
	return ln, nil
}

// run gives the statement for text, or nil when it is not kept. A statement is never interrupted halfway:
// the driver would start a goroutine per query for that, which costs more than our bounded queries do.
func (ln *lane) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if stmt, ok := ln.kept[text]; ok {
		return stmt, nil
	}
	if len(ln.kept) >= keepStatements {
		return nil, nil
	}
	stmt, err := ln.conn.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil, err
	}
	ln.kept[text] = stmt
	return stmt, nil
}

func (ln *lane) query(ctx context.Context, text string, args []any) (*sql.Rows, error) {
	stmt, err := ln.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	whole := context.WithoutCancel(ctx)
	if stmt == nil {
		return ln.conn.QueryContext(whole, text, args...)
	}
	return stmt.QueryContext(whole, args...)
}

func (ln *lane) exec(ctx context.Context, text string, args []any) (sql.Result, error) {
	stmt, err := ln.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	whole := context.WithoutCancel(ctx)
	if stmt == nil {
		return ln.conn.ExecContext(whole, text, args...)
	}
	return stmt.ExecContext(whole, args...)
}

func (ln *lane) commit() error {
	if _, err := ln.exec(context.Background(), "COMMIT", nil); err != nil {
		return err // run rolls back, which also frees the lane
	}
	ln.from.give(ln)
	return nil
}

func (ln *lane) rollback() {
	_, _ = ln.exec(context.Background(), "ROLLBACK", nil) // the error that led here is the one that tells
	ln.from.give(ln)
}
