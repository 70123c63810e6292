package publicweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%q is missing", text)
		}
	}
}

func hasNot(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%q stands in the page", text)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site is a site with the menu installed, and its items by code.
func site(t *testing.T) (*webtest.Site, map[string]menu.Item) {
	t.Helper()
	s := webtest.New(t)
	items := map[string]menu.Item{}
	must(t, s.Services.Menu.InstallDefaults(t.Context(), s.Twente.Admin, s.Twente.Root))
	card, err := s.Services.Menu.Card(t.Context(), s.Twente.Admin, true)
	must(t, err)
	for _, i := range card {
		items[i.Code] = i
	}
	return s, items
}

func newest(t *testing.T, s *webtest.Site, text string) (key id.ID) {
	t.Helper()
	must(t, s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		key, err = db.Get[id.ID](tx, db.Q(text))
		return err
	}))
	return key
}

func kolk(items ...id.ID) url.Values {
	v := url.Values{"company": {"Kolk Installatie"}, "place": {"Almelo"}, "name": {"Erik Kolk"}, "email": {"erik@kolk.example"}, "times": {"2"}, "months": {"3"}}
	for _, i := range items {
		v.Add("item", string(i))
	}
	return v
}

func TestACompanyRegistersItself(t *testing.T) {
	t.Parallel()
	s, items := site(t)
	r := s.Twente
	must(t, s.Network.EditUnit(t.Context(), r.Project, r.Almelo, network.UnitEdit{Name: "Almelo e.o.", Accent: "#0b6b74", Version: 1}))
	lesson := items["guest_lesson"].ID
	anybody, c := s.Anonymous(), s.As(t, r.Relation)

	t.Run("two networks are chosen from, an address of none is not found", func(t *testing.T) {
		has(t, anybody.Get("/doe-mee").Body, "/doe-mee/twente", "/doe-mee/zwolle")
		if a := anybody.Get("/doe-mee/elders"); a.Status != http.StatusNotFound {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("the tiles, the questions with what was ticked, and back", func(t *testing.T) {
		a := anybody.Get("/doe-mee/twente?regio=almelo-eo")
		has(t, a.Body, "Doe mee met Almelo e.o.", "Gastles", `value="almelo-eo"`, "0b6b74")
		if a.Queries > 6 {
			t.Errorf("%d queries", a.Queries)
		}
		has(t, anybody.Get("/doe-mee/twente?regio=bestaat-niet-meer").Body, "Doe mee met Twente")
		a = anybody.Get("/doe-mee/twente?step=2&item=" + string(lesson) + "&item=onzin")
		has(t, a.Body, "Je koos 1 ding:", "Gastles.", `name="company"`, `value="`+string(lesson)+`"`, `href="/doe-mee/twente?item=`+string(lesson)+`"`)
		has(t, anybody.Get("/doe-mee/twente?step=2").Body, "Je koos nog niets")
	})
	t.Run("a mistake is told at its field and nothing is lost", func(t *testing.T) {
		v := kolk(lesson)
		v.Set("email", "erik")
		a := anybody.Post("/doe-mee/twente", v)
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("got %d", a.Status)
		}
		has(t, a.Body, `value="erik"`, `value="Kolk Installatie"`, "Gastles.", "field-error")
	})
	t.Run("a script that fills in everything is thanked, and nothing is kept", func(t *testing.T) {
		v := kolk(lesson)
		v.Set("homepage", "https://elders.example")
		if a := anybody.Post("/doe-mee/twente", v); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
		hasNot(t, c.Get("/today").Body, "meldde zich aan")
	})

	a := anybody.Post("/doe-mee/twente?regio=almelo-eo", kolk(lesson))
	if a.Status != http.StatusSeeOther || a.Location != "/doe-mee/twente?regio=almelo-eo&sent=1" {
		t.Fatalf("send: %d %s", a.Status, a.Location)
	}
	thanks := anybody.Get(a.Location).Body
	has(t, thanks, "Kijk in je mail")
	hasNot(t, thanks, "Kolk")
	hasNot(t, c.Get("/menu/registrations").Body, "Kolk")
	key := newest(t, s, `SELECT id FROM registration ORDER BY created_at DESC, id DESC LIMIT 1`)
	path := s.LinkPath(t, r, link.Register, key)
	for range 3 { // a mail scanner looks
		has(t, anybody.Get(path).Body, "Klopt dit?", "Gastles", "erik@kolk.example", "maart", "noindex")
	}
	hasNot(t, c.Get("/menu/registrations").Body, "Kolk")
	for range 2 {
		if a := anybody.Post(path, nil); a.Status != http.StatusSeeOther {
			t.Fatalf("answer: %d", a.Status)
		}
	}
	has(t, anybody.Get(path).Body, "Aangemeld, dank je wel")
	has(t, c.Get("/today").Body, "1 bedrijf meldde zich aan", "/menu/registrations")
	hasNot(t, s.As(t, r.Teacher).Get("/today").Body, "meldde zich aan")
	queue := c.Get("/menu/registrations")
	has(t, queue.Body, "Kolk Installatie", "Erik Kolk · erik@kolk.example", "Gastles", "Nieuw: Kolk Installatie", "op de pagina van Almelo e.o.")
	if queue.Queries > 6 {
		t.Errorf("%d queries", queue.Queries)
	}

	t.Run("without a choice it asks which company", func(t *testing.T) {
		a := c.Post("/registrations/"+string(key)+"/approve", url.Values{"version": {"2"}})
		if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Kies welk bedrijf het is.") {
			t.Errorf("got %d", a.Status)
		}
	})
	a = c.Post("/registrations/"+string(key)+"/approve", url.Values{"version": {"2"}, "organisation": {"new"}})
	if a.Status != http.StatusSeeOther || a.Location != "/menu/registrations" {
		t.Fatalf("approve: %d %s", a.Status, a.Body)
	}
	has(t, c.Get("/menu/registrations").Body, "Geen aanmeldingen")
	made := newest(t, s, `SELECT id FROM organisation WHERE name = 'Kolk Installatie'`)
	has(t, c.Get("/relations/"+string(made)).Body, "Erik Kolk", "Gastles")
	has(t, anybody.Get(path).Body, "Kolk Installatie doet mee")
	has(t, anybody.Get(s.LinkPath(t, r, link.Menu, made)).Body, "Je biedt nu 1 ding aan.")
	if a := c.Post("/registrations/"+string(key)+"/refuse", url.Values{"version": {"2"}, "reason": {"te laat"}}); a.Status != http.StatusSeeOther {
		t.Errorf("what is settled: %d", a.Status)
	}
}

func TestARegistrationIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	s, _ := site(t)
	r, anybody := s.Twente, s.Anonymous()
	if a := anybody.Post("/doe-mee/twente", kolk()); a.Status != http.StatusSeeOther {
		t.Fatalf("send: %d", a.Status)
	}
	key := newest(t, s, `SELECT id FROM registration LIMIT 1`)
	anybody.Post(s.LinkPath(t, r, link.Register, key), nil)
	c := s.As(t, r.Relation)
	has(t, c.Get("/menu/registrations?registration="+string(key)+"&q=bestaatniet").Body, "nog niets gekozen")
	if a := c.Post("/registrations/"+string(key)+"/refuse", url.Values{"version": {"2"}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", a.Status)
	}
	if a := c.Post("/registrations/"+string(key)+"/refuse", url.Values{"version": {"2"}, "reason": {"geen bedrijf"}}); a.Status != http.StatusSeeOther {
		t.Errorf("got %d", a.Status)
	}
	has(t, anybody.Get(s.LinkPath(t, r, link.Register, key)).Body, "Je aanmelding is afgehandeld.")
	if a := s.As(t, r.Teacher).Get("/menu/registrations"); a.Status != http.StatusForbidden {
		t.Errorf("a teacher: %d", a.Status)
	}
}
