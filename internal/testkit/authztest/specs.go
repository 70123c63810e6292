package authztest

import (
	"maps"

	"schakel/internal/kernel/access"
)

// Specs are all routes by pattern.
func Specs() map[string]Spec {
	out := map[string]Spec{}
	for _, part := range []map[string]Spec{
		siteSpecs,
		tokenSpecs,
		providerSpecs,
		directorySpecs,
		webhookSpecs,
		apiSpecs,
		secondSpecs,
		networkSpecs,
		programmeSpecs,
		engagementSpecs,
		facilitySpecs,
		relationSpecs,
		contactSpecs,
		duplicateSpecs,
		privacySpecs,
		fundingSpecs,
		budgetSpecs,
		agreementSpecs,
		steeringSpecs,
		inspectionSpecs,
		menuSpecs,
		needSpecs,
		portalSpecs,
		publicSpecs,
		companySpecs,
	} {
		maps.Copy(out, part)
	}
	return out
}

// specOf returns what is known of a route.
func specOf(specs map[string]Spec, r access.Route) (Spec, bool) {
	s, ok := specs[r.Pattern]
	return s, ok
}
