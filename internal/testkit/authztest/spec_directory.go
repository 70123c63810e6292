package authztest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"schakel/internal/domain/directory"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// directorySpecs are the pages about user administrations of schools, and what those administrations themselves ask.
var directorySpecs = map[string]Spec{
	"GET /network/directories": {Can: can("keep sign-in services"), Shows: "unit"},
	"POST /network/directories": {
		Can: can("keep sign-in services"), Object: "unit", Only: func(o *Object) bool { return o.Unit != "root" },
		Form: func(c Case) url.Values { return form("unit", text(c.O.ID), "name", "ICT", "default_role", "teacher") },
	},
	"GET /network/directories/{id}": {Can: can("keep sign-in services"), Object: "directory"},
	"POST /network/directories/{id}": {Can: can("keep sign-in services"), Object: "directory", Form: func(c Case) url.Values {
		return form("name", "Andere naam", "default_role", "", "version", c.Version("directory"))
	}},
	"POST /network/directories/{id}/token":     {Can: can("keep sign-in services"), Object: "directory"},
	"POST /network/directories/{id}/token/end": {Can: can("keep sign-in services"), Object: "directory"},
	"POST /network/directories/{id}/groups/{group}": {
		Can: can("keep sign-in services"), Object: "directory_group", Form: values("role", "line_lead"), Refs: []Ref{{Field: "unit", Kind: "unit", Can: "keep sign-in services"}},
	},
	"POST /network/directories/{id}/remove": {Can: can("keep sign-in services"), Object: "directory"},
	"GET /g/{token}":                        {Link: "directory"},
	"POST /g/{token}":                       {Link: "directory"},

	"GET /scim/v2/ServiceProviderConfig": {Silent: true},
	"GET /scim/v2/ResourceTypes":         {Silent: true},
	"GET /scim/v2/ResourceTypes/{name}":  {Silent: true, Fixed: []string{"User"}},
	"GET /scim/v2/Schemas":               {Silent: true},
	"GET /scim/v2/Schemas/{name}":        {Silent: true, Fixed: []string{"urn:ietf:params:scim:schemas:core:2.0:User"}},
	"GET /scim/v2/Users":                 {Shows: "directory"},
	"POST /scim/v2/Users":                {Body: func(Case) map[string]any { return fields{"userName": "nieuw@school.example"} }},
	"GET /scim/v2/Users/{id}":            {Object: "directory_user"},
	"PUT /scim/v2/Users/{id}":            {Object: "directory_user", Body: func(Case) map[string]any { return fields{"userName": "anders@school.example"} }},
	"PATCH /scim/v2/Users/{id}":          {Object: "directory_user", Body: renamed},
	"DELETE /scim/v2/Users/{id}":         {Object: "directory_user", Body: none},
	"GET /scim/v2/Groups":                {Shows: "directory"},
	"POST /scim/v2/Groups":               {Body: func(Case) map[string]any { return fields{"displayName": "Nieuwe groep"} }},
	"GET /scim/v2/Groups/{id}":           {Object: "directory_group"},
	"PUT /scim/v2/Groups/{id}":           {Object: "directory_group", Body: func(Case) map[string]any { return fields{"displayName": "Andere groep"} }},
	"PATCH /scim/v2/Groups/{id}":         {Object: "directory_group", Body: renamed},
	"DELETE /scim/v2/Groups/{id}":        {Object: "directory_group", Body: none},
}

func renamed(Case) map[string]any {
	return fields{"Operations": []any{fields{"op": "Replace", "path": "displayName", "value": "Hernoemd"}}}
}

// byDirectory reports whether a route is for user administrations.
func byDirectory(r access.Route) bool {
	return slices.Contains(r.Credentials, access.CredentialDirectory)
}

// directories are user administrations of schools in both subregions, each with somebody, a group, and somebody who was asked; one whose
// token was ended, and one of a subregion.
func (n *Net) directories() {
	f := n.f
	for _, unit := range []string{"noordik", "montessori", "almelo", "hengelo"} {
		svc := n.svc().Directory
		key := got[id.ID](f)(svc.Add(f.ctx(), n.Admin, directory.Input{Unit: n.Units[unit], Name: "ICT", DefaultRole: "teacher"}))
		made := got[directory.Made](f)(svc.MakeToken(f.ctx(), n.Admin, key))
		_, sc, err := svc.Open(f.ctx(), made.Secret)
		f.must(err)
		word := n.word("directory", unit)
		o := n.add(&Object{Kind: "directory", ID: key, Unit: unit, Word: word, Tag: "live"})
		mail, name := n.word("account", unit), n.word("colleague", unit)
		u := got[directory.User](f)(svc.AddUser(f.ctx(), sc, directory.UserInput{ExternalID: "1", UserName: word, Display: name, Email: mail + "@school.example", Active: true}))
		n.add(&Object{Kind: "directory_user", ID: u.ID, Unit: unit, Above: o, Word: word})
		group := n.word("directory", unit)
		g := got[directory.Group](f)(svc.AddGroup(f.ctx(), sc, directory.GroupInput{Name: group, Members: []id.ID{u.ID}}))
		n.add(&Object{Kind: "directory_group", ID: g.ID, Unit: unit, Above: o, Word: group})
		f.Words.also(word, oracle.Thing{Network: text(n.ID), Unit: text(n.Units[unit]), Kind: "directory"})
		n.Links["token of "+text(key)] = made.Secret
		if unit == "noordik" {
			asked := got[directory.User](f)(svc.AddUser(f.ctx(), sc, directory.UserInput{UserName: n.word("directory", unit), Email: "teacher@" + n.slug() + ".example", Active: true}))
			n.keep("directory", n.linkOf(link.Directory, asked.ID), "")
		}
		if unit == "almelo" {
			f.must(svc.EndToken(f.ctx(), n.Admin, key))
			o.Tag = "ended"
		}
	}
}

// viaDirectories calls a route with everything that could be taken for the token of a directory, and with those of all directories, about
// the things of each.
func (m *run) viaDirectories(principals []*Principal) {
	for _, p := range principals {
		q, a := m.askAs(p, nil)
		m.common(q, a, "without the token of a directory")
		if a.Status != http.StatusUnauthorized || a.Rehearsed {
			m.fail(fmt.Sprintf("%s: %s: answered %s, want 401", m.route.Pattern, p.Name, m.tell(a)))
		}
	}
	for i, holder := range m.holders() {
		if m.spec.Object == "" {
			m.asDirectory(holder, nil)
			continue
		}
		for _, n := range m.f.Nets {
			for _, o := range n.Objects[m.spec.Object] {
				m.asDirectory(holder, o)
			}
		}
		if i == 0 {
			m.asDirectory(holder, &Object{Kind: m.spec.Object, Net: holder.Net, ID: nobodys, Above: &Object{}})
		}
	}
}

// holders are the directories of both networks, as who calls.
func (m *run) holders() (out []*Principal) {
	for _, n := range m.f.Nets {
		for i, d := range n.Objects["directory"] {
			out = append(out, &Principal{
				Name: d.String(), Net: n, Unit: d.Unit, secret: n.Links["token of "+text(d.ID)], address: fmt.Sprintf("203.0.90.%d:1234", i+1), shut: d.Tag == "ended", Session: d.ID,
				Person: oracle.Person{Name: d.String(), Network: text(n.ID), Link: &oracle.Link{Kind: "user administration", About: text(n.Units[d.Unit])}},
			})
		}
	}
	return out
}

// askAs sends the route's request as somebody, about something or nothing.
func (m *run) askAs(p *Principal, o *Object) (request, Answer) {
	ids := m.spec.Fixed
	if o != nil {
		ids = []string{text(o.ID)}
	} else if m.spec.Object != "" {
		ids = []string{nobodys}
	}
	q := request{server: m.server, method: m.route.Method(), path: path(m.route, ids), by: p, program: true}
	if m.spec.Body != nil {
		q.body = m.spec.Body(Case{F: m.f, P: p, N: m.f.Nets[0], O: o})
	}
	a := m.f.do(q)
	if m.seen != nil {
		m.seen(a)
	}
	return q, a
}

// asDirectory calls the route as a directory and compares the answer with what it should be.
func (m *run) asDirectory(holder *Principal, o *Object) {
	q, a := m.askAs(holder, o)
	what := ""
	if o != nil {
		what = "about " + o.String()
	}
	if holder.shut {
		q.by = &Principal{Name: holder.Name}
	}
	m.common(q, a, what)
	ok := false
	switch {
	case holder.shut:
		ok = a.Status == http.StatusUnauthorized
	case o != nil && o.Above.ID != holder.Session:
		ok = a.Status == http.StatusNotFound && !a.Rehearsed
	default:
		if ok = m.allowed(a, m.spec.Status); ok {
			m.Allowed++
			m.data(holder, o, a, what)
		}
	}
	if !ok {
		want := "404"
		if holder.shut {
			want = "401"
		}
		m.fail(fmt.Sprintf("%s: %s %s: answered %s, want not found (%s) unless it is its own", m.route.Pattern, holder.Name, what, m.tell(a), want))
	}
}
