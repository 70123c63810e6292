package query

import (
	"slices"
	"strings"
)

// Shape is what a node of a query is.
type Shape uint8

// The shapes.
const (
	And   Shape = iota // all of Kids; without kids: everything
	Or                 // one of Kids
	Not                // not its one kid
	Words              // free words
	Match              // a field with a value
)

// Op compares a field with its value.
type Op string

// The comparisons.
const (
	Is      Op = ""
	More    Op = ">"
	AtLeast Op = ">="
	Less    Op = "<"
	AtMost  Op = "<="
)

// Node is a part of a query. Start and End are where it stands in the source, in bytes.
type Node struct {
	Shape      Shape
	Kids       []Node
	Text       string // of Words
	Field      string // of Match: the key of the field
	Op         Op
	Values     []string // of Match: any of them; keys of a Choice, days of an Age
	Start, End int
}

// Query is what somebody asked.
type Query struct {
	Source string
	Root   Node // an And; its kids are what a list shows as chips
}

// Empty reports whether nothing was asked.
func (q Query) Empty() bool { return len(q.Root.Kids) == 0 }

// Part returns the source of a node.
func (q Query) Part(n Node) string { return q.Source[n.Start:n.End] }

// Without returns the source without the i-th part.
func (q Query) Without(i int) string {
	var parts []string
	for k, n := range q.Root.Kids {
		if k != i {
			parts = append(parts, q.Part(n))
		}
	}
	return strings.Join(parts, " ")
}

// Plus returns the source with a term more.
func (q Query) Plus(term string) string { return strings.TrimSpace(q.Source + " " + term) }

// Instead returns the source in which a term takes the place of the parts that ask about the same field. An empty term only
// takes them away.
func (q Query) Instead(field, term string) string {
	var parts []string
	for _, n := range q.Root.Kids {
		if inner := n; inner.Shape == Not && len(n.Kids) == 1 && n.Kids[0].Field == field || inner.Field == field {
			continue
		}
		parts = append(parts, q.Part(n))
	}
	return strings.TrimSpace(strings.Join(append(parts, term), " "))
}

// Find returns the part that is exactly a field with one value, as a filter sets it.
func (q Query) Find(field string) (value string, ok bool) {
	for _, n := range q.Root.Kids {
		if n.Shape == Match && n.Field == field && len(n.Values) == 1 {
			return n.Values[0], true
		}
	}
	return "", false
}

// Has reports whether any part, however deep, asks about the field.
func (q Query) Has(field string) bool { return q.Root.has(field) }

func (n Node) has(field string) bool {
	if n.Field == field {
		return true
	}
	for _, k := range n.Kids {
		if k.has(field) {
			return true
		}
	}
	return false
}

// Term writes a field with a value so that Parse reads the same.
func Term(field string, op Op, value string) string {
	return field + ":" + string(op) + Quote(value)
}

// Quote puts a value between quotes when it needs them.
func Quote(value string) string {
	value = strings.Join(strings.Fields(strings.ReplaceAll(value, `"`, " ")), " ")
	if value == "" || strings.ContainsAny(value, " ():,<>=") || strings.HasPrefix(value, "-") {
		return `"` + value + `"`
	}
	return value
}

// Say writes a term with the words of one language: the first word of field and value when local, else their keys.
func (v Vocabulary) Say(field string, op Op, value string, local bool) string {
	f := v.Field(field)
	word := f.Key
	if local && len(f.Words) > 0 {
		word = f.Words[0]
	}
	for _, known := range f.Values {
		if known.Key == value && local && len(known.Words) > 0 {
			value = known.Words[0]
		}
	}
	if f.Kind == Age && f.Key != "" && !slices.ContainsFunc(f.Values, func(k Value) bool { return k.Key == value || slices.Contains(k.Words, value) }) {
		value = strings.TrimSuffix(value, "d") + "d"
	}
	return Term(word, op, value)
}
