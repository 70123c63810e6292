package umbrellaweb_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

func hasNot(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("%q stands in the page", text)
		}
	}
}

var shared = regexp.MustCompile(`http://schakel\.test(/b/[A-Za-z0-9_-]+)`)

// opened is the path of the public form of an umbrella, as its page shows it.
func opened(t *testing.T, s *webtest.Site, umbrella id.ID) string {
	t.Helper()
	c := s.As(t, s.Twente.Relation)
	path := "/relations/" + string(umbrella) + "/members"
	has(t, c.Get(path).Body, "Maak een adres")
	if a := c.Post(path+"/form", url.Values{"on": {"1"}}); a.Status != 303 {
		t.Fatalf("open the form: %d", a.Status)
	}
	found := shared.FindStringSubmatch(c.Get(path).Body)
	if found == nil {
		t.Fatal("the address is not shown")
	}
	return found[1]
}

func newest(t *testing.T, s *webtest.Site, text string) (key id.ID) {
	t.Helper()
	err := s.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		key, err = db.Get[id.ID](tx, db.Q(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func lastClaim(t *testing.T, s *webtest.Site) id.ID {
	t.Helper()
	return newest(t, s, `SELECT id FROM membership_claim ORDER BY created_at DESC, id DESC LIMIT 1`)
}

// send fills in the public form and confirms by the mail.
func send(t *testing.T, s *webtest.Site, form string, values url.Values) id.ID {
	t.Helper()
	anybody := s.Anonymous()
	if a := anybody.Post(form, values); a.Status != 303 || a.Location != form+"?sent=1" {
		t.Fatalf("send: %d %s", a.Status, a.Location)
	}
	key := lastClaim(t, s)
	if a := anybody.Post(s.LinkPath(t, s.Twente, link.Claim, key), nil); a.Status != 303 {
		t.Fatalf("answer: %d", a.Status)
	}
	return key
}

func kolk(email string) url.Values {
	return url.Values{"company": {"Kolk Installatie"}, "place": {"Almelo"}, "name": {"Erik Kolk"}, "email": {email}, "since": {"2024-01-01"}}
}

func TestCompanySaysThatItBelongs(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	umbrella, known := add(t, s, "umbrella", "Metaalunie"), add(t, s, "company", "Kolk Installatie")
	form := opened(t, s, umbrella)
	anybody, c := s.Anonymous(), s.As(t, s.Twente.Relation)
	has(t, anybody.Get(form).Body, "Hoort je bedrijf bij Metaalunie?", `name="company"`, `name="homepage"`, "noindex")
	if a := anybody.Post(form, url.Values{"company": {"K"}, "kvk": {"12"}, "email": {"erik"}}); a.Status != 422 || !strings.Contains(a.Body, "KVK") || !strings.Contains(a.Body, `value="erik"`) {
		t.Errorf("nonsense: %d", a.Status)
	}
	has(t, c.Get("/relations/claims").Body, "Geen aanmeldingen")

	t.Run("the answer is the same whether we know the company or not", func(t *testing.T) {
		for _, name := range []string{"Kolk Installatie", "Nooit Van Gehoord"} {
			v := kolk("proef@" + strings.ToLower(name[:4]) + ".example")
			v.Set("company", name)
			a := anybody.Post(form, v)
			if a.Status != 303 || a.Location != form+"?sent=1" {
				t.Errorf("%s: %d %s", name, a.Status, a.Location)
			}
			hasNot(t, anybody.Get(a.Location).Body, name)
		}
		hasNot(t, c.Get("/relations/claims").Body, "Kolk", "Nooit")
	})
	t.Run("a script that fills in everything is thanked, and nothing is kept", func(t *testing.T) {
		before := lastClaim(t, s)
		v := kolk("bot@elders.example")
		v.Set("homepage", "https://elders.example")
		if a := anybody.Post(form, v); a.Status != 303 || lastClaim(t, s) != before {
			t.Errorf("got %d", a.Status)
		}
	})

	key := send(t, s, form, kolk("erik@kolk.example"))
	has(t, anybody.Get(s.LinkPath(t, s.Twente, link.Claim, key)).Body, "dank je wel")
	has(t, c.Get("/today").Body, "1 bedrijf zegt bij een koepel te horen", "/relations/claims")
	has(t, c.Get("/relations").Body, "/relations/claims")
	queue := c.Get("/relations/claims")
	has(t, queue.Body, "Kolk Installatie zegt bij Metaalunie te horen", "Erik Kolk", "erik@kolk.example", string(known), "Nieuw: Kolk Installatie")
	if queue.Queries > 6 {
		t.Errorf("%d queries", queue.Queries)
	}
	found := c.Get("/relations/claims?claim=" + string(key) + "&q=Kolk")
	if found.Status != 200 || found.Queries > 10 {
		t.Errorf("search: %d, %d queries", found.Status, found.Queries)
	}
	confirm := "/claims/" + string(key) + "/confirm"
	if a := c.Post(confirm, url.Values{"version": {"2"}}); a.Status != 422 || !strings.Contains(a.Body, "Kies welke organisatie") {
		t.Errorf("nothing chosen: %d", a.Status)
	}
	if a := s.As(t, s.Twente.Teacher).Post(confirm, url.Values{"version": {"2"}, "organisation": {string(known)}}); a.Status != 403 {
		t.Errorf("a teacher: %d", a.Status)
	}
	if a := s.As(t, s.Zwolle.Relation).Post(confirm, url.Values{"version": {"2"}, "organisation": {"new"}}); a.Status != 404 {
		t.Errorf("another network: %d", a.Status)
	}
	if a := c.Post(confirm, url.Values{"version": {"2"}, "organisation": {string(known)}}); a.Status != 303 {
		t.Fatalf("confirm: %d", a.Status)
	}
	has(t, c.Get("/relations/"+string(umbrella)+"/members").Body, "Kolk Installatie", "zelf gezegd")
	if a := c.Post(confirm, url.Values{"version": {"2"}, "organisation": {string(known)}}); a.Status != 303 || a.Location != "/relations/claims" {
		t.Errorf("settled already: %d", a.Status)
	}

	t.Run("a member is shown as one; refused with a reason", func(t *testing.T) {
		key := send(t, s, form, kolk("info@kolk.example"))
		has(t, c.Get("/relations/claims").Body, "is al lid van Metaalunie")
		if a := c.Post("/claims/"+string(key)+"/refuse", url.Values{"version": {"2"}}); a.Status != 422 {
			t.Errorf("without a reason: %d", a.Status)
		}
		if a := c.Post("/claims/"+string(key)+"/refuse", url.Values{"version": {"2"}, "reason": {"Jullie staan er al bij."}}); a.Status != 303 {
			t.Errorf("got %d", a.Status)
		}
		has(t, c.Get("/relations/claims").Body, "Geen aanmeldingen")
	})
	t.Run("a closed address does not work", func(t *testing.T) {
		if a := c.Post("/relations/"+string(umbrella)+"/members/form", nil); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		if a := anybody.Get(form); a.Status != 404 {
			t.Errorf("got %d", a.Status)
		}
	})
}

func TestCompanySaysItOnItsOwnLink(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	umbrella, company := add(t, s, "umbrella", "Metaalunie"), add(t, s, "company", "Kolk Installatie")
	_, err := s.Services.Relation.AddPerson(t.Context(), s.Twente.Relation, company, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Primary: true, Requests: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Services.Menu.InviteToMenu(t.Context(), s.Twente.Relation, s.Twente.Almelo, company, ""); err != nil {
		t.Fatal(err)
	}
	menu, anybody := s.LinkPath(t, s.Twente, link.Menu, company), s.Anonymous()
	hasNot(t, anybody.Get(menu).Body, "/umbrella")
	has(t, anybody.Get(menu+"/umbrella").Body, "Er is nu geen koepel om te kiezen")
	opened(t, s, umbrella)
	has(t, anybody.Get(menu).Body, menu+"/umbrella")
	has(t, anybody.Get(menu+"/umbrella").Body, "Bij welke koepel hoort Kolk Installatie?", "Metaalunie")
	if a := anybody.Post(menu+"/umbrella", nil); a.Status != 422 {
		t.Errorf("nothing chosen: %d", a.Status)
	}
	if a := anybody.Post(menu+"/umbrella", url.Values{"umbrella": {string(umbrella)}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	has(t, anybody.Get(menu+"/umbrella?sent=1").Body, "Doorgegeven")
	body := s.As(t, s.Twente.Relation).Get("/relations/claims").Body
	has(t, body, "via de eigen link", string(company))
	hasNot(t, body, `value="new"`)
}
