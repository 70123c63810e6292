package identityweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

func TestJoining(t *testing.T) {
	t.Parallel()
	s, b, account := joined(t)
	t.Run("signs in", func(t *testing.T) {
		htmltest.In(t, b.get("/account").Body).Has("h1", "Mijn account").Says("nieuw@twente.example", "met de uitnodiging", "Dit apparaat")
	})
	t.Run("works once, and says so", func(t *testing.T) {
		path := s.LinkPath(t, s.Twente, link.Join, account)
		a := open(t, s).get(path)
		if a.Status != http.StatusConflict {
			t.Errorf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Has("h1", "Deze link werkt niet meer").Has(`a[href="/signin"]`)
		if a := open(t, s).post(path, url.Values{"name": {"Eve"}, "password": {"acht groene fietsen"}}); a.Status != http.StatusConflict {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("a bad password stands at its field and the link still works", func(t *testing.T) {
		second, err := s.Network.InvitePerson(t.Context(), s.Zwolle.Project, network.InviteInput{Email: "b@zwolle.example", Name: "B.", Role: access.Teacher, Unit: s.Zwolle.Noordik})
		if err != nil {
			t.Fatal(err)
		}
		path := s.LinkPath(t, s.Zwolle, link.Join, second)
		b := open(t, s)
		a := b.fill(b.get(path), "form[action^='/join/']", url.Values{"password": {"Welkom2026"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.Status)
		}
		doc := htmltest.In(t, a.Body).Has("#f-password-error", "raden inbrekers")
		if doc.One("#f-name").Attr("value") != "B." || doc.One("#f-password").Attr("value") != "" {
			t.Error("the name was lost, or the password came back")
		}
		b.goesTo(b.fill(a, "form[action^='/join/']", url.Values{"password": {password}}), "/today")
	})
	t.Run("an unknown token is not found", func(t *testing.T) {
		for _, path := range []string{"/join/x", "/signin/x", "/join/" + strings.Repeat("A", 54), "/signin/%00"} {
			if a := open(t, s).get(path); a.Status != http.StatusNotFound {
				t.Errorf("%s: %d", path, a.Status)
			}
		}
	})
}

func TestSigningIn(t *testing.T) {
	t.Parallel()
	s, _, _ := joined(t)
	t.Run("with a password, and on to where one was going", func(t *testing.T) {
		b := open(t, s)
		b.goesTo(b.get("/account"), "/signin?next=%2Faccount")
		a := b.get("/signin?next=%2Faccount")
		b.goesTo(b.fill(a, "form.form[action='/signin']", url.Values{"email": {mail}, "password": {password}, "how": {"password"}}), "/account")
		if !b.in() {
			t.Error("not signed in")
		}
		b.goesTo(b.get("/signin"), "/today")
	})
	t.Run("never to another site", func(t *testing.T) {
		for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)"} {
			b := open(t, s)
			a := b.fill(b.get("/signin?next="+url.QueryEscape(next)), "form.form[action='/signin']", url.Values{"email": {mail}, "password": {password}})
			b.goesTo(a, "/today")
			b.goesTo(b.post("/signin", url.Values{"email": {mail}, "password": {password}, "next": {next}}), "/today")
		}
	})
	t.Run("a mistake keeps the address, not the password", func(t *testing.T) {
		b := open(t, s)
		a := b.post("/signin", url.Values{"email": {mail}, "password": {"mis"}})
		if a.Status != http.StatusUnprocessableEntity || len(b.jar) != 0 {
			t.Errorf("%d, cookies %v", a.Status, b.jar)
		}
		doc := htmltest.In(t, a.Body).Has("#f-password-error", "horen niet bij elkaar")
		if doc.One("#f-email").Attr("value") != mail || doc.One("#f-password").Attr("value") != "" {
			t.Error("the form came back wrong")
		}
		unknown := b.post("/signin", url.Values{"email": {"iemand@twente.example"}, "password": {"mis"}})
		if strings.ReplaceAll(unknown.Body, "iemand@", "nieuw@") != a.Body {
			t.Error("an unknown address gets another page")
		}
	})
	t.Run("guessing is stopped with a page that says how long", func(t *testing.T) {
		s, _, _ := joined(t)
		b := open(t, s)
		var a webtest.Answer
		for range 11 {
			a = b.post("/signin", url.Values{"email": {mail}, "password": {"mis"}})
		}
		if a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
			t.Errorf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Says("Wacht 15 minuten")
	})
	t.Run("out again", func(t *testing.T) {
		b := open(t, s)
		b.post("/signin", url.Values{"email": {mail}, "password": {password}})
		token := b.jar["schakel"]
		if a := b.get("/logout"); a.Status != http.StatusNotFound && a.Status != http.StatusMethodNotAllowed {
			t.Errorf("a GET signs out: %d", a.Status)
		}
		b.goesTo(b.post("/logout", nil), "/signin")
		if b.jar["schakel"] != "" {
			t.Error("the cookie is still there")
		}
		b.jar["schakel"] = token
		if b.in() {
			t.Error("the session goes on")
		}
	})
}

func TestSigningInByLink(t *testing.T) {
	t.Parallel()
	s, _, _ := joined(t)
	b := open(t, s)
	b.goesTo(b.fill(b.get("/signin"), "form.form[action='/signin']", url.Values{"email": {mail}, "how": {"link"}}), "/signin?sent=1")
	htmltest.In(t, b.get("/signin?sent=1").Body).Has("h1", "Kijk in je mail")
	if n, err := s.Jobs.Drain(t.Context()); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	path := mailed(t, s, "/signin/")

	t.Run("another browser is sent back", func(t *testing.T) {
		other := open(t, s)
		a := other.get(path)
		htmltest.In(t, a.Body).Says("Open de link in de browser").Lacks("form[action^='/signin/']")
		if a := other.post(path, nil); a.Status != http.StatusForbidden || other.in() {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("looking at it changes nothing; the button signs in, once", func(t *testing.T) {
		var a webtest.Answer
		for range 3 {
			a = b.get(path)
		}
		b.goesTo(b.fill(a, "form[action^='/signin/']", nil), "/today")
		if !b.in() {
			t.Error("not signed in")
		}
		if a := b.post(path, nil); a.Status != http.StatusForbidden && a.Status != http.StatusConflict {
			t.Errorf("used twice: %d", a.Status)
		}
	})
	t.Run("a forgotten password is replaced without the old one", func(t *testing.T) {
		a := b.get("/account")
		htmltest.In(t, a.Body).Lacks("#f-present")
		b.goesTo(b.fill(a, "form[action='/account/password']", url.Values{"password": {"acht groene fietsen"}}), "/account")
		s.Clock.Advance(20 * time.Minute)
		htmltest.In(t, b.get("/account").Body).Has("#f-present")
	})
	t.Run("an unknown address sees the same and gets no mail", func(t *testing.T) {
		before := letters(t, s)
		b := open(t, s)
		b.goesTo(b.post("/signin", url.Values{"email": {"iemand@twente.example"}, "how": {"link"}}), "/signin?sent=1")
		if letters(t, s) != before || b.jar["schakel_asked"] == "" {
			t.Error("the answer tells that the address is unknown")
		}
	})
}

func TestAccount(t *testing.T) {
	t.Parallel()
	s, b, account := joined(t)
	t.Run("name", func(t *testing.T) {
		b.goesTo(b.fill(b.get("/account"), "form[action='/account/name']", url.Values{"name": {"N. <b>Horstman"}}), "/account")
		htmltest.In(t, b.get("/account").Body).Has(".menu-head-name", "N. <b>Horstman")
		a := b.post("/account/name", url.Values{"name": {""}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Has("#f-name-error", "Vul dit veld in")
	})
	t.Run("password", func(t *testing.T) {
		a := b.post("/account/password", url.Values{"present": {"mis"}, "password": {"acht groene fietsen"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Has("#f-present-error", "niet je huidige")
		other := open(t, s)
		other.post("/signin", url.Values{"email": {mail}, "password": {password}})
		b.goesTo(b.post("/account/password", url.Values{"present": {password}, "password": {"acht groene fietsen"}}), "/account")
		if other.in() || !b.in() {
			t.Error("the other device goes on, or this one stopped")
		}
	})
	t.Run("language", func(t *testing.T) {
		b.goesTo(b.fill(b.get("/account"), "form[action='/preferences'].form", url.Values{"lang": {"en"}}), "/account")
		htmltest.In(t, b.get("/account").Body).Has("h1", "My account").Has("html[lang=en]")
		b.post("/preferences", url.Values{"lang": {"nl"}})
	})
	t.Run("sessions", func(t *testing.T) {
		phone, tablet := open(t, s), open(t, s)
		for _, other := range []*browser{phone, tablet} {
			other.post("/signin", url.Values{"email": {mail}, "password": {"acht groene fietsen"}})
		}
		doc := htmltest.In(t, b.get("/account").Body)
		doc.Count("#sessions tbody tr", 3)
		b.goesTo(b.post(doc.Find("#sessions form")[0].Attr("action"), nil), "/account#sessions")
		htmltest.In(t, b.get("/account").Body).Count("#sessions tbody tr", 2)
		b.goesTo(b.post("/account/sessions/others", nil), "/account#sessions")
		if phone.in() || tablet.in() || !b.in() {
			t.Error("not everybody else was signed out")
		}
		stranger := s.As(t, s.Twente.Teacher)
		if a := stranger.Post("/account/sessions/"+string(s.Kit.IDs.New())+"/end", nil); a.Status != http.StatusNotFound {
			t.Errorf("%d", a.Status)
		}
	})
	t.Run("networks", func(t *testing.T) {
		if err := s.Network.GiveRole(t.Context(), s.Zwolle.System, network.RoleInput{Account: account, Role: access.Teacher, Unit: s.Zwolle.Noordik}); err != nil {
			t.Fatal(err)
		}
		a := b.get("/account/networks")
		htmltest.In(t, a.Body).Has("button", "Zwolle").Has("button", "Twente (hier ben je nu)")
		before := b.jar["schakel"]
		b.goesTo(b.post("/account/network", url.Values{"network": {string(s.Zwolle.ID)}}), "/today")
		if b.jar["schakel"] == before {
			t.Error("the session crossed the wall")
		}
		htmltest.In(t, b.get("/account").Body).Has(".menu-head", "Zwolle")
		for _, network := range []string{string(s.Twente.Root), "", "x"} {
			if a := b.post("/account/network", url.Values{"network": {network}}); a.Status != http.StatusNotFound {
				t.Errorf("%q: %d", network, a.Status)
			}
		}
	})
	t.Run("costs few queries", func(t *testing.T) {
		if a := b.get("/account"); a.Queries > 8 {
			t.Errorf("%d queries: %q", a.Queries, a.Texts)
		}
	})
}

// Somebody whose role ended is out at the next click; so is a disabled account.
func TestEndsAtOnce(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(s *webtest.Site, r *world.Region, account id.ID) error{
		"disabled": func(s *webtest.Site, r *world.Region, account id.ID) error {
			return s.Services.Identity.SetDisabled(t.Context(), r.System, account, true)
		},
		"role revoked": func(s *webtest.Site, r *world.Region, account id.ID) error {
			people, _, err := s.Network.People(t.Context(), r.Admin, network.PeopleFilter{Unit: r.Noordik})
			for _, p := range people {
				if p.Account == account {
					return s.Network.RevokeRole(t.Context(), r.Project, p.Roles[0].ID)
				}
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, b, account := joined(t)
			if err := end(s, s.Twente, account); err != nil {
				t.Fatal(err)
			}
			if b.in() {
				t.Error("still in")
			}
			if a := b.post("/account/name", url.Values{"name": {"Eve"}}); a.Status != http.StatusSeeOther {
				t.Errorf("%d", a.Status)
			}
		})
	}
}
