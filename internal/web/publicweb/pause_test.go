package publicweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
)

func TestACompanyTakesAPause(t *testing.T) {
	t.Parallel()
	s, items := site(t)
	r, ctx := s.Twente, t.Context()
	company, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk", Place: "Almelo"})
	must(t, err)
	for _, name := range []string{"Erik Kolk", "Ria Kolk"} {
		_, err = s.Services.Relation.AddPerson(ctx, r.Relation, company, relation.PersonInput{Name: name, Email: strings.ToLower(strings.Fields(name)[0]) + "@kolk.example", Requests: true})
		must(t, err)
	}
	lesson := string(items["guest_lesson"].ID)
	must(t, s.Services.Menu.InviteToMenu(ctx, r.Relation, r.Almelo, company, ""))
	path, anybody, staff := s.LinkPath(t, r, link.Menu, company), s.Anonymous(), s.As(t, r.Relation)
	body := anybody.Get(path).Body
	has(t, body, "Welke dagen passen?", "Hoeveel dagen vooraf", "Oekraïens", "Ria Kolk", "Niemand in het bijzonder")
	hasNot(t, body, "Even geen vragen?") // nothing to rest from yet

	form := url.Values{"item": {lesson}, lesson + ".times": {"2"}, lesson + ".max_group": {"20"}, lesson + ".weekdays": {"2", "5"}, lesson + ".notice": {"14"}, lesson + ".languages": {"en"}}
	if a := anybody.Post(path, form); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	limits := "op dinsdag en vrijdag · 14 dagen vooraf · ook in het Engels"
	has(t, anybody.Get(path+"?done=1").Body, limits, "Even geen vragen?")
	has(t, s.As(t, r.Teacher).Get("/menu/offers").Body, limits)

	if a := anybody.Post(path+"/pauze", url.Values{"from": {"2027-01-04"}, "to": {"2027-01-01"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "De laatste dag ligt voor de eerste") || !strings.Contains(a.Body, "Gastles") {
		t.Errorf("%d", a.Status)
	}
	if a := anybody.Post(path+"/pauze", url.Values{"to": {"2027-01-10"}}); a.Status != http.StatusSeeOther || a.Location != path+"#pause" {
		t.Fatalf("%d %s", a.Status, a.Location)
	}
	if a := staff.Post("/relations/"+string(company)+"/menu/pause", url.Values{"from": {"2027-07-19"}, "to": {"2027-08-08"}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	for range 2 { // a mail scanner looks
		has(t, anybody.Get(path).Body, "Tot ma 11 jan 2027", "19 jul 2027", "Nu stoppen")
	}
	has(t, s.As(t, r.Teacher).Get("/menu/offers").Body, "Pauze tot 11 jan 2027")
	has(t, s.As(t, r.Teacher).Get("/relations/"+string(company)).Body, "Pauze tot 11 jan 2027")

	sheet, err := s.Services.Menu.Sheet(ctx, r.Relation, company)
	must(t, err)
	if a := anybody.Post(path+"/pauze/stop", url.Values{"pause": {string(sheet.Pauses[0].ID)}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	if a := staff.Post("/relations/"+string(company)+"/menu/pause/stop", url.Values{"pause": {string(sheet.Pauses[1].ID)}}); a.Status != http.StatusSeeOther {
		t.Fatal(a.Status)
	}
	hasNot(t, anybody.Get(path).Body, "Nu stoppen", "19 jul 2027")
	t.Run("of everything that it offers", func(t *testing.T) {
		must(t, s.Services.Menu.Choose(ctx, r.Relation, company, []menu.Choice{{Item: items["company_visit"].ID, Times: "1", MaxGroup: "20"}}))
		must(t, s.Services.Menu.PauseOffers(ctx, r.Relation, company, menu.PauseInput{From: "2027-02-01", To: "2027-02-07"}))
		has(t, s.As(t, r.Teacher).Get("/menu/offers").Body, "Pauze van 1 feb 2027 tot en met 7 feb 2027")
	})
}
