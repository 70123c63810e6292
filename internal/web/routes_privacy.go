package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/binweb"
	"schakel/internal/web/relationweb"
	"schakel/internal/web/upkeepweb"
)

// privacyRoutes are the bin, the machinery and what is kept in it, and a person's own page: what is kept of them, handing it out, and erasing it.
func privacyRoutes(s Services) []route {
	show := func(pattern, object string, actions ...access.Action) access.Route {
		return access.Route{Pattern: "GET " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, actions ...access.Action) access.Route {
		return access.Route{Pattern: "POST " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Body: formLimit, Audit: audit}
	}
	costly := func(r access.Route) access.Route { r.Rate = access.RateCostly; return r }
	bin, h, up := binweb.New(s.Bin), relationweb.New(s.Relation), upkeepweb.New(s.Upkeep)
	return []route{
		{show("/relations/bin", "-", access.OrganisationWrite, access.PersonRead), bin.List},
		{act("/relations/bin", "-", "bin.restored", access.OrganisationWrite, access.PersonRead), bin.Restore},

		{show("/upkeep", "-", access.Upkeep), up.Show},
		{show("/upkeep/kept", "-", access.NetworkRead), up.What},
		{act("/upkeep/jobs/{id}/retry", "job", "job.retried", access.Upkeep), up.Retry},
		{act("/upkeep/jobs/{id}/drop", "job", "job.dropped", access.Upkeep), up.Drop},

		{show("/people/{id}", "person", access.PersonRead), h.PersonPage},
		{act("/people/{id}/history/{change}/restore", "person", "field.restored", access.PersonRead, access.PersonWrite), h.RestorePersonField},
		{costly(act("/people/{id}/export", "person", "person.exported", access.PersonExport)), h.ExportPerson},
		{show("/people/{id}/erase", "person", access.PersonErase), h.EraseForm},
		{costly(act("/people/{id}/erase", "person", "person.erased", access.PersonErase)), h.Erase},
	}
}
