package identityweb_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
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

// hostile are the providers, tokens and answers that must sign nobody in.
var hostile = map[string]func(p *provider){
	"discovery names another issuer":      func(p *provider) { p.meta = set("issuer", "https://login.example") },
	"discovery's issuer has a slash more": func(p *provider) { p.meta = set("issuer", p.URL+"/") },
	"discovery fails":                     func(p *provider) { p.serve["/.well-known/openid-configuration"] = status(500) },
	"discovery leads elsewhere":           func(p *provider) { p.serve["/.well-known/openid-configuration"] = elsewhere },
	"discovery is not JSON":               func(p *provider) { p.serve["/.well-known/openid-configuration"] = says("<html>") },
	"discovery is endless":                func(p *provider) { p.meta = set("x", strings.Repeat("x", 70_000)) },
	"keys on a private address":           func(p *provider) { p.meta = set("jwks_uri", "https://10.0.0.1/jwks") },
	"keys on another port":                func(p *provider) { p.meta = set("jwks_uri", "http://127.0.0.1:1/jwks") },
	"token endpoint on a private address": func(p *provider) { p.meta = set("token_endpoint", "http://169.254.169.254/token") },
	"people are sent to a script":         func(p *provider) { p.meta = set("authorization_endpoint", "javascript:alert(1)") },
	"the answer's issuer is missing":      func(p *provider) { p.meta = set("authorization_response_iss_parameter_supported", true) },
	"another issuer":                      func(p *provider) { p.claims = set("iss", "https://login.example") },
	"issuer with a slash":                 func(p *provider) { p.claims = set("iss", p.URL+"/") },
	"no issuer":                           func(p *provider) { p.claims = without("iss") },
	"another audience":                    func(p *provider) { p.claims = set("aud", "somebody-else") },
	"several audiences":                   func(p *provider) { p.claims = set("aud", []string{clientID, "somebody-else"}) },
	"several audiences, given to us":      func(p *provider) { p.claims = sets("aud", []string{clientID, "somebody-else"}, "azp", clientID) },
	"no audience":                         func(p *provider) { p.claims = without("aud") },
	"given to another party":              func(p *provider) { p.claims = set("azp", "somebody-else") },
	"given to a list of parties":          func(p *provider) { p.claims = set("azp", []string{clientID}) },
	"another nonce":                       func(p *provider) { p.claims = set("nonce", "x") },
	"no nonce":                            func(p *provider) { p.claims = without("nonce") },
	"nonce of another type":               func(p *provider) { p.claims = set("nonce", map[string]any{"a": 1}) },
	"expired":                             func(p *provider) { p.claims = set("exp", p.clock.Now().Unix()-1) },
	"never expires":                       func(p *provider) { p.claims = without("exp") },
	"not valid yet":                       func(p *provider) { p.claims = set("nbf", p.clock.Now().Unix()+3600) },
	"issued long ago":                     func(p *provider) { p.claims = set("iat", p.clock.Now().Unix()-86400) },
	"issued tomorrow":                     func(p *provider) { p.claims = set("iat", p.clock.Now().Unix()+86400) },
	"never issued":                        func(p *provider) { p.claims = without("iat") },
	"no subject":                          func(p *provider) { p.claims = without("sub") },
	"empty subject":                       func(p *provider) { p.claims = set("sub", "") },
	"subject of another type":             func(p *provider) { p.claims = set("sub", []string{"teacher-1"}) },
	"subject with a line more":            func(p *provider) { p.claims = set("sub", "teacher-1\n") },
	"subject with a zero":                 func(p *provider) { p.claims = set("sub", "teacher-1\x00") },
	"endless subject":                     func(p *provider) { p.claims = set("sub", strings.Repeat("1", 256)) },
	"another subject":                     func(p *provider) { p.claims = set("sub", "teacher-2") },
	"subject in capitals":                 func(p *provider) { p.claims = set("sub", "TEACHER-1") },
	"subject with a space":                func(p *provider) { p.claims = set("sub", "teacher-1 ") },
	"the mail address of an account": func(p *provider) {
		p.claims = sets("sub", "x", "email", "teacher@twente.example", "email_verified", true)
	},
	"the same, said to be right in a string": func(p *provider) {
		p.claims = sets("sub", "x", "email", "teacher@twente.example", "email_verified", "true")
	},
	"two addresses in one": func(p *provider) { p.claims = sets("sub", "x", "email", "teacher@twente.example@evil.example") },
	"no signature": func(p *provider) {
		p.header = map[string]any{"alg": "none"}
		p.sign = func(string) []byte { return nil }
	},
	"no signature, in capitals": func(p *provider) {
		p.header = map[string]any{"alg": "NONE"}
		p.sign = func(string) []byte { return nil }
	},
	"signed with the public key as a password": func(p *provider) {
		raw, _ := p.key.PublicKey.Bytes()
		p.header["alg"], p.sign = "HS256", hs256(raw)
	},
	"signed with our own password":  func(p *provider) { p.header["alg"], p.sign = "HS256", hs256([]byte(secret)) },
	"signed with an empty password": func(p *provider) { p.header["alg"], p.sign = "HS256", hs256(nil) },
	"signed by another key":         func(p *provider) { k := strange(p); p.sign = func(s string) []byte { return p.signed(k, s) } },
	"signed by a key nobody knows": func(p *provider) {
		k := strange(p)
		p.header["kid"], p.sign = "two", func(s string) []byte { return p.signed(k, s) }
	},
	"signed by a key it brings along": func(p *provider) {
		k := strange(p)
		p.header["jwk"], p.header["kid"] = jwk(k), "two"
		p.sign = func(s string) []byte { return p.signed(k, s) }
	},
	"signature of zeros":           func(p *provider) { p.sign = func(string) []byte { return make([]byte, 64) } },
	"something in it we must know": func(p *provider) { p.header["crit"] = []string{"exp"}; p.header["exp"] = 1 },
	"changed after signing": func(p *provider) {
		p.mangle = func(token string) string {
			parts := strings.Split(token, ".")
			return parts[0] + "." + b64([]byte(`{"sub":"teacher-1"}`)) + "." + parts[2]
		}
	},
	"half a token":                   func(p *provider) { p.mangle = func(token string) string { return token[:len(token)/2] } },
	"two tokens":                     func(p *provider) { p.mangle = func(token string) string { return token + "." + token } },
	"a huge token":                   func(p *provider) { p.claims = set("x", strings.Repeat("x", 20_000)) },
	"no token":                       func(p *provider) { p.answer = without("id_token") },
	"a token of another type":        func(p *provider) { p.answer = set("id_token", 1) },
	"a hash of another access":       func(p *provider) { p.claims = set("at_hash", "x") },
	"token endpoint fails":           func(p *provider) { p.serve["/token"] = status(500) },
	"token endpoint leads elsewhere": func(p *provider) { p.serve["/token"] = elsewhere },
	"token endpoint is slow": func(p *provider) {
		p.serve["/token"] = func(_ http.ResponseWriter, r *http.Request) { _ = r.ParseForm(); <-r.Context().Done() }
	},
	"token endpoint is endless":   func(p *provider) { p.answer = set("x", strings.Repeat("x", 70_000)) },
	"token endpoint says nothing": func(p *provider) { p.serve["/token"] = says("") },
	"keys fail":                   func(p *provider) { p.serve["/jwks"] = status(500) },
	"keys lead elsewhere":         func(p *provider) { p.serve["/jwks"] = elsewhere },
	"no keys":                     func(p *provider) { p.serve["/jwks"] = says(`{"keys":[]}`) },
}

// altered are answers that a browser brings back and nobody gave so.
var altered = map[string]func(p *provider, answer url.Values){
	"no state":               func(_ *provider, a url.Values) { a.Del("state") },
	"another state":          func(_ *provider, a url.Values) { a.Set("state", strings.Repeat("x", 43)) },
	"endless state":          func(_ *provider, a url.Values) { a.Set("state", strings.Repeat("x", 5000)) },
	"state with a zero":      func(_ *provider, a url.Values) { a.Set("state", a.Get("state")+"\x00") },
	"no code":                func(_ *provider, a url.Values) { a.Del("code") },
	"another code":           func(_ *provider, a url.Values) { a.Set("code", "code-0") },
	"endless code":           func(_ *provider, a url.Values) { a.Set("code", strings.Repeat("x", 6000)) },
	"another issuer's code":  func(_ *provider, a url.Values) { a.Set("iss", "https://login.example") },
	"issuer with a slash":    func(p *provider, a url.Values) { a.Set("iss", p.URL+"/") },
	"an error with the code": func(_ *provider, a url.Values) { a.Set("error", "access_denied") },
}

func set(name string, value any) func(map[string]any) {
	return func(m map[string]any) { m[name] = value }
}

func sets(pairs ...any) func(map[string]any) {
	return func(m map[string]any) {
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
	}
}

func without(name string) func(map[string]any) {
	return func(m map[string]any) { delete(m, name) }
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, text) }
}

func elsewhere(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "http://127.0.0.1:1/"+r.URL.Path, http.StatusTemporaryRedirect)
}

func strange(p *provider) *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	return key
}

func sessions(t *testing.T, s *webtest.Site) int {
	t.Helper()
	var n int
	err := s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM session WHERE method = 'oidc'`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever a provider, a token or a browser says that is not right signs nobody in, and nothing breaks.
func TestHostileProviders(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	type attempt struct {
		name  string
		p     *provider
		key   id.ID
		alter func(*provider, url.Values)
	}
	var (
		all     []attempt
		origins []string
	)
	add := func(name string, turn func(*provider), alter func(*provider, url.Values)) {
		p := newProvider(t, s.Clock)
		if turn != nil {
			turn(p)
		}
		origins = append(origins, p.URL)
		all = append(all, attempt{name: name, p: p, alter: alter})
	}
	add("as it should", nil, nil)
	for name, turn := range hostile {
		add(name, turn, nil)
	}
	for name, alter := range altered {
		add(name, nil, alter)
	}
	reach(t, s, origins...)
	for i := range all {
		all[i].key = trust(t, s, s.Twente, s.Twente.Noordik, all[i].p.URL, nil)
		knows(t, s, s.Twente.Teacher, all[i].p.URL, "teacher-1")
	}
	for i, at := range all {
		b := open(t, s)
		v := visit{b, at.p, at.key, fmt.Sprintf("198.51.%d.7", i)}
		to, a := v.asks()
		if to != "" {
			answer := at.p.authorize(to)
			if at.alter != nil {
				at.alter(at.p, answer)
			}
			a = v.back(answer)
		}
		good := at.name == "as it should"
		if v.isIn() != good || sessions(t, s) != 1 {
			t.Errorf("%s: signed in %v, %d sessions", at.name, v.isIn(), sessions(t, s))
		}
		if !good && (a.Status < 400 || a.Status >= 500 || !strings.Contains(a.Body, "<h1")) {
			t.Errorf("%s: answered %d", at.name, a.Status)
		}
	}
	if n := len(hostile) + len(altered); n < 30 {
		t.Errorf("only %d", n)
	}
}

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
