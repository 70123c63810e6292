// Package db is the one place that talks to a database: SQLite in one file, or PostgreSQL. It knows no field words.
//
// One SQL text serves both. Texts use $1 placeholders and the portable subset of docs/architecture.md;
// the few differences (placeholders, lists, locks, conflicts) are settled here.
//
//	err := d.Read(ctx, settings, func(tx *db.Tx) error {
//		rows, err := db.Select[Row](tx, db.Q(`SELECT id, name FROM unit WHERE id = ANY($1) LIMIT 50`, db.List(ids)))
//		…
//	})
//
// A transaction is a closure and never nests. Times travel as microseconds, days and ids as text;
// the empty id, the empty day and the zero time are NULL.
package db
