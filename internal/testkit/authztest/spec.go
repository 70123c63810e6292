package authztest

import (
	"net/url"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/authztest/oracle"
)

// Spec is what the matrix knows of a route, written by hand: what it needs, in the oracle's words, what it is about, and a
// form that is valid. It says the same as the registry a second time; the two must agree.
type Spec struct {
	Can     []oracle.Ability        // all of them; none: anybody at all
	Object  string                  // kind of the object that the last {…} of the path names, or of the unit in the form
	Only    func(o *Object) bool    // objects in the state that the route asks for
	Fixed   []string                // values of the path that are no ids
	Query   func(c Case) url.Values // of the address
	Form    func(c Case) url.Values // valid for whoever may
	File    func(c Case) *upload
	Body    func(c Case) map[string]any   // of an operation of the API: the fields of the JSON it takes
	Match   func(c Case) string           // its header If-Match
	Refs    []Ref                         // ids in the form or the address: foreign ones must be refused, or show nothing
	Shows   oracle.Kind                   // what its page shows to somebody at least
	Silent  bool                          // its answer shows no canary: a redirect, a fixed file
	Public  bool                          // a page of Twente that anybody may read: the menu and the units stand on it for whoever looks
	Early   []access.Stage                // stages of signing in at which it is open already: see principals without a second step
	Link    string                        // kind of the link whose token the path carries
	Outside string                        // it needs an answer of a server elsewhere: the test that posts it for real
	Real    func(p *Principal) url.Values // what the form says besides when it is posted for real, once
	// Status is that of an allowed answer. Left out, it is 200 for a page, and a form must reach its audit row.
	Status int
	// StatusFor is Status where it depends on who asks; 0 is as if left out.
	StatusFor func(p *Principal) int
}

// status returns the status of an allowed answer to the principal.
func (s Spec) status(p *Principal) int {
	if s.StatusFor != nil {
		return s.StatusFor(p)
	}
	return s.Status
}

// Ref is a field of a form, or a parameter of the address, that names another object.
type Ref struct {
	Field string
	Kind  string
	Can   oracle.Ability // reach that the object must be in; empty: anywhere in the network
	Part  bool           // it must be part of the case's own object: those of its siblings are refused too
}

// Case is one request: who, about what.
type Case struct {
	F *Fixture
	P *Principal
	N *Net // in whose network the form's other ids are
	O *Object
}

// home returns the id of the unit that owns an object.
func (c Case) home(o *Object) string {
	if o.Unit == "" {
		return c.Unit()
	}
	return text(o.Net.Units[o.Unit])
}

// Unit is the caller's own unit, as an id.
func (c Case) Unit() string {
	if c.P.Net == nil || c.P.Unit == "" {
		return text(c.N.Almelo)
	}
	return text(c.N.Units[c.P.Unit])
}

// ID returns the id of the network's object of a kind and tag, of the caller's own unit or one below it when there is one.
func (c Case) ID(kind, tag string) string { return text(c.pick(kind, tag).ID) }

func (c Case) pick(kind, tag string) *Object {
	var first *Object
	for _, o := range c.N.Objects[kind] {
		if o.Tag != tag || o.Gone {
			continue
		}
		if first == nil {
			first = o
		}
		for _, h := range c.P.Person.Held {
			if o.Unit != "" && c.F.Tree.Within(text(c.N.Units[o.Unit]), h.Unit) {
				return o
			}
		}
	}
	if first == nil {
		c.F.t.Fatalf("authztest: no %s %q in %s", kind, tag, c.N.Name)
	}
	return first
}

// form makes the values of a form: name, value, name, value…
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// tagged chooses objects with one of the tags.
func tagged(tags ...string) func(*Object) bool {
	return func(o *Object) bool { return slices.Contains(tags, o.Tag) }
}

// params lists the names between braces of a pattern's path.
func params(path string) []string {
	var out []string
	for {
		_, rest, found := strings.Cut(path, "{")
		if !found {
			return out
		}
		name, after, _ := strings.Cut(rest, "}")
		if name != "$" {
			out = append(out, name)
		}
		path = after
	}
}

// path fills a pattern's path with ids, the last one for the last name.
func path(r access.Route, ids []string) string {
	out := strings.ReplaceAll(r.Path(), "{$}", "")
	for i, name := range params(r.Path()) {
		out = strings.Replace(out, "{"+name+"}", ids[i], 1)
	}
	return out
}

// chain returns the ids of an object and of what it is part of, outermost first, as many as the path asks for.
func chain(o *Object, n int) []string {
	ids := make([]string, n)
	for i := n - 1; i >= 0; i-- {
		if o == nil {
			return nil
		}
		ids[i] = text(o.ID)
		o = o.Above
	}
	return ids
}
