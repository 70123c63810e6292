//go:build cgo

package db

// extern int sqlite3_config(int, ...);
//
// // quiet turns off what SQLite counts of its own memory (SQLITE_CONFIG_MEMSTATUS): nobody reads it, and each allocation took a
// // lock for it. It only has effect before the first connection.
// static int quiet(void) { return sqlite3_config(9, 0); }
import "C"

import (
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"
)

const sqliteDriver = "schakel-sqlite3"

// mmapBytes lets SQLite read pages without copying them; it halves the cost of a list.
const mmapBytes = "268435456"

func init() {
	if rc := C.quiet(); rc != 0 {
		panic("db: SQLite was used before it was configured")
	}
	sql.Register(sqliteDriver, &sqlite3.SQLiteDriver{
		ConnectHook: func(c *sqlite3.SQLiteConn) error {
			_, err := c.Exec("PRAGMA mmap_size = "+mmapBytes+"; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY", nil)
			return err
		},
	})
}

// sqlitePragmas are the settings of a connection. It needs no lock of its own: database/sql uses a connection one at a time.
func sqlitePragmas(write bool, synchronous string) []pragma {
	p := []pragma{{"_journal_mode", "WAL"}, {"_synchronous", synchronous}, {"_foreign_keys", "1"}, {"_busy_timeout", "10000"}, {"_mutex", "no"}}
	if write {
		return append(p, pragma{"_txlock", "immediate"})
	}
	return append(p, pragma{"_query_only", "1"})
}

func sqliteConflict(err error) (string, bool) {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return "", false
	}
	if e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey {
		return e.Error(), true
	}
	return "", false
}

func sqliteBusy(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && (e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked)
}
