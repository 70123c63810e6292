package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/tokenweb"
)

// tokenRoutes are the pages of API tokens. No token opens them: whoever holds one cannot make another.
func tokenRoutes(s Services) []route {
	h := tokenweb.New(s.Token, s.Network)
	show, act := pagesOf(access.C2)
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
