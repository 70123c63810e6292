package identityweb_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

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
