package scim

import (
	"encoding/json"
	"errors"
	"strings"
)

// ErrFilter says that a filter cannot be read.
var ErrFilter = errors.New("scim: not a filter")

// ErrPath says that a path cannot be read.
var ErrPath = errors.New("scim: not a path")

// The bounds of what is read: a filter is a line somebody wrote, not a program.
const (
	longest = 1000 // bytes
	deepest = 20   // brackets in brackets
)

// Name is an attribute with the sub-attribute after it, in lower case: emails.value.
type Name struct{ Attr, Sub string }

// Filter is a condition on a resource.
type Filter struct {
	op    string // and or not has, or an operator of comparison
	name  Name
	value any // of a comparison: string, bool, float64 or nil
	left  *Filter
	right *Filter
}

// ParseFilter reads a filter.
func ParseFilter(text string) (*Filter, error) {
	if len(text) > longest {
		return nil, ErrFilter
	}
	p := &parser{rest: text}
	f, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.rest != "" {
		return nil, ErrFilter
	}
	return f, nil
}

// Exact returns the value that a top-level attribute must be equal to for the filter to hold: the row can be looked up.
func (f *Filter) Exact(attr string) (string, bool) {
	if f == nil {
		return "", false
	}
	switch f.op {
	case "eq":
		if s, ok := f.value.(string); ok && f.name == (Name{Attr: attr}) {
			return s, true
		}
	case "and":
		if s, ok := f.left.Exact(attr); ok {
			return s, true
		}
		return f.right.Exact(attr)
	}
	return "", false
}

// equals collects what the filter says the sub-attributes of an element are equal to; ok is false when it says anything else.
func (f *Filter) equals(into map[string]any) (ok bool) {
	switch f.op {
	case "eq":
		into[f.name.Attr] = f.value
		return f.name.Sub == "" && f.value != nil
	case "and":
		return f.left.equals(into) && f.right.equals(into)
	}
	return false
}

// parser reads from the left of what is left.
type parser struct{ rest string }

func (p *parser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n") }

// word takes a keyword if it stands next, in any case, and ends there.
func (p *parser) word(w string) bool {
	p.space()
	if len(p.rest) < len(w) || !strings.EqualFold(p.rest[:len(w)], w) {
		return false
	}
	if after := p.rest[len(w):]; after != "" && !strings.ContainsRune(" \t\r\n()[", rune(after[0])) {
		return false
	}
	p.rest = p.rest[len(w):]
	return true
}

func (p *parser) sign(c byte) bool {
	p.space()
	if p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *parser) or(depth int) (*Filter, error) { return p.chain("or", depth, p.and) }

func (p *parser) and(depth int) (*Filter, error) { return p.chain("and", depth, p.term) }

func (p *parser) chain(op string, depth int, next func(int) (*Filter, error)) (*Filter, error) {
	left, err := next(depth)
	for err == nil && p.word(op) {
		var right *Filter
		right, err = next(depth)
		left = &Filter{op: op, left: left, right: right}
	}
	return left, err
}

func (p *parser) term(depth int) (*Filter, error) {
	if depth > deepest {
		return nil, ErrFilter
	}
	if p.word("not") {
		if !p.sign('(') {
			return nil, ErrFilter
		}
		inner, err := p.closed(depth, ')')
		return &Filter{op: "not", left: inner}, err
	}
	if p.sign('(') {
		return p.closed(depth, ')')
	}
	name, err := p.name()
	if err != nil {
		return nil, err
	}
	if p.sign('[') {
		inner, err := p.closed(depth, ']')
		return &Filter{op: "has", name: name, left: inner}, err
	}
	if p.word("pr") {
		return &Filter{op: "pr", name: name}, nil
	}
	for _, op := range []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"} {
		if p.word(op) {
			value, err := p.value()
			return &Filter{op: op, name: name, value: value}, err
		}
	}
	return nil, ErrFilter
}

func (p *parser) closed(depth int, end byte) (*Filter, error) {
	inner, err := p.or(depth + 1)
	if err == nil && !p.sign(end) {
		err = ErrFilter
	}
	return inner, err
}

// name reads an attribute. A schema before it is taken off: names of different schemas that we keep do not collide.
func (p *parser) name() (Name, error) {
	p.space()
	end := strings.IndexFunc(p.rest, func(r rune) bool { return !partOfName(r) })
	if end < 0 {
		end = len(p.rest)
	}
	text := p.rest[:end]
	p.rest = p.rest[end:]
	_, attr := cutSchema(text)
	name, sub, _ := strings.Cut(strings.ToLower(attr), ".")
	if name == "" || strings.ContainsAny(sub, ".:") || strings.HasSuffix(attr, ".") {
		return Name{}, ErrFilter
	}
	return Name{name, sub}, nil
}

func partOfName(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_$:.", r)
}

// cutSchema takes the schema off an attribute: urn:…:User:userName. Its version has a dot, so the last colon tells.
func cutSchema(text string) (schema, attr string) {
	if len(text) < 4 || !strings.EqualFold(text[:4], "urn:") {
		return "", text
	}
	i := strings.LastIndexByte(text, ':')
	return text[:i], text[i+1:]
}

// value reads the right side of a comparison: JSON.
func (p *parser) value() (any, error) {
	p.space()
	if p.rest == "" {
		return nil, ErrFilter
	}
	d := json.NewDecoder(strings.NewReader(p.rest))
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, ErrFilter
	}
	switch v.(type) {
	case map[string]any, []any:
		return nil, ErrFilter
	}
	p.rest = p.rest[d.InputOffset():]
	if p.rest != "" && !strings.ContainsRune(" \t\r\n)]", rune(p.rest[0])) {
		return nil, ErrFilter
	}
	return v, nil
}
