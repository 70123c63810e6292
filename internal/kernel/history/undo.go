package history

import (
	"errors"
	"fmt"
	"strconv"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Guard tells whether a row that a batch made must stay, for a reason that history cannot see: others lean on it by now.
// A nil Guard keeps nothing.
type Guard func(op *operation.Op, object string, key id.ID) (keep bool, err error)

// Kept is what undoing left alone: a field that has another value by now, or (without a field) a row that was used since.
type Kept struct {
	Object string
	Key    id.ID
	Field  string
}

// Undone is what undoing a batch did. The caller brings the search index up to date for the rows in Touched.
type Undone struct {
	Restored int // fields
	Binned   int // rows that the batch had made
	Kept     []Kept
	Touched  map[string][]id.ID // rows by table, each once
}

const undoChunk = 500

// UndoTx undoes what a batch changed, newest first. The caller has authorised the batch and audits what came of it. It may be
// called again: what was put back is not put back twice, and what was kept is tried anew.
func UndoTx(op *operation.Op, batch id.ID, guard Guard) (Undone, error) {
	out, _, err := UndoSomeTx(op, batch, "", 0, guard)
	return out, err
}

// UndoSomeTx undoes at most so many changes of a batch (0: all of them) before a change (empty: from the newest), and returns
// the change before which to go on; empty: there are no more. A large batch is undone in several transactions with it.
func UndoSomeTx(op *operation.Op, batch, before id.ID, most int, guard Guard) (Undone, id.ID, error) {
	u := undo{op: op, batch: batch, guard: guard, seen: map[string]map[id.ID]bool{}, out: Undone{Touched: map[string][]id.ID{}}}
	if before == "" {
		before = "~" // after every id
	}
	for left := most; ; {
		chunk := undoChunk
		if most > 0 {
			chunk = min(left, undoChunk)
		}
		entries, err := operation.Select[Entry](op, entryQuery+`
			WHERE {wall:c} AND c.batch_id = $1 AND c.id < $2 AND c.undone_op IS NULL ORDER BY c.id DESC LIMIT $3`, batch, before, chunk)
		if err != nil {
			return u.out, "", operation.Wrap("undo", err)
		}
		for _, e := range entries {
			if err := u.entry(e); err != nil {
				return u.out, "", operation.Wrap("undo", err)
			}
		}
		if len(entries) < chunk {
			return u.out, "", nil
		}
		before = entries[len(entries)-1].ID
		if left -= len(entries); most > 0 && left <= 0 {
			return u.out, before, nil
		}
	}
}

type undo struct {
	op    *operation.Op
	batch id.ID
	guard Guard
	seen  map[string]map[id.ID]bool
	out   Undone
}

func (u *undo) entry(e Entry) error {
	done, err := false, error(nil)
	if e.Field == "" {
		done, err = u.bin(e)
	} else {
		done, err = restore(u.op, e.Object, e.Key, e.Field, &e.Became, e.Was)
	}
	switch {
	case err != nil:
		return err
	case !done:
		u.out.Kept = append(u.out.Kept, Kept{e.Object, e.Key, e.Field})
		return nil
	case e.Field == "":
		u.out.Binned++
	default:
		u.out.Restored++
	}
	if u.seen[e.Object] == nil {
		u.seen[e.Object] = map[id.ID]bool{}
	}
	if !u.seen[e.Object][e.Key] {
		u.seen[e.Object][e.Key] = true
		u.out.Touched[e.Object] = append(u.out.Touched[e.Object], e.Key)
	}
	_, err = u.op.Exec(`UPDATE change AS c SET undone_op = $1 WHERE {wall:c} AND c.id = $2`, u.op.ID, e.ID)
	return err
}

// bin puts a row that the batch made in the bin, unless somebody changed or used it since. A later batch that was undone changed
// nothing, and neither did its undoing.
func (u *undo) bin(e Entry) (bool, error) {
	if u.guard != nil {
		if keep, err := u.guard(u.op, e.Object, e.Key); keep || err != nil {
			return false, err
		}
	}
	if _, ok := tables[e.Object]; !ok {
		return false, fmt.Errorf("no table %q", e.Object)
	}
	n, err := u.op.Exec(`UPDATE `+e.Object+` AS x SET deleted_at = $1, deleted_op = $2`+touch(e.Object)+`
		WHERE {wall:x} AND x.id = $3 AND x.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM change c
			WHERE {wall:c} AND c.object = $4 AND c.object_id = $3 AND c.id > $5 AND c.undone_op IS NULL AND c.operation_id <> $2
				AND (c.batch_id IS NULL OR c.batch_id <> $6)
				AND NOT EXISTS (SELECT 1 FROM change u WHERE {wall:u} AND u.object = $4 AND u.object_id = $3 AND u.undone_op = c.operation_id))`, u.op.At, u.op.ID, e.Key, e.Object, e.ID, u.batch)
	if err != nil || n == 0 {
		return false, err
	}
	return true, ChangedTx(u.op, "", e.Object, e.Key, Field{Name: binned, New: u.op.At})
}

// RestoreTx gives a field the value that it had before a change, whatever it is now. The caller has authorised the row, and
// audits. It returns the change; a change that is none of this row is fault.NotFound.
func RestoreTx(op *operation.Op, object string, key, change id.ID) (Entry, error) {
	e, err := operation.Get[Entry](op, entryQuery+`
		WHERE {wall:c} AND c.id = $1 AND c.object = $2 AND c.object_id = $3 AND c.field <> '' LIMIT 1`, change, object, key)
	if err != nil {
		return e, err
	}
	done, err := restore(op, object, key, e.Field, nil, e.Was)
	if err == nil && !done {
		err = fault.NotFound("fault.not_found")
	}
	return e, operation.Wrap("restore field", err)
}

// restore writes a field's old value and keeps that as a change of its own. With expected it does so only while the field still
// has that value.
func restore(op *operation.Op, object string, key id.ID, field string, expected *string, value string) (bool, error) {
	k, ok := known(object, field)
	if !ok {
		return false, fmt.Errorf("no column %q of %q", field, object)
	}
	now, err := db.Get[string](op.Tx, op.Scope.Bind(`SELECT `+asText("x."+field, k)+` AS value FROM `+object+` x WHERE {wall:x} AND x.id = $1`+living(object)+` LIMIT 1`, key))
	if errors.Is(err, db.ErrNoRow) || err == nil && expected != nil && now != *expected {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	stored, err := stored(k, value)
	if err != nil {
		return false, err
	}
	set := field + ` = $2`
	if field == binned && value == "" {
		set += `, deleted_op = NULL`
	}
	_, err = op.Exec(`UPDATE `+object+` AS x SET `+set+touch(object)+`, operation_id = $3 WHERE {wall:x} AND x.id = $1`, key, stored, op.ID)
	if err != nil {
		return false, err
	}
	return true, ChangedTx(op, "", object, key, Field{Name: field, Old: now, New: value})
}

// stored is the text of a change as its column keeps it.
func stored(k kind, value string) (any, error) {
	if value == "" && (k == textOrNull || k == numberOrNull) {
		return nil, nil
	}
	switch k {
	case number, numberOrNull:
		return strconv.ParseInt(value, 10, 64)
	case truth:
		return value == "1", nil
	default:
		return value, nil
	}
}
