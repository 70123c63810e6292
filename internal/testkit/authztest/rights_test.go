package authztest

import (
	"flag"
	"os"
	"testing"

	"schakel/internal/testkit/webtest"
)

var update = flag.Bool("update", false, "write docs/rights.md anew")

// TestRights holds docs/rights.md to the registry: a change of rights is a change of that file, which people review.
func TestRights(t *testing.T) {
	t.Parallel()
	const file = "../../../docs/rights.md"
	want := Rights(webtest.New(t).Server.Routes())
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/rights.md differs from the URL table: go test ./internal/testkit/authztest -run Rights -update, and read the difference")
	}
}
