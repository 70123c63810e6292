package engagementweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/testkit/htmltest"
)

// A series is planned on the page of an agreement: first the days with what speaks against them, then those that were ticked.
func TestSeriesPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	s.must(s.Services.SchoolYear.ChooseRegion(t.Context(), r.Project, r.Almelo, schoolyear.North))
	key := s.agreed(r, "Gastles lassen")
	path := "/engagements/" + string(key) + "/series"
	htmltest.In(t, s.get(r.Teacher, "/engagements/"+string(key)).Body).Has(`a[href="` + path + `"]`)
	plan := path + "?every=week&times=5"
	page := htmltest.In(t, s.get(r.Teacher, plan).Body)
	page.Has(`input[name="day"][value="2026-12-03"][checked]`).Has(`input[name="day"][value="2026-12-24"]`).Lacks(`input[name="day"][value="2026-12-24"][checked]`)
	wants(t, s.get(r.Teacher, plan).Body, "Overgeslagen.", "De school is dan vrij")
	browser := s.As(t, r.Teacher)
	a := browser.Post(path, url.Values{"every": {"week"}, "times": {"5"}})
	if htmltest.In(t, a.Body).Lacks(`input[name="day"][checked]`); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Vink minstens één dag aan") {
		t.Errorf("nothing ticked: %d", a.Status)
	}
	if a = browser.Get(path + "?every=week&times=1"); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("once is no series: %d", a.Status)
	}
	if a = browser.Post(path, url.Values{"day": {"2026-12-03", "2026-12-10"}}); a.Status != http.StatusSeeOther || a.Location != path {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	wants(t, s.get(r.Teacher, path).Body, "Alle dagen", "3. donderdag 10 december 2026", "deze afspraak")
	wants(t, s.get(r.Teacher, "/engagements/"+string(key)).Body, "Dag 1 van 3", "Deze en de 2 volgende dagen")
	lacks(t, s.get(r.Accountant, path).Body, "Nog meer dagen")
	for _, p := range []string{plan, path, "/engagements/" + string(key)} {
		if a := s.get(r.Relation, p); a.Queries > 10 {
			t.Errorf("%s: %d queries:\n%s", p, a.Queries, strings.Join(a.Texts, "\n"))
		}
	}
	cancel := url.Values{"by": {"school"}, "reason": {"Docent weg"}, "along": {"following"}}
	if a = browser.Post("/engagements/"+string(key)+"/cancel", cancel); a.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if body := s.get(r.Teacher, path).Body; strings.Count(body, "Afgezegd") < 3 {
		t.Error("the following days still stand")
	}
}

// Without JavaScript and in one form: an agreement on several days shows those days before anything is agreed.
func TestAgreeOnASeries(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	browser := s.As(t, r.Relation)
	form := url.Values{
		"organisation": {string(s.companies[r])}, "unit": {string(r.Noordik)}, "title": {"Lessenreeks lassen"}, "on": {"2026-12-01"}, "start": {"10:00"}, "end": {"12:00"},
		"people": {"2"}, "every": {"week"}, "times": {"3"},
	}
	a := browser.Post("/engagements", form)
	page := htmltest.In(t, a.Body)
	page.Has(`input[name="day"][value="2026-12-08"][checked]`).Has(`input[name="planned"]`).Has(`input[name="title"][value="Lessenreeks lassen"]`)
	if a.Status != http.StatusOK {
		t.Fatalf("%d", a.Status)
	}
	if n, err := s.Services.Engagement.Tallies(t.Context(), r.Relation, engagement.Filter{}); err != nil || len(n) != 0 {
		t.Fatalf("agreed already: %v %v", n, err)
	}
	form.Set("planned", "week/3/2026-12-01/600/720/////")
	form["day"] = []string{"2026-12-08"}
	form.Set("title", "")
	if a = browser.Post("/engagements", form); a.Status != http.StatusUnprocessableEntity {
		t.Fatalf("without a title: %d", a.Status)
	}
	htmltest.In(t, a.Body).Has(`input[name="day"][value="2026-12-08"][checked]`).Lacks(`input[name="day"][value="2026-12-15"][checked]`)
	form.Set("title", "Lessenreeks lassen")
	if a = browser.Post("/engagements", form); a.Status != http.StatusSeeOther || !strings.HasSuffix(a.Location, "/series") {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	wants(t, s.get(r.Relation, a.Location).Body, "2. dinsdag 8 december 2026")
	form.Set("times", "4") // another rhythm than was looked at
	form.Set("on", "2026-12-02")
	if a = browser.Post("/engagements", form); a.Status != http.StatusOK {
		t.Fatalf("planned anew: %d", a.Status)
	}
	htmltest.In(t, a.Body).Has(`input[name="day"][value="2026-12-23"][checked]`)
}
