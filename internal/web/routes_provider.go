package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/identityweb"
)

// providerRoutes are the pages of the sign-in services outside Schakel that a network trusts.
func providerRoutes(s Services) []route {
	h := identityweb.NewProviders(s.Identity, s.Network)
	show, act := pagesOf(access.C2)
	const may = access.ProviderManage
	const all, one = "/network/signin", "/network/signin/{id}"
	return []route{
		{show("GET "+all, "-", may), h.List},
		{act("POST "+all, "-", "provider.added", may), h.Add},
		{show("GET "+one, "provider", may), h.One},
		{act("POST "+one, "provider", "provider.edited", may), h.Edit},
		{act("POST "+one+"/test", "provider", "-", may), h.Test},
		{act("POST "+one+"/switch", "provider", "provider.on", may), h.Switch},
		{act("POST "+one+"/remove", "provider", "provider.removed", may), h.Remove},
	}
}
