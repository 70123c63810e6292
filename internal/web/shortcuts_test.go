package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

func TestShortcutsAreListed(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	c := site.As(t, site.Twente.Relation)
	page := htmltest.In(t, c.Get("/shortcuts").Body)
	page.Has("main h1", "Sneltoetsen").Has(".shortcut", "Contact vastleggen").Has(".shortcut", "Kaart verplaatsen").Has(".shortcut", "Relaties").Silent("shortcut.")
	r := httptest.NewRequest(http.MethodGet, "/shortcuts", nil)
	r.Header.Set("HX-Request", "true")
	htmltest.In(t, c.Do(r).Body).Has("[data-shortcuts-body] h2#shortcuts-title").Lacks("main")
	t.Run("only what somebody may do", func(t *testing.T) {
		shown := htmltest.In(t, site.As(t, site.Twente.Teacher).Get("/shortcuts").Body)
		shown.Has(".shortcut", "Zoeken").Silent("Rij kiezen", "Bewerken", "Cofinanciering")
	})
	t.Run("in English", func(t *testing.T) {
		htmltest.In(t, c.With("schakel_lang", "en").Get("/shortcuts").Body).Has("main h1", "Keyboard shortcuts").Has(".shortcut", "Record contact")
	})
}

func TestJumpsAreAllDifferent(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	for _, lang := range []string{"nl", "en"} {
		var keys []string
		page := htmltest.In(t, site.As(t, site.Twente.Admin).With("schakel_lang", lang).Get("/today").Body)
		for _, link := range page.Find(".sidebar a[data-go]") {
			keys = append(keys, link.Attr("data-go"))
		}
		slices.Sort(keys)
		if len(keys) < 6 || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Errorf("%s: %q", lang, keys)
		}
	}
}

func TestShortcutsCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	site := webtest.New(t)
	c := site.As(t, site.Twente.Relation)
	htmltest.In(t, c.Get("/today").Body).Lacks("html[data-keys]")
	a := c.Post("/preferences", url.Values{"keys": {"off"}, "next": {"/shortcuts"}})
	if a.Location != "/shortcuts" || !strings.Contains(strings.Join(a.Header["Set-Cookie"], " "), "schakel_keys=off") {
		t.Errorf("%s %s", a.Location, a.Header["Set-Cookie"])
	}
	off := c.With("schakel_keys", "off")
	htmltest.In(t, off.Get("/shortcuts").Body).Has("html[data-keys=off]").Has("button[name=keys][value=on]")
	if a := off.Post("/preferences", url.Values{"keys": {"sometimes"}}); strings.Contains(strings.Join(a.Header["Set-Cookie"], " "), "schakel_keys") {
		t.Error("nonsense is kept")
	}
}
