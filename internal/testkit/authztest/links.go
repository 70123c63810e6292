package authztest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// viaLinks calls a route behind a link with every link there is, of both networks, and with tokens that are none. Whether
// the browser is signed in besides must not matter, unless the route takes sessions too.
func (m *run) viaLinks(stranger, teacher *Principal) {
	for _, n := range m.f.Nets {
		for _, name := range slices.Sorted(maps.Keys(n.about)) {
			for _, by := range []*Principal{stranger, teacher} {
				m.viaLink(n, name, by)
			}
		}
	}
	token := m.f.Nets[0].Links["menu of kolk"]
	for _, bad := range []string{"x", token[:len(token)-1] + "A", token + "A", strings.ToUpper(token), malformed, nobodys} {
		if bad == token {
			bad = token[:len(token)-1] + "B"
		}
		q, a := m.sendLink(m.f.Nets[0], bad, stranger)
		m.common(q, a, "with a token that is none")
		if a.Status != http.StatusNotFound || a.Rehearsed {
			m.fail(fmt.Sprintf("%s: a token that is none: answered %s, want 404", m.route.Pattern, m.tell(a)))
		}
	}
}

// viaLink calls the route with one link.
func (m *run) viaLink(n *Net, name string, by *Principal) {
	l := n.about[name]
	holder := *by
	holder.Name = fmt.Sprintf("holder of %q in %s (%s)", name, n.Name, by.Name)
	dead := strings.HasPrefix(name, "expired") || strings.HasPrefix(name, "revoked")
	live := l.Kind == m.spec.Link && !dead
	if live {
		holder.Person = oracle.Person{Name: name, Network: text(n.ID), Link: &l}
	} else {
		holder.Person = oracle.Person{}
	}
	if by.token != "" && m.takesSessions() { // the page is shown in the frame of who is signed in
		return
	}
	q, a := m.sendLink(n, n.Links[name], &holder)
	m.common(q, a, "")
	used := strings.HasPrefix(name, "used")
	ok := false
	switch {
	case !live:
		ok = a.Status == http.StatusNotFound && !a.Rehearsed
	case m.route.Method() == http.MethodGet:
		ok = a.Status == http.StatusOK
	case used:
		ok = !a.Rehearsed && (a.Status == http.StatusConflict || a.Status == http.StatusSeeOther)
	default:
		ok = a.Rehearsed
	}
	if !ok {
		m.fail(fmt.Sprintf("%s: %s: answered %s; live %v, used %v", m.route.Pattern, holder.Name, m.tell(a), live, used))
		return
	}
	if !live || used {
		return
	}
	m.Allowed++
	if m.route.Method() != http.MethodGet || m.spec.Silent || len(m.f.Words.In(a.text())) > 0 {
		m.WithData++
	}
}

func (m *run) takesSessions() bool { return m.route.Policy.Kind == "open" }

// sendLink opens or posts the page behind a link, each time from another address: there are more links than one may try in a while.
func (m *run) sendLink(n *Net, token string, by *Principal) (request, Answer) {
	m.calls++
	caller := *by
	caller.address = fmt.Sprintf("203.0.%d.%d:1234", m.calls/200, 1+m.calls%200)
	by = &caller
	q := request{server: m.server, method: m.route.Method(), by: by, path: strings.Replace(m.route.Path(), "{token}", strings.ReplaceAll(token, "%", "%25"), 1)}
	if q.method == http.MethodPost {
		q.form = form()
		if m.spec.Form != nil {
			q.form = m.spec.Form(Case{F: m.f, P: by, N: n, O: &Object{Net: n, ID: id.ID(nobodys)}})
		}
	}
	if m.spec.Query != nil {
		q.path += "?" + m.spec.Query(Case{F: m.f, P: by, N: n, O: &Object{Net: n, ID: id.ID(nobodys)}}).Encode()
	}
	if m.spec.Link == "sign_in" {
		q.cookies = append(q.cookies, &http.Cookie{Name: "schakel_asked", Value: n.Links["browser of sign-in"]})
	}
	return q, m.f.do(q)
}
