package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/identityweb"
)

// providerRoutes are the pages of the sign-in services outside Schakel that a network trusts.
func providerRoutes(s Services) []route {
	h := identityweb.NewProviders(s.Identity, s.Network)
	show := func(pattern, object string) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(access.ProviderManage), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string) access.Route {
		r := show(pattern, object)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	const all, one = "/network/signin", "/network/signin/{id}"
	return []route{
		{show("GET "+all, "-"), h.List},
		{act("POST "+all, "-", "provider.added"), h.Add},
		{show("GET "+one, "provider"), h.One},
		{act("POST "+one, "provider", "provider.edited"), h.Edit},
		{act("POST "+one+"/test", "provider", "-"), h.Test},
		{act("POST "+one+"/switch", "provider", "provider.on"), h.Switch},
		{act("POST "+one+"/remove", "provider", "provider.removed"), h.Remove},
	}
}
