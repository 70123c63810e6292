package fundingweb_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// TestMain also holds every page that the tests saw against the rules of HTML.
func TestMain(m *testing.M) { os.Exit(browser.Main(m, htmltest.Validate)) }

// site is the scene behind the whole server.
type site struct {
	*scene
	web *webtest.Site
}

// As is a browser in which the scope's account is signed in.
func (s *site) As(t *testing.T, sc access.Scope) *webtest.Client { return s.web.As(t, sc) }

func newSite(t *testing.T) *site {
	t.Helper()
	w := webtest.New(t)
	return &site{newScene(t, w.World, w.Services.Funding, w.Services.Relation, w.Services.Programme), w}
}

// get asks for a page that must be there, and returns it.
func (s *site) get(t *testing.T, sc access.Scope, path string) webtest.Answer {
	t.Helper()
	a := s.As(t, sc).Get(path)
	if a.Status != http.StatusOK {
		t.Fatalf("%s: %d\n%s", path, a.Status, s.web.Log)
	}
	if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
		htmltest.Keep(path+" "+t.Name(), a.Body)
	}
	return a
}

func contribution(key id.ID) string { return "/funding/contributions/" + string(key) }

func TestReportPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	page := s.get(t, s.r.Lead, "/funding")
	doc := htmltest.In(t, page.Body)

	t.Run("it says how the forecast stands against the minimum, and by which rule", func(t *testing.T) {
		// carried out 275 + 275 + 812.50, planned 275; minimum 10% of 40,000
		doc.Says("Je komt € 2.362,50 tekort. Uitgevoerd en gepland is samen € 1.637,50, het minimum is € 4.000,00.",
			"10% van subsidiabele meerjarenbegroting (€ 40.000,00) is € 4.000,00. Besluit van wo 27 mrt 2024.",
			"Nog € 3.000,00 is niet over de onderdelen verdeeld.", "1 handtekening telt nog niet mee.")
	})
	t.Run("every figure opens a list that adds up to it", func(t *testing.T) {
		figures := doc.Find(`main a.num`)
		if len(figures) < 40 {
			t.Fatalf("only %d figures are links", len(figures))
		}
		seen := map[string]bool{}
		for _, a := range figures {
			href, amount := a.Attr("href"), strings.TrimSpace(a.Text())
			if seen[href] {
				continue
			}
			seen[href] = true
			list := s.As(t, s.r.Lead).Get(href)
			if list.Status != http.StatusOK || !strings.Contains(htmltest.In(t, list.Body).Text(), "samen "+amount) {
				t.Errorf("%s does not add up to %s (%d)", href, amount, list.Status)
			}
		}
	})
	t.Run("it narrows, and each filter can be taken off", func(t *testing.T) {
		doc := htmltest.In(t, s.get(t, s.r.Lead, "/funding?year=2026&unit="+string(s.r.Almelo)+"&line="+string(s.line)).Body)
		doc.Says("Almelo Twente", "A Gastlessen", "Wis alles").Silent("Hengelo Twente zelf")
		doc.Has(`a[href="/funding?line=`+string(s.line)+`&unit=`+string(s.r.Almelo)+`"]`, "2026")
	})
	t.Run("as it was known before the grant there is nothing", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.Lead, "/funding?known=2025-01-01").Body).Says("zoals het bekend was op wo 1 jan 2025", "€ 0,00")
	})
	t.Run("a project leader sees the own subregion", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.ProjectHengelo, "/funding").Body).Says("Hengelo Twente").Silent("Almelo Twente", "€ 812,50")
	})
	t.Run("without pledge rights there is no column of promises", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.LineLead, "/funding").Body).Silent("Toegezegd € 2.200,00")
	})
	t.Run("an empty network explains the first step", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.Zwolle.Lead, "/funding").Body).Says("Nog geen cofinanciering").Has(`a[href="/funding/grants/new"]`)
		htmltest.In(t, s.get(t, s.Zwolle.Relation, "/funding").Body).Says("Nog geen cofinanciering").Lacks(`a[href="/funding/grants/new"]`)
	})
	t.Run("nonsense in the address narrows nothing", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.Lead, "/funding?year=-5&unit=x&known=2099-01-01&line=%00&grant=%27").Body).Says("€ 1.362,50")
	})
	t.Run("a teacher has no such page", func(t *testing.T) {
		if a := s.As(t, s.r.Teacher).Get("/funding"); a.Status != http.StatusForbidden {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("in English too", func(t *testing.T) {
		htmltest.In(t, s.As(t, s.r.Lead).With("schakel_lang", "en").Get("/funding").Body).Says("You are €2,362.50 short.", "Carried out", "Not divided yet")
	})
}

func TestQueryBudget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for path, most := range map[string]int{
		"/funding": 9, "/funding/contributions": 6, "/funding/lost": 6, "/funding/planned": 6, "/funding/pledges": 6, "/funding/grants": 6, "/funding/rules": 6, "/funding/waiting": 6,
	} {
		if a := s.get(t, s.r.Lead, path); a.Queries > most {
			t.Errorf("%s: %d queries, at most %d", path, a.Queries, most)
		}
	}
}

func TestContributionPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("the list leads to it, with its stage", func(t *testing.T) {
		doc := htmltest.In(t, s.get(t, s.r.Controller, "/funding/contributions?stage=to_check").Body)
		doc.Says("1 bijdrage, samen € 275,00").Has(`a[href="`+contribution(s.signed)+`"]`, "Van der Kolk Installatietechniek").Lacks(`a[href="` + contribution(s.checked) + `"]`)
	})
	t.Run("it explains its amount in words, with rule, evidence, ledger and chain", func(t *testing.T) {
		doc := htmltest.In(t, s.get(t, s.r.Controller, contribution(s.signed)).Body)
		doc.Says("2 mensen × 2,5 uur = 5 uur. 5 uur × € 55,00 = € 275,00.", "€ 55,00 per uur, besluit van wo 27 mrt 2024", "Niet bevestigd",
			"Getekend door Jan van der Kolk, uitvoerder", "“Leuke klas.”", "Telt ook voor koepel")
		doc.Has(`a[href="/relations/` + string(s.kolk) + `"]`).Has(`a[href="/relations/` + string(s.koepel) + `"]`).Has(`a[href="/funding/grants/` + string(s.grant) + `"]`)
	})
	t.Run("rejecting asks why, and keeps the choice", func(t *testing.T) {
		a := s.As(t, s.r.Controller).Post(contribution(s.signed)+"/check", url.Values{"outcome": {"rejected"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Fatalf("got %d", a.Status)
		}
		htmltest.In(t, a.Body).Says("Vul dit veld in.").Has(`input[value="rejected"][checked]`)
	})
	t.Run("approving moves it on", func(t *testing.T) {
		a := s.As(t, s.r.Controller).Post(contribution(s.signed)+"/check", url.Values{"outcome": {"approved"}})
		if a.Status != http.StatusSeeOther || a.Location != contribution(s.signed) {
			t.Fatalf("got %d to %s", a.Status, a.Location)
		}
		htmltest.In(t, s.get(t, s.r.Controller, contribution(s.signed)).Body).Says("Nagekeken").Lacks(`form[action$="/check"]`)
		if a := s.As(t, s.r.Lead).Post(contribution(s.signed)+"/check", url.Values{"outcome": {"approved"}}); a.Status != http.StatusConflict {
			t.Errorf("twice: %d", a.Status)
		}
	})
	t.Run("rejected it says why and by whom", func(t *testing.T) {
		s.As(t, s.r.Controller).Post(contribution(s.bare)+"/check", url.Values{"outcome": {"rejected"}, "reason": {"De hal was al vergoed."}})
		htmltest.In(t, s.get(t, s.r.Controller, contribution(s.bare)).Body).Says("De hal was al vergoed.", "Teruggeboekt")
	})
	t.Run("somebody else's is not found", func(t *testing.T) {
		for _, sc := range []access.Scope{s.r.ProjectHengelo, s.Zwolle.Lead} {
			if a := s.As(t, sc).Get(contribution(s.signed)); a.Status != http.StatusNotFound {
				t.Errorf("got %d", a.Status)
			}
		}
	})
}

func TestRecordByHand(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.As(t, s.recorder)
	form := func() url.Values {
		doc := htmltest.In(t, s.get(t, s.recorder, "/funding/contributions/new?organisation="+string(s.kolk)).Body)
		v := url.Values(doc.Form(`form[action="/funding/contributions"]`))
		v.Set("kind", "goods")
		v.Set("performed_on", "2026-11-02")
		v.Set("unit", string(s.r.Noordik))
		v.Set("value", "1.250,00")
		v.Set("reason", "Gereedschap volgens de pakbon.")
		return v
	}
	t.Run("first the company is found", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.recorder, "/funding/contributions/new?q=kolk").Body).Has(`a[href="/funding/contributions/new?organisation=`+string(s.kolk)+`"]`, "Van der Kolk")
		htmltest.In(t, s.get(t, s.recorder, "/funding/contributions/new?q=zzzz").Body).Says("Niets gevonden voor “zzzz”")
	})
	t.Run("what is wrong stands at its field, and nothing typed is lost", func(t *testing.T) {
		v := form()
		v.Set("value", "veel")
		a := c.Post("/funding/contributions", v)
		if a.Status != http.StatusUnprocessableEntity {
			t.Fatalf("got %d", a.Status)
		}
		htmltest.In(t, a.Body).Says("Vul een bedrag in euro's in").Has(`input[name="value"][value="veel"]`).Has(`textarea[name="reason"]`, "Gereedschap volgens de pakbon.").Has(`input[name="id"][value="` + v.Get("id") + `"]`)
	})
	t.Run("with a file it is evidenced, and sent twice it is there once", func(t *testing.T) {
		v := form()
		first := c.Upload("/funding/contributions", v, "file", "pakbon.pdf", []byte("%PDF-1.7 pakbon"))
		again := c.Upload("/funding/contributions", v, "file", "pakbon.pdf", []byte("%PDF-1.7 pakbon"))
		if first.Status != http.StatusSeeOther || first.Location != again.Location {
			t.Fatalf("got %d %s, then %d %s", first.Status, first.Location, again.Status, again.Location)
		}
		doc := htmltest.In(t, s.get(t, s.recorder, first.Location).Body).Says("Bewezen", "pakbon.pdf", "Gereedschap volgens de pakbon.", "Rita Recorder")
		file := s.As(t, s.r.Controller).Get(doc.One(`main a[href*="/evidence/"]`).Attr("href"))
		if file.Status != http.StatusOK || file.Body != "%PDF-1.7 pakbon" || file.Header.Get("Content-Disposition") != `attachment; filename="pakbon.pdf"` || file.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("got %d %q %v", file.Status, file.Body, file.Header)
		}
	})
	t.Run("what looks the same can be told apart", func(t *testing.T) {
		v := form()
		a := c.Post("/funding/contributions", v)
		htmltest.In(t, a.Body).Says("Is dit iets anders?").Has(`input[name="other"]`)
		v.Set("other", "1")
		if a := c.Post("/funding/contributions", v); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("evidence can follow later", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.recorder, contribution(s.bare)).Body).Says("Er is nog geen bewijs.")
		if a := c.Post(contribution(s.bare)+"/evidence", url.Values{}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("without a file: %d", a.Status)
		}
		if a := c.Upload(contribution(s.bare)+"/evidence", nil, "file", "x.exe", []byte("MZ")); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("a program: %d", a.Status)
		}
		if a := c.Upload(contribution(s.bare)+"/evidence", nil, "file", "huur.png", []byte("\x89PNG\r\n\x1a\n...")); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("without a company it begins with finding one", func(t *testing.T) {
		if a := c.Get("/funding/contributions/new?organisation=" + string(s.Zwolle.Root)); a.Status != http.StatusNotFound {
			t.Errorf("got %d", a.Status)
		}
	})
}

func TestWaitingSignatures(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/funding/waiting/" + string(s.pending)
	htmltest.In(t, s.get(t, s.recorder, "/funding/waiting").Body).Has(`a[href="`+path+`"]`, "HYPERLINK").Says("Materiaal")
	htmltest.In(t, s.get(t, s.r.Controller, "/funding/waiting").Body).Lacks(`a[href="` + path + `"]`)
	htmltest.In(t, s.get(t, s.r.ProjectHengelo, "/funding/waiting").Body).Says("Alles is geboekt")
	c := s.As(t, s.recorder)
	v := url.Values(htmltest.In(t, s.get(t, s.recorder, path).Body).Form(`form[action="` + path + `"]`))
	if a := c.Post(path, v); a.Status != http.StatusUnprocessableEntity {
		t.Errorf("goods without a value: %d", a.Status)
	}
	v.Set("value", "99,95")
	v.Set("reason", "Volgens de kassabon.")
	a := c.Post(path, v)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("got %d", a.Status)
	}
	htmltest.In(t, s.get(t, s.recorder, a.Location).Body).Says("€ 99,95, opgegeven bij het vastleggen.", "Volgens de kassabon.")
	if a := c.Post(path, v); a.Status != http.StatusConflict || !strings.Contains(a.Body, "STO Twente 2025–2028") {
		t.Errorf("twice: %d", a.Status)
	}
}

func TestGrantPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.As(t, s.r.Lead)
	grant := "/funding/grants/" + string(s.grant)
	t.Run("shares show what is missing, and can be set", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.Lead, grant).Body).Says("De delen zijn samen € 37.000,00. De grondslag is € 40.000,00, dus € 3.000,00 is nog niet verdeeld.")
		if a := c.Post(grant+"/shares", url.Values{"unit": {string(s.r.Hengelo)}, "year": {"2026"}, "base": {"zes"}}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("got %d", a.Status)
		}
		if a := c.Post(grant+"/shares", url.Values{"unit": {string(s.r.Hengelo)}, "year": {"2026"}, "base": {"13.000"}}); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
		htmltest.In(t, s.get(t, s.r.Lead, grant).Body).Says("De delen zijn samen precies de grondslag van € 40.000,00.")
	})
	t.Run("who does not manage it sees no form", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.Relation, grant).Body).Lacks(`form[action$="/shares"]`)
	})
	t.Run("an umbrella pledges, and withdraws", func(t *testing.T) {
		path := grant + "/pledges/new"
		htmltest.In(t, s.get(t, s.r.Lead, path+"?q=vrienden").Body).Has(`a[href="`+path+`?organisation=`+string(s.koepel)+`"]`, "Vrienden van Techniek")
		v := url.Values(htmltest.In(t, s.get(t, s.r.Lead, path+"?organisation="+string(s.koepel)).Body).Form(`form[action="` + grant + `/pledges"]`))
		v.Set("hours", "")
		if a := c.Post(grant+"/pledges", v); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("got %d", a.Status)
		}
		v.Set("hours", "10")
		v.Set("unit", string(s.r.Hengelo))
		if a := c.Post(grant+"/pledges", v); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
		doc := htmltest.In(t, s.get(t, s.r.Lead, grant).Body).Says("€ 550,00", "€ 2.750,00")
		withdraw := doc.Find(`form[action*="/withdraw"]`)
		if len(withdraw) != 2 {
			t.Fatalf("%d can be withdrawn", len(withdraw))
		}
		c.Post(withdraw[0].Attr("action"), nil)
		htmltest.In(t, s.get(t, s.r.Lead, grant).Body).Silent("€ 2.750,00")
	})
	t.Run("a new grant", func(t *testing.T) {
		v := url.Values(htmltest.In(t, s.get(t, s.r.Lead, "/funding/grants/new").Body).Form(`form[action="/funding/grants"]`))
		if a := c.Post("/funding/grants", v); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("empty: %d", a.Status)
		}
		for name, value := range map[string]string{
			"name": "STO Twente extra", "reference": "STO25-002", "decided_on": "2025-03-01", "start_on": "2025-03-01", "end_on": "2026-12-31", "grant": "1000", "budget": "2000", "costs": "3000", "unit": string(s.r.Root),
		} {
			v.Set(name, value)
		}
		if a := c.Post("/funding/grants", v); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
		htmltest.In(t, s.get(t, s.r.Relation, "/funding/grants").Body).Says("STO Twente extra", "STO25-002")
	})
	t.Run("the other network has none, and loads its rules first", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.Zwolle.Lead, "/funding/grants").Body).Says("Nog geen beschikking")
		htmltest.In(t, s.get(t, s.Zwolle.Lead, "/funding/grants/new").Body).Says("Nog geen regelingen").Has(`form[action="/funding/rules"]`)
		if a := s.As(t, s.Zwolle.Lead).Post("/funding/rules", nil); a.Status != http.StatusSeeOther {
			t.Errorf("got %d", a.Status)
		}
		htmltest.In(t, s.get(t, s.Zwolle.Relation, "/funding/rules").Body).Says("Besluit van 7 juli 2022", "7,5%", "Niet bevestigd", "kennisbank.sen-app.nl").Lacks(`form[action="/funding/rules"]`)
		if a := s.As(t, s.Zwolle.Lead).Get(grant); a.Status != http.StatusNotFound {
			t.Errorf("got %d", a.Status)
		}
	})
}

func TestExports(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("the list as a Dutch spreadsheet reads it, with texts that stay texts", func(t *testing.T) {
		a := s.get(t, s.r.Accountant, "/funding/contributions.csv?stage=carried_out")
		lines := strings.Split(a.Body, "\r\n")
		if !strings.HasPrefix(lines[0], "\ufeffGedaan op;Bedrijf;Koepel;") || len(lines) != 5 {
			t.Fatalf("got %d lines: %s", len(lines), lines[0])
		}
		if !strings.HasPrefix(lines[1], "2026-11-20;Van der Kolk Installatietechniek;Vrienden van Techniek;Noordik Twente;STO Twente 2025–2028;Gastlessen;Lessen door vakmensen;Uren;2;5,00;275,00;Bewezen;") {
			t.Errorf("got %s", lines[1])
		}
		if !strings.Contains(lines[2], `"'=HYPERLINK(""http://evil"") Vos"`) {
			t.Errorf("a formula: %s", lines[2])
		}
		if a.Header.Get("Content-Type") != "text/csv; charset=utf-8" || a.Header.Get("Content-Disposition") != `attachment; filename="bijdragen-2026-11-25.csv"` {
			t.Errorf("got %v", a.Header)
		}
	})
	t.Run("the report, each side with its rows", func(t *testing.T) {
		a := s.get(t, s.r.Lead, "/funding/report.csv")
		for _, line := range []string{
			"Overzicht;Regel;Nagekeken;Bewezen;Uitgevoerd;Gepland;Toegezegd;Minimum;Grondslag",
			"Totaal;;275,00;550,00;1362,50;275,00;2200,00;4000,00;40000,00",
			"Onderdeel;Hengelo Twente;275,00;275,00;275,00;0,00;0,00;1000,00;10000,00",
			"Onderdeel;Nog niet verdeeld;0,00;0,00;0,00;0,00;0,00;300,00;3000,00",
			"Jaar;2026;0,00;275,00;1087,50;275,00;2200,00;2500,00;25000,00",
			"Koepel;Vrienden van Techniek;0,00;275,00;275,00;;2200,00;;",
		} {
			if !strings.Contains(a.Body, line+"\r\n") {
				t.Errorf("missing %s in\n%s", line, a.Body)
			}
		}
	})
	t.Run("as a workbook", func(t *testing.T) {
		for _, path := range []string{"/funding/report.xlsx", "/funding/contributions.xlsx"} {
			if a := s.get(t, s.r.Lead, path); !strings.HasPrefix(a.Body, "PK") {
				t.Errorf("%s is no workbook", path)
			}
		}
	})
	t.Run("who may not export has no button and no file", func(t *testing.T) {
		htmltest.In(t, s.get(t, s.r.Relation, "/funding").Body).Lacks(`a[href*=".csv"]`)
		if a := s.As(t, s.r.Relation).Get("/funding/report.csv"); a.Status != http.StatusForbidden {
			t.Errorf("got %d", a.Status)
		}
	})
	t.Run("a sibling's figures stay out", func(t *testing.T) {
		if a := s.get(t, s.r.ProjectHengelo, "/funding/contributions.csv"); strings.Contains(a.Body, "Kolk") {
			t.Errorf("got %s", a.Body)
		}
	})
}
