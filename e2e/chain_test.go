package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/testkit/browser"
	"schakel/internal/testkit/world"
)

// The whole chain through pages only: schools come from a file of DUO, companies from a spreadsheet, the menu and the rules
// are taken over, a grant is divided and gets a line with an activity; a company is mailed the menu and ticks a lesson; a
// teacher asks, invites and gets a yes; after the lesson the teacher counts, the company signs, the controller checks; and
// the report shows the amount on the school's subregion, the line and the year. In Dutch; then the same pages once in
// English.

// duoFile is a file with locations as DUO makes them, of schools that do not exist.
const duoFile = "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES;ONDERWIJSSTRUCTUUR;RMC-REGIO CODE;RMC-REGIO NAAM\r\n" +
	"Overijssel;10053;97AA;97AA00;Verzonnen College Scholengemeenschap voor Lyceum Havo Mavo Vbo Lwoo;Beukenlaan;12 a;7601 AB;ALMELO;0141;ALMELO;Openbaar;0546123456;www.verzonnen.example;VBO/MAVO;12;Twente\r\n" +
	"Overijssel;10053;97BB;97BB00;Praktijkschool De Esch;Kade;9;7553 GH;HENGELO OV;0164;HENGELO;Openbaar;0741234567;http://pro.example;PRO;12;Twente\r\n"

// companyFile is a list as people keep it: their own headings, a missing postcode, a mistake in a trade-register number.
const companyFile = "Bedrijfsnaam;KvK;Adres;Huisnr;Postcode;Plaats;Contactpersoon;E-mail contactpersoon;Profielen\r\n" +
	"Van der Kolk Installatietechniek;12345678;Ambachtsweg;12;7607 AB;Almelo;Erik van der Kolk;erik@kolk.example;PIE\r\n" +
	"Aannemersbedrijf Wolbers-Oude Nijhuis en Zonen Wegenbouw en Grondverzet;1234;Spoorstraat;1;;Vriezenveen;;;BWI\r\n"

type chain struct {
	*stage
	t *testing.T
	r *world.Region
}

func TestTheWholeChain(t *testing.T) {
	t.Parallel()
	s := open(t)
	c := &chain{s, t, s.Twente}
	c.schools()
	c.companies()
	c.rules()
	c.menu()
	engagement := c.lesson()
	c.sign(engagement)
	c.report()
	c.english()
}

func (c *chain) file(name, content string) string {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), name)
	check(c.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func (c *chain) schools() {
	c.t.Helper()
	p := c.as(c.t, c.r.Admin, desk)
	p.Goto("/network")
	look(c.t, p, "network")
	p.Within("main").Click("Scholen uit DUO")
	look(c.t, p, "duo-upload")
	p.Upload("Bestand van DUO", c.file("vestigingen.csv", duoFile))
	p.Select("Hangt onder", "– Almelo Twente")
	p.Click("Bestand lezen")
	p.See("Welk gebied?")
	look(c.t, p, "duo-areas")
	p.Check("Almelo")
	p.Click("Laat het voorstel zien")
	p.Within("#proposal").See("Verzonnen College")
	look(c.t, p, "duo-proposal")
	p.Click("Aangevinkte scholen overnemen")
	p.See("1 nieuw, 0 bijgewerkt, 0 ongewijzigd")
	p.Goto("/network")
	p.See("Verzonnen College")
	p.Within("main").Click("Verzonnen College")
	p.See("Mensen met een rol hier")
	look(c.t, p, "network-unit")
	p.Goto("/network/people")
	look(c.t, p, "network-people")
}

func (c *chain) companies() {
	c.t.Helper()
	p := c.as(c.t, c.r.Relation, desk)
	p.Goto("/relations")
	p.Within("main").Click("Lijst inlezen")
	look(c.t, p, "import-upload")
	p.Upload("Bestand", c.file("bedrijven.csv", companyFile))
	p.Select("Voor welk team?", "Almelo Twente")
	p.Click("Verder")
	p.See("Wat staat er in elke kolom?")
	look(c.t, p, "import-columns")
	p.Click("Controleren")
	p.See("Dit gaat er gebeuren")
	p.See("Rijen om te verbeteren")
	look(c.t, p, "import-checked")
	p.Click("Alleen de goede rij inlezen")
	p.See("De lijst is ingelezen.")
	look(c.t, p, "import-done")
	p.Goto("/relations")
	p.See("Van der Kolk Installatietechniek")
	p.NotSee("Wolbers")
	look(c.t, p, "relations")
	p.Within("main").Click("Van der Kolk Installatietechniek")
	p.See("Erik van der Kolk")
	look(c.t, p, "relation-new")
}

func (c *chain) rules() {
	c.t.Helper()
	p := c.as(c.t, c.r.Lead, desk)
	p.Goto("/menu")
	p.Click("Landelijke menukaart overnemen")
	p.See("De menukaart staat klaar.")
	p.Goto("/funding/rules")
	p.Click("Landelijke regelingen laden")
	p.See("regels geladen")
	look(c.t, p, "funding-rules")
	p.Goto("/funding/grants/new")
	look(c.t, p, "grant-form")
	p.Select("Regeling", "Sterk techniekonderwijs 2025–2028")
	p.Fill("Naam", "STO Twente 2025–2028")
	p.Fill("Kenmerk", "STO25-0417")
	p.Select("Voor welk onderdeel?", "Twente")
	p.Fill("Besluit van", "2024-11-04")
	p.Fill("Eerste dag", "2025-01-01")
	p.Fill("Laatste dag", "2028-12-31")
	p.Fill("Subsidiebedrag", "600.000")
	p.Fill("Subsidiabele meerjarenbegroting", "640.000")
	p.Fill("Projectkosten", "710.000")
	p.Click("Bewaren")
	p.See("De beschikking is vastgelegd.")
	p.Select("Onderdeel", "Almelo Twente")
	p.Select("Jaar", "2026")
	p.Fill("Deel van de grondslag", "12.000")
	p.Click("Deel vastleggen")
	p.See("Het deel is vastgelegd.")
	look(c.t, p, "grant")
	p.Goto("/funding/grants")
	look(c.t, p, "grants")
	c.programme(p)
}

func (c *chain) programme(p *browser.Page) {
	c.t.Helper()
	p.Goto("/programme/lines/new")
	look(c.t, p, "line-form")
	p.Select("Subsidie", "STO Twente 2025–2028")
	p.Fill("Code", "L1")
	p.Fill("Naam", lineName)
	p.Click("Bewaren")
	p.See("is toegevoegd")
	p.Within("main").Click("Activiteit toevoegen")
	look(c.t, p, "activity-form")
	p.Fill("Code", "A1")
	p.Fill("Naam", activityName)
	p.Click("Bewaren")
	p.See(activityName)
	look(c.t, p, "programme")
}

func (c *chain) menu() {
	c.t.Helper()
	p := c.as(c.t, c.r.Relation, desk)
	p.Goto("/menu/invite")
	p.Within("main").Click("Menukaart mailen")
	p.See("De menukaart is gemaild.")
	company := c.visit(c.t, phone)
	company.Goto(linkIn(c.t, c.mail(c.t, "erik@kolk.example", "doen voor leerlingen")))
	company.Check("Gastles")
	tile := company.Within(".offer-tile:has(.offer-head input:checked)")
	tile.Fill("Keer per schooljaar", "3")
	tile.Fill("Leerlingen tegelijk", "28")
	company.Click("Bewaren")
	company.See("Dank je wel, het is bewaard")
}

// lesson asks, invites and says yes; the result is the path of the engagement.
func (c *chain) lesson() string {
	c.t.Helper()
	p := c.as(c.t, c.r.Teacher, desk)
	p.Goto("/needs/new")
	p.Fill("In een paar woorden", "Gastles over warmtepompen")
	p.Select("Wat voor iets?", "Gastles")
	p.Fill("Leerlingen", "24")
	p.Fill("Vanaf", "2026-12-07")
	p.Fill("Tot en met", "2026-12-11")
	p.Click("Meer vertellen")
	p.Select("Activiteit van het programma", activityName)
	p.Click("Bewaren en bedrijven zien")
	p.Check("Van der Kolk Installatietechniek")
	p.Fill("Voor welke dag vraag je?", "2026-12-08")
	p.Click("Aangevinkte bedrijven uitnodigen")
	p.See("1 bedrijf is uitgenodigd.")
	company := c.visit(c.t, phone)
	company.Goto(linkIn(c.t, c.mail(c.t, "erik@kolk.example", "Gastles over warmtepompen")))
	company.Click("Ja, dat doen we")
	company.See("Dank je wel, het staat")
	p.Goto("/engagements")
	p.Within("main").Click("Gastles over warmtepompen")
	p.See("zei ja op de uitnodiging")
	return p.Path()
}

func (c *chain) sign(engagement string) {
	c.t.Helper()
	c.Clock.Set(day(c.t, "2026-12-08", 15))
	p := c.as(c.t, c.r.Teacher, phone)
	p.Goto(engagement)
	p.Fill("Leerlingen", "22")
	p.Click("Telling bewaren")
	p.See("De telling is bewaard.")
	company := c.visit(c.t, phone)
	company.Goto(linkIn(c.t, c.mail(c.t, "erik@kolk.example", "Kloppen deze uren?")))
	company.Click("Ja, dit klopt: tekenen")
	company.See("Bedankt, het is getekend")
}

// report lets the controller check, and reads the amount: 100 minutes and 60 of preparation at € 55 an hour.
func (c *chain) report() {
	c.t.Helper()
	const worth = "€ 146,67"
	p := c.as(c.t, c.r.Controller, desk)
	p.Goto("/today")
	p.Click("1 bijdrage om na te kijken")
	p.Within("main").Click("Van der Kolk Installatietechniek")
	p.See(worth)
	p.Check("Goedkeuren")
	p.Click("Besluit vastleggen")
	p.See("De bijdrage is goedgekeurd.")
	p.Goto("/funding?year=2026")
	for _, label := range []string{"Almelo Twente", "2026", "L1 " + lineName} {
		row := strings.Join(strings.Fields(browser.Eval[string](p, `[...document.querySelectorAll('main tbody tr')].find(r => r.querySelector('th').innerText.includes('`+label+`'))?.innerText ?? ''`)), " ")
		if !strings.Contains(row, worth) {
			c.t.Errorf("the row %s of the report says %q, want %s", label, row, worth)
		}
	}
	p.See("€ 1.200,00") // the minimum: a tenth of what Almelo got
	look(c.t, p, "funding-report")
	p.Goto("/audit")
	p.See("Van der Kolk Installatietechniek")
	look(c.t, p, "audit")
}

// english walks past the same pages in English.
func (c *chain) english() {
	c.t.Helper()
	p := c.as(c.t, c.r.Project, desk)
	p.Goto("/today")
	p.Click("Menu van")
	p.Click("English")
	p.See("Today")
	for _, path := range []string{"/today", "/relations", "/menu", "/needs", "/engagements", "/funding", "/programme", "/network", "/network/people", "/actions", "/record", "/search?q=kolk", "/relations/import", "/needs/new", "/funding/contributions", "/funding/grants", "/funding/rules", "/account"} {
		p.Goto(path)
		text := p.Text()
		if path == "/funding/rules" {
			text = "" // it quotes Dutch decisions
		}
		for _, dutch := range []string{" niet ", " het ", " bedrijf ", " een ", "⟦"} {
			if strings.Contains(strings.ToLower(text), dutch) {
				c.t.Errorf("%s in English says %q:\n%s", path, dutch, around(text, dutch))
			}
		}
		if path == "/today" || path == "/needs/new" || path == "/funding" { // longer words elsewhere, the same structure
			look(c.t, p, "english"+strings.ReplaceAll(path, "/", "-"))
		}
	}
}

// around is the line in which a word stands.
func around(text, word string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), word) {
			return line
		}
	}
	return ""
}
