package identityweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// An answer counts once, soon, in the browser that asked, for what it asked.
func TestAnAnswerOfAProviderCountsOnce(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p, other := newProvider(t, s.Clock), newProvider(t, s.Clock)
	reach(t, s, p.URL, other.URL)
	key, second := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, nil), trust(t, s, s.Twente, s.Twente.Noordik, other.URL, nil)
	for _, issuer := range []string{p.URL, other.URL} {
		knows(t, s, s.Twente.Teacher, issuer, "teacher-1")
	}
	at := 0
	fresh := func(t *testing.T) visit {
		at++
		return visit{open(t, s), p, key, fmt.Sprintf("203.0.113.%d", at)}
	}
	refused := func(t *testing.T, v visit, a webtest.Answer) {
		t.Helper()
		if a.Status < 400 || a.Status >= 500 || v.isIn() {
			t.Errorf("%d, in %v", a.Status, v.isIn())
		}
	}
	t.Run("twice", func(t *testing.T) {
		v := fresh(t)
		to, _ := v.asks()
		answer := p.authorize(to)
		v.goesTo(v.back(answer), "/needs")
		v.from(v.address, http.MethodPost, "/logout", nil)
		p.asked[answer.Get("code")] = mustQuery(t, to) // even if the provider would
		refused(t, v, v.back(answer))
	})
	t.Run("in another browser", func(t *testing.T) {
		v, thief := fresh(t), fresh(t)
		to, _ := v.asks()
		thief.asks()
		refused(t, thief, thief.back(p.authorize(to)))
		bare := fresh(t)
		refused(t, bare, bare.back(p.authorize(to)))
	})
	t.Run("a code put into another sign-in", func(t *testing.T) {
		v, thief := fresh(t), fresh(t)
		to, _ := v.asks()
		own, _ := thief.asks()
		answer := p.authorize(own)
		answer.Set("code", p.authorize(to).Get("code"))
		refused(t, thief, thief.back(answer))
	})
	t.Run("of another service", func(t *testing.T) {
		v := fresh(t)
		to, _ := v.asks()
		there, _ := v.sent("/signin/with", url.Values{"service": {string(second)}})
		answer := other.authorize(there)
		answer.Set("state", p.authorize(to).Get("state"))
		refused(t, v, v.back(answer))
	})
	t.Run("too late", func(t *testing.T) {
		v := fresh(t)
		to, _ := v.asks()
		answer := p.authorize(to)
		s.Clock.Advance(16 * time.Minute)
		refused(t, v, v.back(answer))
	})
	t.Run("a service that went off meanwhile", func(t *testing.T) {
		v := fresh(t)
		to, _ := v.asks()
		answer := p.authorize(to)
		for _, on := range []bool{false, true} {
			if err := s.Services.Identity.SwitchProvider(t.Context(), s.Twente.Admin, key, on); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, v, v.back(answer))
	})
	t.Run("an account that is closed", func(t *testing.T) {
		v := fresh(t)
		if err := s.Services.Identity.SetDisabled(t.Context(), s.Twente.System, s.Twente.Teacher.Account(), true); err != nil {
			t.Fatal(err)
		}
		refused(t, v, v.signsIn())
		if err := s.Services.Identity.SetDisabled(t.Context(), s.Twente.System, s.Twente.Teacher.Account(), false); err != nil {
			t.Fatal(err)
		}
		v.goesTo(v.signsIn(), "/needs")
	})
	t.Run("a service that goes off ends what it began", func(t *testing.T) {
		v := fresh(t)
		v.goesTo(v.signsIn(), "/needs")
		if err := s.Services.Identity.SwitchProvider(t.Context(), s.Twente.Admin, key, false); err != nil {
			t.Fatal(err)
		}
		if v.isIn() {
			t.Error("still in")
		}
		if _, a := v.asks(); a.Status != http.StatusNotFound {
			t.Errorf("a service that is off: %d", a.Status)
		}
	})
}

func mustQuery(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// Who a service vouches for gets an account by an invitation, or from a session of their own; never by a mail address.
func TestLinkingAService(t *testing.T) {
	t.Parallel()
	s, b, _ := joined(t)
	p := newProvider(t, s.Clock)
	reach(t, s, p.URL)
	key := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, nil)
	p.who = map[string]any{"sub": "nicole", "email": mail, "email_verified": true}
	v := visit{b, p, key, "192.0.2.1"}

	t.Run("a stranger is told how, and may link after signing in", func(t *testing.T) {
		own := visit{open(t, s), p, key, "192.0.2.2"}
		a := own.signsIn()
		if a.Status != http.StatusForbidden || own.isIn() {
			t.Fatalf("%d", a.Status)
		}
		htmltest.In(t, a.Body).Has("h1", "We kennen je nog niet").Says("Vraag de beheerder")
		own.goesTo(own.post("/signin", url.Values{"email": {mail}, "password": {password}, "next": {"/account#services"}}), "/account#services")
		htmltest.In(t, own.get("/account").Body).Has("#services", "Noordik koppelen: "+mail)
		own.goesTo(own.fill(own.get("/account"), "form[action='/account/services/offer']", nil), "/account#services")
		htmltest.In(t, own.get("/account").Body).Says("Noordik · " + mail).Lacks("form[action='/account/services/offer']")
		if a := own.post("/account/services/offer", nil); a.Status != http.StatusConflict {
			t.Errorf("a second time: %d", a.Status)
		}
	})
	t.Run("then it signs in", func(t *testing.T) {
		own := visit{open(t, s), p, key, "192.0.2.3"}
		own.goesTo(own.signsIn(), "/needs")
		htmltest.In(t, own.get("/account").Body).Says("met een inlogdienst")
		own.goesTo(own.post("/logout", nil), "/signin")
		htmltest.In(t, own.get("/signin").Body).Says("Bij je school ben je misschien nog ingelogd")
	})
	t.Run("nobody else can have the same identity", func(t *testing.T) {
		c := s.As(t, s.Twente.TeacherCanisius)
		thief := visit{open(t, s), p, key, "192.0.2.4"}
		thief.jar[c.Cookie().Name] = c.Cookie().Value
		to, _ := thief.sent("/account/services", url.Values{"service": {string(key)}})
		a := thief.back(p.authorize(to))
		if a.Status != http.StatusConflict || !strings.Contains(a.Body, "al gekoppeld") {
			t.Errorf("%d %s", a.Status, htmltest.In(t, a.Body).Text())
		}
	})
	t.Run("an answer to a link signs in nobody else, nor links another account", func(t *testing.T) {
		p.who = map[string]any{"sub": "second"}
		to, _ := v.sent("/account/services", url.Values{"service": {string(key)}})
		answer := p.authorize(to)
		session := v.jar["schakel"]
		v.jar["schakel"] = s.As(t, s.Twente.TeacherCanisius).Cookie().Value
		if a := v.back(answer); a.Status != http.StatusConflict {
			t.Errorf("%d", a.Status)
		}
		v.jar["schakel"] = session
	})
	t.Run("the second time from the account page", func(t *testing.T) {
		to, _ := v.sent("/account/services", url.Values{"service": {string(key)}})
		v.goesTo(v.back(p.authorize(to)), "/account#services")
	})
	t.Run("unlinking asks for the password once it is long ago, and ends the sessions", func(t *testing.T) {
		own := visit{open(t, s), p, key, "192.0.2.5"}
		own.goesTo(own.signsIn(), "/needs")
		s.Clock.Advance(20 * time.Minute)
		for _, try := range []struct {
			present string
			want    int
		}{{"fout", http.StatusUnprocessableEntity}, {password, http.StatusSeeOther}} {
			a := v.get("/account")
			form := htmltest.In(t, a.Body).Find("#services form[action$='/unlink']")[1]
			if a := v.post(form.Attr("action"), url.Values{"present": {try.present}}); a.Status != try.want {
				t.Errorf("%q: %d", try.present, a.Status)
			}
		}
		if own.isIn() {
			t.Error("what it began goes on")
		}
	})
	t.Run("another network trusts it not", func(t *testing.T) {
		there := trust(t, s, s.Zwolle, s.Zwolle.Noordik, p.URL, nil)
		p.who = map[string]any{"sub": "nicole"}
		own := visit{open(t, s), p, there, "192.0.2.6"}
		if a := own.signsIn(); a.Status != http.StatusForbidden || own.isIn() {
			t.Errorf("%d", a.Status)
		}
	})
}

// An invitation can be taken up with a service instead of a password; then it is the only way in, and stays.
func TestJoiningWithAService(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := newProvider(t, s.Clock)
	reach(t, s, p.URL)
	key := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, nil)
	account := invited(t, s, access.Teacher, s.Twente.Noordik)
	path := s.LinkPath(t, s.Twente, link.Join, account)
	v := visit{open(t, s), p, key, "192.0.2.7"}
	p.who = map[string]any{"sub": "only-a-pseudonym"} // minimal attributes suffice
	htmltest.In(t, v.get(path).Body).Has("button[name=service][value='"+string(key)+"']", "Inloggen met Noordik")
	to, _ := v.sent(path, url.Values{"service": {string(key)}})
	v.goesTo(v.back(p.authorize(to)), "/today")
	for _, form := range []url.Values{{"name": {"Eve"}, "password": {password}}, {"service": {string(key)}}} {
		if a := open(t, s).post(path, form); a.Status != http.StatusConflict {
			t.Errorf("the invitation again: %d", a.Status)
		}
	}
	if a := v.fill(v.get("/account"), "#services form[action$='/unlink']", nil); a.Status != http.StatusConflict || !strings.Contains(a.Body, "enige manier") {
		t.Errorf("the last way in: %d", a.Status)
	}
	again := visit{open(t, s), p, key, "192.0.2.8"}
	again.goesTo(again.signsIn(), "/needs")
}

// A service stands for the second step where its administrator says so, and for nobody whose roles guard more than its unit.
func TestWhatAServiceStandsFor(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := newProvider(t, s.Clock)
	reach(t, s, p.URL)
	root := trust(t, s, s.Twente, s.Twente.Root, p.URL, func(in *identity.ProviderInput) {
		in.Second, in.SecondValues = "values", "mfa, https://refeds.org/profile/mfa"
	})
	school := trust(t, s, s.Twente, s.Twente.Noordik, p.URL, func(in *identity.ProviderInput) { in.Second = "always" })
	knows(t, s, s.Twente.Admin, p.URL, "admin")
	knows(t, s, s.Twente.Stage, p.URL, "stage")
	for i, want := range []struct {
		service id.ID
		sub     string
		more    map[string]any
		to      string
	}{
		{root, "admin", nil, "/signin/second"},
		{root, "admin", map[string]any{"amr": []string{"pwd"}, "acr": "0"}, "/signin/second"},
		{root, "admin", map[string]any{"amr": "mfa"}, "/signin/second"},
		{root, "admin", map[string]any{"amr": []string{"pwd", "mfa"}}, ""},
		{root, "admin", map[string]any{"acr": "https://refeds.org/profile/mfa"}, ""},
		{school, "admin", nil, "refused"}, // who looks after a school's service gets no further than the school
		{school, "stage", nil, ""},
	} {
		p.who = map[string]any{"sub": want.sub}
		p.claims = func(m map[string]any) {
			for k, v := range want.more {
				m[k] = v
			}
		}
		v := visit{open(t, s), p, want.service, fmt.Sprintf("192.0.2.%d", 20+i)}
		a := v.signsIn()
		if want.to == "refused" {
			if a.Status != http.StatusForbidden || v.isIn() {
				t.Errorf("%v: %d", want, a.Status)
			}
			continue
		}
		v.goesTo(a, "/needs")
		if a := v.get("/today"); !strings.HasPrefix(a.Location, want.to) || want.to == "" && a.Status != http.StatusOK {
			t.Errorf("%v: %d to %q", want, a.Status, a.Location)
		}
	}
	t.Run("a session that a service vouched for stays in its network", func(t *testing.T) {
		also(t, s, s.Zwolle, s.Twente.Stage.Account(), access.Teacher, s.Zwolle.Noordik)
		v := visit{open(t, s), p, school, "192.0.2.40"}
		v.goesTo(v.signsIn(), "/needs")
		if a := v.post("/account/network", url.Values{"network": {string(s.Zwolle.ID)}}); a.Status != http.StatusForbidden {
			t.Errorf("switched: %d", a.Status)
		}
		if a := v.post("/account/password", url.Values{"password": {password}}); a.Status != http.StatusForbidden {
			t.Errorf("password: %d", a.Status)
		}
		if a := v.post("/account/second/app", nil); a.Status != http.StatusForbidden {
			t.Errorf("app: %d", a.Status)
		}
	})
}

// A service is tested before it goes on, and another address makes it another service.
func TestLookingAfterAService(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := newProvider(t, s.Clock)
	reach(t, s, p.URL)
	b := open(t, s)
	b.jar["schakel"] = s.As(t, s.Twente.Admin).Cookie().Value
	for _, bad := range []string{"http://login.example", "https://10.0.0.1:8443", "https://login.example/?x=1", "javascript:alert(1)"} {
		if a := b.post("/network/signin", url.Values{"unit": {string(s.Twente.Root)}, "name": {"Microsoft"}, "issuer": {bad}, "client_id": {clientID}, "second": {"no"}}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", bad, a.Status)
		}
	}
	a := b.fill(b.get("/network/signin"), "form[action='/network/signin']", url.Values{
		"unit": {string(s.Twente.Root)}, "name": {"Microsoft"}, "issuer": {p.URL}, "client_id": {clientID}, "secret": {secret}, "domains": {"noordik.nl, canisius.nl"}, "second": {"values"}, "second_values": {"mfa"},
	})
	path := a.Location
	htmltest.In(t, b.get(path).Body).Has("h1", "Microsoft").Says("Nog niet getest").Lacks("form[action$='/switch']")
	if a := b.post(path+"/switch", url.Values{"on": {"1"}}); a.Status != http.StatusConflict {
		t.Errorf("on without a test: %d", a.Status)
	}
	v := visit{b, p, id.ID(strings.TrimPrefix(path, "/network/signin/")), "192.0.2.50"}
	p.who = map[string]any{"sub": "me", "name": "N. Horstman", "amr": []string{"pwd", "mfa"}}
	to, _ := v.sent(path+"/test", nil)
	a = v.back(p.authorize(to))
	htmltest.In(t, a.Body).Has("h1", "Wat de dienst zegt").Says("me", "N. Horstman", "pwd mfa", "telt hier als tweede stap")
	b.goesTo(b.post(path+"/switch", url.Values{"on": {"1"}}), path)
	htmltest.In(t, open(t, s).get("/signin").Body).Says("Inloggen met Microsoft")
	for q, want := range map[string]int{"": 1, "canisius.nl": 1, "piet@noordik.nl": 1, "piet@elders.nl": 0, "soft": 1} {
		htmltest.In(t, open(t, s).get("/signin/with?q="+url.QueryEscape(q)).Body).Count("button[name=service]", want)
	}
	form := htmltest.In(t, b.get(path).Body).Form("#edit form")
	form["issuer"] = []string{p.URL + "/other"}
	b.goesTo(b.post(path, form), path)
	htmltest.In(t, b.get(path).Body).Says("Nog niet getest", "Laat leeg als de dienst er geen geeft") // the secret went to nobody else
	b.goesTo(b.post(path+"/remove", nil), "/network/signin")
	if a := b.get(path); a.Status != http.StatusNotFound {
		t.Errorf("%d", a.Status)
	}
	if a := s.As(t, s.Twente.Project).Get("/network/signin"); a.Status != http.StatusForbidden {
		t.Errorf("a project leader: %d", a.Status)
	}
}
