package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/networkweb"
)

// applyLimit holds a few hundred chosen schools with the unit each comes under.
const applyLimit int64 = 512 << 10

// networkRoutes are the tree of units, its people, and the schools from DUO.
func networkRoutes(s Services) []route {
	h := networkweb.New(s.Network, s.Relation)
	show := func(pattern, object string, class access.Class, needs ...access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: class, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := show(pattern, object, access.C2, needs...)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	duo := []access.Action{access.ImportRun, access.NetworkManage, access.OrganisationWrite}
	upload := act("POST /network/duo", "-", "duo.uploaded", duo...)
	upload.Body, upload.Rate = uploadLimit, access.RateCostly
	apply := act("POST /network/duo/{id}/apply", "import_run", "duo.imported", duo...)
	apply.Body, apply.Rate = applyLimit, access.RateCostly
	return []route{
		{show("GET /network", "-", access.C1, access.NetworkRead), h.Tree},
		{act("POST /network/units", "-", "unit.added", access.NetworkManage), h.AddUnit},
		{show("GET /network/units/{id}", "unit", access.C2, access.NetworkRead), h.Unit},
		{act("POST /network/units/{id}", "unit", "unit.edited", access.NetworkManage), h.EditUnit},
		{act("POST /network/units/{id}/move", "unit", "unit.moved", access.NetworkManage), h.MoveUnit},
		{act("POST /network/units/{id}/roles", "unit", "role.given", access.RoleManage), h.Give},
		{act("POST /network/roles/{id}/revoke", "role_grant", "role.revoked", access.RoleManage), h.Revoke},
		{show("GET /network/people", "-", access.C2, access.RoleRead), h.People},
		{act("POST /network/people", "-", "role.given", access.RoleManage), h.Invite},
		{act("POST /network/people/{id}/again", "account", "role.told_again", access.RoleManage), h.InviteAgain},
		{show("GET /network/people/{id}/second", "account", access.C2, access.RoleManage), h.SecondForm},
		{act("POST /network/people/{id}/second", "account", "second.reset", access.RoleManage), h.ResetSecond},
		{show("GET /network/duo", "-", access.C2, duo...), h.Upload},
		{upload, h.Uploaded},
		{show("GET /network/duo/{id}", "import_run", access.C2, duo...), h.Schools},
		{apply, h.Apply},
	}
}
