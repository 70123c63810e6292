package authztest

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/authztest/oracle"
)

// TestEveryFormWorksAndIsAudited posts every form once for real, as somebody who may, and finds the audit row that the
// registry declares.
func TestEveryFormWorksAndIsAudited(t *testing.T) {
	t.Parallel()
	f := New(t)
	principals := f.Principals()
	f.seal()
	specs := Specs()
	for _, r := range inOrder(f.Server.Routes()) {
		s, known := specs[r.Pattern]
		if r.Method() == http.MethodGet || !known || s.Outside != "" {
			continue
		}
		m := f.newRun(r, s, func(finding string) { t.Error(finding) })
		if tried := m.once(principals); tried != "" {
			t.Errorf("%s: no form got through with an audit row %q: %s", r.Pattern, r.Audit, tried)
		}
	}
	for _, line := range f.logged.leaks {
		t.Errorf("the log tells too much: %s", line)
	}
}

// inOrder puts what ends things last, so that the other forms still find them.
func inOrder(routes []access.Route) []access.Route {
	ends := []string{"/withdraw", "/take-back", "/leave", "/cancel", "/revoke", "/remove", "/people/{person}/leave", "/merge", "/bin", "/password", "POST /signin", "/others", "/end", "/logout"}
	rank := func(r access.Route) int {
		for i, end := range ends {
			if strings.HasSuffix(r.Pattern, end) {
				return 1 + i
			}
		}
		return 0
	}
	return slices.SortedStableFunc(slices.Values(routes), func(a, b access.Route) int { return rank(a) - rank(b) })
}

// once posts the form of a route for real until it gets through; it tells what was tried in vain.
func (m *run) once(principals []*Principal) (tried string) {
	if m.spec.Link != "" {
		for _, n := range m.f.Nets {
			for _, name := range slices.Sorted(maps.Keys(n.about)) {
				if n.about[name].Kind != m.spec.Link || strings.HasPrefix(name, "expired") || strings.HasPrefix(name, "revoked") || strings.HasPrefix(name, "used") {
					continue
				}
				before := m.lastAudit()
				if _, a := m.sendLink(n, n.Links[name], principals[0]); m.audited(before, a) {
					return ""
				} else {
					tried += fmt.Sprintf("\n\t%s: %s", name, m.tell(a))
				}
			}
		}
		return tried
	}
	if byDirectory(m.route) {
		return m.onceByDirectory()
	}
	for _, p := range principals {
		objects := []*Object{nil}
		if m.spec.Object != "" {
			objects = m.objects(p)
		}
		for _, o := range objects {
			if m.verdict(p, o) != oracle.Allowed {
				continue
			}
			before := m.lastAudit()
			change := func(v url.Values) {
				if m.spec.Real != nil {
					maps.Copy(v, m.spec.Real(p))
				}
			}
			ids := m.spec.Fixed
			if o != nil {
				ids = chain(o, len(params(m.route.Path())))
			}
			_, a := m.send(p, o, ids, change)
			if m.audited(before, a) {
				return ""
			}
			if len(tried) < 600 {
				tried += fmt.Sprintf("\n\t%s about %v: %s", p.Name, o, m.tell(a))
			}
		}
	}
	return tried
}

// onceByDirectory sends a route's request for real, as the first directory to which it does something.
func (m *run) onceByDirectory() (tried string) {
	for _, holder := range m.holders() {
		objects := []*Object{nil}
		if m.spec.Object != "" {
			objects = holder.Net.Objects[m.spec.Object]
		}
		for _, o := range objects {
			if holder.shut || o != nil && o.Above.ID != holder.Session {
				continue
			}
			before := m.lastAudit()
			_, a := m.askAs(holder, o)
			if m.audited(before, a) {
				return ""
			}
			tried += "\n\t" + holder.Name + ": " + m.tell(a)
		}
	}
	return tried
}

func (m *run) lastAudit() int64 {
	return one[int64](m.f, `SELECT COALESCE(SUM(seq), 0) FROM audit_event`)
}

// audited reports whether an answer was a success that left the audit row that the route declares.
func (m *run) audited(before int64, a Answer) bool {
	if a.Status != http.StatusOK && a.Status != http.StatusCreated && a.Status != http.StatusNoContent && a.Status != http.StatusSeeOther || strings.HasPrefix(a.Location, "/signin?") {
		return false
	}
	return m.lastAudit() > before && slices.Contains(find[string](m.f, `SELECT e.action FROM audit_event e
		WHERE e.request_id = $1`, a.Header.Get("X-Request-Id")), m.route.Audit)
}
