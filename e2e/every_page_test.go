package e2e

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"schakel/internal/testkit/authztest"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
)

// Every page that the route registry knows, with data in it, on a phone and on a desk: no accessibility violation, nothing that
// scrolls sideways, nothing in the console, valid HTML. The data are words without a space, longer than most names: what does not
// wrap shows here. Journeys look closer, at fewer pages.

func TestEveryPage(t *testing.T) {
	t.Parallel()
	if os.Getenv("SCHAKEL_BROWSER") == "off" {
		t.Skip("SCHAKEL_BROWSER=off: not driving a browser")
	}
	stages <- struct{}{}
	t.Cleanup(func() { <-stages })
	f := authztest.New(t)
	pages, session := f.Pages()
	if len(pages) < 80 {
		t.Fatalf("only %d pages: the tour does not find its way", len(pages))
	}
	server := httptest.NewServer(f.Server)
	t.Cleanup(server.Close)
	looks := []browser.Options{phone, desk}
	looks[1].Dark = true
	p := browser.New(t, browser.Options{Base: server.URL})
	p.SetCookie(session.Name, session.Value)
	for i, at := range pages {
		if at.Pattern == "GET /styleguide" || strings.HasPrefix(at.Path, "/outbox") { // the demo's own
			continue
		}
		// Loaded in one of the two, looked at closely there, and turned into the other: what is wrong in all sizes and colours
		// shows in any, and journeys see most pages in all.
		p.Show(looks[i%2])
		p.Goto(at.Path)
		htmltest.Keep(at.Path, p.HTML())
		p.NoHorizontalScroll()
		p.Axe()
		p.Show(looks[(i+1)%2])
		p.NoHorizontalScroll()
	}
	t.Logf("%d pages", len(pages))
}
