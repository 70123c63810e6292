package access

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"schakel/internal/platform/db"
)

// marker is {action:alias} or {action:alias.column}; the column takes the place of unit_id (or id, for a subject; account_id, for what is one's own).
var marker = regexp.MustCompile(`\{([a-z_.]+):([a-z_]+)(?:\.([a-z_]+))?\}`)

// Bind replaces the markers in a query by the scope's predicates, each in parentheses so that no AND or OR around it
// can widen it, and appends their arguments. A marker of an action that the principal lacks becomes FALSE.
// The zero Scope gives a query that fails to run.
func (s Scope) Bind(text string, args ...any) db.Query {
	return s.BindQuery(db.Q(text, args...))
}

// BindQuery is Bind for a query that was built.
func (s Scope) BindQuery(q db.Query) db.Query {
	if !s.ok {
		return db.Q("{no scope}")
	}
	spots := spotsOf(q.Text)
	if len(spots) == 0 {
		return db.Q("{no marker} " + q.Text)
	}
	var b strings.Builder
	b.Grow(len(q.Text) + 64*len(spots))
	args := append(make([]any, 0, len(q.Args)+2*len(spots)), q.Args...)
	last := 0
	for _, m := range spots {
		b.WriteString(q.Text[last:m[0]])
		action, alias, column := Action(q.Text[m[2]:m[3]]), q.Text[m[4]:m[5]], ""
		if m[6] >= 0 {
			column = q.Text[m[6]:m[7]]
		}
		predicate, more := s.predicate(action, alias, column, len(args))
		b.WriteString(predicate)
		args = append(args, more...)
		last = m[1]
	}
	b.WriteString(q.Text[last:])
	return db.Q(b.String(), args...)
}

// parsed remembers where the markers of a text stand.
var parsed db.Memo[string, [][]int]

func spotsOf(text string) [][]int {
	if spots, ok := parsed.Get(text); ok {
		return spots
	}
	spots := marker.FindAllStringSubmatchIndex(text, -1)
	parsed.Put(text, spots)
	return spots
}

// predicate writes the condition under which rows of alias are within reach; n arguments precede it.
func (s Scope) predicate(a Action, alias, column string, n int) (string, []any) {
	sp, known := specs[a]
	if !known {
		panic(fmt.Sprintf("access: marker with unknown action %q", a)) // a programmer's slip, found by the first test that runs it
	}
	if sabotaged(a) {
		return "(1 = 1)", nil
	}
	arg := func(i int) string { return "$" + strconv.Itoa(n+i) }
	r := s.reach(a)
	if sp.anchor&byAccount != 0 {
		if r.account == "" {
			return "(1 = 0)", nil
		}
		return "(" + alias + "." + or(column, "account_id") + " = " + arg(1) + ")", []any{r.account}
	}
	if r.empty() {
		return "(1 = 0)", nil
	}
	wall := alias + ".network_id = " + arg(1)
	switch {
	case r.network:
		return "(" + wall + ")", []any{s.network}
	case r.subject != "":
		return "(" + wall + " AND " + alias + "." + or(column, "id") + " = " + arg(2) + ")", []any{s.network, r.subject}
	case r.organisation != "":
		return "(" + wall + " AND " + alias + "." + or(column, "organisation_id") + " = " + arg(2) + ")", []any{s.network, r.organisation}
	default:
		return "(" + wall + " AND " + alias + "." + or(column, "unit_id") + " = ANY(" + arg(2) + "))", []any{s.network, db.List(r.units)}
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
