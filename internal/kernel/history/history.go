// Package history keeps what every field was before it changed.
//
// On it stand the history of a record, "restore this field", and the undoing of what was done in one go to many rows: an import,
// a merge, a bulk edit. Such work names a batch; undoing it puts a field back only when it still has the value that the batch gave
// it, and bins a row that the batch made only when nobody changed it since. What is left alone is told.
//
// The nouns call it in the transaction that makes the change, and authorise: history itself knows tables, not rights.
package history

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Field is one changed column of a row, before and after. Values are what is stored: text, numbers, ids, days, times, truths,
// db.Strings. Nil, the empty id and the zero time are the same as the empty text.
type Field struct {
	Name     string
	Old, New any
}

// Entry is a change as it was kept.
type Entry struct {
	ID      id.ID     `db:"id"`
	Object  string    `db:"object"`
	Key     id.ID     `db:"object_id"`
	Field   string    `db:"field"` // empty: the row was made
	Was     string    `db:"was"`
	Became  string    `db:"became"`
	Batch   id.ID     `db:"batch_id"`
	Account id.ID     `db:"account_id"`
	By      string    `db:"by_name"`
	At      time.Time `db:"at"`
	Undone  bool      `db:"undone"`
}

// maxHistory bounds what a page of history shows.
const maxHistory = 500

// rowsPerInsert is how many changes one INSERT carries.
const rowsPerInsert = 100

// Change is a row that was made (no fields), or what became of its fields.
type Change struct {
	Object string
	Key    id.ID
	Fields []Field
}

// CreatedTx notes that rows of a table were made.
func CreatedTx(op *operation.Op, batch id.ID, object string, keys ...id.ID) error {
	changes := make([]Change, len(keys))
	for i, key := range keys {
		changes[i] = Change{Object: object, Key: key}
	}
	return KeepTx(op, batch, changes)
}

// ChangedTx notes what became of a row's fields. Fields that stayed the same are left out.
func ChangedTx(op *operation.Op, batch id.ID, object string, key id.ID, fields ...Field) error {
	if len(fields) == 0 {
		return nil
	}
	return KeepTx(op, batch, []Change{{object, key, fields}})
}

// KeepTx notes many changes at once, in their order.
func KeepTx(op *operation.Op, batch id.ID, changes []Change) error {
	rows := make([]row, 0, len(changes))
	for _, c := range changes {
		if len(c.Fields) == 0 {
			rows = append(rows, row{object: c.Object, key: c.Key})
		}
		for _, f := range c.Fields {
			was, became, err := f.texts()
			if err != nil {
				return err
			}
			if was != became {
				rows = append(rows, row{object: c.Object, key: c.Key, field: f.Name, was: was, became: became})
			}
		}
	}
	return insert(op, batch, rows)
}

type row struct {
	object, field, was, became string
	key                        id.ID
}

const insertHead = `INSERT INTO change (network_id, id, object, object_id, field, was, became, batch_id, account_id, at, operation_id) VALUES `

// insertText is the statement for so many rows.
func insertText(rows int) string {
	var b db.Builder
	b.Add(insertHead)
	for i := range rows {
		if i > 0 {
			b.Add(`, `)
		}
		b.Add(`($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, make([]any, 11)...)
	}
	return b.Query().Text
}

var fullInsert = insertText(rowsPerInsert)

// insert writes full pieces with one text, and the rest with another.
func insert(op *operation.Op, batch id.ID, rows []row) error {
	for start := 0; start < len(rows); start += rowsPerInsert {
		piece := rows[start:min(start+rowsPerInsert, len(rows))]
		text := fullInsert
		if len(piece) < rowsPerInsert {
			text = insertText(len(piece))
		}
		args := make([]any, 0, 11*len(piece))
		for _, r := range piece {
			if _, ok := known(r.object, r.field); !ok && r.field != "" || tables[r.object] == nil {
				return fmt.Errorf("history: no column %q of %q", r.field, r.object)
			}
			args = append(args, op.Network(), op.NewID(), r.object, r.key, r.field, r.was, r.became, batch, op.Scope.Account(), op.At, op.ID)
		}
		if _, err := op.Tx.Exec(db.Q(text, args...)); err != nil {
			return operation.Wrap("keep history", err)
		}
	}
	return nil
}

// OfTx returns the latest changes of a row, newest first. The caller has authorised the row and the fields it shows.
func OfTx(tx *db.Tx, sc access.Scope, object string, key id.ID, limit int) ([]Entry, error) {
	out, err := db.Select[Entry](tx, sc.Bind(entryQuery+`
		WHERE {wall:c} AND c.object = $1 AND c.object_id = $2 ORDER BY c.id DESC LIMIT $3`, object, key, min(max(limit, 1), maxHistory)))
	return out, operation.Wrap("read history", err)
}

// OfManyTx returns the latest changes of several rows, newest first. The caller has authorised the rows and the fields it shows.
func OfManyTx(tx *db.Tx, sc access.Scope, keys []id.ID, limit int) ([]Entry, error) {
	out, err := db.Select[Entry](tx, sc.Bind(entryQuery+`
		WHERE {wall:c} AND c.object = ANY($1) AND c.object_id = ANY($2) ORDER BY c.id DESC LIMIT $3`, db.List(Objects()), db.List(keys), min(max(limit, 1), maxHistory)))
	return out, operation.Wrap("read history", err)
}

// EntryTx returns one change. The caller has authorised its row.
func EntryTx(op *operation.Op, change id.ID) (Entry, error) {
	return operation.Get[Entry](op, entryQuery+` WHERE {wall:c} AND c.id = $1 LIMIT 1`, change)
}

const entryQuery = `SELECT c.id, c.object, c.object_id, c.field, c.was, c.became, c.batch_id, c.account_id, COALESCE(a.name, '') AS by_name, c.at,
	c.undone_op IS NOT NULL AS undone FROM change c LEFT JOIN account a ON a.id = c.account_id`

// BlankTx empties the values kept of a row, when its person is erased. That something changed, when and by whom, stays.
func BlankTx(op *operation.Op, object string, key id.ID) error {
	_, err := op.Exec(`UPDATE change AS c SET was = '', became = '' WHERE {wall:c} AND c.object = $1 AND c.object_id = $2`, object, key)
	return operation.Wrap("blank history", err)
}

func (f Field) texts() (was, became string, err error) {
	if was, err = asValue(f.Old); err != nil {
		return "", "", fmt.Errorf("history: %s: %w", f.Name, err)
	}
	if became, err = asValue(f.New); err != nil {
		return "", "", fmt.Errorf("history: %s: %w", f.Name, err)
	}
	return was, became, nil
}

// asValue is a value as the text that the database gives for its column.
func asValue(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case time.Time:
		if v.IsZero() {
			return "", nil
		}
		return strconv.FormatInt(v.UnixMicro(), 10), nil
	case db.Strings:
		stored, err := v.Value()
		if err != nil {
			return "", err
		}
		return fmt.Sprint(stored), nil
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return "", nil
		}
		return asValue(r.Elem().Interface())
	case reflect.String:
		return r.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(r.Int(), 10), nil
	case reflect.Bool:
		if r.Bool() {
			return "1", nil
		}
		return "0", nil
	default:
		return "", fmt.Errorf("cannot keep a %T", v)
	}
}
