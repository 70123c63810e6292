package webhookweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/testkit/webtest"
)

// The secret is shown when the webhook is made and when it is renewed, and never again; what was typed wrong stands in the form again.
func TestPages(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	admin := s.As(t, s.Twente.Admin)
	const path = "/network/webhooks"
	typed := url.Values{"unit": {string(s.Twente.Almelo)}, "name": {"Website"}, "url": {"http://example.org/"}, "events": {"need.asked"}}
	if a := admin.Post(path, typed); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `value="http://example.org/"`) {
		t.Fatalf("a bad address: %d", a.Status)
	}
	typed.Set("url", "https://example.org/hook")
	made := admin.Post(path, typed)
	if made.Status != http.StatusOK || strings.Count(made.Body, "whsec_") != 2 { // in sight, and in the button that copies it
		t.Fatalf("made: %d, %s", made.Status, made.Body)
	}
	_, rest, _ := strings.Cut(made.Body, `action="`+path+"/")
	one := path + "/" + rest[:36]
	if a := admin.Get(one); strings.Contains(a.Body, "whsec_") || a.Queries > 6 || !strings.Contains(a.Body, "https://example.org/hook") {
		t.Errorf("shown again, or in %d queries", a.Queries)
	}
	if a := admin.Post(one+"/secret", nil); !strings.Contains(a.Body, "whsec_") || strings.Contains(a.Body, made.Body[strings.Index(made.Body, "whsec_"):][:20]) {
		t.Error("no new secret")
	}
	admin.Post(one+"/test", nil)
	admin.Post(one+"/pause", nil)
	if a := admin.Get(one + "?state=waiting"); !strings.Contains(a.Body, "Proef") || strings.Contains(a.Body, "Proef sturen") || !strings.Contains(a.Body, "Hervatten") {
		t.Errorf("paused: %s", a.Body)
	}
	if a := admin.Get(path); !strings.Contains(a.Body, "Gepauzeerd") || a.Queries > 6 {
		t.Errorf("list in %d queries", a.Queries)
	}
}
