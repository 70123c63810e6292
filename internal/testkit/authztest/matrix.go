package authztest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
	"schakel/internal/web"
)

// run is the matrix of one route.
type run struct {
	f      *Fixture
	route  access.Route
	spec   Spec
	server *web.Server
	fail   func(finding string) // a way in which program and oracle differ
	seen   func(a Answer)       // every answer; nil for none

	Cases, Allowed, WithData int
	lost                     map[string]string // by principal: the answer about an id that does not exist
	tried                    map[string]bool   // principals whose forms were sent with other ids
	calls                    int               // of links
}

// newRun prepares a route.
func (f *Fixture) newRun(r access.Route, s Spec, fail func(string)) *run {
	return &run{f: f, route: r, spec: s, server: f.newServer(), fail: fail, lost: map[string]string{}, tried: map[string]bool{}}
}

const (
	nobodys   = "00000000-0000-7000-8000-00000000dead" // a well-formed id of nothing
	malformed = "not-an-id'%3B--"
)

// by calls the route as one principal, about everything.
func (m *run) by(p *Principal) {
	names := params(m.route.Path())
	if m.spec.Object == "" {
		m.one(p, nil, m.spec.Fixed, "")
		return
	}
	if len(names) > 0 {
		m.nothing(p, len(names))
	}
	for i, o := range m.objects(p) {
		ids := chain(o, len(names))
		if ids == nil && len(names) > 0 {
			m.f.t.Fatalf("authztest: %s: %s is part of nothing, the path has %d ids", m.route.Pattern, o, len(names))
		}
		m.one(p, o, ids, "")
		if len(ids) > 1 && i == 0 {
			m.swapped(p, o, ids)
		}
	}
}

// objects are what a principal is tried with: one of every unit of its own network, one of the other, one in the bin.
func (m *run) objects(p *Principal) []*Object {
	var out []*Object
	turn := len(p.Name)
	for _, n := range m.f.Nets {
		byUnit, order := map[string][]*Object{}, []string{}
		for _, o := range n.Objects[m.spec.Object] {
			if m.spec.Only != nil && !m.spec.Only(o) && !o.Gone {
				continue
			}
			key := o.Unit
			if key == "" { // what the whole network owns differs by what it is
				key = o.Tag
			}
			if o.Gone {
				key = "gone"
			}
			if o.Unit == "" && o.Owner != "" && p.Person.Account == text(o.Owner) {
				key = "own"
			}
			if byUnit[key] == nil {
				order = append(order, key)
			}
			byUnit[key] = append(byUnit[key], o)
		}
		for _, key := range order {
			out = append(out, byUnit[key][turn%len(byUnit[key])])
			if p.Net != n && p.Net != nil {
				break // one of the other network is enough: all are beyond the same wall
			}
		}
	}
	if len(out) == 0 {
		m.f.t.Fatalf("authztest: %s: the fixture has no %s for it", m.route.Pattern, m.spec.Object)
	}
	return out
}

// verdict asks the oracle.
func (m *run) verdict(p *Principal, o *Object) oracle.Verdict {
	if p.stage != "" && slices.Contains(m.spec.Early, p.stage) {
		return oracle.Allowed
	}
	if len(m.spec.Can) == 0 {
		return oracle.Allowed
	}
	worst := oracle.Allowed
	for i, can := range m.spec.Can {
		t := oracle.Thing{}
		if i == 0 && o != nil {
			t = o.thing()
			if t.Unit == "" && len(p.Person.Held) > 0 { // what the whole network owns is reached from everywhere in it
				t.Unit = p.Person.Held[0].Unit
			}
		}
		switch v := m.f.Tree.MayDo(p.Person, can, t); v {
		case oracle.SignIn, oracle.Forbidden:
			return v
		case oracle.NotFound:
			worst = v
		}
	}
	return worst
}

// nothing calls the route about ids that do not exist, and remembers the answer: one about something foreign must be equal.
func (m *run) nothing(p *Principal, n int) {
	want := m.verdict(p, nil)
	if want == oracle.Allowed && len(m.spec.Can) > 0 {
		want = oracle.NotFound
	}
	for _, key := range []string{nobodys, malformed} {
		ids := slices.Repeat([]string{key}, n)
		q, a := m.send(p, nil, ids, nil)
		m.judge(q, a, want, "about an id that does not exist")
		m.lost[p.Name] = neutral(a, ids)
	}
}

// swapped calls the route about an object under a parent that is not its own.
func (m *run) swapped(p *Principal, o *Object, ids []string) {
	want := m.verdict(p, o)
	if want == oracle.Allowed {
		want = oracle.NotFound
	}
	for _, n := range m.f.Nets {
		for _, other := range n.Objects[o.Above.Kind] {
			if other.ID == o.Above.ID || other.Gone {
				continue
			}
			wrong := slices.Clone(ids)
			wrong[len(wrong)-2] = text(other.ID)
			q, a := m.send(p, o, wrong, nil)
			m.judge(q, a, want, "about "+o.String()+" under another "+other.Kind)
			break
		}
	}
}

// one calls the route as a principal about an object and compares the answer with the oracle's.
func (m *run) one(p *Principal, o *Object, ids []string, note string) {
	want := m.verdict(p, o)
	q, a := m.send(p, o, ids, nil)
	what := note
	if o != nil {
		what = "about " + o.String() + " " + note
	}
	m.judge(q, a, want, what)
	if want == oracle.NotFound && m.lost[p.Name] != "" && o != nil {
		if got := neutral(a, ids); got != m.lost[p.Name] && m.route.Method() == http.MethodGet {
			m.fail(fmt.Sprintf("%s: %s %s: the answer tells that it exists: it differs from the one about an id of nothing", m.route.Pattern, p.Name, what))
		}
	}
	if want != oracle.Allowed {
		return
	}
	m.Allowed++
	m.data(p, o, a, what)
	if m.route.Method() == http.MethodGet {
		q.method = http.MethodHead
		head := m.f.do(q)
		if head.Status != a.Status || len(head.Writes) > 0 || head.Body != "" && a.Status != http.StatusOK {
			m.fail(fmt.Sprintf("%s: %s HEAD answers %d, GET %d; it wrote %v", m.route.Pattern, p.Name, head.Status, a.Status, head.Writes))
		}
	}
	// One object is enough, and so is one network: the form's ids are checked the same way for all.
	if !m.tried[p.Name] && p.Net == m.f.Nets[0] {
		m.tried[p.Name] = true
		m.refs(p, o, ids)
	}
}

// data sees whether an allowed answer shows what it is about.
func (m *run) data(p *Principal, o *Object, a Answer, what string) {
	if m.route.Method() != http.MethodGet || m.spec.Silent {
		m.WithData++
		return
	}
	words := m.f.Words.In(unpacked(a.Header.Get("Content-Type"), a.Body))
	if o != nil && o.Word != "" && len(params(m.route.Path())) > 0 {
		if slices.Contains(words, strings.ToLower(o.Word)) {
			m.WithData++
		} else {
			m.fail(fmt.Sprintf("%s: %s %s: the page shows nothing of it (%s is missing)", m.route.Pattern, p.Name, what, o.Word))
		}
		return
	}
	for _, w := range words {
		if slices.ContainsFunc(m.f.Words.told[w], func(t oracle.Thing) bool { return t.Kind == m.spec.Shows }) {
			m.WithData++
			return
		}
	}
}

// refs posts the form once more for every id in it, with ids that the principal may not use.
func (m *run) refs(p *Principal, o *Object, ids []string) {
	for _, ref := range m.spec.Refs {
		for _, n := range m.f.Nets {
			tried := map[string]bool{}
			for _, other := range n.Objects[ref.Kind] {
				v := oracle.Allowed
				switch {
				case other.Kind == "network" && slices.Contains(p.Person.Elsewhere, text(other.ID)):
				case n != p.Net || other.Gone:
					v = oracle.NotFound
				case ref.Can != "":
					v = m.f.Tree.MayDo(p.Person, ref.Can, other.thing())
				}
				if ref.Part && o != nil && other.Above != o && !other.Gone {
					v = oracle.NotFound
				}
				if v != oracle.NotFound || tried[other.Unit] {
					continue
				}
				tried[other.Unit] = true
				m.ref(p, o, ids, ref, text(other.ID), "with "+ref.Field+" of "+other.String())
			}
		}
		m.ref(p, o, ids, ref, nobodys, "with "+ref.Field+" of nothing")
	}
}

func (m *run) ref(p *Principal, o *Object, ids []string, ref Ref, value, what string) {
	change := func(v url.Values) { v.Set(ref.Field, value) }
	q, a := m.send(p, o, ids, change)
	m.common(q, a, what)
	if q.method == http.MethodGet {
		return // showing nothing of it is enough
	}
	switch a.Status {
	case http.StatusNotFound, http.StatusForbidden, http.StatusConflict, http.StatusUnprocessableEntity:
		if !a.Rehearsed {
			return
		}
	}
	m.fail(fmt.Sprintf("%s: %s %s: answered %s, want a refusal", m.route.Pattern, p.Name, what, m.tell(a)))
}

// send makes the request of a case.
func (m *run) send(p *Principal, o *Object, ids []string, change func(url.Values)) (request, Answer) {
	c := Case{F: m.f, P: p, N: p.Net, O: o}
	if c.N == nil {
		c.N = m.f.Nets[0]
	}
	q := request{server: m.server, method: m.route.Method(), path: path(m.route, ids), by: p}
	if c.O == nil {
		c.O = &Object{Net: c.N, ID: id.ID(nobodys)}
	}
	q.program = m.program()
	if m.spec.Body != nil {
		q.body = m.spec.Body(c)
		if change != nil {
			fields := url.Values{}
			change(fields)
			for name := range fields {
				if _, list := q.body[name].([]string); list {
					q.body[name] = []string{fields.Get(name)}
					continue
				}
				q.body[name] = fields.Get(name)
			}
		}
		if m.spec.Match != nil {
			q.match = m.spec.Match(c)
		}
	} else if q.method == http.MethodPost {
		q.form = url.Values{}
		if m.spec.Form != nil {
			q.form = m.spec.Form(c)
		}
		if m.spec.File != nil {
			q.file = m.spec.File(c)
		}
		if change != nil {
			change(q.form)
		}
	}
	if m.spec.Query != nil {
		query := m.spec.Query(c)
		if change != nil && q.method == http.MethodGet {
			change(query)
		}
		q.path += "?" + query.Encode()
	}
	a := m.f.do(q)
	if m.seen != nil {
		m.seen(a)
	}
	return q, a
}

// program reports whether the route is called with a token.
func (m *run) program() bool { return slices.Contains(m.route.Credentials, access.CredentialToken) }
