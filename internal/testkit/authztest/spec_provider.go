package authztest

import (
	"net/http"
	"net/url"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// nowhere is the address of a service that is never asked: it stands on this machine.
const nowhere = "https://127.0.0.1"

// providerSpecs are the sign-in services that a network trusts.
var providerSpecs = map[string]Spec{
	"GET /network/signin": {Can: can("keep sign-in services"), Shows: "unit"},
	"POST /network/signin": {Can: can("keep sign-in services"), Object: "unit", Form: func(c Case) url.Values {
		return form("unit", text(c.O.ID), "name", "Microsoft", "issuer", nowhere, "client_id", "schakel", "second", "no")
	}},
	"GET /network/signin/{id}": {Can: can("keep sign-in services"), Object: "provider"},
	"POST /network/signin/{id}": {Can: can("keep sign-in services"), Object: "provider", Form: func(c Case) url.Values {
		return form("name", "Google", "issuer", nowhere, "client_id", "schakel", "second", "no", "version", c.Version("sign_in_provider"))
	}},
	"POST /network/signin/{id}/test":   {Can: can("keep sign-in services"), Object: "provider", Status: http.StatusConflict, Outside: "identityweb.TestLookingAfterAService"},
	"POST /network/signin/{id}/switch": {Can: can("keep sign-in services"), Object: "provider", Form: values("on", "1")},
	"POST /network/signin/{id}/remove": {Can: can("keep sign-in services"), Object: "provider"},
}

// providers are sign-in services of units in both subregions and of the network. Those that are on name no canary: the sign-in page is
// everybody's.
func (n *Net) providers() {
	f := n.f
	for _, unit := range []string{"root", "almelo", "hengelo"} {
		in := identity.ProviderInput{Unit: n.Units[unit], Name: n.word("role", unit), Issuer: nowhere, ClientID: "schakel", Second: "always"}
		n.add(&Object{Kind: "provider", ID: got[id.ID](f)(n.svc().Identity.AddProvider(f.ctx(), n.System, in)), Unit: unit, Word: in.Name})
		f.exec(`UPDATE sign_in_provider SET tested_at = $2 WHERE network_id = $1`, n.ID, f.Clock.Now())
		in.Name = "Inlogdienst"
		key := got[id.ID](f)(n.svc().Identity.AddProvider(f.ctx(), n.System, in))
		f.exec(`UPDATE sign_in_provider SET tested_at = $2, enabled_at = $2 WHERE id = $1`, key, f.Clock.Now())
		n.add(&Object{Kind: "provider", ID: key, Unit: unit, Tag: "on"})
	}
}

// withIdentity makes a colleague known by a sign-in service.
func (f *Fixture) withIdentity(n *Net, p *Principal) {
	key := f.Kit.IDs.New()
	f.exec(`INSERT INTO sign_in_identity (network_id, id, account_id, issuer, subject, label, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $2)`,
		n.ID, key, p.Scope.Account(), nowhere, string(key), n.wordOf(oracle.Thing{Kind: "own", Account: text(p.Scope.Account())}, ""), f.Clock.Now())
	n.add(&Object{Kind: "identity", ID: key, Owner: p.Scope.Account()})
}
