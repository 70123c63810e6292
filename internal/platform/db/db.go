package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Dialect is the kind of database behind a DB.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// ErrNoRow is returned by Get when there is no row.
var ErrNoRow = errors.New("db: no row")

// Settings are handed to PostgreSQL in every transaction (SET LOCAL), where the second wall between networks uses them.
type Settings struct {
	Network   string // id of the network, empty for work outside a network
	Principal string // who asks: kind and id

	// Soon lets a write return before it is on the disk. It survives the program's end, not the machine's: only for notes about work
	// outside the database that may be done again, such as that a mail was sent. The next other write puts it on the disk too.
	Soon bool
}

// named is the network as PostgreSQL hears it.
func (s Settings) named() string { return cmp.Or(s.Network, everyNetwork) }

// DB is an open database.
type DB struct {
	dialect Dialect
	path    string        // SQLite file
	unsafe  bool          // SQLite: no write waits for the disk
	pool    *pgxpool.Pool // PostgreSQL: one pool for all
	writer  *lanes        // SQLite: the one writer
	reader  *lanes        // SQLite: readers beside it
	texts   texts
	unique  uniqueNames
}

// Options tune Open.
type Options struct {
	// Unsafe trades durability for speed (synchronous=OFF). Only for a demo being built and for tests: never for serving.
	Unsafe bool
	// Readers is the number of reader connections (SQLite) or of all connections (PostgreSQL); 0 chooses.
	Readers int
}

// Open opens the database that dsn names: "postgres://…", or a path (optionally "sqlite:PATH") of an SQLite file,
// which is made when absent. The schema is not touched; see Migrate.
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	var (
		d   *DB
		err error
	)
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		d, err = openPostgres(ctx, dsn, o)
	} else {
		d, err = openSQLite(ctx, strings.TrimPrefix(dsn, "sqlite:"), o)
	}
	if err != nil {
		return nil, err
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), d.Close())
	}
	return d, nil
}

// Dialect tells which kind of database this is. Only db, backup and tests may ask.
func (d *DB) Dialect() Dialect { return d.dialect }

// Path returns the SQLite file, empty for PostgreSQL.
func (d *DB) Path() string { return d.path }

// Ping checks that the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if d.pool != nil {
		return d.pool.Ping(ctx)
	}
	return d.reader.pool.PingContext(ctx)
}

// Close closes all connections; the last one of SQLite folds its log into the file.
func (d *DB) Close() error {
	if d.pool != nil {
		d.pool.Close()
		return nil
	}
	return errors.Join(d.reader.close(), d.writer.close())
}

// session is what a transaction runs on: a PostgreSQL transaction, or a lane of SQLite.
type session interface {
	query(ctx context.Context, text string, args []any) (results, error)
	exec(ctx context.Context, text string, args []any) (int64, error)
	mayEnd()
	commit() error
	rollback()
}

// results are the rows of a query.
type results interface {
	columns() ([]string, error)
	next() bool
	scan(dest []any) error
	err() error
	close()
}

// Tx is one transaction. It carries its context and must not outlive the closure it was given to.
type Tx struct {
	ctx   context.Context
	db    *DB
	on    session
	write bool
	stats *Stats

	network string // that PostgreSQL was told
}

// Context returns the transaction's context.
func (tx *Tx) Context() context.Context { return tx.ctx }

// MayEnd says of a read that what is asked after its next query need not see the same state. PostgreSQL then ends the transaction in the
// round trip of that query, which is worth saying before the last one of what every request asks. A write ends when it is committed.
func (tx *Tx) MayEnd() *Tx {
	if !tx.write {
		tx.on.mayEnd()
	}
	return tx
}

// Read runs fn in a read-only transaction that sees one state of the database.
func (d *DB) Read(ctx context.Context, s Settings, fn func(tx *Tx) error) error {
	return d.run(ctx, s, false, fn)
}

// writeTries bounds how often a write is tried again after a serialization failure or a deadlock.
const writeTries = 5

// Write runs fn in a transaction that is committed when fn returns nil and rolled back otherwise.
// After a serialization failure or a deadlock fn runs again, so it must not change anything outside tx.
func (d *DB) Write(ctx context.Context, s Settings, fn func(tx *Tx) error) error {
	for try := 1; ; try++ {
		err := d.run(ctx, s, true, fn)
		if err == nil || try == writeTries || !retryable(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try*try) * 5 * time.Millisecond):
		}
	}
}

type txKey struct{}

// ErrNested says that a transaction was started inside another.
var ErrNested = errors.New("db: transaction inside a transaction")

func (d *DB) run(ctx context.Context, s Settings, write bool, fn func(tx *Tx) error) (err error) {
	if ctx.Value(txKey{}) != nil {
		return ErrNested
	}
	on, err := d.begin(ctx, s, write)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	tx := &Tx{ctx: context.WithValue(ctx, txKey{}, true), db: d, on: on, write: write, stats: StatsFrom(ctx), network: s.named()}
	defer func() {
		if p := recover(); p != nil {
			on.rollback()
			panic(p)
		}
		if err != nil {
			on.rollback()
		}
	}()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.stats.committing(); err != nil {
		return err
	}
	if err := on.commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func (d *DB) begin(ctx context.Context, s Settings, write bool) (session, error) {
	switch {
	case d.pool != nil:
		return beginPostgres(ctx, d.pool, s, write)
	case write:
		return d.writer.begin(ctx, "BEGIN IMMEDIATE", s.Soon && !d.unsafe)
	default:
		return d.reader.begin(ctx, "BEGIN", false)
	}
}
