package identityweb_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/outbound"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// provider is an OpenID provider that does as it should, until a test turns one of its screws.
type provider struct {
	*httptest.Server
	t     *testing.T
	clock clock.Clock
	key   *ecdsa.PrivateKey
	asked map[string]url.Values // by code: the questions that it answered
	codes int

	who    map[string]any // claims about whoever is signed in there
	claims func(map[string]any)
	header map[string]any
	sign   func(signed string) []byte // the signature of header.payload
	mangle func(token string) string
	meta   func(map[string]any)
	answer func(map[string]any)        // of the token endpoint
	serve  map[string]http.HandlerFunc // by path, in place of its own
}

const (
	clientID = "schakel-test"
	secret   = "a client's secret & more"
)

func newProvider(t *testing.T, c clock.Clock) *provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{t: t, clock: c, key: key, asked: map[string]url.Values{}, serve: map[string]http.HandlerFunc{}, header: map[string]any{"alg": "ES256", "kid": "one"}, who: map[string]any{"sub": "teacher-1"}}
	p.sign = func(signed string) []byte { return p.signed(p.key, signed) }
	own := map[string]http.HandlerFunc{"/.well-known/openid-configuration": p.discovery, "/jwks": p.jwks, "/token": p.token}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := p.serve[r.URL.Path]
		if h == nil {
			h = own[r.URL.Path]
		}
		if h == nil {
			h = http.NotFound
		}
		h(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // to a test's own client
}

func (p *provider) discovery(w http.ResponseWriter, _ *http.Request) {
	meta := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/jwks",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
	}
	if p.meta != nil {
		p.meta(meta)
	}
	sendJSON(w, meta)
}

func b64(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func jwk(key *ecdsa.PrivateKey) map[string]any {
	raw, _ := key.PublicKey.Bytes() // of a key that was made here
	return map[string]any{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "one", "x": b64(raw[1:33]), "y": b64(raw[33:])}
}

func (p *provider) jwks(w http.ResponseWriter, _ *http.Request) {
	sendJSON(w, map[string]any{"keys": []any{jwk(p.key)}})
}

func (p *provider) signed(key *ecdsa.PrivateKey, text string) []byte {
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		p.t.Error(err)
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
}

func hs256(key []byte) func(string) []byte {
	return func(text string) []byte {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
}

// authorize is the person who says yes at the provider: it returns what the browser brings back.
func (p *provider) authorize(address string) url.Values {
	p.t.Helper()
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(address, p.URL+"/auth?") {
		p.t.Fatalf("sent to %q", address)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || q.Get("nonce") == "" || len(q.Get("state")) < 43 ||
		q.Get("redirect_uri") != "http://schakel.test/signin/back" || q.Get("response_type") != "code" || q.Get("client_id") != clientID {
		p.t.Errorf("asked %v", q)
	}
	p.codes++
	code := "code-" + strconv.Itoa(p.codes)
	p.asked[code] = q
	return url.Values{"code": {code}, "state": q["state"]}
}

// token gives the token for a code, once, to whoever knows the verifier.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	password, _ = url.QueryUnescape(password)
	q, known := p.asked[r.PostFormValue("code")]
	delete(p.asked, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || user != clientID || password != secret || b64(sum[:]) != q.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		sendJSON(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := p.clock.Now().Unix()
	claims := map[string]any{"iss": p.URL, "aud": clientID, "nonce": q.Get("nonce"), "iat": now, "exp": now + 300}
	maps.Copy(claims, p.who)
	if p.claims != nil {
		p.claims(claims)
	}
	header, _ := json.Marshal(p.header) // of plain values
	payload, _ := json.Marshal(claims)
	text := b64(header) + "." + b64(payload)
	token := text + "." + b64(p.sign(text))
	if p.mangle != nil {
		token = p.mangle(token)
	}
	answer := map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": token}
	if p.answer != nil {
		p.answer(answer)
	}
	sendJSON(w, answer)
}

// reach lets the site ask local providers, and nothing else on a private address.
func reach(t *testing.T, s *webtest.Site, providers ...string) {
	t.Helper()
	options := outbound.Options{Timeout: slow}
	for _, p := range providers {
		var o outbound.Origin
		if err := o.UnmarshalText([]byte(p)); err != nil {
			t.Fatal(err)
		}
		options.Allow = append(options.Allow, o)
	}
	s.Services.Identity.Reach(outbound.New(options))
}

// trust adds a service to a network and has it on, tested as it were.
func trust(t *testing.T, s *webtest.Site, r *world.Region, unit id.ID, issuer string, more func(*identity.ProviderInput)) id.ID {
	t.Helper()
	in := identity.ProviderInput{Unit: unit, Name: "Noordik", Issuer: issuer, ClientID: clientID, Secret: secret, Second: "no"}
	if more != nil {
		more(&in)
	}
	key, err := s.Services.Identity.AddProvider(t.Context(), r.Admin, in)
	if err != nil {
		t.Fatal(err)
	}
	err = s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE sign_in_provider SET tested_at = $2 WHERE id = $1`, key, s.Clock.Now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Services.Identity.SwitchProvider(t.Context(), r.Admin, key, true); err != nil {
		t.Fatal(err)
	}
	return key
}

// knows notes that a service knows somebody, without the way there.
func knows(t *testing.T, s *webtest.Site, sc access.Scope, issuer, subject string) {
	t.Helper()
	err := s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO sign_in_identity (network_id, id, account_id, issuer, subject, label, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, '', $6, $2)`,
			sc.Network(), s.Kit.IDs.New(), sc.Account(), issuer, subject, s.Clock.Now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// invited is somebody who has a link to join.
func invited(t *testing.T, s *webtest.Site, role access.Role, unit id.ID) id.ID {
	t.Helper()
	account, err := s.Network.InvitePerson(t.Context(), s.Twente.Admin, network.InviteInput{Email: mail, Name: "Nieuw", Role: role, Unit: unit})
	if err != nil {
		t.Fatal(err)
	}
	return account
}

// also gives an account a role in another network.
func also(t *testing.T, s *webtest.Site, r *world.Region, account id.ID, role access.Role, unit id.ID) {
	t.Helper()
	if err := s.Network.GiveRole(t.Context(), r.System, network.RoleInput{Account: account, Role: role, Unit: unit, Reason: "test"}); err != nil {
		t.Fatal(err)
	}
}
