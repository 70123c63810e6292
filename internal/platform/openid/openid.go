// Package openid asks an OpenID provider who somebody is: the authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636,
// S256), state, nonce and the issuer in the answer (RFC 9207). It knows no accounts: it says whom the provider vouches for.
//
// Discovery, keys and tokens are fetched through platform/outbound: public addresses or what the operator allowed, no redirects, short
// answers, a limit of time.
package openid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/outbound"
)

// Why nobody is vouched for.
var (
	ErrUnreachable = errors.New("openid: the provider does not answer as one should")
	ErrRefused     = errors.New("openid: what the provider says does not hold")
)

// keepFor is how long a provider's addresses and keys are believed without asking again.
const keepFor = time.Hour

// Party is us, as a provider knows us.
type Party struct {
	Issuer   string
	ClientID string
	Secret   string // empty: a client without one, which PKCE protects
	Redirect string // our own address to which people come back
}

// Handshake is what ties an answer to the question. State and Nonce are random; Verifier is of 43 to 128 characters.
type Handshake struct{ State, Nonce, Verifier string }

// Client asks providers. Make one with New; it is safe for concurrent use.
type Client struct {
	out   *outbound.Client
	clock clock.Clock

	mu    sync.Mutex
	known map[string]provider // by issuer
}

// New makes a client.
func New(out *outbound.Client, c clock.Clock) *Client {
	return &Client{out: out, clock: c, known: map[string]provider{}}
}

// Allows reports whether an issuer could be asked at all: its address is https and usual, or the operator allowed it.
func (c *Client) Allows(issuer string) bool {
	return c.out.Check(issuer) == nil && !strings.ContainsAny(issuer, "?#")
}

// provider is what discovery told.
type provider struct {
	*oidc.Provider
	at   time.Time
	meta metadata
}

// metadata is what we look at of a provider's document besides what the library does.
type metadata struct {
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	Scopes        []string `json:"scopes_supported"`
	AuthMethods   []string `json:"token_endpoint_auth_methods_supported"`
	NamesIssuer   bool     `json:"authorization_response_iss_parameter_supported"`
}

// Forget drops what is known of an issuer, so that the next question asks it anew.
func (c *Client) Forget(issuer string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, issuer)
}

// provider asks an issuer for its addresses, or remembers them.
func (c *Client) provider(ctx context.Context, issuer string) (provider, error) {
	now := c.clock.Now()
	c.mu.Lock()
	p, ok := c.known[issuer]
	c.mu.Unlock()
	if age := now.Sub(p.at); ok && age >= 0 && age < keepFor {
		return p, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, c.out.HTTP()), issuer)
	if err != nil {
		return provider{}, fmt.Errorf("%w: discovery: %w", ErrUnreachable, err)
	}
	p = provider{Provider: found, at: now}
	if err := found.Claims(&p.meta); err != nil {
		return provider{}, fmt.Errorf("%w: discovery: %w", ErrUnreachable, err)
	}
	for _, address := range []string{p.meta.Authorization, p.meta.Token, p.meta.Keys} {
		if err := c.out.Check(address); err != nil {
			return provider{}, fmt.Errorf("%w: discovery names an address that is not asked", ErrUnreachable)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) > 1000 {
		clear(c.known)
	}
	c.known[issuer] = p
	return p, nil
}

// config is the library's view of us at the provider.
func (p provider) config(us Party) *oauth2.Config {
	end := p.Endpoint()
	end.AuthStyle = oauth2.AuthStyleInHeader
	basic := len(p.meta.AuthMethods) == 0 || slices.Contains(p.meta.AuthMethods, "client_secret_basic")
	if us.Secret == "" || !basic { // never guess: a wrong guess would use up the code
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	scopes := []string{oidc.ScopeOpenID}
	for _, s := range []string{"profile", "email"} {
		if len(p.meta.Scopes) == 0 || slices.Contains(p.meta.Scopes, s) {
			scopes = append(scopes, s)
		}
	}
	return &oauth2.Config{ClientID: us.ClientID, ClientSecret: us.Secret, Endpoint: end, RedirectURL: us.Redirect, Scopes: scopes}
}

// Address is where a browser goes to be asked who it is.
func (c *Client) Address(ctx context.Context, us Party, h Handshake) (string, error) {
	p, err := c.provider(ctx, us.Issuer)
	if err != nil {
		return "", err
	}
	return p.config(us).AuthCodeURL(h.State, oidc.Nonce(h.Nonce), oauth2.S256ChallengeOption(h.Verifier)), nil
}
