// Package e2e walks through Schakel in a real browser, one file per promise of product.md. Every page on the way is
// checked for accessibility, valid HTML, errors in the console and requests to strangers.
//
// SCHAKEL_SHOTS=DIR keeps a picture of every page that is checked, on a phone and on a desk, light and dark.
package e2e

import (
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m, htmltest.Validate)) }

// stages bounds how many browsers work at once: more of them make each other slow; one more than there are processors, for they wait
// much of their time.
var stages = make(chan struct{}, 3)

// stage is a running site that browsers can reach.
type stage struct {
	*webtest.Site
	address string
}

// open starts a site on a world of its own. It stands at a name: to an address in digits a browser gives no passkeys.
func open(t *testing.T) *stage {
	t.Helper()
	if os.Getenv("SCHAKEL_BROWSER") == "off" {
		t.Skip("SCHAKEL_BROWSER=off: not driving a browser")
	}
	stages <- struct{}{}
	t.Cleanup(func() { <-stages })
	server := httptest.NewUnstartedServer(nil)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	check(t, err)
	base := "http://localhost:" + port
	site := webtest.At(t, world.New(t), base)
	server.Config.Handler = site.Server
	server.Start()
	t.Cleanup(server.Close)
	return &stage{Site: site, address: base}
}

// How people look at pages.
var (
	desk  = browser.Options{Width: 1280, Height: 900}
	phone = browser.Options{Width: 390, Height: 844}
)

// without is the same browser with scripts switched off.
func without(o browser.Options) browser.Options {
	o.NoJS = true
	return o
}

// as opens a browser in which somebody is signed in.
func (s *stage) as(t *testing.T, sc access.Scope, o browser.Options) *browser.Page {
	t.Helper()
	p := s.visit(t, o)
	s.enter(t, p, sc)
	return p
}

// enter gives a browser a fresh session, also after the old one ended because time went by.
func (s *stage) enter(t *testing.T, p *browser.Page, sc access.Scope) {
	t.Helper()
	cookie := s.As(t, sc).Cookie()
	p.SetCookie(cookie.Name, cookie.Value)
}

// visit opens a browser without a session.
func (s *stage) visit(t *testing.T, o browser.Options) *browser.Page {
	t.Helper()
	o.Base = s.address
	return browser.New(t, o)
}

// both runs a journey with scripts on and with scripts off.
func both(t *testing.T, o browser.Options, journey func(*testing.T, browser.Options)) {
	for name, opts := range map[string]browser.Options{"with scripts": o, "without scripts": without(o)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journey(t, opts)
		})
	}
}

// refused waits for the message that refuses a form, and wants it to be an answer of 422.
func refused(t *testing.T, p *browser.Page, message string) {
	t.Helper()
	p.See(message)
	if p.Status() != 422 {
		t.Errorf("%q came with status %d, want 422", message, p.Status())
	}
}

// looked are the pages checked so far. A page met twice is checked once.
var looked sync.Map

// look checks the page as it is now: axe, light and dark, phone and desktop, valid HTML. The name says which page, in
// which state.
func look(t *testing.T, p *browser.Page, name string) {
	t.Helper()
	if _, done := looked.LoadOrStore(name, true); done {
		return
	}
	p.Inspect()
	if dir := os.Getenv("SCHAKEL_SHOTS"); dir != "" {
		for _, v := range []struct {
			size  string
			width int
			dark  bool
		}{{"390", 390, false}, {"390-dark", 390, true}, {"1440", 1440, false}, {"1440-dark", 1440, true}} {
			p.ScreenshotAt(filepath.Join(dir, name+"-"+v.size+".png"), v.width, v.dark)
		}
	}
}

// day is an hour of a day in the Netherlands.
func day(t *testing.T, on clock.Date, hour int) time.Time {
	t.Helper()
	at, err := on.At(hour, 0)
	check(t, err)
	return at
}
