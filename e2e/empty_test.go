package e2e

import (
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/browser"
)

// A network in which nothing happened yet: every page of the menu opens for each role, says what it is for and what the
// first step is, and shows no empty table or chart.

func TestEmptyNetworkExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		role string
		who  func(*stage) access.Scope
	}{
		{"admin", func(s *stage) access.Scope { return s.Zwolle.Admin }},
		{"project-leader", func(s *stage) access.Scope { return s.Zwolle.Project }},
		{"controller", func(s *stage) access.Scope { return s.Zwolle.Controller }},
		{"teacher", func(s *stage) access.Scope { return s.Zwolle.Teacher }},
	} {
		t.Run(c.role, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			p := s.as(t, c.who(s), desk)
			p.Goto("/today")
			for _, href := range browser.Eval[[]string](p, `[...document.querySelectorAll('#nav a.nav-link')].map(a => a.getAttribute('href'))`) {
				if href == "/styleguide" { // the design system, with examples of everything
					continue
				}
				p.Goto(href)
				explains(t, p, href)
				name := "empty" + strings.ReplaceAll(href, "/", "-")
				if href == "/today" {
					name += "-" + c.role
				}
				look(t, p, name)
			}
		})
	}
}

// filled are the pages that hold something from the start: the network itself, the log, rules.
var filled = map[string]bool{"/network": true, "/audit": true}

func explains(t *testing.T, p *browser.Page, href string) {
	t.Helper()
	if p.Status() != 200 {
		t.Errorf("%s: status %d", href, p.Status())
		return
	}
	if p.Count("main h1") != 1 {
		t.Errorf("%s has %d headings of the first level", href, p.Count("main h1"))
	}
	if filled[href] {
		return
	}
	if p.Count("main .empty, main .item") == 0 {
		t.Errorf("%s shows nothing and does not say why:\n%s", href, p.Within("main").Text())
	}
	if n := browser.Eval[int](p, `[...document.querySelectorAll('main table')].filter(t => !t.querySelector('tbody tr')).length`); n > 0 {
		t.Errorf("%s shows %d tables without rows", href, n)
	}
}
