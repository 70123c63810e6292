package history

import (
	"fmt"

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
