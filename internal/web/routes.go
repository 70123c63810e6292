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

// table is the whole URL table: one routes_NOUN.go per noun.
func table(s Services) []route {
	return slices.Concat(
		siteRoutes(s),
		identityRoutes(s),
		secondRoutes(s),
		tokenRoutes(s),
		providerRoutes(s),
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
