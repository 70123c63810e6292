package db

import "hash/fnv"

// Lock makes other writers that ask for the same key wait until this transaction ends.
// SQLite has one writer, which is lock enough.
func (tx *Tx) Lock(key string) error {
	if tx.db.dialect == SQLite {
		return nil
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	_, err := tx.on.exec(tx.ctx, `SELECT pg_advisory_xact_lock($1)`, []any{int64(h.Sum64())})
	return err
}

// SkipLocked returns the clause that lets several workers take different rows from a queue.
func (tx *Tx) SkipLocked() string {
	if tx.db.dialect == SQLite {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}
