package authztest

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/testkit/authztest/oracle"
)

// can lists abilities.
func can(list ...oracle.Ability) []oracle.Ability { return list }

func query(pairs ...string) func(Case) url.Values {
	return func(Case) url.Values { return form(pairs...) }
}

// siteSpecs are the pages of the site itself, signing in, one's own account, Today, search, the change log.
var siteSpecs = map[string]Spec{
	"GET /{$}":                      {Silent: true, Status: http.StatusSeeOther},
	"GET /healthz":                  {Silent: true},
	"GET /.well-known/security.txt": {Silent: true},
	"GET /readyz":                   {Silent: true},
	"GET /assets/{path...}":         {Silent: true, Fixed: []string{"app.css"}},
	"GET /favicon.ico":              {Silent: true, Status: http.StatusSeeOther},
	"GET /styleguide":               {Silent: true},
	// A stranger's choice stays in the browser; an account's is kept.
	"POST /preferences": {Form: values("lang", "en", "theme", "dark"), StatusFor: unlessSignedIn(http.StatusSeeOther)},

	"GET /signin":          {Silent: true, StatusFor: ifSignedIn(http.StatusSeeOther)},
	"POST /signin":         {Form: wrongPassword, Status: http.StatusUnprocessableEntity, Real: rightPassword},
	"GET /signin/{token}":  {Link: "sign_in", Silent: true},
	"POST /signin/{token}": {Link: "sign_in"},
	"GET /join/{token}":    {Link: "join"},
	"POST /join/{token}":   {Link: "join", Form: values("name", "Nieuwe Naam", "password", "een lang wachtwoord 1")},
	"GET /signin/with":     {Silent: true},
	"POST /signin/with":    {Form: func(c Case) url.Values { return form("service", c.ID("provider", "on")) }, Status: http.StatusConflict, Outside: "identityweb.TestHostileProviders"},
	"GET /signin/back":     {Silent: true, Status: http.StatusConflict},
	"POST /signin/back":    {Form: values("state", "x", "code", "y"), Status: http.StatusConflict, Outside: "identityweb.TestHostileProviders"},
	"POST /logout":         {Can: can(oracle.Own), Early: halfway},

	"GET /account":                    {Can: can(oracle.Own), Shows: "colleague"},
	"POST /account/name":              {Can: can(oracle.Own), Form: values("name", "Andere Naam")},
	"POST /account/password":          {Can: can(oracle.Own), Form: values("password", newPassword)},
	"POST /account/sessions/{id}/end": {Can: can(oracle.Own), Object: "session"},
	"POST /account/services": {
		Can: can(oracle.Own), Status: http.StatusConflict, Outside: "identityweb.TestLinkingAService", Form: func(c Case) url.Values { return form("service", c.ID("provider", "on")) },
		Refs: []Ref{{Field: "service", Kind: "provider"}},
	},
	"POST /account/services/offer":       {Can: can(oracle.Own), Status: http.StatusConflict, Outside: "identityweb.TestLinkingAService"},
	"POST /account/services/{id}/unlink": {Can: can(oracle.Own), Object: "identity"},
	"POST /account/sessions/others":      {Can: can(oracle.Own)},
	"GET /account/networks":              {Can: can(oracle.Own), Silent: true},
	"POST /account/network": {
		Can: can(oracle.Own), Status: http.StatusSeeOther, Form: func(c Case) url.Values { return form("network", text(c.N.ID)) },
		Refs: []Ref{{Field: "network", Kind: "network"}}, Real: elsewhere,
	},

	"GET /today":          {Can: can(oracle.Anybody), Shows: "need", StatusFor: ifAtCompany(http.StatusSeeOther)},
	"GET /search":         {Can: can("see the network"), Query: query("q", "kanarie"), Shows: "need"},
	"GET /shortcuts":      {Can: can(oracle.Anybody), Silent: true},
	"GET /palette":        {Can: can("see the network"), Query: query("q", "kanarie"), Shows: "need"},
	"GET /audit":          {Can: can("read the audit log"), Shows: "need", Query: query(), Refs: []Ref{{Field: "object", Kind: "need"}, {Field: "object", Kind: "organisation"}}},
	"GET /audit/readings": {Can: can("read the audit log"), Shows: "colleague", Query: query(), Refs: []Ref{{Field: "subject", Kind: "need"}}},
	"GET /outbox":         {Silent: true},
	"GET /outbox/{name}":  {Silent: true, Fixed: []string{"no-such-letter"}, Status: http.StatusNotFound},
}

func values(pairs ...string) func(Case) url.Values {
	return func(Case) url.Values { return form(pairs...) }
}

// wrongPassword guesses, each caller for an address of its own, so that the limits on guessing stay out of the way.
func wrongPassword(c Case) url.Values {
	return form("email", strings.Map(lettersOnly, c.P.Name)+"@twente.example", "password", "niet het wachtwoord")
}

func lettersOnly(r rune) rune {
	if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
		return r
	}
	return -1
}

func ifSignedIn(status int) func(*Principal) int {
	return func(p *Principal) int {
		if len(p.Person.Held) > 0 {
			return status
		}
		return 0
	}
}

// ifAtCompany is the status for who works at a company.
func ifAtCompany(status int) func(*Principal) int {
	return func(p *Principal) int {
		for _, h := range p.Person.Held {
			if h.Company != "" {
				return status
			}
		}
		return 0
	}
}

func unlessSignedIn(status int) func(*Principal) int {
	return func(p *Principal) int {
		if len(p.Person.Held) == 0 {
			return status
		}
		return 0
	}
}

const newPassword = "een heel ander wachtwoord 7"

// rightPassword is that of the administrator in Twente, the first whose password the form before changed.
func rightPassword(*Principal) url.Values {
	return form("email", "admin@twente.example", "password", newPassword)
}

// elsewhere is the other network of somebody who works in two.
func elsewhere(p *Principal) url.Values {
	if len(p.Person.Elsewhere) == 0 {
		return nil
	}
	return form("network", p.Person.Elsewhere[0])
}
