package db

import "testing"

func TestSQLiteText(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`SELECT id FROM t WHERE a = $2 AND b = $1`:          `SELECT id FROM t WHERE a = ?2 AND b = ?1`,
		`SELECT id FROM t WHERE a = ANY($1) LIMIT 10`:       `SELECT id FROM t WHERE a IN (SELECT value FROM json_each(?1)) LIMIT 10`,
		`SELECT id FROM t WHERE a = $1 LIMIT $12 OFFSET $2`: `SELECT id FROM t WHERE a = ?1 LIMIT +?12 OFFSET ?2`,
	} {
		if got := sqliteText(given); got != want {
			t.Errorf("%s\n got %s\nwant %s", given, got, want)
		}
	}
}
