// Package identityweb holds the pages on which people sign in, join, and look after their own account.
package identityweb

import (
	"net"
	"net/http"
	"time"

	"schakel/internal/kernel/identity"
	"schakel/internal/web/page"
)

// Pages answers the requests about signing in and one's own account.
type Pages struct{ identity *identity.Service }

// New makes the pages.
func New(s *identity.Service) *Pages { return &Pages{s} }

// device is the browser that asks, as identity wants to know it.
func device(c *page.Ctx) identity.Device {
	d := identity.Device{Address: c.R.RemoteAddr, UserAgent: c.R.UserAgent()}
	if host, _, err := net.SplitHostPort(c.R.RemoteAddr); err == nil {
		d.Address = host
	}
	if cookie, err := c.R.Cookie(page.SessionCookie(c.Env.Secure())); err == nil {
		d.Previous = cookie.Value
	}
	return d
}

// begin gives the browser its new session and sends it on.
func begin(c *page.Ctx, started identity.Started, next string) error {
	c.StartSession(started.Token, started.Expires)
	if started.Choose {
		return c.Redirect("/account/networks", "")
	}
	return c.Redirect(page.SafePath(next, "/today"), "")
}

// askedCookie tells the browser that asked for a sign-in link from any other.
const askedCookie = "schakel_asked"

func rememberAsked(c *page.Ctx, browser string, lifetime time.Duration) {
	http.SetCookie(c.W, &http.Cookie{
		Name: askedCookie, Value: browser, Path: "/signin", MaxAge: int(lifetime / time.Second),
		HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteLaxMode,
	})
}

func asked(c *page.Ctx) string {
	cookie, err := c.R.Cookie(askedCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}
