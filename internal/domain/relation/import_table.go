package relation

import (
	"strconv"
	"strings"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// table is a table into which an import writes many rows at once.
type table struct {
	head string // INSERT INTO t (columns) VALUES
	tail string // ON CONFLICT …
	rows [][]any
	full string // the text for rowsPerInsert rows
}

const rowsPerInsert = 100

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

// writeTx inserts the rows a hundred at a time; the rest goes in pieces of ten and one by one, so that only three texts are ever prepared.
func (t *table) writeTx(op *operation.Op) error {
	for start := 0; start < len(t.rows); {
		n, left := 1, len(t.rows)-start
		switch {
		case left >= rowsPerInsert:
			n = rowsPerInsert
		case left >= 10:
			n = 10
		}
		args := make([]any, 0, n*len(t.rows[start]))
		for _, row := range t.rows[start : start+n] {
			args = append(args, row...)
		}
		if _, err := op.Tx.Exec(db.Q(t.text(n, len(t.rows[start])), args...)); err != nil {
			return err
		}
		start += n
	}
	return nil
}

func (t *table) text(rows, width int) string {
	if rows == rowsPerInsert && t.full != "" {
		return t.full
	}
	var b strings.Builder
	b.WriteString(t.head)
	for r := range rows {
		b.WriteString([]string{" (", ", ("}[min(r, 1)])
		for c := range width {
			if c > 0 {
				b.WriteString(", ")
			}
			b.WriteString("$" + strconv.Itoa(r*width+c+1))
		}
		b.WriteString(")")
	}
	text := b.String() + t.tail
	if rows == rowsPerInsert {
		t.full = text
	}
	return text
}
