package openid

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Limits of an ID token.
const (
	maxToken   = 16 << 10 // characters
	maxSubject = 255      // OpenID Connect Core, section 2
	skew       = 5 * time.Minute
	oldest     = 15 * time.Minute // since it was issued: it was asked for just now
)

// Answer is what the browser brings back.
type Answer struct {
	Code   string
	Issuer string // "iss", when the provider names itself
}

// Person is whom a provider vouches for. Only Subject says who it is, within the issuer; the others are for people to read.
type Person struct {
	Subject string
	Name    string
	Email   string
	ACR     string   // how sure the provider is, in its own words
	AMR     []string // how it found out: RFC 8176
}

// Exchange fetches the token for a code and checks everything that it says. ErrUnreachable is the provider's or the line's trouble;
// ErrRefused is an answer that must not sign anybody in.
func (c *Client) Exchange(ctx context.Context, us Party, h Handshake, a Answer) (Person, error) {
	p, err := c.provider(ctx, us.Issuer)
	if err != nil {
		return Person{}, err
	}
	if a.Issuer != "" && a.Issuer != us.Issuer || a.Issuer == "" && p.meta.NamesIssuer {
		return Person{}, fmt.Errorf("%w: the answer is another issuer's", ErrRefused)
	}
	if a.Code == "" || len(a.Code) > 4<<10 {
		return Person{}, fmt.Errorf("%w: no code", ErrRefused)
	}
	ctx = oidc.ClientContext(ctx, c.out.HTTP())
	token, err := p.config(us).Exchange(ctx, a.Code, oauth2.VerifierOption(h.Verifier))
	if err != nil {
		return Person{}, tokenTrouble(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" || len(raw) > maxToken {
		return Person{}, fmt.Errorf("%w: an ID token of %d characters", ErrRefused, len(raw))
	}
	checked, err := p.Verifier(&oidc.Config{ClientID: us.ClientID, Now: c.clock.Now}).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if checked.AccessTokenHash != "" {
		if err := checked.VerifyAccessToken(token.AccessToken); err != nil {
			return Person{}, fmt.Errorf("%w: %w", ErrRefused, err)
		}
	}
	return c.person(us, h, checked)
}

// tokenTrouble keeps what a token endpoint said, without its text: who chose the provider may not read along.
func tokenTrouble(err error) error {
	var said *oauth2.RetrieveError
	if !errors.As(err, &said) {
		return fmt.Errorf("%w: token: %w", ErrUnreachable, err)
	}
	status := 0
	if said.Response != nil {
		status = said.Response.StatusCode
	}
	if status >= 500 {
		return fmt.Errorf("%w: token: answered %d", ErrUnreachable, status)
	}
	return fmt.Errorf("%w: token: answered %d %.60q", ErrRefused, status, said.ErrorCode)
}

// claims are what we read of a token besides what the library checked. What people typed at the provider may have any form.
type claims struct {
	AZP   any `json:"azp"`
	ACR   any `json:"acr"`
	AMR   any `json:"amr"`
	Name  any `json:"name"`
	Email any `json:"email"`
}

// person checks what the library leaves to its caller: OpenID Connect Core, section 3.1.3.7, 3 to 11.
func (c *Client) person(us Party, h Handshake, t *oidc.IDToken) (Person, error) {
	refuse := func(why string) (Person, error) { return Person{}, fmt.Errorf("%w: %s", ErrRefused, why) }
	var said claims
	if err := t.Claims(&said); err != nil {
		return refuse("claims can't be read")
	}
	now := c.clock.Now()
	switch {
	case h.Nonce == "" || subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(h.Nonce)) != 1:
		return refuse("another nonce")
	case len(t.Audience) != 1:
		return refuse("meant for others too")
	case said.AZP != nil && said.AZP != any(us.ClientID):
		return refuse("given to another party")
	case t.IssuedAt.IsZero() || t.IssuedAt.After(now.Add(skew)) || t.IssuedAt.Before(now.Add(-oldest)):
		return refuse("not issued just now")
	case t.Subject == "" || len(t.Subject) > maxSubject || strings.ContainsFunc(t.Subject, func(r rune) bool { return r < ' ' || r > '~' }):
		return refuse("no usable subject")
	}
	out := Person{Subject: t.Subject, Name: line(said.Name), Email: line(said.Email), ACR: line(said.ACR)}
	list, _ := said.AMR.([]any)
	for _, v := range list[:min(len(list), 20)] {
		if m := line(v); m != "" {
			out.AMR = append(out.AMR, m)
		}
	}
	return out, nil
}

// line is a text of one line that a page can show, cut to 120 characters; anything else is empty.
func line(v any) string {
	s, _ := v.(string)
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))), " ")
	if runes := []rune(s); len(runes) > 120 {
		s = string(runes[:120])
	}
	return s
}
