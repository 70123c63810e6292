package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/relationweb"
)

// duplicateRoutes are records that are the same: looking for them, merging them and parting them again; and people who work at
// several organisations, or left.
func duplicateRoutes(s Services) []route {
	h := relationweb.New(s.Relation)
	show := func(pattern, object string, actions ...access.Action) access.Route {
		return access.Route{Pattern: "GET " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, object, audit string, actions ...access.Action) access.Route {
		return access.Route{
			Pattern: "POST " + pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object,
			Rate: access.RateNormal, Body: formLimit, Audit: audit,
		}
	}
	search := act("/relations/duplicates/search", "-", "duplicates.searched", access.OrganisationMerge)
	search.Rate = access.RateCostly
	return []route{
		{show("/relations/duplicates", "-", access.OrganisationMerge), h.Duplicates},
		{search, h.SearchDuplicates},
		{act("/relations/duplicates/apart", "-", "duplicate.denied", access.OrganisationMerge), h.NotDuplicates},
		{show("/relations/{id}/merge", "organisation", access.OrganisationMerge), h.Merge},
		{act("/relations/{id}/merge", "organisation", "organisation.merged", access.OrganisationMerge), h.DoMerge},
		{show("/people/{id}/merge", "person", access.OrganisationMerge), h.MergePerson},
		{act("/people/{id}/merge", "person", "person.merged", access.OrganisationMerge), h.DoMergePerson},
		{act("/merges/{id}/undo", "merging", "organisation.parted", access.OrganisationMerge), h.UndoMerge},

		{show("/people/{id}/elsewhere", "person", access.PersonRead, access.PersonWrite), h.Elsewhere},
		{show("/relations/{id}/positions/new", "organisation", access.PersonRead, access.PersonWrite), h.NewPosition},
		{act("/relations/{id}/positions", "organisation", "position.added", access.PersonWrite), h.AddPosition},
		{act("/relations/{id}/people/{person}/leave", "organisation", "person.left", access.PersonWrite), h.LeavePerson},
	}
}
