package db

// Analyze has PostgreSQL count tables that have just grown much, so that plans made when they were small are made again; its
// own housekeeping does so only after a minute. SQLite needs no help.
func (tx *Tx) Analyze(tables ...string) error {
	if tx.db.dialect == SQLite {
		return nil
	}
	for _, t := range tables {
		if _, err := tx.on.exec(tx.ctx, "ANALYZE "+t, nil); err != nil {
			return err
		}
	}
	return nil
}
