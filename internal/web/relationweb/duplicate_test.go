package relationweb_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/webtest"
)

func addCompany(t *testing.T, s *webtest.Site, in relation.OrganisationInput) id.ID {
	t.Helper()
	in.Kind = "company"
	key, err := s.Services.Relation.AddOrganisation(context.Background(), s.Twente.Relation, "", in)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func has(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("no %q in the page", text)
		}
	}
}

func TestWarningAtEntry(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	key := addCompany(t, s, relation.OrganisationInput{Name: "Nijhuis Machinefabriek B.V.", Place: "Wierden", Phone: "0546-571234"})
	c := s.As(t, s.Twente.Relation)
	form := url.Values{"kind": {"company"}, "name": {"Nijhuis machinefabriek"}, "place": {"Wierden"}, "unit": {string(s.Twente.Almelo)}}
	a := c.Post("/relations", form)
	if a.Status != 409 {
		t.Fatalf("got %d", a.Status)
	}
	has(t, a.Body, "Nijhuis Machinefabriek B.V.", "/relations/"+string(key), "Toch toevoegen", `name="anyway"`, "Zelfde: naam, plaats")
	t.Run("who says that it is another one adds it", func(t *testing.T) {
		form.Set("anyway", "1")
		if a := c.Post("/relations", form); a.Status != 303 || a.Location == "/relations/"+string(key) {
			t.Errorf("got %d %s", a.Status, a.Location)
		}
	})
}

func TestWarningAboutAPerson(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	first, second := addCompany(t, s, relation.OrganisationInput{Name: "Nijhuis Machinefabriek"}), addCompany(t, s, relation.OrganisationInput{Name: "Kolk Installatie"})
	c := s.As(t, s.Twente.Relation)
	if a := c.Post("/relations/"+string(first)+"/people", url.Values{"name": {"Jan Nijhuis"}, "email": {"jan@nijhuis.example"}, "basis": {"legitimate_interest"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	form := url.Values{"name": {"J. Nijhuis"}, "email": {"jan@nijhuis.example"}, "title": {"adviseur"}, "basis": {"legitimate_interest"}}
	a := c.Post("/relations/"+string(second)+"/people", form)
	if a.Status != 409 {
		t.Fatalf("got %d", a.Status)
	}
	has(t, a.Body, "Jan Nijhuis", "Werkt ook hier", "positions/new?person=")
	people, err := s.Services.Relation.LikelyPeople(t.Context(), s.Twente.Relation, second, relation.PersonInput{Name: "Jan Nijhuis", Email: "jan@nijhuis.example"})
	if err != nil || len(people) != 1 {
		t.Fatalf("%v, %v", people, err)
	}
	jan := string(people[0].ID)
	if a := c.Get("/relations/" + string(second) + "/positions/new?person=" + jan); a.Status != 200 || !strings.Contains(a.Body, "Jan Nijhuis werkt ook hier") {
		t.Errorf("got %d", a.Status)
	}
	if a := c.Post("/relations/"+string(second)+"/positions", url.Values{"person": {jan}, "title": {"adviseur"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	page := c.Get("/relations/" + string(second) + "/people/" + jan + "/edit").Body
	has(t, page, "Nijhuis Machinefabriek", "Kolk Installatie", "Wie volgt Jan Nijhuis op?", "Vertrek vastleggen")
	t.Run("who leaves stays as history, and who keeps the relationship hears of it", func(t *testing.T) {
		relate := url.Values{"unit": {string(s.Twente.Almelo)}, "depth": {"visit"}, "status": {"active"}, "owner": {string(s.Twente.Relation.Account())}}
		if a := c.Post("/relations/"+string(second)+"/relationship", relate); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		if a := c.Post("/relations/"+string(second)+"/people/"+jan+"/leave", url.Values{"on": {"2026-12-31"}}); a.Status != 422 {
			t.Errorf("in the future: %d", a.Status)
		}
		if a := c.Post("/relations/"+string(second)+"/people/"+jan+"/leave", url.Values{"follow_up": {"Wie volgt Jan op?"}}); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		has(t, c.Get("/relations/"+string(second)).Body, "Wie volgt Jan op?")
		has(t, c.Get("/relations/"+string(second)+"/people/new").Body, "Werkte hier eerder", "Jan Nijhuis", "Werkt hier weer")
		has(t, c.Get("/relations/"+string(first)+"/people/"+jan+"/edit").Body, "Kolk Installatie", "vroeger")
		has(t, c.Get("/people/"+jan+"/elsewhere?q=kolk").Body, "Kolk Installatie", "positions/new?person="+jan)
	})
}

func TestReviewAndMerge(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	kept := addCompany(t, s, relation.OrganisationInput{Name: "Nijhuis Machinefabriek", Place: "Wierden", Phone: "0546-571234"})
	gone := addCompany(t, s, relation.OrganisationInput{Name: "Nijhuis Machinefabriek B.V.", KVK: "01234567", Place: "Wierden"})
	c := s.As(t, s.Twente.Relation)
	has(t, c.Get("/relations/duplicates").Body, "Nog niet gezocht")
	if a := c.Post("/relations/duplicates/search", url.Values{"kind": {"organisation"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	if _, err := s.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := c.Get("/relations/duplicates")
	has(t, list.Body, "Nijhuis Machinefabriek B.V.", "Vergelijken", "Niet dezelfde", "2 bekeken")
	if list.Queries > 6 {
		t.Errorf("%d queries", list.Queries)
	}
	path := "/relations/" + string(kept) + "/merge?with=" + string(gone)
	page := c.Get(path)
	has(t, page.Body, "Deze blijft", "Deze gaat hierin op", "01234567", `name="take.kvk"`, "Er hangt niets aan.")
	form := url.Values{"with": {string(gone)}, "kept_version": {"1"}, "gone_version": {"1"}, "take.name": {"gone"}, "take.kvk": {"gone"}}
	t.Run("an old version shows both again", func(t *testing.T) {
		old := url.Values{"with": {string(gone)}, "kept_version": {"7"}, "gone_version": {"1"}, "take.name": {"gone"}}
		if a := c.Post("/relations/"+string(kept)+"/merge", old); a.Status != 409 || !strings.Contains(a.Body, "Een collega heeft") {
			t.Errorf("got %d", a.Status)
		}
	})
	a := c.Post("/relations/"+string(kept)+"/merge", form)
	if a.Status != 303 || a.Location != "/relations/"+string(kept) {
		t.Fatalf("got %d %s", a.Status, a.Location)
	}
	if a := c.Get("/relations/" + string(gone)); a.Status != 303 || a.Location != "/relations/"+string(kept) {
		t.Errorf("the old address: %d %s", a.Status, a.Location)
	}
	has(t, c.Get("/relations/"+string(kept)).Body, "Nijhuis Machinefabriek B.V.")
	has(t, c.Get("/relations/duplicates").Body, "Kortgeleden samengevoegd", "Weer uit elkaar halen", "Niets dubbel gevonden")
	r, err := s.Services.Relation.ReviewDuplicates(t.Context(), s.Twente.Relation, relation.ReferredOrganisation, "")
	if err != nil || len(r.Merges) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if a := c.Post("/merges/"+string(r.Merges[0].ID)+"/undo", nil); a.Status != 303 || a.Location != "/relations/"+string(gone) {
		t.Errorf("got %d %s", a.Status, a.Location)
	}
	t.Run("two that are not the same are not asked about again", func(t *testing.T) {
		apart := url.Values{"kind": {"organisation"}, "a": {string(kept)}, "b": {string(gone)}}
		if a := c.Post("/relations/duplicates/apart", apart); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		if a := c.Post("/relations/duplicates/search", url.Values{"kind": {"organisation"}}); a.Status != 303 {
			t.Fatalf("got %d", a.Status)
		}
		if _, err := s.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		has(t, c.Get("/relations/duplicates").Body, "Niets dubbel gevonden")
	})
	t.Run("a merge may begin at a company", func(t *testing.T) {
		has(t, c.Get("/relations/"+string(kept)+"/merge").Body, string(gone))
		has(t, c.Get("/relations/"+string(kept)+"/merge?q=nijhuis").Body, string(gone))
	})
	t.Run("a teacher may not", func(t *testing.T) {
		if a := s.As(t, s.Twente.Teacher).Get(path); a.Status != 403 {
			t.Errorf("got %d", a.Status)
		}
	})
}

func TestReviewPeople(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	c := s.As(t, s.Twente.Relation)
	var people []string
	for _, name := range []string{"Nijhuis Machinefabriek", "Kolk Installatie"} {
		at := addCompany(t, s, relation.OrganisationInput{Name: name})
		key, err := s.Services.Relation.AddPerson(t.Context(), s.Twente.Relation, at, relation.PersonInput{Name: map[bool]string{true: "Jan Nijhuis", false: "J. Nijhuis"}[len(people) == 0], Email: "jan@nijhuis.example"})
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, string(key))
	}
	if a := c.Post("/relations/duplicates/search", url.Values{"kind": {"person"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	if _, err := s.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	has(t, c.Get("/relations/duplicates?kind=person").Body, "Jan Nijhuis", "J. Nijhuis", "bijna dezelfde naam, e-mailadres")
	has(t, c.Get("/people/"+people[0]+"/merge?with="+people[1]).Body, "J. Nijhuis", `name="take.name"`, "1 werkplek")
	if a := c.Post("/people/"+people[0]+"/merge", url.Values{"with": {people[1]}, "kept_version": {"1"}, "gone_version": {"1"}}); a.Status != 303 {
		t.Fatalf("got %d", a.Status)
	}
	if a := c.Get("/people/" + people[1]); a.Status != 303 {
		t.Errorf("the old address: %d", a.Status)
	}
}
