package identityweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// slow is how long the tests' client waits for a provider.
const slow = 300 * time.Millisecond

// from sends a form from an address of its own, so that no test uses up another's attempts.
func (b *browser) from(address, method, path string, form url.Values) webtest.Answer {
	b.t.Helper()
	return b.do(func(c *webtest.Client) webtest.Answer {
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.RemoteAddr = address + ":4000"
		return c.Do(r)
	})
}

// service is a browser at a site with one service.
type visit struct {
	*browser
	p       *provider
	key     id.ID
	address string
}

// sent posts a form that leads to the service and returns the address it goes to.
func (v visit) sent(path string, form url.Values) (string, webtest.Answer) {
	v.t.Helper()
	a := v.from(v.address, http.MethodPost, path, form)
	_, to, _ := strings.Cut(a.Header.Get("Refresh"), "url=")
	return to, a
}

// asks begins to sign in and returns where the service is asked.
func (v visit) asks() (string, webtest.Answer) {
	v.t.Helper()
	return v.sent("/signin/with", url.Values{"service": {string(v.key)}, "next": {"/needs"}})
}

// back brings an answer back as a browser without scripts does: it opens the page and presses the button.
func (v visit) back(answer url.Values) webtest.Answer {
	v.t.Helper()
	a := v.from(v.address, http.MethodGet, "/signin/back?"+answer.Encode(), nil)
	if a.Status != http.StatusOK {
		return a
	}
	return v.from(v.address, http.MethodPost, "/signin/back", htmltest.In(v.t, a.Body).Form("form[data-submit-now]"))
}

// signsIn goes all the way.
func (v visit) signsIn() webtest.Answer {
	v.t.Helper()
	to, a := v.asks()
	if to == "" {
		return a
	}
	return v.back(v.p.authorize(to))
}

func (v visit) isIn() bool {
	v.t.Helper()
	a := v.from(v.address, http.MethodGet, "/account", nil)
	return a.Status == http.StatusOK
}
