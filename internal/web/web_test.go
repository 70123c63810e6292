package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/testkit/webtest"
)

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	for _, path := range []string{"/signin", "/today", "/nothing", "/assets/nothing", "/healthz", "/i/no-token"} {
		h := site.As(t, site.Twente.Teacher).Get(path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: unsafe policy", path)
		}
	}
}

func TestStrangersGoToTheSignInPageAndBack(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	a := site.Anonymous().Get("/needs?state=open")
	if a.Status != http.StatusSeeOther || a.Location != "/signin?next=%2Fneeds%3Fstate%3Dopen" {
		t.Errorf("%d %s", a.Status, a.Location)
	}
}

func TestAnotherSiteCannotPost(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	r := httptest.NewRequest(http.MethodPost, "/preferences", strings.NewReader("lang=en"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := site.As(t, site.Twente.Teacher).Do(r); a.Status != http.StatusForbidden {
		t.Errorf("taken: %d", a.Status)
	}
}

func TestRedirectsStayHome(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	c := site.As(t, site.Twente.Teacher)
	for _, next := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\t/evil.example", "evil"} {
		a := c.Post("/preferences", url.Values{"lang": {"en"}, "next": {next}})
		if a.Status != http.StatusSeeOther || a.Location != "/" {
			t.Errorf("%q leads to %d %q", next, a.Status, a.Location)
		}
	}
}

func TestLanguageAndLooksAreKept(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	c := site.As(t, site.Twente.Teacher)
	if a := c.Get("/today"); !strings.Contains(a.Body, `lang="nl"`) {
		t.Error("not Dutch by default")
	}
	if a := c.Post("/preferences", url.Values{"lang": {"en"}, "theme": {"dark"}, "next": {"/today"}}); a.Location != "/today" {
		t.Errorf("%d %s", a.Status, a.Location)
	}
	a := c.Get("/today") // another browser of the same account: no cookies of the choice
	if !strings.Contains(a.Body, `lang="en"`) || !strings.Contains(a.Body, `data-theme="dark"`) {
		t.Error("the choice does not follow the account")
	}
}

func TestTooLargeAFormIsRefused(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	a := site.As(t, site.Twente.Teacher).Post("/needs", url.Values{"title": {strings.Repeat("x", 100_000)}})
	if a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", a.Status)
	}
}

func TestUnknownPagesAreNotFoundForAnybody(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	for name, c := range map[string]*webtest.Client{"stranger": site.Anonymous(), "teacher": site.As(t, site.Twente.Teacher)} {
		if a := c.Get("/nothing/here"); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, a.Status)
		}
		if a := c.Get("/needs/not-an-id"); name == "teacher" && a.Status != http.StatusNotFound {
			t.Errorf("%s: malformed id: %d", name, a.Status)
		}
	}
}

func TestWhereWeakSpotsAreReported(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	a := site.Anonymous().Get("/.well-known/security.txt")
	if a.Status != http.StatusOK || !strings.Contains(a.Body, "Contact: mailto:veilig@schakel.test\nExpires: 2027-05-24T08:00:00Z\n") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	if a := site.Anonymous().Get("/healthz"); a.Status != http.StatusOK {
		t.Error(a.Status)
	}
	if a := site.Anonymous().Get("/readyz"); a.Status != http.StatusOK {
		t.Error(a.Status)
	}
	if err := site.DB.Close(); err != nil {
		t.Fatal(err)
	}
	if a := site.Anonymous().Get("/readyz"); a.Status != http.StatusServiceUnavailable {
		t.Errorf("ready without a database: %d", a.Status)
	}
}

func TestAssetsAreCachedForEverUnderTheirHash(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	page := site.Anonymous().Get("/signin").Body
	_, rest, ok := strings.Cut(page, `href="/assets/v`)
	if !ok {
		t.Fatal("no stylesheet on the page")
	}
	path, _, _ := strings.Cut(rest, `"`)
	a := site.Anonymous().Get("/assets/v" + path)
	if a.Status != http.StatusOK || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%d %q", a.Status, a.Header.Get("Cache-Control"))
	}
	for accepts, packed := range map[string]bool{"gzip, deflate, br": true, "br;q=1.0, gzip;q=0.8": true, "": false, "identity": false, "gzip;q=0": false, "gzip; q=0.0, br": false} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/assets/v"+path, nil)
		r.Header.Set("Accept-Encoding", accepts)
		w := httptest.NewRecorder()
		site.Server.ServeHTTP(w, r)
		body := io.Reader(w.Body)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != packed || w.Header().Get("Vary") == "" {
			t.Errorf("who accepts %q gets gzip: %v, want %v; varies by %q", accepts, got, packed, w.Header().Get("Vary"))
			continue
		}
		if packed {
			unpacked, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unpacked
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != a.Body {
			t.Errorf("who accepts %q gets %d bytes, want %d: %v", accepts, len(got), len(a.Body), err)
		}
	}
	if a := site.Anonymous().Get("/assets/nothing.css"); a.Status != http.StatusNotFound || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("an asset that is none: %d %q", a.Status, a.Header.Get("Content-Encoding"))
	}
	if a := site.Anonymous().Get("/assets/accent/zzzzzz.css"); a.Status != http.StatusNotFound {
		t.Errorf("a colour that is none: %d", a.Status)
	}
	if a := site.Anonymous().Get("/assets/accent/7a3e9d.css"); a.Status != http.StatusOK {
		t.Errorf("a colour: %d", a.Status)
	}
}

// A runaway script is stopped; others go on.
func TestTooManyRequestsAreRefused(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	hasty, calm := site.As(t, site.Twente.Teacher), site.As(t, site.Twente.Relation)
	var last webtest.Answer
	for range 700 {
		if last = hasty.Get("/account"); last.Status == http.StatusTooManyRequests {
			break
		}
	}
	if last.Status != http.StatusTooManyRequests || last.Header.Get("Retry-After") == "" {
		t.Errorf("never refused: %d", last.Status)
	}
	if a := calm.Get("/account"); a.Status != http.StatusOK {
		t.Errorf("another person is refused too: %d", a.Status)
	}
}

// A session that ends is no session any more at the next request.
func TestRolesEndAtOnce(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	c := site.As(t, site.Twente.Teacher)
	if a := c.Get("/needs"); a.Status != http.StatusOK {
		t.Fatal(a.Status)
	}
	if err := site.Services.Identity.SetDisabled(t.Context(), site.Twente.System, site.Twente.Teacher.Account(), true); err != nil {
		t.Fatal(err)
	}
	if a := c.Get("/needs"); a.Status != http.StatusSeeOther {
		t.Errorf("a disabled account still sees needs: %d", a.Status)
	}
}

func TestRegistryIsWhole(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	routes := site.Server.Routes()
	if len(routes) < 40 {
		t.Errorf("only %d routes", len(routes))
	}
	for _, r := range routes {
		door := strings.HasPrefix(r.Path(), "/signin") || strings.HasPrefix(r.Path(), "/join") // they ask for a password or a token themselves
		if r.Policy.Kind == "open" && r.Class > access.C1 && !door {
			t.Errorf("%s is open and shows %s", r.Pattern, r.Class)
		}
	}
}
