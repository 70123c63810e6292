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

// Guard tells whether a row that undoing would bin, or take out of it, must stay, for a reason that history cannot see. A nil Guard keeps nothing.
type Guard func(op *operation.Op, batch id.ID, object string, key id.ID) (Stay, error)

// Stay is why a row stays; the zero value: it goes.
type Stay struct {
	Keep bool  // others lean on it by now
	For  id.ID // it stays for the sake of this batch, as if that had made it: it goes when that is undone
	// Under is for a row that would come out of the bin: it stays there for the sake of this batch, and comes out when that is undone.
	Under id.ID
}

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

// WithdrawTx undoes one change of a batch that otherwise holds.
func WithdrawTx(op *operation.Op, change id.ID) error {
	e, err := EntryTx(op, change)
	if err != nil {
		return err
	}
	u := undo{op: op, batch: e.Batch, seen: map[string]map[id.ID]bool{}, out: Undone{Touched: map[string][]id.ID{}}}
	return operation.Wrap("withdraw", u.entry(e))
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
		done, err = u.takeBack(e)
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
	return u.settle(e)
}

// Counts is SQL that is true of a change c that still counts: it was not undone, and it undid nothing itself.
const Counts = `c.undone_op IS NULL
	AND NOT EXISTS (SELECT 1 FROM change u WHERE u.network_id = c.network_id AND u.object = c.object AND u.object_id = c.object_id AND u.undone_op = c.operation_id)`

// effective is Counts, of another batch and another operation than what is being undone.
const effective = Counts + ` AND c.operation_id <> $2 AND (c.batch_id IS NULL OR c.batch_id <> $3)`

// moving are the columns by which a merge moves a row to another record: nobody uses the row by that.
const moving = `'organisation_id', 'person_id', 'member_id', 'umbrella_id'`

// bin puts a row that the batch made in the bin, unless somebody changed or used it since. A row that a merge binned as a double
// stays there when they part.
func (u *undo) bin(e Entry) (bool, error) {
	if _, ok := tables[e.Object]; !ok {
		return false, fmt.Errorf("no table %q", e.Object)
	}
	stay, err := u.stays(e)
	if stay.Keep || err != nil {
		return false, err
	}
	type row struct {
		Gone    bool `db:"gone"`
		Changed bool `db:"changed"`
	}
	found, err := operation.Select[row](u.op, `SELECT x.deleted_at IS NOT NULL AS gone, EXISTS (SELECT 1 FROM change c
			WHERE {wall:c} AND c.object = $4 AND c.object_id = $1 AND c.id > $5 AND `+effective+` AND c.field NOT IN (`+moving+`)
				AND NOT (x.deleted_at IS NOT NULL AND c.field = 'deleted_at')) AS changed
		FROM `+e.Object+` x WHERE {wall:x} AND x.id = $1 LIMIT 1`, e.Key, u.op.ID, u.batch, e.Object, e.ID)
	if err != nil || len(found) == 0 || found[0].Changed {
		return false, err
	}
	if found[0].Gone {
		return true, nil
	}
	if stay.For != "" {
		return true, u.leaveTo(stay.For, e)
	}
	_, err = u.op.Exec(`UPDATE `+e.Object+` AS x SET deleted_at = $1, deleted_op = $2`+touch(e.Object)+` WHERE {wall:x} AND x.id = $3`, u.op.At, u.op.ID, e.Key)
	if err != nil {
		return false, err
	}
	return true, ChangedTx(u.op, "", e.Object, e.Key, Field{Name: binned, New: u.op.At})
}

// stays asks the guard.
func (u *undo) stays(e Entry) (Stay, error) {
	if u.guard == nil {
		return Stay{}, nil
	}
	return u.guard(u.op, u.batch, e.Object, e.Key)
}

// leaveTo lets a row stay for another batch's sake.
func (u *undo) leaveTo(batch id.ID, e Entry) error {
	return ChangedTx(u.op, batch, e.Object, e.Key, Field{Name: binned, Old: u.op.At})
}

// takeBack gives a field the value that it had before a change, as if the change had never been: a later change keeps its value,
// and when that is undone as well it finds its way past this one. It reports whether the value is put back.
func (u *undo) takeBack(e Entry) (bool, error) {
	type around struct {
		Later bool `db:"later"` // somebody gave the field a value after this change
		Never bool `db:"never"` // what put the row there was undone
		Past  bool `db:"past"`  // the value before came by a change that may have been undone since
	}
	a, err := operation.Get[around](u.op, `SELECT EXISTS (SELECT 1 FROM change c WHERE {wall:c} AND c.object = $1 AND c.object_id = $4 AND c.field = $5 AND c.id > $6 AND `+effective+`) AS later,
		EXISTS (SELECT 1 FROM change c WHERE {wall:c} AND c.object = $1 AND c.object_id = $4 AND c.field = '' AND c.undone_op IS NOT NULL)
			AND NOT EXISTS (SELECT 1 FROM change c WHERE {wall:c} AND c.object = $1 AND c.object_id = $4 AND c.field = 'deleted_at' AND c.became = '' AND c.id < $6 AND `+Counts+`) AS never,
		EXISTS (SELECT 1 FROM change c WHERE {wall:c} AND c.object = $1 AND c.object_id = $4 AND c.field = $5 AND c.id < $6 AND c.undone_op IS NOT NULL) AS past
		FROM change x WHERE {wall:x} AND x.id = $6 LIMIT 1`, e.Object, u.op.ID, u.batch, e.Key, e.Field, e.ID)
	if err != nil {
		return false, err
	}
	if a.Never && e.Field == binned && e.Was == "" {
		return true, nil
	}
	if a.Later {
		return false, u.settle(e)
	}
	was := e.Was
	if a.Past {
		if was, err = u.before(e); err != nil {
			return false, err
		}
	}
	if e.Field == binned {
		stay, err := u.stays(e)
		switch {
		case err != nil:
			return false, err
		case was != "" && stay.For != "":
			return true, u.leaveTo(stay.For, e)
		case was == "" && stay.Under != "":
			return true, ChangedTx(u.op, stay.Under, e.Object, e.Key, Field{Name: binned, New: e.Became})
		}
	}
	return restore(u.op, e.Object, e.Key, e.Field, &e.Became, was)
}

// before is the value before a change: that of the change before it, unless that was undone since, when this one stood in its way.
func (u *undo) before(e Entry) (string, error) {
	type link struct {
		Was       string `db:"was"`
		Became    string `db:"became"`
		Operation id.ID  `db:"operation_id"`
		Undone    id.ID  `db:"undone_op"`
	}
	chain, err := operation.Select[link](u.op, `SELECT c.was, c.became, c.operation_id, c.undone_op
		FROM change e JOIN change c ON c.network_id = e.network_id AND c.object = e.object AND c.object_id = e.object_id AND c.field = e.field AND c.id <= e.id
		WHERE {wall:e} AND e.id = $1 ORDER BY c.id DESC LIMIT 500`, e.ID)
	was := e.Was
	for i := 1; i < len(chain); i++ {
		if p := chain[i]; p.Undone < chain[i-1].Operation || p.Became != was {
			break
		}
		was = chain[i].Was
	}
	return was, err
}

// settle notes that a change no longer counts, though its field keeps the value that somebody gave it since.
func (u *undo) settle(e Entry) error {
	_, err := u.op.Exec(`UPDATE change AS c SET undone_op = $1 WHERE {wall:c} AND c.id = $2`, u.op.ID, e.ID)
	return err
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
