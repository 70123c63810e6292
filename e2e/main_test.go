// Package e2e walks through Schakel in a real browser, one file per promise of product.md. Every page on the way is
// checked for accessibility, valid HTML, errors in the console and requests to strangers.
package e2e

import (
	"net/http/httptest"
	"os"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m, htmltest.Validate)) }

// stage is a running site that browsers can reach.
type stage struct {
	*webtest.Site
	address string
}

func open(t *testing.T) *stage {
	t.Helper()
	site := webtest.New(t)
	server := httptest.NewServer(site.Server)
	t.Cleanup(server.Close)
	return &stage{Site: site, address: server.URL}
}

// as opens a browser in which somebody is signed in.
func (s *stage) as(t *testing.T, sc access.Scope, o browser.Options) *browser.Page {
	t.Helper()
	o.Base = s.address
	p := browser.New(t, o)
	cookie := s.As(t, sc).Cookie()
	p.SetCookie(cookie.Name, cookie.Value)
	return p
}
