package query

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of a query.
const (
	MaxBytes = 1000
	maxTerms = 40
	maxDepth = 8
)

// Reason is what is wrong with a query.
type Reason string

// The reasons.
const (
	TooLong      Reason = "too_long"
	TooMany      Reason = "too_many"
	TooDeep      Reason = "too_deep"
	UnknownField Reason = "unknown_field"
	UnknownValue Reason = "unknown_value"
	NoValue      Reason = "no_value"
	NoOrder      Reason = "no_order" // > or < of something without an order
	NoAge        Reason = "no_age"
	OpenQuote    Reason = "open_quote"
	OpenParen    Reason = "open_paren"
	CloseParen   Reason = "close_paren"
	Dangling     Reason = "dangling" // OR or minus with nothing to it
)

// Error says what is wrong and where: the bytes from Start to End of the source.
type Error struct {
	Reason     Reason
	Source     string
	Start, End int
	Typed      string   // the word that is not known
	Field      string   // key of the field whose value is wrong
	Suggest    []string // words that may have been meant instead of what stands from Start to End
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("query: %s at %d–%d of %q", e.Reason, e.Start, e.End, e.Source)
}

// Around cuts the source into what stands before, at, and after the mistake.
func (e *Error) Around() (before, at, after string) {
	return e.Source[:e.Start], e.Source[e.Start:e.End], e.Source[e.End:]
}

// Instead returns the source with a suggestion in the place of the mistake.
func (e *Error) Instead(suggestion string) string {
	return e.Source[:e.Start] + suggestion + e.Source[e.End:]
}

// Clean is a source without what no query can hold: control signs, broken UTF-8, doubled spaces.
func Clean(source string) string {
	source = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, source)
	return strings.TrimSpace(source)
}

// Parse reads a query. What cannot be read is an *Error.
func Parse(v Vocabulary, source string) (Query, error) {
	source = Clean(source)
	if len(source) > MaxBytes {
		cut := MaxBytes
		for !utf8.RuneStart(source[cut]) {
			cut--
		}
		return Query{}, &Error{Reason: TooLong, Source: source[:cut], Start: cut, End: cut}
	}
	p := &parser{v: v, s: source}
	root := p.list(0, false)
	if p.err != nil {
		p.err.Source = source
		return Query{Source: source}, p.err
	}
	if root.Shape != And {
		root = Node{Shape: And, Kids: []Node{root}, Start: root.Start, End: root.End}
	}
	return Query{Source: source, Root: root}, nil
}

// parser walks the source once. The first mistake stops it.
type parser struct {
	v     Vocabulary
	s     string
	at    int
	terms int
	err   *Error
}

func (p *parser) fail(reason Reason, start, end int) {
	if p.err == nil {
		p.err = &Error{Reason: reason, Start: start, End: end}
	}
}

// failWith is fail, for who has more to say about the mistake.
func (p *parser) failWith(reason Reason, start, end int) *Error {
	p.fail(reason, start, end)
	return p.err
}

func (p *parser) space() {
	for p.at < len(p.s) && p.s[p.at] == ' ' {
		p.at++
	}
}

// or are the words for OR, in capitals only: "of" and "or" are words people search for.
func (p *parser) or() bool {
	for _, word := range []string{"OR", "OF"} {
		rest, found := strings.CutPrefix(p.s[p.at:], word)
		if found && (rest == "" || rest[0] == ' ' || rest[0] == '(' || rest[0] == ')') {
			p.at += len(word)
			return true
		}
	}
	return false
}

// list reads terms up to the end, or up to the parenthesis that closes it.
func (p *parser) list(depth int, inside bool) Node {
	start := p.at
	if depth > maxDepth {
		p.fail(TooDeep, max(0, start-1), start)
		return Node{}
	}
	var sides []Node
	side := Node{Shape: And}
	join := -1 // where the last OR stands
	for p.err == nil {
		p.space()
		if p.at >= len(p.s) || p.s[p.at] == ')' {
			break
		}
		at := p.at
		if p.or() {
			if len(side.Kids) == 0 {
				p.fail(Dangling, at, p.at)
			}
			sides, side, join = append(sides, tidy(side)), Node{Shape: And}, at
			continue
		}
		side.add(p.term(depth))
	}
	switch {
	case p.err != nil:
		return Node{}
	case inside && p.at >= len(p.s):
		p.fail(OpenParen, max(0, start-1), start)
	case !inside && p.at < len(p.s):
		p.fail(CloseParen, p.at, p.at+1)
	case join >= 0 && len(side.Kids) == 0:
		p.fail(Dangling, join, min(join+2, len(p.s)))
	}
	if join < 0 {
		side.Start, side.End = start, p.at
		return side
	}
	return Node{Shape: Or, Kids: append(sides, tidy(side)), Start: sides[0].Start, End: p.at}
}

// add puts a node at the end; free words that follow each other become one.
func (n *Node) add(kid Node) {
	if last := len(n.Kids) - 1; last >= 0 && kid.Shape == Words && n.Kids[last].Shape == Words {
		n.Kids[last].Text += " " + kid.Text
		n.Kids[last].End = kid.End
		return
	}
	n.Kids = append(n.Kids, kid)
}

// tidy takes an And of one apart.
func tidy(n Node) Node {
	if len(n.Kids) == 1 {
		return n.Kids[0]
	}
	if len(n.Kids) > 0 {
		n.Start, n.End = n.Kids[0].Start, n.Kids[len(n.Kids)-1].End
	}
	return n
}

// term reads one term: -term, (list), "words", field:value or a word.
func (p *parser) term(depth int) Node {
	start := p.at
	if p.terms++; p.terms > maxTerms {
		p.fail(TooMany, start, len(p.s))
		return Node{}
	}
	switch p.s[p.at] {
	case '-':
		p.at++
		if p.at >= len(p.s) || p.s[p.at] == ' ' || p.s[p.at] == ')' || p.s[p.at] == '-' {
			p.fail(Dangling, start, p.at)
			return Node{}
		}
		kid := p.term(depth)
		return Node{Shape: Not, Kids: []Node{kid}, Start: start, End: p.at}
	case '(':
		p.at++
		inner := p.list(depth+1, true)
		if p.err != nil {
			return Node{}
		}
		p.at++ // list stops at the closing one
		if len(inner.Kids) == 0 {
			p.fail(NoValue, start, p.at)
			return Node{}
		}
		inner = tidy(inner)
		inner.Start, inner.End = start, p.at
		return inner
	case '"':
		text := p.quoted()
		return Node{Shape: Words, Text: text, Start: start, End: p.at}
	}
	word := p.word(" ():\"")
	if p.at < len(p.s) && p.s[p.at] == ':' && isName(word) && !strings.HasPrefix(p.s[p.at:], "://") {
		return p.match(start, word)
	}
	if word == "" || p.at < len(p.s) && p.s[p.at] == ':' { // a colon that is no field's: part of a word
		p.at++
		word += ":" + p.word(" ()")
	}
	return Node{Shape: Words, Text: word, Start: start, End: p.at}
}

// word reads up to one of the signs.
func (p *parser) word(stop string) string {
	rest := p.s[p.at:]
	n := strings.IndexAny(rest, stop)
	if n < 0 {
		n = len(rest)
	}
	p.at += n
	return rest[:n]
}

func isName(word string) bool {
	return word != "" && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '_' }) < 0
}

// quoted reads "…".
func (p *parser) quoted() string {
	start := p.at
	p.at++
	n := strings.IndexByte(p.s[p.at:], '"')
	if n < 0 {
		p.at = len(p.s)
		p.fail(OpenQuote, start, start+1)
		return ""
	}
	text := p.s[p.at : p.at+n]
	p.at += n + 1
	return text
}
