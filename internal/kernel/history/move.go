package history

import (
	"fmt"
	"time"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// MoveTx lets a column of rows name another record, and notes it for each row: a merge moves what it joins. The caller has
// authorised the move.
func MoveTx(op *operation.Op, batch id.ID, object, column string, from, to id.ID, keys []id.ID) error {
	if _, ok := known(object, column); !ok {
		return fmt.Errorf("history: no column %q of %q", column, object)
	}
	if len(keys) == 0 {
		return nil
	}
	_, err := op.Exec(`UPDATE `+object+` AS x SET `+column+` = $1, operation_id = $2`+touch(object)+`
		WHERE {wall:x} AND x.`+column+` = $3 AND x.id = ANY($4)`, to, op.ID, from, db.List(keys))
	if err != nil {
		return operation.Wrap("move", err)
	}
	rows := make([]row, len(keys))
	for i, key := range keys {
		rows[i] = row{object: object, key: key, field: column, was: string(from), became: string(to)}
	}
	return insert(op, batch, rows)
}

// BinTx puts rows in the bin and notes it. The caller has authorised it.
func BinTx(op *operation.Op, batch id.ID, object string, keys []id.ID) error {
	if tables[object] == nil {
		return fmt.Errorf("history: no table %q", object)
	}
	if len(keys) == 0 {
		return nil
	}
	_, err := op.Exec(`UPDATE `+object+` AS x SET deleted_at = $1, deleted_op = $2`+touch(object)+`
		WHERE {wall:x} AND x.id = ANY($3) AND x.deleted_at IS NULL`, op.At, op.ID, db.List(keys))
	if err != nil {
		return operation.Wrap("bin", err)
	}
	changes := make([]Change, len(keys))
	for i, key := range keys {
		changes[i] = Change{object, key, []Field{{Name: binned, New: op.At}}}
	}
	return KeepTx(op, batch, changes)
}

// UnbinTx takes rows out of the bin that an operation put there, and notes it. It returns how many there were. The caller has
// authorised it.
func UnbinTx(op *operation.Op, object string, keys []id.ID, by id.ID) (int, error) {
	if tables[object] == nil {
		return 0, fmt.Errorf("history: no table %q", object)
	}
	type gone struct {
		ID id.ID     `db:"id"`
		At time.Time `db:"deleted_at"`
	}
	rows, err := operation.Select[gone](op, `SELECT x.id, x.deleted_at FROM `+object+` x
		WHERE {wall:x} AND x.id = ANY($1) AND x.deleted_op = $2 AND x.deleted_at IS NOT NULL`+living(object)+` LIMIT 10000`, db.List(keys), by)
	if err != nil || len(rows) == 0 {
		return 0, operation.Wrap("take out of bin", err)
	}
	found := make([]id.ID, len(rows))
	changes := make([]Change, len(rows))
	for i, r := range rows {
		found[i], changes[i] = r.ID, Change{object, r.ID, []Field{{Name: binned, Old: r.At}}}
	}
	_, err = op.Exec(`UPDATE `+object+` AS x SET deleted_at = NULL, deleted_op = NULL, operation_id = $2`+touch(object)+`
		WHERE {wall:x} AND x.id = ANY($1)`, db.List(found), op.ID)
	if err != nil {
		return 0, operation.Wrap("take out of bin", err)
	}
	return len(found), KeepTx(op, "", changes)
}

// ForgetTx takes away what was kept of rows that are gone for good.
func ForgetTx(op *operation.Op, object string, keys []id.ID) error {
	_, err := op.Exec(`DELETE FROM change AS c WHERE {wall:c} AND c.object = $1 AND c.object_id = ANY($2)`, object, db.List(keys))
	return operation.Wrap("forget history", err)
}
