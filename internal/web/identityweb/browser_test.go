package identityweb_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

const (
	mail     = "nieuw@twente.example"
	password = "zeven gele fietsen"
)

// browser keeps cookies as a real one does.
type browser struct {
	t    *testing.T
	site *webtest.Site
	jar  map[string]string
}

func open(t *testing.T, s *webtest.Site) *browser {
	return &browser{t, s, map[string]string{}}
}

func (b *browser) do(ask func(c *webtest.Client) webtest.Answer) webtest.Answer {
	b.t.Helper()
	c := b.site.Anonymous()
	for name, value := range b.jar {
		c = c.With(name, value)
	}
	a := ask(c)
	for _, cookie := range (&http.Response{Header: a.Header}).Cookies() {
		if cookie.MaxAge < 0 || !cookie.Expires.IsZero() && cookie.Expires.Before(b.site.Clock.Now()) {
			delete(b.jar, cookie.Name)
		} else {
			b.jar[cookie.Name] = cookie.Value
		}
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode && cookie.SameSite != http.SameSiteStrictMode {
			b.t.Errorf("cookie %s: %+v", cookie.Name, cookie)
		}
	}
	if a.Status >= 500 {
		b.t.Errorf("%d: %s\n%s", a.Status, a.Body, b.site.Log)
	}
	if strings.Contains(a.Body, "⟦") {
		b.t.Error("a text is missing: " + a.Body)
	}
	return a
}

func (b *browser) get(path string) webtest.Answer {
	b.t.Helper()
	return b.do(func(c *webtest.Client) webtest.Answer { return c.Get(path) })
}

func (b *browser) post(path string, form url.Values) webtest.Answer {
	b.t.Helper()
	return b.do(func(c *webtest.Client) webtest.Answer { return c.Post(path, form) })
}

// in tells whether the browser is signed in.
func (b *browser) in() bool {
	b.t.Helper()
	return b.get("/account").Status == http.StatusOK
}

// fill posts the form that matches, with what is typed over it.
func (b *browser) fill(a webtest.Answer, selector string, typed url.Values) webtest.Answer {
	b.t.Helper()
	form := htmltest.In(b.t, a.Body).Form(selector)
	for k, v := range typed {
		form[k] = v
	}
	return b.post(htmltest.In(b.t, a.Body).One(selector).Attr("action"), form)
}

func (b *browser) goesTo(a webtest.Answer, want string) {
	b.t.Helper()
	if a.Status != http.StatusSeeOther || a.Location != want {
		b.t.Errorf("%d to %q, want %q: %s", a.Status, a.Location, want, htmltest.In(b.t, a.Body).Text())
	}
}

// joined is a site on which somebody joined as a teacher of Noordik, with their browser.
func joined(t *testing.T) (*webtest.Site, *browser, id.ID) {
	t.Helper()
	s := webtest.New(t)
	r := s.Twente
	account, err := s.Network.InvitePerson(t.Context(), r.Project, network.InviteInput{Email: mail, Name: "Nieuw", Role: access.Teacher, Unit: r.Noordik})
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, s)
	b.goesTo(b.fill(b.get(s.LinkPath(t, r, link.Join, account)), "form[action^='/join/']", url.Values{"name": {"Nicole Horstman"}, "password": {password}}), "/today")
	return s, b, account
}

// mailed returns the path of the link in the newest mail.
func mailed(t *testing.T, s *webtest.Site, prefix string) string {
	t.Helper()
	var newest, path string
	_ = walk(s.MailDir, func(name string, content []byte) {
		text := strings.ReplaceAll(string(content), "=\r\n", "")
		if _, rest, ok := strings.Cut(text, "http://schakel.test"+prefix); ok && name > newest {
			newest, path = name, prefix+strings.FieldsFunc(rest, func(r rune) bool { return r == '"' || r == '\r' || r == '\n' || r == ' ' })[0]
		}
	})
	if path == "" {
		t.Fatal("no mail with a link to " + prefix)
	}
	return path
}

func walk(dir string, see func(name string, content []byte)) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if e.IsDir() {
			_ = walk(dir+"/"+e.Name(), see)
		} else if content, err := os.ReadFile(dir + "/" + e.Name()); err == nil {
			see(e.Name(), content)
		}
	}
	return err
}

func letters(t *testing.T, s *webtest.Site) (n int) {
	t.Helper()
	err := s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM mail_message`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
