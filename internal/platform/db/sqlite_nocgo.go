//go:build !cgo

package db

import (
	"errors"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const sqliteDriver = "sqlite"

func sqlitePragmas(write bool, synchronous string) []pragma {
	p := []pragma{
		{"_pragma", "journal_mode(WAL)"},
		{"_pragma", "synchronous(" + synchronous + ")"},
		{"_pragma", "foreign_keys(1)"},
		{"_pragma", "busy_timeout(10000)"},
		{"_pragma", "mmap_size(268435456)"},
		{"_pragma", "temp_store(MEMORY)"},
	}
	if write {
		return append(p, pragma{"_txlock", "immediate"})
	}
	return append(p, pragma{"_pragma", "query_only(1)"})
}

func sqliteConflict(err error) (string, bool) {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return "", false
	}
	if e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY {
		text, _, _ := strings.Cut(strings.TrimPrefix(e.Error(), "constraint failed: "), " (")
		return text, true
	}
	return "", false
}

func sqliteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_BUSY || e.Code()&0xff == sqlite3.SQLITE_LOCKED)
}
