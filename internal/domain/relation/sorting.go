package relation

import (
	"strconv"
	"strings"

	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Sort is an order of a list.
type Sort string

// The orders. Not every list has all of them; what a list does not have is its own first order.
const (
	SortName    Sort = ""
	SortPlace   Sort = "place"
	SortContact Sort = "contact" // longest ago first, never on top
	SortCreated Sort = "new"
	SortDepth   Sort = "depth"
	SortStatus  Sort = "status"
	SortDue     Sort = "due"
	SortDone    Sort = "done"
)

// order is what a sort is in SQL: columns that are never NULL and end in the row's id, so that a page can begin after a row.
// An index exists for each.
type order struct {
	columns []string
	number  bool // the first column is a number
}

// depthRank is the expression of relationship_depth_ix.
const depthRank = `(CASE r.depth WHEN 'acquaintance' THEN 1 WHEN 'visit' THEN 2 WHEN 'lesson' THEN 3 WHEN 'maker' THEN 4 ELSE 5 END)`

var orders = map[ListName]map[Sort]order{
	ListOrganisations: {
		SortName:    {columns: []string{"o.name_key", "o.id"}},
		SortPlace:   {columns: []string{"o.place_key", "o.name_key", "o.id"}},
		SortContact: {columns: []string{"o.last_contact_at", "o.id"}, number: true},
		SortCreated: {columns: []string{"o.created_at", "o.id"}, number: true},
	},
	ListPeople: {
		SortName: {columns: []string{"p.name_key", "w.id"}},
	},
	ListRelationships: {
		SortName:    {columns: []string{"r.name_key", "r.id"}},
		SortContact: {columns: []string{"r.last_contact_at", "r.id"}, number: true},
		SortDepth:   {columns: []string{depthRank, "r.name_key", "r.id"}, number: true},
		SortStatus:  {columns: []string{"r.status", "r.name_key", "r.id"}},
	},
	ListActions: {
		SortDue:  {columns: []string{"x.due_on", "x.id"}},
		SortDone: {columns: []string{"x.done_at", "x.id"}, number: true},
	},
}

// Sorts reports whether a list can be sorted so.
func Sorts(list ListName, s Sort) bool { _, ok := orders[list][s]; return ok }

// page adds the cursor, the order and the limit.
func (o order) page(b *db.Builder, after string, down bool, limit int) {
	sign, direction := ` > (`, ``
	if down {
		sign, direction = ` < (`, ` DESC`
	}
	if args, ok := o.after(after); ok {
		marks := make([]string, len(args))
		for i := range args {
			marks[i] = "$" + strconv.Itoa(i+1)
		}
		b.Add(` AND (`+strings.Join(o.columns, ", ")+`)`+sign+strings.Join(marks, ", ")+`)`, args...)
	}
	b.Add(` ORDER BY `+strings.Join(o.columns, direction+", ")+direction+` LIMIT $1`, limit)
}

// after reads a cursor as the values of the columns.
func (o order) after(s string) ([]any, bool) {
	value, key, ok := cursor.Read(s)
	if !ok {
		return nil, false
	}
	values := strings.Split(value, "|")
	if len(values) != len(o.columns)-1 {
		return nil, false
	}
	var args []any
	for i, v := range values {
		if i > 0 || !o.number {
			args = append(args, v)
			continue
		}
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return nil, false
		}
		args = append(args, n)
	}
	return append(args, key), true
}

// cursorAt names a row by its values in the columns.
func cursorAt(key id.ID, values ...string) string { return cursor.Of(strings.Join(values, "|"), key) }

// cut takes off the row that was read to see whether there are more.
func cut[T any](rows []T, limit int, at func(T) string) ([]T, string) {
	if len(rows) <= limit {
		return rows, ""
	}
	return rows[:limit], at(rows[limit-1])
}
