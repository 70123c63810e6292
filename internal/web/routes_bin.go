package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/binweb"
)

// binRoutes are the bin of the relations: what was thrown away and the way back.
func binRoutes(s Services) []route {
	h := binweb.New(s.Bin)
	show := access.Route{Pattern: "GET /relations/bin", Policy: access.Needs(access.OrganisationWrite, access.PersonRead), Credentials: session, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-"}
	restore := show
	restore.Pattern, restore.Body, restore.Audit = "POST /relations/bin", formLimit, "bin.restored"
	return []route{{show, h.List}, {restore, h.Restore}}
}
