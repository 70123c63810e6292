package budgetweb_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/budget"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
	"schakel/internal/testkit/world"
)

// TestMain also holds every page that the tests saw against the rules of HTML.
func TestMain(m *testing.M) { os.Exit(browser.Main(m, htmltest.Validate)) }

// site is a server with a grant and an activity, without a budget.
type site struct {
	*webtest.Site
	r               *world.Region
	grant, activity id.ID
	home            string
}

func newSite(t *testing.T) *site {
	t.Helper()
	w := webtest.New(t)
	s := &site{Site: w, r: w.Twente}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	f := w.Services.Funding
	_, err := f.InstallSchemes(t.Context(), s.r.Lead)
	must(err)
	schemes, err := f.Schemes(t.Context(), s.r.Lead)
	must(err)
	s.grant, err = f.AddGrant(t.Context(), s.r.Lead, funding.GrantInput{
		Unit: s.r.Root, Scheme: schemes[0].ID, Reference: "STO25-001", Name: "STO Twente", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
		Grant: "40.000", Budget: "40.000", Costs: "50.000",
	})
	must(err)
	line, err := w.Services.Programme.AddLine(t.Context(), s.r.System, programme.LineInput{Unit: s.r.Root, Grant: s.grant, Code: "A", Name: "Gastlessen"})
	must(err)
	s.activity, err = w.Services.Programme.AddActivity(t.Context(), s.r.System, programme.ActivityInput{Unit: s.r.Root, Line: line, Code: "1", Name: "Lessen", From: "2025-01-01", To: "2028-12-31"})
	must(err)
	s.home = "/funding/grants/" + string(s.grant) + "/budget"
	return s
}

func (s *site) get(t *testing.T, sc access.Scope, path string) htmltest.Doc {
	t.Helper()
	a := s.As(t, sc).Get(path)
	if a.Status != http.StatusOK || a.Queries > 10 {
		t.Fatalf("%s: %d, %d queries\n%s", path, a.Status, a.Queries, s.Log)
	}
	htmltest.Keep(path+" "+t.Name(), a.Body)
	return htmltest.In(t, a.Body)
}

func (s *site) post(t *testing.T, path string, form url.Values, status int) webtest.Answer {
	t.Helper()
	a := s.As(t, s.r.Lead).Post(s.home+path, form)
	if a.Status != status {
		t.Fatalf("%s: %d\n%s", path, a.Status, a.Body)
	}
	if status == http.StatusUnprocessableEntity {
		htmltest.Keep(path+" refused "+t.Name(), a.Body)
	}
	return a
}

func (s *site) line(more ...string) url.Values {
	f := url.Values{"activity": {string(s.activity)}, "year": {"2026"}, "cost": {"staff"}, "what": {"Docenten"}, "quantity": {"100"}, "measure": {"hour"}, "price": {"50,00"}}
	for i := 0; i < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

// TestBudgetPages walks the way of a budget: empty, a line, a machine, cover, blocks, a change with its reason, the files.
func TestBudgetPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.get(t, s.r.Lead, s.home).Says("Nog geen begroting").Has(`a[href="` + s.home + `/lines/new"]`)
	s.get(t, s.r.Relation, s.home).Says("Nog geen begroting").Lacks(`a[href="` + s.home + `/lines/new"]`)
	s.get(t, s.r.Lead, s.home+"/lines/new").Has(`select[name=measure]`)
	s.get(t, s.r.Lead, s.home+"/lines/new?machine=1").Has(`input[name=term]`).Lacks(`select[name=measure]`)
	s.get(t, s.r.Lead, s.home+"/changes").Says("Nog geen wijzigingen")
	s.get(t, s.r.Lead, s.home+"/lines").Says("Nog geen begroting")

	t.Run("what is wrong stands at its field, and what was typed stays", func(t *testing.T) {
		doc := htmltest.In(t, s.post(t, "/lines", s.line("quantity", "-3", "what", "Iets aparts"), http.StatusUnprocessableEntity).Body)
		doc.Has(`input[name=quantity][aria-invalid=true]`).Has(`input[name=what][value="Iets aparts"]`)
		htmltest.In(t, s.post(t, "/cover", url.Values{"year": {"2026"}, "granted": {"veel"}}, http.StatusUnprocessableEntity).Body).Has(`input[name=granted][aria-invalid=true]`)
	})
	s.post(t, "/lines", s.line(), http.StatusSeeOther)
	machine := url.Values{"activity": {string(s.activity)}, "cost": {"machine"}, "what": {"=Freesbank"}, "quantity": {"1"}, "price": {"60.000"}, "residual": {"6.000"}, "term": {"60"}, "used_from": {"2026-09-15"}}
	s.post(t, "/lines", machine, http.StatusSeeOther)
	s.post(t, "/cover", url.Values{"year": {"2026"}, "granted": {"8.000"}, "cofinancing": {"500"}, "own": {"100"}}, http.StatusSeeOther)

	t.Run("it adds up per year, line and activity, and says what is missing", func(t *testing.T) {
		// 2026: 5,000 + 4 × 900; 2027 and 2028: 12 × 900
		doc := s.get(t, s.r.Lead, s.home)
		doc.Says("In 2027 ontbreekt € 10.800,00. In 2028 ontbreekt € 10.800,00.", "Daarvan is € 32.000,00 nog niet over de jaren verdeeld.", "€ 30.200,00", "A Gastlessen", "1 Lessen", "in balans")
		doc.Silent("In 2026 ontbreekt")
		s.get(t, s.r.Lead, s.home+"/lines?year=2026&activity="+string(s.activity)).Says("2 regels, samen € 8.600,00", "28 van 60 maanden")
		s.get(t, s.r.Lead, s.home+"/lines?year=2025").Says("Niets gevonden")
		htmltest.In(t, s.As(t, s.r.Lead).With("schakel_lang", "en").Get(s.home).Body).Says("In 2027, €10,800.00 is missing.")
	})
	key := s.key(t, budget.Staff)
	t.Run("a change after the decision wants its reason", func(t *testing.T) {
		one := "/lines/" + string(key)
		s.get(t, s.r.Lead, s.home+one).Has(`input[name=quantity][value="100"]`).Says("100 uur × € 50,00 = € 5.000,00")
		s.get(t, s.r.Relation, s.home+one).Lacks(`input[name=quantity]`)
		htmltest.In(t, s.post(t, one, s.line("quantity", "120", "version", "1"), http.StatusUnprocessableEntity).Body).Has(`textarea#f-reason[aria-invalid=true]`)
		htmltest.In(t, s.post(t, one+"/remove", url.Values{}, http.StatusUnprocessableEntity).Body).Has(`textarea#remove-reason[aria-invalid=true]`)
		s.post(t, one, s.line("quantity", "120", "version", "1", "reason", "Meer groepen"), http.StatusSeeOther)
		s.get(t, s.r.Lead, s.home+"/changes").Says("Hoeveelheid: 100 uur → 120 uur", "“Meer groepen”", "toegevoegd: € 60.000,00")
	})
	t.Run("a block is detailed, fixed and put back", func(t *testing.T) {
		s.post(t, "/blocks", url.Values{"first": {"2025"}, "to": {"detailed"}}, http.StatusSeeOther)
		s.get(t, s.r.Lead, s.home).Says("uitgewerkt", "Kosten en dekking verschillen samen € 1.000,00")
		s.post(t, "/blocks", url.Values{"first": {"2025"}, "to": {"fixed"}}, http.StatusConflict)
		htmltest.In(t, s.post(t, "/blocks", url.Values{"first": {"2025"}, "to": {"open"}}, http.StatusUnprocessableEntity).Body).Has(`textarea#back-2025[aria-invalid=true]`)
		s.post(t, "/blocks", url.Values{"first": {"2025"}, "to": {"open"}, "reason": {"Het plan wordt anders"}}, http.StatusSeeOther)
		s.get(t, s.r.Lead, s.home+"/changes").Says("Blok 2025–2026", "Stand: uitgewerkt → open")
	})
	t.Run("the files have every line, and no formula", func(t *testing.T) {
		a := s.As(t, s.r.Lead).Get(s.home + "/budget.csv")
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\ufeff")))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 8 || rows[1][3] != "'=Freesbank" && rows[2][3] != "'=Freesbank" {
			t.Fatalf("%v, %q", err, rows)
		}
		if costs := rows[3]; costs[11] != "9600,00" || costs[14] != "31200,00" { // 2026: 6,000 + 3,600
			t.Errorf("got %q", costs)
		}
		if a := s.As(t, s.r.Lead).Get(s.home + "/budget.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
			t.Errorf("got %d", a.Status)
		}
	})
	s.post(t, "/lines/"+string(key)+"/remove", url.Values{"reason": {"Hoort elders"}}, http.StatusSeeOther)
	if a := s.As(t, s.r.Lead).Get(s.home + "/lines/" + string(key)); a.Status != http.StatusNotFound {
		t.Errorf("what was taken out answers %d", a.Status)
	}
}

// key is the line of a kind.
func (s *site) key(t *testing.T, cost budget.Cost) id.ID {
	t.Helper()
	b, err := s.Services.Budget.Budget(t.Context(), s.r.Lead, s.grant)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range b.Lines {
		if l.Cost == cost {
			return l.ID
		}
	}
	t.Fatalf("no line of %s", cost)
	return ""
}
