package app_test

import (
	"path/filepath"
	"slices"
	"testing"

	"schakel/internal/app"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/config"
)

// A new installation has no folder yet; what is up to date stays as it is.
func TestMigrateFromNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	c := &config.Config{Data: dir, Database: filepath.Join(dir, "schakel.db")}
	if n, err := app.Migrate(t.Context(), c, ""); err != nil || n == 0 {
		t.Fatalf("%d steps, %v", n, err)
	}
	if n, err := app.Migrate(t.Context(), c, ""); err != nil || n != 0 {
		t.Errorf("again: %d steps, %v", n, err)
	}
}

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
