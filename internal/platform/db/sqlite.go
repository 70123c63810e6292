package db

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// minSQLite is the first SQLite without the WAL-reset corruption (promises.md D3).
const minSQLite = 3_051_003

// openSQLite opens one writer, since SQLite has one, and a pool of readers beside it (WAL).
func openSQLite(ctx context.Context, path string, o Options) (*DB, error) {
	if path == "" {
		return nil, fmt.Errorf("open database: no path")
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := local(abs, elsewhere); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := private(abs); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	writer, err := openLanes(sqliteDSN(abs, true, o.Unsafe), 1)
	if err != nil {
		return nil, err
	}
	var version string
	if err := writer.pool.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return nil, errors.Join(fmt.Errorf("open database %s: %w", abs, err), writer.close())
	}
	if sqliteNumber(version) < minSQLite {
		return nil, errors.Join(fmt.Errorf("open database: SQLite %s is too old, 3.51.3 is the least", version), writer.close())
	}
	readers := o.Readers
	if readers == 0 {
		readers = 4
	}
	reader, err := openLanes(sqliteDSN(abs, false, o.Unsafe), readers)
	if err != nil {
		return nil, errors.Join(err, writer.close())
	}
	return &DB{dialect: SQLite, path: abs, unsafe: o.Unsafe, writer: writer, reader: reader}, nil
}

// private makes the file when absent, readable by its owner only: SQLite would let the group and others read it.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path is the operator's
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteDSN(abs string, write, unsafe bool) string {
	q := url.Values{}
	synchronous := "FULL"
	if unsafe {
		synchronous = "OFF"
	}
	for _, pragma := range sqlitePragmas(write, synchronous) {
		q.Add(pragma.key, pragma.value)
	}
	return "file:" + (&url.URL{Path: abs}).EscapedPath() + "?" + q.Encode()
}

type pragma struct{ key, value string }

// sqliteNumber turns "3.54.1" into 3054001.
func sqliteNumber(version string) int {
	n := 0
	for i, part := range strings.SplitN(version, ".", 3) {
		v, err := strconv.Atoi(part)
		if err != nil {
			return 0
		}
		switch i {
		case 0:
			n += v * 1_000_000
		case 1:
			n += v * 1_000
		default:
			n += v
		}
	}
	return n
}
