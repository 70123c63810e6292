package engagementweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/relation"
	"schakel/internal/testkit/htmltest"
)

// Everything that can happen to an agreement is done from its page.
func TestLifeOfAnEngagement(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	path := "/engagements/" + string(key)
	browser := s.As(t, r.Teacher)
	post := func(what string, form url.Values) {
		t.Helper()
		if a := browser.Post(path+"/"+what, form); a.Status != http.StatusSeeOther || a.Location != path {
			t.Fatalf("%s: %d %s\n%s", what, a.Status, a.Location, a.Body)
		}
	}
	wants(t, s.get(r.Teacher, path).Body, "Verandert er iets?", "Uitstellen", "Online doen", path+"/replace", "Afzeggen")
	lacks(t, s.get(r.Accountant, path).Body, "Verandert er iets?")

	a := browser.Post(path+"/online", url.Values{"version": {"1"}, "url": {"ftp://x"}, "reason": {"Sneeuw"}})
	htmltest.In(t, a.Body).Has("#online[open]").Has(`input[name="url"][value="ftp://x"]`)
	if a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a bad address: %d", a.Status)
	}
	post("online", url.Values{"version": {"1"}, "url": {"https://meet.example.org/les"}, "reason": {"Sneeuw"}})
	htmltest.In(t, s.get(r.Teacher, path).Body).Has(`a[href="https://meet.example.org/les"]`).Has("#offline")
	wants(t, s.get(r.Teacher, path).Body, "Verplaatst van een plaats die nog niet bekend was naar Online", "Link wijzigen")
	post("offline", url.Values{"version": {"2"}, "reason": {"Gesmolten"}})
	lacks(t, s.get(r.Teacher, path).Body, `href="https://meet.example.org/les"`)

	a = browser.Post(path+"/postpone", url.Values{"version": {"3"}, "reason": {"x"}})
	if htmltest.In(t, a.Body).Has("#postpone[open]"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a party: %d", a.Status)
	}
	post("postpone", url.Values{"version": {"3"}, "by": {"company"}, "reason": {"Kraan <stuk>"}})
	body := s.get(r.Teacher, path).Body
	wants(t, body, "Wacht op datum", "Nieuwe dag kiezen", "Stond op", "Kraan &lt;stuk&gt;")
	lacks(t, body, "Online doen", "<stuk>")
	wants(t, s.get(r.Teacher, "/engagements?state=postponed").Body, "Gastles lassen", "Stond op")
	wants(t, s.get(r.Relation, "/relations/"+string(s.companies[r])).Body, "Wacht op datum")
	post("reschedule", url.Values{"version": {"4"}, "on": {"2026-12-10"}, "start": {"10:00"}, "end": {"12:00"}, "reason": {"Kraan gemaakt"}})
	wants(t, s.get(r.Teacher, path).Body, "Gepland", "Verzet van", "Uitgesteld: het bedrijf kan niet op")
	for _, p := range []string{path, path + "/replace?q=kolk"} {
		if a := s.get(r.Relation, p); a.Queries > 10 {
			t.Errorf("%s: %d queries:\n%s", p, a.Queries, strings.Join(a.Texts, "\n"))
		}
	}
}

func TestReplacePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	other, err := s.Services.Relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Bakker & Zn", Place: "Almelo"})
	s.must(err)
	key := s.agreed(r, "Gastles lassen")
	path := "/engagements/" + string(key) + "/replace"
	wants(t, s.get(r.Relation, path).Body, "Zoek eerst een bedrijf")
	page := htmltest.In(t, s.get(r.Relation, path+"?q=bakker").Body)
	page.Has(`input[type="radio"][value="` + string(other) + `"]`).Lacks(`input[value="` + string(s.companies[r]) + `"]`)
	browser := s.As(t, r.Relation)
	form := url.Values{"organisation": {string(other)}, "q": {"bakker"}, "on": {"2026-11-26"}, "start": {"10:00"}, "end": {"12:00"}}
	if a := browser.Post(path, form); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Vul dit") && !strings.Contains(a.Body, "error") {
		t.Errorf("without a reason: %d", a.Status)
	}
	form.Set("reason", "Te druk")
	a := browser.Post(path, form)
	if a.Status != http.StatusSeeOther || a.Location == "/engagements/"+string(key) || !strings.HasPrefix(a.Location, "/engagements/") {
		t.Fatalf("replace: %d %s", a.Status, a.Body)
	}
	wants(t, s.get(r.Relation, a.Location).Body, "In plaats van", "Bakker &amp; Zn")
	wants(t, s.get(r.Relation, "/engagements/"+string(key)).Body, "Vervangen door", "Afgezegd door het bedrijf")
	if b := s.As(t, r.TeacherCanisius).Get(path); b.Status != http.StatusNotFound {
		t.Errorf("a sibling: %d", b.Status)
	}
	rec, err := s.Services.Engagement.Record(t.Context(), r.Relation, key)
	s.must(err)
	if rec.State(s.Clock.Now()) != engagement.Cancelled {
		t.Errorf("got %s", rec.State(s.Clock.Now()))
	}
}
