package e2e

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/htmltest"
)

// The controller finds on Today what waits, opens a contribution, sees how its amount came about and what proves it, and
// approves it. The figure on the dashboard moves. Whoever recorded a contribution finds no form to check it. Every amount of
// the report opens records that add up to it, to the cent; and the file for the accountant says the same, as a spreadsheet
// in Dutch opens it.

// lessons is a region with two signed lessons, one that is planned, a share of the budget and an umbrella.
func lessons(t *testing.T) (s *scene, kolk, nijhuis company) {
	t.Helper()
	s = play(t)
	kolk = s.company(t, "Van der Kolk Installatietechniek", "Erik van der Kolk")
	nijhuis = s.company(t, "Smederij Nijhuis", "Tineke Nijhuis")
	s.umbrella(t, "Vrienden van Techniek", kolk)
	s.signed(t, "Gastles warmtepompen", kolk)
	s.signed(t, "Gastles smeden", nijhuis)
	s.agreed(t, "Gastles veilig werken", kolk)
	s.share(t)
	return s, kolk, nijhuis
}

func TestControllerChecks(t *testing.T) {
	t.Parallel()
	both(t, desk, func(t *testing.T, o browser.Options) {
		s, kolk, _ := lessons(t)
		p := s.as(t, s.r.Controller, o)
		p.Goto("/funding")
		p.Within(".stat-row").See("€ 0,00")
		look(t, p, "funding")
		p.Goto("/today")
		p.See("2 bijdragen om na te kijken")
		look(t, p, "today-controller")
		p.Click("2 bijdragen om na te kijken")
		look(t, p, "contributions-to-check")
		p.Within("main").Click(kolk.name)
		p.See("1 persoon × 2 uur")
		p.See("Getekend door Erik van der Kolk")
		look(t, p, "contribution-to-check")
		p.Check("Afkeuren")
		p.Click("Besluit vastleggen")
		refused(t, p.Within("#check"), "Er klopt nog iets niet")
		look(t, p, "contribution-check-refused")
		p.Check("Goedkeuren")
		p.Click("Besluit vastleggen")
		p.See("De bijdrage is goedgekeurd.")
		p.NotSee("Besluit vastleggen")
		look(t, p, "contribution-checked")

		p.Goto("/funding?year=2026")
		p.Within(".stat-row").See("€ 110,00")
		p.Goto("/today")
		p.See("1 bijdrage om na te kijken")

		teacher := s.as(t, s.r.Teacher, o)
		teacher.Goto("/funding")
		teacher.See("Dit hoort niet bij je rol")
		look(t, teacher, "forbidden")
	})
}

// A person with both roles records a contribution by hand and finds no form to check it; somebody else does.
func TestNobodyChecksTheirOwn(t *testing.T) {
	t.Parallel()
	s := play(t)
	s.company(t, "Machinefabriek De Stuw", "Jan Willem Boerrigter")
	both := s.Hire(t, s.r, "dubbel@twente.example", "Dubbele Petten", access.ProjectLeader, s.r.Root)
	both = s.also(t, both, "Dubbele Petten", access.Controller)
	p := s.as(t, both, desk)
	p.Goto("/funding/contributions/new")
	look(t, p, "contribution-find")
	p.Fill("Zoek een bedrijf of koepel", "stuw")
	p.Press("\r")
	p.Within("main").Click("Machinefabriek De Stuw")
	look(t, p, "contribution-form")
	p.Check("Materiaal")
	p.Fill("Waarde", "veel")
	p.Within("main").Click("Vastleggen")
	refused(t, p.Within("main"), "Er kloppen nog")
	if got := p.Value("Waarde"); got != "veel" {
		t.Errorf("what was typed is gone: %q", got)
	}
	look(t, p, "contribution-form-refused")
	p.Select("Voor welk onderdeel?", "Noordik Twente")
	p.Fill("Waarde", "1.250,00")
	p.Fill("Onderbouwing", "Lastoestel, dagwaarde volgens de factuur van 2024.")
	p.Select("Activiteit", "A1 "+activityName)
	p.Upload("Bestand", pdf(t))
	p.Within("main").Click("Vastleggen")
	p.See("De bijdrage is vastgelegd.")
	p.See("€ 1.250,00")
	p.NotSee("Besluit vastleggen")
	look(t, p, "contribution-by-hand")

	other := s.as(t, s.r.Controller, desk)
	other.Goto(p.Path())
	other.Check("Goedkeuren")
	other.Click("Besluit vastleggen")
	other.See("De bijdrage is goedgekeurd.")
}

// also gives somebody a second role and returns their scope.
func (s *scene) also(t *testing.T, who access.Scope, name string, role access.Role) access.Scope {
	t.Helper()
	check(t, s.Network.GiveRole(t.Context(), s.r.System, giveRole(who, role, s.r.Root)))
	return s.Scope(t, s.r, who.Account(), name)
}

// pdf writes the smallest file that passes for a PDF.
func pdf(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "factuur lastoestel.pdf")
	check(t, os.WriteFile(path, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600))
	return path
}

var amount = regexp.MustCompile(`€ ?-?[0-9.]+,[0-9]{2}`)

// TestEveryFigureOpensItsRecords follows each amount of the report and adds up what it opens.
func TestEveryFigureOpensItsRecords(t *testing.T) {
	t.Parallel()
	s, _, _ := lessons(t)
	client := s.As(t, s.r.Project)
	followed := 0
	for _, report := range []string{"/funding", "/funding?year=2026", "/funding?unit=" + string(s.r.Almelo)} {
		doc := htmltest.In(t, client.Get(report).Body)
		for _, a := range doc.Find("main a[href^=/funding/]") {
			figure, href := amount.FindString(a.Text()), a.Attr("href")
			if figure == "" {
				continue
			}
			followed++
			opened := client.Get(href)
			if opened.Status != 200 {
				t.Errorf("%s: %s opens %s: status %d", report, figure, href, opened.Status)
				continue
			}
			if got, want := sum(t, htmltest.In(t, opened.Body)), cents(t, figure); got != want {
				t.Errorf("%s: %s opens %s, which adds up to %d cents", report, figure, href, got)
			}
		}
	}
	if followed < 20 {
		t.Errorf("only %d figures were followed", followed)
	}
}

// sum adds up the amounts of the rows of a list.
func sum(t *testing.T, doc htmltest.Doc) money.Cents {
	t.Helper()
	var total money.Cents
	for _, row := range doc.Find("main tbody tr") {
		found := amount.FindAllString(row.Text(), -1)
		if len(found) == 0 {
			t.Errorf("a row without an amount: %s", row.Text())
			continue
		}
		total += cents(t, found[len(found)-1])
	}
	return total
}

func cents(t *testing.T, text string) money.Cents {
	t.Helper()
	c, err := money.Parse(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "€")))
	check(t, err)
	return c
}

// TestTheReportOpensAsASpreadsheet reads the file behind the button on the page as a Dutch spreadsheet would.
func TestTheReportOpensAsASpreadsheet(t *testing.T) {
	t.Parallel()
	s, _, _ := lessons(t)
	p := s.as(t, s.r.Lead, desk)
	p.Goto("/funding?year=2026")
	href := browser.Eval[string](p, `[...document.querySelectorAll('main a')].find(a => a.innerText.trim() === 'CSV').getAttribute('href')`)
	if u, err := url.Parse(href); err != nil || u.Query().Get("year") != "2026" {
		t.Errorf("the file is not of what stands on the screen: %s", href)
	}
	shown := cents(t, amount.FindString(strings.Join(strings.Fields(p.Within(".stat-row .stat:nth-child(2)").Text()), " ")))
	file := []byte(s.As(t, s.r.Lead).Get(href).Body)
	rest, ok := bytes.CutPrefix(file, []byte("\ufeff"))
	if !ok {
		t.Error("the file does not begin with the mark of UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(rest))
	r.Comma = ';'
	rows, err := r.ReadAll()
	check(t, err)
	at := slices.Index(rows[0], "Bewezen")
	if at < 0 || len(rows) < 2 {
		t.Fatalf("no column Bewezen in %v", rows[0])
	}
	total := rows[1][at]
	if !regexp.MustCompile(`^[0-9]+,[0-9]{2}$`).MatchString(total) {
		t.Errorf("an amount is written %q, want a decimal comma", total)
	}
	if got := cents(t, total); got != shown {
		t.Errorf("the file says %s, the page %s", fmt.Sprint(got), fmt.Sprint(shown))
	}
}
