package db_test

import (
	"os"
	"testing"
	"time"

	"schakel/internal/platform/db"
)

// cells has a field of every kind that a column is read into.
type cells struct {
	Text   string     `db:"word"`
	Empty  string     `db:"blank"`
	Whole  int        `db:"whole"`
	Big    int64      `db:"big"`
	Yes    bool       `db:"yes"`
	No     bool       `db:"never"`
	Part   float64    `db:"part"`
	Sum    int        `db:"total"`
	At     time.Time  `db:"at"`
	NoTime *time.Time `db:"no_time"`
	Some   *int       `db:"some"`
	Any    any        `db:"anything"`
}

// TestRowsReadAlikeOnBothDatabases reads each type of column, null included, in the first query of a transaction and in a later one:
// on PostgreSQL those go different ways.
func TestRowsReadAlikeOnBothDatabases(t *testing.T) {
	t.Parallel()
	all := map[string]*db.DB{"sqlite": open(t)}
	if dsn := os.Getenv("SCHAKEL_TEST_POSTGRES"); dsn != "" {
		d, err := db.Open(t.Context(), dsn, db.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		all["postgres"] = d
	}
	at := time.Date(2026, 10, 25, 1, 30, 0, 7_000, time.UTC)
	const text = `SELECT 'één' AS word, NULL AS blank, 7 AS whole, CAST(9007199254740993 AS BIGINT) AS big, TRUE AS yes, FALSE AS never,
		CAST(0.5 AS DOUBLE PRECISION) AS part, SUM(x.n) AS total, CAST($1 AS BIGINT) AS at, NULL AS no_time, CAST(-3 AS SMALLINT) AS some, CAST(42 AS BIGINT) AS anything
		FROM (SELECT CAST(4 AS BIGINT) AS n UNION ALL SELECT CAST(-1 AS BIGINT)) AS x`
	for name, d := range all {
		err := d.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			for _, turn := range []string{"first", "later"} {
				got, err := db.Get[cells](tx, db.Q(text, at))
				if err != nil {
					return err
				}
				if got.Some == nil || *got.Some != -3 {
					t.Errorf("%s, %s: some = %v", name, turn, got.Some)
				}
				got.Some = nil
				want := cells{Text: "één", Whole: 7, Big: 9007199254740993, Yes: true, Part: 0.5, Sum: 3, At: at, Any: int64(42)}
				if got != want {
					t.Errorf("%s, %s:\n got %+v\nwant %+v", name, turn, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
