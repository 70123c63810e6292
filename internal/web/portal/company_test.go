package portal_test

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/testkit/webtest"
)

// A company lets a colleague in on the page behind its menu; the colleague's own page is short of nothing, and what was refused stands
// beside its field.
func TestColleaguesBehindALink(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	r, ctx := s.Twente, t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Services.Menu.InstallDefaults(ctx, r.Admin, r.Root))
	kolk, err := s.Services.Relation.AddOrganisation(ctx, r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk", Place: "Almelo"})
	must(err)
	_, err = s.Services.Relation.AddPerson(ctx, r.Relation, kolk, relation.PersonInput{Name: "Jan Kolk", Email: "jan@kolk.example", Primary: true, Requests: true})
	must(err)
	must(s.Services.Menu.InviteToMenu(ctx, r.Relation, r.Almelo, kolk, ""))
	var items []menu.Item
	items, err = s.Services.Menu.Card(ctx, r.Admin, false)
	must(err)
	must(s.Services.Menu.Choose(ctx, r.Relation, kolk, []menu.Choice{{Item: items[0].ID, Times: "2", MaxGroup: "30"}}))

	phone := s.Anonymous()
	home := s.LinkPath(t, r, link.Menu, kolk)
	if a := phone.Get(home); !has(a, "Voeg een collega toe") {
		t.Error("the menu does not lead to colleagues")
	}
	a := phone.Post(home+"/colleagues", url.Values{"name": {"Anna Bos"}, "email": {"anna"}, "parts": {"visits"}})
	if a.Status != http.StatusUnprocessableEntity || !has(a, `value="Anna Bos"`) {
		t.Errorf("a wrong address: %d", a.Status)
	}
	a = phone.Post(home+"/colleagues", url.Values{"name": {"Anna Bos"}, "email": {"anna@kolk.example"}, "parts": {"offers", "visits"}})
	if a.Status != http.StatusSeeOther {
		t.Fatalf("got %d %s", a.Status, a.Body)
	}
	own := s.LinkPath(t, r, link.Company, kolk)
	a = phone.Get(own)
	if !has(a, "Welkom Anna Bos") || !has(a, items[0].NameNL) || !has(a, "Jan Kolk") {
		t.Errorf("Anna's page: %s", a.Body)
	}
	if a = phone.Post(own+"/open", url.Values{"kind": {"menu"}}); a.Status != http.StatusSeeOther || phone.Get(a.Location).Status != http.StatusOK {
		t.Errorf("the menu: %d %s", a.Status, a.Location)
	}
	if a = phone.Post(own+"/open", url.Values{"kind": {"sign_off"}, "about": {string(kolk)}}); a.Status != http.StatusForbidden {
		t.Errorf("signing is not Anna's: %d", a.Status)
	}
	if a = phone.Get(own + "/colleagues"); !has(a, "Anna Bos (jij)") || !has(a, "toegelaten door Jan Kolk") || !has(a, "Mail mij een uitnodiging") || has(a, "uren van het bedrijf tekenen") {
		t.Errorf("colleagues: %s", a.Body)
	}
	if a = s.As(t, r.Relation).Get("/relations/" + string(kolk) + "/colleagues"); !has(a, "Anna Bos") || !has(a, "toegelaten door Jan Kolk") {
		t.Errorf("ours: %s", a.Body)
	}
}

func has(a webtest.Answer, text string) bool {
	return strings.Contains(html.UnescapeString(a.Body), text)
}
