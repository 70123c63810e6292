package htmltest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// selector is a list of alternatives; each is a chain of steps, the last one being the element itself.
type selector [][]step

// step is one compound ("a.b[c]") and how it hangs on the step before it.
type step struct {
	tests []func(*html.Node) bool
	child bool // directly below the step before; else anywhere inside it
}

func (s selector) matches(n *html.Node) bool {
	return slices.ContainsFunc(s, func(chain []step) bool { return matchChain(chain, n) })
}

func matchChain(chain []step, n *html.Node) bool {
	last := chain[len(chain)-1]
	for _, test := range last.tests {
		if !test(n) {
			return false
		}
	}
	rest := chain[:len(chain)-1]
	if len(rest) == 0 {
		return true
	}
	for p := n.Parent; p != nil && p.Type == html.ElementNode; p = p.Parent {
		if matchChain(rest, p) {
			return true
		}
		if last.child {
			return false
		}
	}
	return false
}

// compile reads a selector.
func compile(text string) (selector, error) {
	r := &reader{text: text}
	var out selector
	for {
		chain, err := r.chain()
		if err != nil {
			return nil, err
		}
		out = append(out, chain)
		if r.done() {
			return out, nil
		}
		if !r.take(",") {
			return nil, fmt.Errorf("cannot read %q", r.text[r.at:])
		}
	}
}

type reader struct {
	text string
	at   int
}

func (r *reader) done() bool { return r.at >= len(r.text) }

func (r *reader) take(s string) bool {
	if strings.HasPrefix(r.text[r.at:], s) {
		r.at += len(s)
		return true
	}
	return false
}

func (r *reader) spaces() bool {
	from := r.at
	for !r.done() && strings.ContainsRune(" \t\n", rune(r.text[r.at])) {
		r.at++
	}
	return r.at > from
}

func (r *reader) name() string {
	from := r.at
	for !r.done() {
		c := r.text[r.at]
		if c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			r.at++
			continue
		}
		break
	}
	return r.text[from:r.at]
}

func (r *reader) chain() ([]step, error) {
	var chain []step
	child := false
	for {
		r.spaces()
		tests, err := r.compound()
		if err != nil {
			return nil, err
		}
		chain = append(chain, step{tests: tests, child: child})
		child = false
		space := r.spaces()
		switch {
		case r.done() || r.text[r.at] == ',' || r.text[r.at] == ')':
			return chain, nil
		case r.take(">"):
			child = true
		case !space:
			return nil, fmt.Errorf("cannot read %q", r.text[r.at:])
		}
	}
}

func (r *reader) compound() ([]func(*html.Node) bool, error) {
	var tests []func(*html.Node) bool
	if r.take("*") {
		tests = append(tests, func(*html.Node) bool { return true })
	} else if tag := strings.ToLower(r.name()); tag != "" {
		tests = append(tests, func(n *html.Node) bool { return n.Data == tag })
	}
	for {
		switch {
		case r.take("#"):
			id := r.name()
			tests = append(tests, func(n *html.Node) bool { v, ok := attr(n, "id"); return ok && v == id })
		case r.take("."):
			class := r.name()
			tests = append(tests, func(n *html.Node) bool { v, _ := attr(n, "class"); return slices.Contains(strings.Fields(v), class) })
		case r.take("["):
			test, err := r.attribute()
			if err != nil {
				return nil, err
			}
			tests = append(tests, test)
		case r.take(":not("):
			inner, err := r.compound()
			if err != nil {
				return nil, err
			}
			if !r.take(")") {
				return nil, errors.New(":not( without )")
			}
			tests = append(tests, func(n *html.Node) bool {
				return slices.ContainsFunc(inner, func(t func(*html.Node) bool) bool { return !t(n) })
			})
		default:
			if len(tests) == 0 {
				return nil, fmt.Errorf("an element is missing at %q", r.text[r.at:])
			}
			return tests, nil
		}
	}
}

// attribute reads name], name=value] and the other comparisons; values may be quoted.
func (r *reader) attribute() (func(*html.Node) bool, error) {
	name := strings.ToLower(r.name())
	if name == "" {
		return nil, errors.New("[ without a name")
	}
	if r.take("]") {
		return func(n *html.Node) bool { _, ok := attr(n, name); return ok }, nil
	}
	compare := map[string]func(have, want string) bool{
		"^=": strings.HasPrefix, "$=": strings.HasSuffix, "*=": strings.Contains,
		"~=": func(have, want string) bool { return slices.Contains(strings.Fields(have), want) },
		"=":  func(have, want string) bool { return have == want },
	}
	for _, op := range []string{"^=", "$=", "*=", "~=", "="} {
		if !r.take(op) {
			continue
		}
		var want string
		if !r.done() && (r.text[r.at] == '"' || r.text[r.at] == '\'') {
			quote := r.text[r.at : r.at+1]
			r.at++
			end := strings.Index(r.text[r.at:], quote)
			if end < 0 {
				return nil, errors.New("a quote is not closed")
			}
			want = r.text[r.at : r.at+end]
			r.at += end + 1
		} else {
			end := strings.Index(r.text[r.at:], "]")
			if end < 0 {
				return nil, errors.New("[ without ]")
			}
			want = r.text[r.at : r.at+end]
			r.at += end
		}
		if !r.take("]") {
			return nil, errors.New("[ without ]")
		}
		return func(n *html.Node) bool { have, ok := attr(n, name); return ok && compare[op](have, want) }, nil
	}
	return nil, fmt.Errorf("cannot read %q", r.text[r.at:])
}
