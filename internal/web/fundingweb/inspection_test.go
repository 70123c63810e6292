package fundingweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"schakel/internal/domain/inspection"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/htmltest"
)

// The whole way through the pages: access is given, a sample drawn behind the link, a line read and asked about, the list sent, answered,
// and the access taken back.
func TestInspectionThroughItsPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	lead := s.As(t, s.r.Lead)
	htmltest.In(t, s.get(t, s.r.Lead, "/funding/inspections").Body).Says("Nog niemand heeft toegang").Has(`a[href="/funding/inspections/new"]`)
	htmltest.In(t, s.get(t, s.r.Accountant, "/funding/inspections").Body).Silent("Toegang geven")
	htmltest.In(t, s.get(t, s.r.Lead, "/funding/inspections/new?grant="+string(s.grant)).Body).Has(`option[value="`+string(s.grant)+`"]`, "STO Twente")
	give := url.Values{"grant": {string(s.grant)}, "year": {"2025"}, "name": {"Rita Wolters"}, "firm": {"Wolters"}, "email": {"rita"}, "lang": {"nl"}, "until": {"2026-12-20"}}
	if a := lead.Post("/funding/inspections", give); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, "Rita Wolters") {
		t.Errorf("a wrong address: %d", a.Status)
	}
	give.Set("email", "rita@wolters.example")
	a := lead.Post("/funding/inspections", give)
	book := a.Location
	key := id.ID(strings.TrimPrefix(book, "/funding/inspections/"))
	home := s.web.LinkPath(t, s.r, link.Inspect, key)

	accountant := s.web.Anonymous()
	see := func(path string) htmltest.Doc {
		t.Helper()
		a := accountant.Get(path)
		if a.Status != http.StatusOK || a.Queries > 10 {
			t.Fatalf("%s: %d, %d queries\n%s", path, a.Status, a.Queries, s.web.Log)
		}
		htmltest.Keep(path[:12]+t.Name(), a.Body)
		return htmltest.In(t, a.Body)
	}
	see(home).Says("Accountantscontrole 2025 van STO Twente", "zo 20 dec 2026", "Trekken").Silent("Lijst versturen")
	if a := accountant.Post(home, url.Values{"method": {"money"}, "stage": {"checked"}, "size": {"veel"}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a size in words: %d", a.Status)
	}
	drawn := accountant.Post(home, url.Values{"method": {"money"}, "stage": {"checked"}, "size": {"5"}, "seed": {"zaad"}, "stratified": {"1"}})
	own := see(drawn.Location)
	own.Says("zaad", "1 bijdragen, samen € 275,00 (Nagekeken)", "Hengelo Twente", "100%", "=HYPERLINK")
	see(drawn.Location + "&again=1").Says("dezelfde 1 regels")
	line := own.Find(`main table a[href]`)[0].Attr("href")
	see(line).Says("Getekend door Jan van der Kolk", "uitvoerder", "Leuke klas.", "€ 275,00", "Wat vind je?").Silent("/relations/", "/engagements/")
	key = id.ID(line[strings.LastIndex(line, "=")+1:])
	if a := accountant.Post(home+"/line", url.Values{"line": {string(key)}, "judgement": {"question"}, "note": {""}}); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("a question without words: %d", a.Status)
	}
	accountant.Post(home+"/line", url.Values{"line": {string(key)}, "judgement": {string(inspection.Question)}, "note": {"Wie tekende hier?"}})
	see(home).Says("1 van 1 regels beoordeeld · vragen: 1 · bevindingen: 0", "Wie tekende hier?", "Lijst versturen")
	if a := accountant.Post(home+"/send", nil); a.Status != http.StatusSeeOther {
		t.Errorf("send: %d", a.Status)
	}
	htmltest.In(t, s.get(t, s.r.Lead, book).Body).Says("Wie tekende hier?", "Rita Wolters", "Antwoord bewaren")
	if a := lead.Post(book+"/answer", url.Values{"line": {string(key)}, "answer": {"De uitvoerder."}}); a.Status != http.StatusSeeOther {
		t.Errorf("answer: %d", a.Status)
	}
	htmltest.In(t, s.get(t, s.r.Accountant, book).Body).Says("De uitvoerder.").Silent("Antwoord bewaren", "Toegang stoppen")
	see(line).Says("De uitvoerder.")
	if a := accountant.Get(home + "/sample.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
		t.Errorf("workbook: %d", a.Status)
	}
	lead.Post(book+"/end", nil)
	if a := accountant.Get(home); a.Status != http.StatusNotFound {
		t.Errorf("after the end: %d", a.Status)
	}
	htmltest.In(t, s.get(t, s.r.Lead, "/funding/inspections").Body).Says("Gestopt", "Wolters")
}
