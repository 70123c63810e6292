package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what the values of a field look like.
type Kind uint8

// The kinds of field.
const (
	Text   Kind = iota // any text; several with commas between them
	Choice             // one of Values
	Age                // how long ago: 60d, 8w, 3m, 1y; or one of Values
)

// Value is one value that a field knows by name.
type Value struct {
	Key   string
	Words []string // besides the key itself
}

// Field is something that can be asked.
type Field struct {
	Key     string
	Words   []string // besides the key itself
	Kind    Kind
	Values  []Value // of a Choice, in their order; special values of the other kinds
	Ordered bool    // a Choice of which >, >=, <, <= can be asked
}

// Vocabulary is what can be asked of one list.
type Vocabulary []Field

// field finds a field by any of its words.
func (v Vocabulary) field(word string) (Field, bool) {
	word = fold(word)
	for _, f := range v {
		if named(f.Key, f.Words, word) {
			return f, true
		}
	}
	return Field{}, false
}

// Field returns the field with this key.
func (v Vocabulary) Field(key string) Field {
	for _, f := range v {
		if f.Key == key {
			return f
		}
	}
	return Field{}
}

// value finds a value by any of its words.
func (f Field) value(word string) (string, bool) {
	word = fold(word)
	for _, v := range f.Values {
		if named(v.Key, v.Words, word) {
			return v.Key, true
		}
	}
	return "", false
}

func named(key string, words []string, folded string) bool {
	return fold(key) == folded || slices.ContainsFunc(words, func(w string) bool { return fold(w) == folded })
}

// fold makes words comparable: small letters, and only what carries meaning in a name.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '@' || r == '&' {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// mostNear is how many suggestions an error carries.
const mostNear = 3

// near returns the words that are most like what was typed, the best first.
func near(typed string, words []string) []string {
	typed = fold(typed)
	if utf8.RuneCountInString(typed) > 40 {
		return nil
	}
	type match struct {
		word string
		off  int
	}
	var found []match
	for _, w := range words {
		folded := fold(w)
		off := distance(typed, folded)
		if typed != "" && strings.HasPrefix(folded, typed) {
			off = 0
		}
		if off <= max(1, utf8.RuneCountInString(folded)/3) {
			found = append(found, match{w, off})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return a.off - b.off })
	var out []string
	for _, m := range found[:min(len(found), mostNear)] {
		out = append(out, m.word)
	}
	return out
}

// distance is the number of letters to add, drop, change or swap with a neighbour.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

// fieldWords lists the words of all fields, keys and translations alike.
func (v Vocabulary) fieldWords() []string {
	var out []string
	for _, f := range v {
		out = append(append(out, f.Key), f.Words...)
	}
	return out
}

func (f Field) valueWords() []string {
	var out []string
	for _, v := range f.Values {
		out = append(append(out, v.Key), v.Words...)
	}
	return out
}
