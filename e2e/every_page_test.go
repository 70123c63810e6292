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
	small := browser.New(t, browser.Options{Width: phone.Width, Height: phone.Height, Base: server.URL})
	large := browser.New(t, browser.Options{Width: desk.Width, Height: desk.Height, Dark: true, Base: server.URL})
	for _, p := range []*browser.Page{small, large} {
		p.SetCookie(session.Name, session.Value)
	}
	for i, at := range pages {
		if at.Pattern == "GET /styleguide" || strings.HasPrefix(at.Path, "/outbox") { // the demo's own
			continue
		}
		small.Goto(at.Path)
		htmltest.Keep(at.Path, small.HTML())
		small.NoHorizontalScroll()
		large.Goto(at.Path)
		large.NoHorizontalScroll()
		// One of the two looks closer: what is wrong in all sizes and colours shows in any, and journeys see most pages in all.
		[]*browser.Page{small, large}[i%2].Axe()
	}
	t.Logf("%d pages", len(pages))
}
