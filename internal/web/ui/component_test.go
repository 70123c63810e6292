package ui_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html/atom"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/ui"
)

func TestTableNamesRowsAndColumns(t *testing.T) {
	t.Parallel()
	doc := parse(t, render(t, ui.Table(ui.TableProps{
		Caption: "Bedrijven", Select: "id", Form: "bulk",
		Columns: []ui.Column{{Label: "Uren", Align: "end"}, {Label: "Bedrijf", Primary: true, SortHref: "?s=1", Sort: "desc"}, {Label: "Acties", LabelHidden: true}},
		Rows:    []ui.Row{{Value: "7", Label: "Nijhof", Cells: []templ.Component{ui.Num("4"), ui.Text("Nijhof"), nil}}},
		Footer:  []templ.Component{ui.Num("4"), nil, nil},
	})))
	var row, column []string
	for _, th := range elements(doc, atom.Th) {
		switch attr(th, "scope") {
		case "row":
			row = append(row, text(th))
		case "col":
			column = append(column, text(th)+attr(th, "aria-sort"))
		}
	}
	if strings.Join(row, ",") != "Nijhof" || strings.Join(column, ",") != "Uren,Bedrijfdescending,Acties" {
		t.Errorf("rows %v, columns %v", row, column)
	}
	box := elements(doc, atom.Input)[0]
	if attr(box, "name") != "id" || attr(box, "value") != "7" || attr(box, "form") != "bulk" || attr(box, "aria-label") != "Kies Nijhof" {
		t.Errorf("checkbox: %v", box.Attr)
	}
	for _, td := range elements(doc, atom.Td) {
		if attr(td, "data-label") == "Acties" && inside(td, atom.Tbody) != nil {
			t.Error("a hidden label shows on a phone")
		}
	}
}

func TestToastCanBeUndone(t *testing.T) {
	t.Parallel()
	doc := parse(t, render(t, ui.Shell(sampleFrame(i18n.NL))))
	for _, f := range elements(doc, atom.Form) {
		if attr(f, "action") != "/undo" {
			continue
		}
		in := elements(f, atom.Input)
		if attr(f, "method") != "post" || len(in) != 1 || attr(in[0], "name") != "token" || attr(in[0], "value") != "abc" {
			t.Errorf("undo form: %v", in)
		}
		return
	}
	t.Error("no undo form")
}

func TestShellMarksWhereWeAre(t *testing.T) {
	t.Parallel()
	page := render(t, ui.Shell(sampleFrame(i18n.NL)))
	doc := parse(t, page)
	current := 0
	for _, a := range elements(doc, atom.A) {
		if attr(a, "aria-current") == "page" {
			current++
			if text(a) != "Relaties" {
				t.Errorf("current: %s", text(a))
			}
		}
	}
	if current != 2 { // main menu and the bar of a phone
		t.Errorf("%d entries are current", current)
	}
	if first := elements(doc, atom.A)[0]; attr(first, "href") != "#main" {
		t.Error("the skip link is not first")
	}
	for _, want := range []string{`href="/search"`, `href="/record"`, `action="/logout"`, `href="/assets/accent/c8102e.css"`, "<title>Stijlgids · Almelo e.o.</title>", `href="#nav"`, `id="nav"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestFrameRefusesAColourThatIsNone(t *testing.T) {
	t.Parallel()
	f := sampleFrame(i18n.NL)
	f.Accent = `#fff"/><script>`
	if page := render(t, ui.Bare(f)); strings.Contains(page, "/assets/accent/") {
		t.Error("links a stylesheet for it")
	}
}

func TestBundleOnlyWhenThere(t *testing.T) {
	t.Parallel()
	f := sampleFrame(i18n.NL)
	without := render(t, ui.Shell(f))
	f.HasBundle = true
	with := render(t, ui.Shell(f))
	if strings.Contains(without, "htmx") || !strings.Contains(with, "dist/htmx.js") || !strings.Contains(with, "includeIndicatorStyles") {
		t.Error("htmx and its settings must come together, and only with the bundle")
	}
}

func TestThemeIsChosenOnTheServer(t *testing.T) {
	t.Parallel()
	for theme, want := range map[string]string{"": "", "dark": "dark", "light": "light", `"x`: ""} {
		f := sampleFrame(i18n.NL)
		f.Theme = theme
		if got := attr(elements(parse(t, render(t, ui.Bare(f))), atom.Html)[0], "data-theme"); got != want {
			t.Errorf("%q gives %q", theme, got)
		}
	}
}

func TestActionsThatChangeArePosts(t *testing.T) {
	t.Parallel()
	post := ui.Action{Label: "Verwijderen", Href: "/x", Method: "post", Values: []ui.HiddenValue{{Name: "version", Value: "3"}}}
	for _, c := range []templ.Component{ui.ActionButton(post), ui.Menu(ui.MenuProps{Label: "Meer", Items: []ui.Action{post}})} {
		html := render(t, c)
		if !strings.Contains(html, `method="post"`) || !strings.Contains(html, `name="version" value="3"`) || strings.Contains(html, `<a `) {
			t.Errorf("%s", html)
		}
	}
	if html := render(t, ui.ActionButton(ui.Action{Label: "Open", Href: "/x"})); !strings.Contains(html, `<a class="btn btn-secondary" href="/x"`) {
		t.Errorf("%s", html)
	}
}

func TestEveryStatusHasItsOwnShape(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, kind := range []string{ui.Draft, ui.Waiting, ui.Planned, ui.Running, ui.Done, ui.Evidenced, ui.Checked, ui.Declined, ui.Late} {
		html := render(t, ui.StatusChip(kind, "x"))
		shape := html[strings.Index(html, "<svg"):strings.Index(html, "</svg>")]
		if other, ok := seen[shape]; ok {
			t.Errorf("%s looks like %s", kind, other)
		}
		seen[shape] = kind
	}
}

func TestFilterBarKeepsTheAddressTheView(t *testing.T) {
	t.Parallel()
	props := ui.FilterBarProps{
		Action: "/relations", SearchLabel: "Zoek", SearchValue: "nij", Target: "#results", Values: []ui.HiddenValue{{Name: "sort", Value: "name"}}, Count: "3 bedrijven",
		Selects: []ui.Field{{Name: "school", Label: "School"}}, Active: []ui.ActiveFilter{{Label: "Almelo", RemoveHref: "/relations?q=nij"}}, ClearHref: "/relations",
	}
	bar := render(t, ui.FilterBar(props))
	for _, want := range []string{`method="get"`, `name="q"`, `value="nij"`, `name="sort" value="name"`, `hx-get="/relations"`, `hx-target="#results"`, `type="submit"`} {
		if !strings.Contains(bar, want) {
			t.Errorf("no %s in the bar", want)
		}
	}
	if strings.Contains(bar, "3 bedrijven") {
		t.Error("with a target the summary belongs in the live part")
	}
	summary := render(t, ui.FilterSummary(props))
	for _, want := range []string{"3 bedrijven", `aria-label="Filter verwijderen: Almelo"`, "Wis alles"} {
		if !strings.Contains(summary, want) {
			t.Errorf("no %s in the summary", want)
		}
	}
	props.Target = ""
	if bar := render(t, ui.FilterBar(props)); strings.Contains(bar, "hx-") || !strings.Contains(bar, "3 bedrijven") {
		t.Error("without a target it is a plain form with its summary")
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Erik van der Kolk": "EK", "Van der Kolk Installatietechniek": "KI", "Eaton": "E", "": "?", "  ": "?", "'t Hooge Land": "HL", "van": "V", "Élan (BV)": "É", "Nicole": "N",
	} {
		if got := ui.Initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestMeterStaysWithinItsTrack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value, top int64
		want       string
	}{{50, 200, `width="25.00%"`}, {300, 200, `width="100.00%"`}, {5, 0, `width="0%"`}} {
		if html := render(t, ui.Meter(ui.MeterProps{Label: "x", Value: c.value, Max: c.top})); !strings.Contains(html, c.want) {
			t.Errorf("%d of %d: no %s", c.value, c.top, c.want)
		}
	}
	bare := render(t, ui.Meter(ui.MeterProps{Label: "Bewezen", Value: 1, Max: 2, ValueText: "€ 1", TargetText: "minimum € 2", Bare: true}))
	if !strings.Contains(bare, `aria-label="Bewezen, € 1, minimum € 2"`) {
		t.Errorf("%s", bare)
	}
}
