package db

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"regexp"
	"strings"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations returns the migration files as they run on the dialect: common files and the dialect's own, in one sequence.
func Migrations(d Dialect) (fs.FS, error) {
	entries, err := fs.ReadDir(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	out := fstest.MapFS{}
	for _, e := range entries {
		name := e.Name()
		content, err := fs.ReadFile(migrationFiles, "migrations/"+name)
		if err != nil {
			return nil, err
		}
		stem := strings.TrimSuffix(name, ".sql")
		switch {
		case strings.HasSuffix(stem, "."+string(d)):
			stem = strings.TrimSuffix(stem, "."+string(d))
		case strings.Contains(stem, "."):
			continue // the other dialect's
		}
		if d == Postgres {
			content = collate(content)
		}
		out[stem+".sql"] = &fstest.MapFile{Data: content}
	}
	return out, nil
}

var textColumn = regexp.MustCompile(`(?m)^(    [a-z_0-9]+ +TEXT)\b`)

// collate makes PostgreSQL sort text as SQLite does, by bytes. Names are sorted by their folded keys.
func collate(content []byte) []byte {
	if !bytes.Contains(content, []byte("CREATE TABLE")) {
		return content
	}
	return textColumn.ReplaceAll(content, []byte(`$1 COLLATE "C"`))
}

// Migrate brings the schema up to date and returns the number of migrations applied. Several replicas may try at once.
func (d *DB) Migrate(ctx context.Context) (int, error) { return d.migrate(ctx, math.MaxInt64) }

// MigrateTo brings the schema of an empty database to that of an earlier version, whose last migration had this number.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	_, err := d.migrate(ctx, version)
	return err
}

func (d *DB) migrate(ctx context.Context, version int64) (int, error) {
	files, err := Migrations(d.dialect)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	var (
		options []goose.ProviderOption
		dialect = goose.DialectSQLite3
		pool    *sql.DB
	)
	if d.dialect == Postgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return 0, fmt.Errorf("migrate: %w", err)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
		pool = stdlib.OpenDBFromPool(d.pool)
		defer pool.Close() // a view of our pool, which stays open
	} else {
		pool = d.writer.pool
	}
	options = append(options, goose.WithDisableGlobalRegistry(true))
	provider, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	results, err := provider.UpTo(ctx, version)
	if err == nil && d.dialect == Postgres {
		err = d.wall(ctx)
	}
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Code == "42501" {
		return 0, fmt.Errorf("migrate: this login may not change the schema: run schakel migrate as the owner of the database: %w", err)
	}
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	return len(results), nil
}
