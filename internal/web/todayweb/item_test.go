package todayweb

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/i18n"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/web/locale"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// full is a day on which everything happens.
func full() dashboard.Today {
	at := func(days, hour int) time.Time { return time.Date(2026, 11, 25+days, hour-1, 0, 0, 0, time.UTC) }
	return dashboard.Today{
		On: "2026-11-25",
		Waiting: []dashboard.Item{
			{Kind: dashboard.NotSigned, ID: "e1", Title: "Gastles elektrische auto", Sub: "Autobedrijf Wolters", Day: "2026-11-10", At: at(-15, 12)},
			{Kind: dashboard.Action, ID: "o1", Title: "Bel Erik terug over de bedrijvendag", Sub: "Van der Kolk Installatietechniek", Day: "2026-11-20"},
			{Kind: dashboard.NoYes, ID: "n1", Title: "Lassen voor 3B", At: at(-4, 9), N: 3},
			{Kind: dashboard.NoYes, ID: "n2", Title: "Bezoek aan een bakkerij", At: at(-3, 9)},
			{Kind: dashboard.OtherDate, ID: "n3", Title: "Drones in de bouw", Sub: "Bouwbedrijf Ter Steege", Day: "2026-12-03", At: at(-2, 9)},
			{Kind: dashboard.NotCounted, ID: "e2", Title: "Rondleiding machinebouw", Sub: "Nijwa", Day: "2026-11-24", At: at(-1, 15)},
			{Kind: dashboard.ToCheck, At: at(-1, 16), N: 12},
		},
		Wrong: []dashboard.Item{
			{Kind: dashboard.LedgerBroken, Title: "sums", Sub: "2026", N: 412},
			{Kind: dashboard.Shortfall, N: 2026},
			{Kind: dashboard.NeedsEnding, ID: "n4", Title: "Robotica in 2 havo", N: 1},
			{Kind: dashboard.LateActions, N: 14},
			{Kind: dashboard.LateCounts, N: 2},
			{Kind: dashboard.LateSigns, N: 1},
			{Kind: dashboard.OffersStale, N: 31},
			{Kind: dashboard.HoursUnbooked, N: 3},
			{Kind: dashboard.NeedsEnding, N: 5},
		},
		Week: []dashboard.Day{
			{On: "2026-11-25", Visits: []dashboard.Visit{{ID: "e3", Title: "Warmtepompen", Company: "Kolk", School: "Noordik", Place: "Lokaal 12", Starts: at(0, 10), Ends: at(0, 12)}}},
			{On: "2026-11-26", Visits: []dashboard.Visit{{ID: "e4", Title: "Speeddaten", Company: "Nijwa", School: "Canisius", Place: "Nijwa", Starts: at(1, 13), Ends: at(1, 15)}}},
			{On: "2026-11-30", Visits: []dashboard.Visit{{ID: "e5", Title: "CNC-draaien", Company: "Vos Metaal", School: "Canisius", Starts: at(5, 9), Ends: at(5, 11)}}},
		},
		Goals: dashboard.Goals{Year: 2026, Companies: 64, Lessons: 131, Pupils: 2840},
		Money: &funding.Outlook{Of: 2026, Year: funding.Figures{Promised: 8_000_000, Planned: 1_200_000, CarriedOut: 4_120_000, Evidenced: 3_000_000, Checked: 1_200_000, Base: 60_000_000, Minimum: 6_000_000}},
	}
}

// items are all the day's list items in a language.
func items(p *i18n.Printer, t dashboard.Today) []ui.ListItem {
	list := append(waiting(p, t), wrong(p, t)...)
	for _, d := range t.Week {
		list = append(list, visits(p, d)...)
	}
	return list
}

func TestEveryItemSaysWhatToDoAndLeadsThere(t *testing.T) {
	t.Parallel()
	today := full()
	for _, lang := range i18n.Langs() {
		p := locale.Catalog().Printer(lang)
		for _, i := range items(p, today) {
			if i.Title == "" || !strings.HasPrefix(i.Href, "/") || strings.ContainsAny(i.Title+i.Sub, "⟦⟧") || i.Icon != "" && !ui.HasIcon(i.Icon) {
				t.Errorf("%s: %+v", lang, i)
			}
		}
	}
	nl := locale.Catalog().Printer(i18n.NL)
	said := map[string]string{}
	for _, i := range items(nl, today) {
		said[i.Title] = i.Href + " " + i.Sub
	}
	for title, want := range map[string]string{
		"Bel Erik terug over de bedrijvendag":                        "/relations/o1 Van der Kolk Installatietechniek",
		"Andere dag voorgesteld: Drones in de bouw":                  "/needs/n3 Bouwbedrijf Ter Steege kan op do 3 dec 2026",
		"Hoeveel leerlingen waren er? Rondleiding machinebouw":       "/engagements/e2 Nijwa, di 24 nov 2026",
		"Nog geen ja: Lassen voor 3B":                                "/needs/n1 3 bedrijven gevraagd",
		"Nog geen ja: Bezoek aan een bakkerij":                       "/needs/n2 Nog geen bedrijf gevraagd",
		"12 bijdragen om na te kijken":                               "/funding/contributions?stage=to_check Vastgelegd door een ander, met bewijs",
		"Cofinanciering 2026: €\u00a06.800 onder het minimum":        "/funding?year=2026 Uitgevoerd en gepland samen €\u00a053.200, nodig is €\u00a060.000",
		"Loopt bijna af zonder genoeg bedrijven: Robotica in 2 havo": "/needs/n4 ",
		"5 vragen lopen bijna af zonder genoeg bedrijven":            "/needs?state=open ",
		"1 afspraak wacht al drie weken op een handtekening":         "/engagements?state=waiting ",
		"Warmtepompen": "/engagements/e3 Kolk bij Noordik · Lokaal 12",
		"Speeddaten":   "/engagements/e4 Nijwa bij Canisius",
	} {
		if said[title] != want {
			t.Errorf("%s: %q, want %q", title, said[title], want)
		}
	}
	for want, on := range map[string]int{"Vandaag, wo 25 nov 2026": 0, "Morgen, do 26 nov 2026": 1, "ma 30 nov 2026": 5} {
		if got := dayName(nl, today.On.AddDays(on), today.On); got != want {
			t.Errorf("day %d is %q, want %q", on, got, want)
		}
	}
}

func TestMoneyChart(t *testing.T) {
	t.Parallel()
	p := locale.Catalog().Printer(i18n.NL)
	draw := func(o funding.Outlook) htmltest.Doc {
		var b bytes.Buffer
		if err := chart.StackedBar(moneyChart(p, o)).Render(ui.WithPrinter(t.Context(), p), &b); err != nil {
			t.Fatal(err)
		}
		return htmltest.In(t, b.Bytes())
	}
	o := *full().Money
	draw(o).Has(`a[href="/funding?year=2026"]`, "2026").Has(".tone-danger", "€ 6.800 onder het minimum").Has("td", "€ 80.000").Has("td", "€ 53.200").Has("td", "€ 12.000")
	o.Year.Planned = 2_000_000
	draw(o).Has(".tone-success", "het minimum wordt gehaald")
	o.Year.Minimum = 0
	draw(o).Count(".chart-note", 0)
}

func TestIconsAndWordsOfDoings(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs() {
		p := locale.Catalog().Printer(lang)
		for _, d := range doings {
			if !ui.HasIcon(d.icon) || !p.Has("palette.do."+d.key) || !p.Has("palette.words."+d.key) || len(d.needs) == 0 {
				t.Errorf("%s: %+v", lang, d)
			}
		}
		for _, s := range dashboard.Steps() {
			if place := stepHomes[s]; !ui.HasIcon(place.icon) || place.href == "" || !p.Has("today.setup."+string(s)) || !p.Has("today.setup_why."+string(s)) {
				t.Errorf("%s: step %s", lang, s)
			}
		}
		for _, k := range search.Kinds() {
			if !ui.HasIcon(icons[k]) || home(string(k), "x") == "" || !p.Has("search.kind."+string(k)) || !p.Has("search.one."+string(k)) {
				t.Errorf("%s: kind %s", lang, k)
			}
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	const words = "Menukaart mailen uitnodigen"
	for query, want := range map[string]bool{"": true, "menu": true, "MAIL men": true, "uit": true, "kaart": false, "menu x": false, "* -": true, "ménu": true} {
		if matches(words, query) != want {
			t.Errorf("%q: %v", query, !want)
		}
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	got := paragraphs("Beste\nJan\n\nKlik http://a.test/i/x?y=1 nu, of http://b.test/z\n", "http://a.test")
	if len(got) != 2 || len(got[0]) != 2 || len(got[1]) != 1 {
		t.Fatalf("got %v", got)
	}
	line := got[1][0]
	if len(line) != 3 || line[0].Text != "Klik " || line[1] != (piece{"http://a.test/i/x?y=1", "/i/x?y=1"}) || line[2].Text != " nu, of http://b.test/z" || line[2].Href != "" {
		t.Errorf("got %+v", line)
	}
}
