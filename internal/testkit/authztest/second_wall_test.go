//go:build sabotage

package authztest

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
)

// TestSecondWall takes every predicate away from every query and opens all pages of one network, about its own things and the other's:
// on PostgreSQL nothing of the other network may appear, since the database itself keeps the networks apart (promises I6). On SQLite,
// which has only the first wall, the same test must find leaks, or it would prove nothing.
func TestSecondWall(t *testing.T) {
	f := New(t)
	watch := f.watchers()[:5]
	f.seal()
	f.rehearse(true)
	foreign := "anarie" + strings.ToLower(f.Nets[1].Name)
	specs := Specs()
	access.Sabotage(access.Everything)
	defer access.Sabotage("")
	var leaks []string
	pages := 0
	for _, r := range f.Server.Routes() {
		s, known := specs[r.Pattern]
		if !known || r.DemoOnly || r.Rate == access.RateStatic || s.Link != "" || r.Method() != http.MethodGet || byDirectory(r) {
			continue
		}
		m := f.newRun(r, s, func(string) {}) // units of one network are no longer apart: that is not this test's question
		for _, p := range watch {
			if p.Net != f.Nets[0] {
				continue
			}
			m.seen = func(a Answer) {
				pages++
				if strings.Contains(strings.ToLower(a.text()), foreign) {
					leaks = append(leaks, r.Pattern+" as "+p.Name)
				}
			}
			m.by(p)
		}
	}
	t.Logf("%d pages, %d leaks", pages, len(leaks))
	if pages < 500 {
		t.Errorf("only %d pages were opened", pages)
	}
	if f.DB.Dialect() == db.Postgres {
		for _, leak := range leaks {
			t.Errorf("%s shows something of the other network", leak)
		}
	} else if len(leaks) < 20 {
		t.Errorf("without any wall only %d pages show something of the other network: the test looks past it", len(leaks))
	}
}
