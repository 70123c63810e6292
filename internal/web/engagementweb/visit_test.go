package engagementweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/link"
	"schakel/internal/testkit/htmltest"
)

// A company does all of it from its mail: it sees the agreement, fills in its part, ticks, and chooses a day.
func TestVisit(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	page := s.LinkPath(t, r, link.Visit, key)
	browser := s.Anonymous()
	a := s.ok(browser.Get(page), page)
	wants(t, a.Body, "Gastles lassen", "Je afspraak met Noordik Twente", "Geen foto’s", "Datums voorstellen")
	lacks(t, a.Body, "/engagements/", "detail-class") // no pages for colleagues, no fields of the school
	if a.Queries > 10 {
		t.Errorf("%d queries", a.Queries)
	}
	if a := browser.Post(page+"/details", url.Values{"version": {"0"}, "host": {"Jan <i>"}, "photos_company": {"on"}}); a.Location != page {
		t.Fatalf("details: %d %s", a.Status, a.Body)
	}
	wants(t, s.ok(browser.Get(page), page).Body, "Jan &lt;i&gt;", "Nog geen foto’s")
	if a := browser.Post(page+"/details", url.Values{"version": {"0"}, "host": {"Piet"}}); a.Status != http.StatusConflict {
		t.Errorf("an older page: %d", a.Status)
	}

	s.must(s.Services.Engagement.Propose(t.Context(), r.Teacher, key, engagement.ProposeInput{
		Dates: []occurrence.Slot{{On: "2026-12-03", Start: 600, End: 720}, {On: "2026-12-04", Start: 780, End: 900}}, Reason: "Docent ziek",
	}))
	doc := htmltest.In(t, s.ok(browser.Get(page), page).Body)
	doc.Has(`input[name="choice"][value="1"]`).Has(`input[name="choice"][value="none"]`)
	doc.Says("vrijdag 4 december 2026, 13:00–15:00")
	wants(t, s.get(r.Teacher, "/engagements/"+string(key)).Body, "Je voorstel wacht op antwoord", "13:00–15:00")
	rec, err := s.Services.Engagement.Record(t.Context(), r.Teacher, key)
	s.must(err)
	if a := browser.Post(page+"/proposal", url.Values{"proposal": {string(rec.Proposal.ID)}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", a.Status)
	}
	if a := browser.Post(page+"/proposal", url.Values{"proposal": {string(rec.Proposal.ID)}, "choice": {"7"}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("no such day: %d", a.Status)
	}
	if a := browser.Post(page+"/proposal", url.Values{"proposal": {string(rec.Proposal.ID)}, "choice": {"1"}}); a.Location != page {
		t.Fatalf("choose: %d %s", a.Status, a.Body)
	}
	wants(t, s.ok(browser.Get(page), page).Body, "vrijdag 4 december 2026")

	if a := browser.Post(page+"/dates", url.Values{"reason": {"Druk"}, "on_1": {"gisteren"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "gisteren") {
		t.Errorf("an odd day: %d", a.Status)
	}
	if a := browser.Post(page+"/dates", url.Values{"reason": {"Druk"}, "on_1": {"2026-12-10"}, "start_1": {"10:00"}, "end_1": {"12:00"}}); a.Location != page {
		t.Fatalf("propose: %d %s", a.Status, a.Body)
	}
	path := "/engagements/" + string(key)
	rec, err = s.Services.Engagement.Record(t.Context(), r.Teacher, key)
	s.must(err)
	wants(t, s.get(r.Teacher, path).Body, "stelt een andere dag voor", "“Druk”")
	if a := s.As(t, r.Teacher).Post(path+"/proposal", url.Values{"proposal": {string(rec.Proposal.ID)}, "choice": {"none"}}); a.Location != path {
		t.Errorf("the school: %d", a.Status)
	}
	if a := s.As(t, r.Teacher).Post(path+"/details", url.Values{"version": {"1"}, "class": {"3B"}, "host": {"Jan"}}); a.Location != path {
		t.Errorf("details by the school: %d", a.Status)
	}
	if a := s.get(r.Teacher, path); a.Queries > 10 || !strings.Contains(a.Body, "3B") {
		t.Errorf("%d queries:\n%s", a.Queries, strings.Join(a.Texts, "\n"))
	}
}

func TestChecklistOnThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	items, err := s.Services.Menu.Card(t.Context(), r.System, true)
	s.must(err)
	in := engagement.AgreeInput{Unit: r.Noordik, Organisation: s.companies[r], Title: "Gastles", Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720}, Pupils: 24, People: 1, Anyway: true}
	for _, i := range items {
		if len(i.ChecklistNL) > 0 {
			in.Item = i.ID
		}
	}
	key, err := s.Services.Engagement.AgreeByHand(t.Context(), r.Relation, in)
	s.must(err)
	path := "/engagements/" + string(key)
	browser := s.As(t, r.Teacher)
	htmltest.In(t, s.get(r.Teacher, path).Body).Has(`#checklist button[aria-pressed="false"]`)
	if a := browser.Post(path+"/check", url.Values{"line": {"0"}, "done": {"on"}}); a.Location != path {
		t.Fatalf("tick: %d", a.Status)
	}
	htmltest.In(t, s.get(r.Teacher, path).Body).Has(`#checklist button[aria-pressed="true"]`)
	wants(t, s.get(r.Teacher, path).Body, "afgevinkt door de school")
	htmltest.In(t, s.get(r.Accountant, path).Body).Lacks("#checklist button")
	if a := browser.Post(path+"/check", url.Values{"line": {"x"}}); a.Status != http.StatusNotFound {
		t.Errorf("no line: %d", a.Status)
	}
}

// What was said afterwards stands on the company's page before somebody asks it again.
func TestDoubtsOnTheCompanysPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.Twente
	key := s.agreed(r, "Gastles lassen")
	s.Clock.Set(afterwards)
	_, err := s.Services.Engagement.Count(t.Context(), r.Teacher, key, 20, 1)
	s.must(err)
	path := "/relations/" + string(s.companies[r])
	lacks(t, s.get(r.Relation, path).Body, "liever niet nog eens")
	s.must(s.Services.Engagement.Evaluate(t.Context(), r.Teacher, key, engagement.EvaluateInput{Score: 1, Again: engagement.AgainNo}))
	wants(t, s.get(r.Relation, path).Body, "Een school zei 1 keer: liever niet nog eens.", "1 keer ging het niet goed.")
}
