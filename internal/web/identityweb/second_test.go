package identityweb_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// leading is a site on which somebody joined as an administrator, with their browser: nothing is reached yet.
func leading(t *testing.T) (*webtest.Site, *browser) {
	t.Helper()
	s := webtest.New(t)
	account, err := s.Network.InvitePerson(t.Context(), s.Twente.System, network.InviteInput{Email: mail, Name: "Nieuw", Role: access.NetworkAdmin, Unit: s.Twente.Root})
	if err != nil {
		t.Fatal(err)
	}
	b := open(t, s)
	b.fill(b.get(s.LinkPath(t, s.Twente, link.Join, account)), "form[action^='/join/']", url.Values{"name": {"Nicole Horstman"}, "password": {password}})
	return s, b
}

func (b *browser) appCode(secret string) url.Values {
	b.t.Helper()
	code, err := identity.AppCode(secret, b.site.Clock.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return url.Values{"code": {code}}
}

// enrol sets up an app in the browser and returns its secret and the recovery codes.
func (b *browser) enrol() (secret string, codes []string) {
	b.t.Helper()
	b.goesTo(b.fill(b.get("/account/second"), "form[action='/account/second/app']", nil), "/account/second/app")
	a := b.get("/account/second/app")
	doc := htmltest.In(b.t, a.Body).Has("svg.qr[role=img] path")
	link, err := url.Parse(doc.One("a[href^='otpauth:']").Attr("href"))
	if err != nil {
		b.t.Fatal(err)
	}
	secret = link.Query().Get("secret")
	a = b.fill(a, "form[action='/account/second/app/confirm']", b.appCode(secret))
	for _, e := range htmltest.In(b.t, a.Body).Count(".recovery-codes code", 10).Find(".recovery-codes code") {
		codes = append(codes, e.Text())
	}
	return secret, codes
}

// An administrator without a second step reaches not one route but those that set it up: every line of the URL table is
// tried, and what is let in is on this list.
func TestAdministratorsWithoutASecondStepReachNothing(t *testing.T) {
	t.Parallel()
	s, b := leading(t)
	setUp := []string{"GET /account/passkeys/options", "POST /account/passkeys", "GET /signin/second", "GET /account/second", "POST /account/second/app", "GET /account/second/app", "POST /account/second/app/confirm", "POST /logout"}
	refused, admin := 0, 0
	for _, r := range s.Server.Routes() {
		if r.Policy.Kind != "needs" && r.Policy.Kind != "signed_in" || !slices.Contains(r.Credentials, access.CredentialSession) {
			continue
		}
		if slices.Contains(setUp, r.Pattern) != slices.Contains(r.Before, access.StageEnrol) {
			t.Errorf("%s: open before the second step: %v", r.Pattern, r.Before)
		}
		if slices.Contains(setUp, r.Pattern) {
			continue
		}
		path := strings.NewReplacer("{", "", "}", "").Replace(r.Path())
		var a webtest.Answer
		if r.Method() == http.MethodGet {
			a = b.get(path)
		} else {
			a = b.post(path, url.Values{})
		}
		if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Location, "/signin/second") {
			t.Errorf("%s: %d to %q", r.Pattern, a.Status, a.Location)
		}
		refused++
		if slices.ContainsFunc(r.Policy.Actions, func(a access.Action) bool { return a == access.RoleManage || a == access.NetworkManage }) {
			admin++
		}
	}
	if refused < 200 || admin < 5 {
		t.Errorf("only %d routes tried, %d of administrators", refused, admin)
	}
	b.goesTo(b.get("/network/people"), "/signin/second?next=%2Fnetwork%2Fpeople")
	b.goesTo(b.get("/signin/second?next=%2Fnetwork%2Fpeople"), "/account/second")
	htmltest.In(t, b.get("/account/second").Body).Says("stel een tweede stap in").Lacks("nav")
}

func TestSecondStep(t *testing.T) {
	t.Parallel()
	s, b := leading(t)
	secret, codes := b.enrol()
	t.Run("setting it up lets in", func(t *testing.T) {
		if a := b.get("/network/people"); a.Status != http.StatusOK {
			t.Error(a.Status)
		}
		htmltest.In(t, b.get("/account/second").Body).Says("Ingesteld", "10 codes")
	})
	s.Clock.Advance(time.Minute)
	t.Run("after the password a code is asked, and leads to where one was going", func(t *testing.T) {
		b := open(t, s)
		a := b.fill(b.get("/signin?next=%2Fnetwork"), "form.form[action='/signin']", url.Values{"email": {mail}, "password": {password}, "how": {"password"}})
		b.goesTo(a, "/network")
		a = b.get("/network")
		b.goesTo(a, "/signin/second?next=%2Fnetwork")
		a = b.get(a.Location)
		htmltest.In(t, a.Body).Has("input[name=code][autocomplete=one-time-code]")
		a = b.fill(a, "form.form[action='/signin/second']", url.Values{"code": {"000000"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Error(a.Status)
		}
		htmltest.In(t, a.Body).Says("Deze code klopt niet")
		before := b.jar["schakel"]
		a = b.fill(a, "form.form[action='/signin/second']", b.appCode(secret))
		b.goesTo(a, "/network")
		if b.jar["schakel"] == before || !b.in() {
			t.Error("the session was not renewed")
		}
		b.goesTo(b.post("/signin/second", url.Values{"code": {"000000"}, "next": {"//evil.example"}}), "/today")
	})
	t.Run("ten wrong codes end in waiting", func(t *testing.T) {
		b := open(t, s)
		b.fill(b.get("/signin"), "form.form[action='/signin']", url.Values{"email": {mail}, "password": {password}, "how": {"password"}})
		var a webtest.Answer
		for range 11 {
			a = b.post("/signin/second", url.Values{"code": {"000000"}})
		}
		if a.Status != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
			t.Errorf("%d", a.Status)
		}
		s.Clock.Advance(16 * time.Minute)
	})
	t.Run("a recovery code lets in, once", func(t *testing.T) {
		for i, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
			b := open(t, s)
			b.fill(b.get("/signin"), "form.form[action='/signin']", url.Values{"email": {mail}, "password": {password}, "how": {"password"}})
			if a := b.post("/signin/second", url.Values{"code": {codes[0]}}); a.Status != want {
				t.Errorf("%d: %d", i, a.Status)
			}
		}
	})
	t.Run("an administrator can't take it away, and who can't says why", func(t *testing.T) {
		s.Clock.Advance(16 * time.Minute)
		a := b.get("/account/second")
		a = b.fill(a, "form[action='/account/second/codes']", url.Values{"present": {"niet dit"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Error(a.Status)
		}
		htmltest.In(t, a.Body).Says("niet je huidige wachtwoord")
		b.goesTo(b.fill(a, "form[action='/account/second/app/remove']", url.Values{"present": {password}}), "/account/second")
		htmltest.In(t, b.get("/account/second").Body).Says("Met jouw rol heb je een tweede stap nodig")
	})
}
