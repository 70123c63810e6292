package binweb_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("no %q in the page", text)
		}
	}
}

func TestBinPage(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	sc := s.Twente.Relation
	c := s.As(t, sc)
	empty := c.Get("/relations/bin")
	has(t, empty.Body, "De prullenbak is leeg")
	has(t, c.Get("/relations").Body, `href="/relations/bin"`)

	var keys []string
	for _, name := range []string{"Bakker Metaal", "Kolk Installatie"} {
		key, err := s.Services.Relation.AddOrganisation(t.Context(), sc, "", relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
		if err != nil {
			t.Fatal(err)
		}
		if a := c.Post("/relations/"+string(key)+"/bin", url.Values{"version": {"1"}}); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		keys = append(keys, string(key))
	}
	template, err := s.Services.Relation.AddTemplate(t.Context(), sc, relation.TemplateInput{Unit: s.Twente.Almelo, Lang: "nl", Name: "Eerste bezoek", Body: "Wat maken jullie?"})
	if err != nil {
		t.Fatal(err)
	}
	if a := c.Post("/templates/"+string(template)+"/bin", nil); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	s.Clock.Advance(28 * 24 * time.Hour)
	c = s.As(t, sc)
	page := c.Get("/relations/bin")
	has(t, page.Body, "Bakker Metaal", "Kolk Installatie", "Eerste bezoek", "relation Twente", "2 dagen", "Notitietekst", "Terugzetten")
	if page.Queries > 6 {
		t.Errorf("%d queries", page.Queries)
	}
	only := c.Get("/relations/bin?kind=note_template").Body
	has(t, only, "Eerste bezoek")
	if strings.Contains(only, "Bakker") {
		t.Error("the filter shows another kind")
	}
	has(t, c.Get("/relations/bin?kind=person").Body, "/relations/bin")

	t.Run("several at once", func(t *testing.T) {
		if a := c.Post("/relations/bin", url.Values{"id": keys}); a.Status != 303 || a.Location != "/relations/bin" {
			t.Fatalf("got %d %s", a.Status, a.Location)
		}
		has(t, c.Get("/relations/"+keys[0]).Body, "Bakker Metaal")
	})
	t.Run("what is in the way is told", func(t *testing.T) {
		if _, err := s.Services.Relation.AddTemplate(t.Context(), sc, relation.TemplateInput{Unit: s.Twente.Almelo, Lang: "nl", Name: "Eerste bezoek", Body: "Nieuw"}); err != nil {
			t.Fatal(err)
		}
		a := c.Post("/relations/bin", url.Values{"id": {string(template)}})
		if a.Status != 409 {
			t.Fatalf("got %d", a.Status)
		}
		has(t, a.Body, "1 ding kon niet terug", "Er is intussen iets nieuws")
	})
	t.Run("nothing chosen, and what is not there", func(t *testing.T) {
		if a := c.Post("/relations/bin", nil); a.Status != 422 {
			t.Errorf("nothing chosen: %d", a.Status)
		}
		if a := c.Post("/relations/bin", url.Values{"id": {string(id.ID("01890000-0000-7000-8000-000000000000"))}}); a.Status != 404 {
			t.Errorf("an unknown thing: %d", a.Status)
		}
	})
	t.Run("a teacher has no bin", func(t *testing.T) {
		if a := s.As(t, s.Twente.Teacher).Get("/relations/bin"); a.Status != 403 {
			t.Errorf("got %d", a.Status)
		}
	})
}
