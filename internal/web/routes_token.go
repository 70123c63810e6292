package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/tokenweb"
)

// tokenRoutes are the pages of API tokens. No token opens them: whoever holds one cannot make another.
func tokenRoutes(s Services) []route {
	h := tokenweb.New(s.Token, s.Network)
	show := func(pattern, object string, needs access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(needs), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, needs access.Action) access.Route {
		r := show(pattern, object, needs)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	const services = "/network/services"
	return []route{
		{show("GET /account/tokens", "-", access.TokenHold), h.Own},
		{act("POST /account/tokens", "-", "token.made", access.TokenHold), h.Make},
		{act("POST /account/tokens/{id}/revoke", "token", "token.revoked", access.AccountOwn), h.Revoke},
		{show("GET "+services, "-", access.RoleManage), h.Services},
		{act("POST "+services, "-", "account.service_made", access.RoleManage), h.AddService},
		{show("GET "+services+"/{id}", "account", access.RoleManage), h.Service},
		{act("POST "+services+"/{id}/tokens", "account", "token.made", access.RoleManage), h.MakeService},
		{act("POST "+services+"/{id}/tokens/{token}/revoke", "account", "token.revoked", access.RoleManage), h.RevokeService},
	}
}
