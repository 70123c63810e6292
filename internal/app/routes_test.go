package app_test

import (
	"slices"
	"testing"

	"schakel/internal/app"
	"schakel/internal/kernel/access"
)

// The URL table is there without a database, with the API and with what only a demo has: others test us from outside by it.
func TestRoutesWithoutAnythingOpen(t *testing.T) {
	t.Parallel()
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GET /today", "POST /needs", "GET /api/v1/organisations", "GET /outbox", "GET /healthz"} {
		if !slices.ContainsFunc(routes, func(r access.Route) bool { return r.Pattern == want }) {
			t.Errorf("%s is missing among %d routes", want, len(routes))
		}
	}
}
