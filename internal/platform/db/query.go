package db

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// Query is an SQL text with its arguments. The text must be a constant or come from a builder made of constants.
type Query struct {
	Text string
	Args []any
}

// Q makes a Query. Placeholders are $1, $2, …
func Q(text string, args ...any) Query { return Query{Text: text, Args: args} }

// Select returns all rows of the query as values of T: a struct whose fields carry `db:"column"` tags
// (embedded structs count as if written out), or a single scalar.
func Select[T any](tx *Tx, q Query) ([]T, error) {
	rows, err := tx.query(q)
	if err != nil {
		return nil, err
	}
	defer rows.close()
	var (
		out  []T
		row  = new(T)
		zero T
	)
	dest, size, err := destinations(row, q.Text, rows)
	if err != nil {
		return nil, err
	}
	for rows.next() {
		*row = zero
		if err := rows.scan(dest); err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		if out == nil {
			out = make([]T, 0, size.hint())
		}
		out = append(out, *row)
	}
	if err := rows.err(); err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	size.saw(len(out))
	return out, nil
}

// Get returns the first row of the query, or ErrNoRow.
func Get[T any](tx *Tx, q Query) (T, error) {
	var zero T
	all, err := Select[T](tx, q)
	if err != nil {
		return zero, err
	}
	if len(all) == 0 {
		return zero, ErrNoRow
	}
	return all[0], nil
}

// Exec runs a statement and returns the number of rows it touched.
func (tx *Tx) Exec(q Query) (int64, error) {
	text, args, err := tx.prepare(q)
	if err != nil {
		return 0, err
	}
	n, err := tx.on.exec(tx.ctx, text, args)
	if err != nil {
		return 0, fmt.Errorf("exec: %w", err)
	}
	return n, nil
}

func (tx *Tx) query(q Query) (results, error) {
	text, args, err := tx.prepare(q)
	if err != nil {
		return nil, err
	}
	rows, err := tx.on.query(tx.ctx, text, args)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	return rows, nil
}

// prepare counts the query and gives it the dialect's text and the driver's arguments.
func (tx *Tx) prepare(q Query) (string, []any, error) {
	text, err := tx.db.texts.of(tx.db.dialect, q.Text)
	if err != nil {
		return "", nil, err
	}
	args := make([]any, len(q.Args))
	for i, a := range q.Args {
		if args[i], err = argument(tx.db.dialect, a); err != nil {
			return "", nil, fmt.Errorf("argument $%d: %w", i+1, err)
		}
	}
	return text, args, tx.stats.count(text, args)
}

// Stats counts the queries of one request.
type Stats struct {
	mu      sync.Mutex
	Queries int
	Asked   []Query // as the driver got them, kept when Record is set
	Record  bool

	// FailAt lets one query fail, counted from 1, and with it all that its transaction did: tests show by it that nothing half done stays.
	// Commits count too then.
	FailAt int
}

// Texts lists the statements that were recorded.
func (s *Stats) Texts() []string {
	out := make([]string, len(s.Asked))
	for i, q := range s.Asked {
		out[i] = q.Text
	}
	return out
}

// ErrInjected is what FailAt asks for.
var ErrInjected = errors.New("db: failed, as a test asked")

type statsKey struct{}

// WithStats returns a context whose queries are counted in s.
func WithStats(ctx context.Context, s *Stats) context.Context {
	return context.WithValue(ctx, statsKey{}, s)
}

// StatsFrom returns the counter in the context, nil without one.
func StatsFrom(ctx context.Context) *Stats {
	s, _ := ctx.Value(statsKey{}).(*Stats)
	return s
}

func (s *Stats) count(text string, args []any) error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Queries++
	if s.Record {
		s.Asked = append(s.Asked, Query{Text: text, Args: args})
	}
	if s.Queries == s.FailAt {
		return ErrInjected
	}
	return nil
}

// committing is a call too, where calls may fail.
func (s *Stats) committing() error {
	if s == nil || s.FailAt == 0 {
		return nil
	}
	return s.count("COMMIT", nil)
}
