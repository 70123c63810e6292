package browser

import (
	"github.com/chromedp/cdproto/network"
)

// SetCookie gives the page's session a cookie for Options.Base, so that somebody is signed in without the sign-in page.
func (p *Page) SetCookie(name, value string) {
	p.t.Helper()
	httpOnly := true
	_, err := call(p, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: p.opts.Base, HTTPOnly: &httpOnly})
	p.must("cookie "+name, err)
}

// Cookies returns the names of the cookies that the page's address would be sent.
func (p *Page) Cookies() []string {
	p.t.Helper()
	res, err := call(p, network.GetCookies, network.GetCookiesParams{})
	p.must("cookies", err)
	var names []string
	for _, c := range res.Cookies {
		names = append(names, c.Name)
	}
	return names
}
