package authztest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/testkit/authztest/oracle"
)

// common are the checks of every answer, whoever asked.
func (m *run) common(q request, a Answer, what string) {
	m.Cases++
	who := oracle.Person{}
	name := "nobody"
	if q.by != nil {
		who, name = q.by.Person, q.by.Name
	}
	if m.spec.Public {
		who.Public = text(m.f.Nets[0].ID)
	}
	complain := func(format string, args ...any) {
		m.fail(fmt.Sprintf("%s: %s %s: ", m.route.Pattern, name, what) + fmt.Sprintf(format, args...))
	}
	if a.Status >= 500 && !a.Rehearsed {
		complain("answered %d: %s", a.Status, m.f.logged.why(a))
	}
	if q.method == http.MethodGet && len(a.Writes) > 0 {
		complain("a %s wrote %v", q.method, a.Writes)
	}
	if !m.route.DemoOnly {
		if len(who.Held) > 0 || who.Link != nil || m.spec.Public {
			m.f.Words.show(m.f.Tree, who, a.text())
		}
		if leaks := m.f.Words.Foreign(m.f.Tree, who, a.text()); len(leaks) > 0 {
			complain("shows what it may not: %s", strings.Join(leaks, ", "))
		}
	}
}

// judge compares an answer with the verdict.
func (m *run) judge(q request, a Answer, want oracle.Verdict, what string) {
	m.common(q, a, what)
	if m.program() && want != oracle.Allowed && q.by.atCompany() {
		want = oracle.SignIn // who works at a company has no tokens: theirs open nothing
	}
	ok := false
	switch want {
	case oracle.SignIn:
		ok = a.Status == http.StatusUnauthorized && m.program() || a.Status == http.StatusSeeOther && strings.HasPrefix(a.Location, "/signin")
	case oracle.Forbidden:
		ok = a.Status == http.StatusForbidden
	case oracle.NotFound:
		ok = a.Status == http.StatusNotFound || a.Status == http.StatusUnprocessableEntity && len(params(m.route.Path())) == 0
	case oracle.Allowed:
		ok = m.allowed(a, m.spec.status(q.by))
	}
	if want != oracle.Allowed && a.Rehearsed {
		ok = false
	}
	if !ok {
		m.fail(fmt.Sprintf("%s: %s %s: answered %s, want %s", m.route.Pattern, q.by.Name, what, m.tell(a), want))
	}
}

// allowed reports whether an answer is what somebody who may gets. A form without a status of its own must get as far as
// its audit row.
func (m *run) allowed(a Answer, status int) bool {
	switch {
	case status != 0:
		return a.Status == status && !a.Rehearsed
	case m.route.Method() == http.MethodGet:
		return a.Status == http.StatusOK
	default:
		return a.Rehearsed
	}
}

// tell describes an answer for a finding.
func (m *run) tell(a Answer) string {
	out := fmt.Sprint(a.Status)
	if a.Location != "" {
		out += " to " + a.Location
	}
	if a.Rehearsed {
		out += " (it would have been done)"
	}
	if len(a.Writes) > 0 {
		out += fmt.Sprintf(" (wrote %v)", a.Writes)
	}
	if a.Status == http.StatusUnprocessableEntity || a.Status == http.StatusConflict {
		out += " saying " + messages(a.Body)
	}
	return out
}

// neutral is an answer without what differs between any two requests.
func neutral(a Answer, ids []string) string {
	out := fmt.Sprintf("%d %s %s", a.Status, a.Header.Get("Content-Type"), strings.ReplaceAll(a.Body, a.Header.Get("X-Request-Id"), "REQUEST"))
	for _, key := range ids {
		for _, form := range []string{key, url.QueryEscape(key), url.PathEscape(key), strings.ReplaceAll(key, "'", "&#39;"), strings.ReplaceAll(url.QueryEscape(key), "%", "%25")} {
			out = strings.ReplaceAll(out, form, "ID")
		}
	}
	return out
}
