package web

import (
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
)

// route is a line of the URL table with the handler that answers it.
type route struct {
	access.Route
	answer page.Handler
}

// What routes commonly take.
var (
	session = []access.Credential{access.CredentialSession}
	viaLink = []access.Credential{access.CredentialLink}
	anybody = []access.Credential{access.CredentialNone, access.CredentialSession}
)

const (
	formLimit   int64 = 64 << 10 // a form without files
	uploadLimit int64 = 26 << 20 // a form with a file of 25 MiB
)

// pagesOf makes the routes of pages that people with a session look at and of the forms on them, of one data class: a pattern with its
// method, what kind of object its {id} names, and what it takes. A page changes nothing; a form leaves an audit row.
func pagesOf(class access.Class) (show func(pattern, object string, needs ...access.Action) access.Route, act func(pattern, object, audit string, needs ...access.Action) access.Route) {
	show = func(pattern, object string, needs ...access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(needs...), Credentials: session, Class: class, Object: object, Rate: access.RateNormal, Audit: "-"}
	}
	act = func(pattern, object, audit string, needs ...access.Action) access.Route {
		r := show(pattern, object, needs...)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	return show, act
}

// table is the whole URL table: one routes_NOUN.go per noun.
func table(s Services) []route {
	return slices.Concat(
		siteRoutes(s),
		identityRoutes(s),
		secondRoutes(s),
		tokenRoutes(s),
		providerRoutes(s),
		directoryRoutes(s),
		webhookRoutes(s),
		networkRoutes(s),
		todayRoutes(s),
		relationRoutes(s),
		maildropRoutes(s),
		duplicateRoutes(s),
		privacyRoutes(s),
		menuRoutes(s),
		programmeRoutes(s),
		needRoutes(s),
		engagementRoutes(s),
		calendarRoutes(s),
		facilityRoutes(s),
		fundingRoutes(s),
		budgetRoutes(s),
		agreementRoutes(s),
		steeringRoutes(s),
		inspectionRoutes(s),
		portalRoutes(s),
		companyRoutes(s),
		claimRoutes(s),
		publicRoutes(s),
	)
}

// notFound answers every address that is not in the table.
var notFound = route{
	Route:  access.Route{Pattern: "GET /", Policy: access.Open("says that there is no such page"), Credentials: anybody, Rate: access.RateNormal, Class: access.C0, Object: "-", Audit: "-"},
	answer: func(*page.Ctx) error { return fault.NotFound("fault.not_found") },
}
