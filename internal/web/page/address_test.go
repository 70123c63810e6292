package page_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"schakel/internal/web/page"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"2026": 2026, "": 0, "all": 0, "1899": 0, "1900": 1900, "2201": 0, "-2026": 0, "20.26": 0, "99999999999999999999": 0} {
		c := &page.Ctx{R: httptest.NewRequest(http.MethodGet, page.Address("/funding", url.Values{"year": {text}}), nil)}
		if got := c.QueryYear(); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	if got := page.Address("/funding", nil); got != "/funding" {
		t.Errorf("without parameters: %s", got)
	}
}
