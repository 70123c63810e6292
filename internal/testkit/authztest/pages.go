package authztest

import (
	"net/http"
	"slices"
	"strings"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
	"schakel/internal/web/page"
)

// Page is an address at which a GET route shows a whole page with data in it.
type Page struct {
	Pattern string
	Path    string
}

// Pages lists a page for every GET route that answers with HTML, and the session of somebody with every role who may see them all.
func (f *Fixture) Pages() ([]Page, *http.Cookie) {
	f.t.Helper()
	p := f.everything()
	var out []Page
	f.open(p, func(r access.Route, q request, a Answer) {
		whole := strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && strings.Contains(a.Body, "<html")
		if a.Status == http.StatusOK && whole {
			out = append(out, Page{r.Pattern, q.path})
		}
	})
	return out, &http.Cookie{Name: page.SessionCookie(false), Value: p.token}
}

// everything is somebody who holds every role on the network.
func (f *Fixture) everything() *Principal {
	n := f.Nets[0]
	sc := f.Hire(f.t, n.Region, "alles@twente.example", n.word("colleague", ""), access.NetworkAdmin, n.Root)
	for _, role := range access.Roles() {
		if role != access.NetworkAdmin {
			f.must(n.svc().Network.GiveRole(f.ctx(), n.System, network.RoleInput{Account: sc.Account(), Role: role, Unit: n.Root, Reason: "test"}))
		}
	}
	view := got[id.ID](f)(n.svc().Listing.SaveView(f.ctx(), sc, listing.ViewInput{List: relation.ListOrganisations, Name: n.word("colleague", "")}))
	n.Objects["saved_view"] = append([]*Object{{Kind: "saved_view", Net: n, ID: view, Owner: sc.Account()}}, n.Objects["saved_view"]...)
	p := f.signedIn(n, "everything", sc)
	p.address = "198.51.98.1:1234"
	return p
}

// open calls every GET route once, about something that the principal may see.
func (f *Fixture) open(p *Principal, see func(access.Route, request, Answer)) {
	f.t.Helper()
	specs := Specs()
	for _, r := range f.Server.Routes() {
		s, known := specs[r.Pattern]
		if slices.ContainsFunc(s.Can, func(a oracle.Ability) bool { return a == "see the own company" || a == "let colleagues in" }) {
			continue // the pages of who works at a company: they are those behind its link
		}
		if byDirectory(r) {
			continue // no page, and no token of a person opens it
		}
		if !known || s.Status >= http.StatusBadRequest || r.Method() != http.MethodGet || r.DemoOnly || r.Rate == access.RateStatic {
			continue
		}
		m := f.newRun(r, s, func(finding string) { f.t.Error(finding) })
		if s.Link != "" {
			q, a := m.sendLink(f.Nets[0], f.Nets[0].Links[linkFor[s.Link]], &Principal{Name: "company", address: p.address})
			see(r, q, a)
			continue
		}
		var o *Object
		ids := s.Fixed
		if s.Object != "" {
			o = m.objects(p)[0]
			ids = chain(o, len(params(r.Path())))
		}
		q, a := m.send(p, o, ids, nil)
		if a.Status >= http.StatusBadRequest {
			f.t.Errorf("%s: answered %d", r.Pattern, a.Status)
		}
		see(r, q, a)
	}
}

// linkFor names a live link of each kind.
var linkFor = map[string]string{"menu": "menu of kolk", "invitation": "invitation of kolk", "sign_off": "sign-off of kolk", "join": "join", "sign_in": "sign-in", "visit": "visit of kolk", "sign": "sign of kolk", "inspect": "inspection", "company": "company of kolk", "annual": "annual of kolk", "directory": "directory"}
