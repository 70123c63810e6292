package apiweb_test

import (
	"net/http"
	"strings"
	"testing"

	"schakel/internal/testkit/webtest"
)

// The page tells every operation of the document, in both languages, to anybody.
func TestThePageTellsEveryOperation(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	for _, lang := range []string{"nl", "en"} {
		page := s.Anonymous().With("schakel_lang", lang).Get("/api")
		if page.Status != http.StatusOK || strings.Contains(page.Body, "⟦") || page.Queries > 0 {
			t.Fatalf("%s: %d, %d queries, or a text is missing", lang, page.Status, page.Queries)
		}
		n := 0
		for _, r := range s.Server.Routes() {
			if !strings.HasPrefix(r.Path(), "/api/v1/") || r.Path() == "/api/v1/openapi.yaml" {
				continue
			}
			n++
			if !strings.Contains(page.Body, r.Pattern+" ·") {
				t.Errorf("%s: the page says nothing of %s", lang, r.Pattern)
			}
		}
		if n < 20 {
			t.Errorf("%d operations: the test looks in the wrong place", n)
		}
	}
}
