package authztest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hostile are values that somebody types by mistake or on purpose: each is either taken or refused with a message, in
// every field of every form. The route's own answer is then below 500 and nothing is half written.
var hostile = map[string]string{
	"nothing":              "",
	"spaces":               "   ",
	"very long":            strings.Repeat("Aansprakelijkheidswaardevaststelling ", 200),
	"one long word":        strings.Repeat("x", 20_000),
	"a null byte":          "a\x00b",
	"control characters":   "a\x01\x1b[2Jb\r\nBcc: x@y.example",
	"not UTF-8":            "caf\xe9 \xff\xfe",
	"right to left":        "abc\u202edcba",
	"a formula":            "=HYPERLINK(\"http://evil.example\";\"klik\")",
	"markup":               "<script>alert(1)</script><img src=x onerror=alert(1)>",
	"SQL":                  "'; DROP TABLE organisation; --",
	"a scope marker":       "{need.read:n} $1 ?1",
	"negative":             "-1",
	"zero":                 "0",
	"huge number":          "99999999999999999999999",
	"beyond 64 bits":       "9223372036854775808",
	"a fraction":           "1.5",
	"not a number":         "NaN",
	"both separators":      "1.234,56",
	"English separators":   "1,234.56",
	"a day that is none":   "2027-02-30",
	"a day long ago":       "0001-01-01",
	"a day far off":        "9999-12-31",
	"the day of a gap":     "2027-03-28",
	"a time in the gap":    "02:30",
	"a time that is none":  "25:61",
	"an id of nothing":     nobodys,
	"half an id":           "0193-dead",
	"an unknown choice":    "no_such_choice",
	"a number of a person": "123456782",
}

// TestHostileInput types every hostile value into every field of every form, as somebody who may send it.
func TestHostileInput(t *testing.T) {
	t.Parallel()
	f := New(t)
	principals := f.Principals()
	f.seal()
	before := f.digest()
	f.rehearse(true)
	specs := Specs()
	t.Run("routes", func(t *testing.T) {
		for _, r := range f.Server.Routes() {
			s, known := specOf(specs, r)
			if r.Method() == http.MethodGet || !known || s.Form == nil && s.Body == nil || s.Link != "" || byDirectory(r) {
				continue
			}
			t.Run(strings.ReplaceAll(r.Pattern, "/", "."), func(t *testing.T) {
				t.Parallel()
				m := f.newRun(r, s, func(string) {}) // only what is reported below counts here
				p, o, ids := m.someone(principals)
				if p == nil {
					t.Fatal("nobody may send this form: the matrix says why")
				}
				for _, field := range m.fields(p, o) {
					for name, value := range hostile {
						_, a := m.send(p, o, ids, func(v url.Values) { v.Set(field, value) })
						if a.Status >= 500 && !a.Rehearsed {
							t.Errorf("%s in %q: %d %s", name, field, a.Status, f.logged.why(a))
						}
					}
				}
			})
		}
	})
	f.rehearse(false)
	if tables := changed(before, f.digest()); len(tables) > 0 {
		t.Errorf("hostile input left something behind in %v", tables)
	}
}

// someone finds a principal and an object for which the form is taken.
func (m *run) someone(principals []*Principal) (*Principal, *Object, []string) {
	names := params(m.route.Path())
	for _, p := range principals {
		if p.Net != m.f.Nets[0] {
			continue
		}
		if m.spec.Object == "" {
			if _, a := m.send(p, nil, m.spec.Fixed, nil); m.allowed(a, m.spec.status(p)) || a.Status < http.StatusBadRequest {
				return p, nil, m.spec.Fixed
			}
			continue
		}
		for _, o := range m.objects(p) {
			ids := chain(o, len(names))
			if ids == nil && len(names) > 0 {
				continue
			}
			if _, a := m.send(p, o, ids, nil); m.allowed(a, m.spec.status(p)) || a.Status < http.StatusBadRequest {
				return p, o, ids
			}
		}
	}
	return nil, nil, nil
}

// fields lists the fields of the route's valid form.
func (m *run) fields(p *Principal, o *Object) []string {
	c := Case{F: m.f, P: p, N: m.f.Nets[0], O: o}
	if o == nil {
		c.O = &Object{Net: c.N, ID: nobodys}
	}
	var out []string
	if m.spec.Body != nil {
		return slices.Sorted(maps.Keys(m.spec.Body(c)))
	}
	for name := range m.spec.Form(c) {
		out = append(out, name)
	}
	if len(out) == 0 {
		m.f.t.Logf("%s: the form has no fields", fmt.Sprint(m.route.Pattern))
	}
	return out
}
