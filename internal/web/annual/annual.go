// Package annual shows the yearly statement of a company or an umbrella, as a page and as a file to print: to our own colleagues with the
// records behind every figure, to the company itself without them.
package annual

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/platform/pdf"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// View is a statement as a page shows it.
type View struct {
	*page.Ctx
	A      funding.Annual
	Path   string // of the page; the file stands below it
	Crumbs []ui.Crumb
	Own    bool // the company itself looks: no records, no names of grants or of other companies
}

// Title names the statement.
func (v View) Title() string {
	if v.A.Year == 0 {
		return v.P.T("annual.title")
	}
	return v.P.T("annual.title_of", strconv.Itoa(v.A.Year))
}

func (v View) at(path string, year int) string {
	return path + "?" + url.Values{"year": {strconv.Itoa(year)}}.Encode()
}

func (v View) years() (out []ui.Tab) {
	for _, y := range v.A.Years {
		out = append(out, ui.Tab{Label: strconv.Itoa(y), Href: v.at(v.Path, y), Current: y == v.A.Year})
	}
	return out
}

func (v View) secondary() []ui.Action {
	if len(v.A.Years) == 0 {
		return nil
	}
	return []ui.Action{{Label: v.P.T("annual.pdf"), Icon: "download", Href: v.at(v.Path+"/statement.pdf", v.A.Year)}}
}

// records is the address of the contributions behind a figure, narrowed to a unit, a grant or a member; empty for the company itself.
func (v View) records(stage funding.Stage, side string, key id.ID) string {
	if v.Own || !v.Scope.Can(access.ContributionRead) {
		return ""
	}
	whose := "organisation"
	if v.A.Umbrella {
		whose = "umbrella"
	}
	q := url.Values{whose: {string(v.A.Organisation)}, "year": {strconv.Itoa(v.A.Year)}, "stage": {string(stage)}}
	if side != "" {
		q.Set(side, string(key))
	}
	if side == "unit" { // without what is below it: each unit has its own row
		q.Set("own", "1")
	}
	return "/funding/contributions?" + q.Encode()
}

func (v View) tiles() []ui.StatTileProps {
	t, all := v.A.Total, v.records(funding.StageCarriedOut, "", "")
	return []ui.StatTileProps{
		{Label: v.P.T("annual.hours"), Figure: v.P.Hours(t.Minutes), Href: all},
		{Label: v.P.T("annual.value"), Figure: v.P.Money(t.CarriedOut), Href: all},
		{Label: v.P.T("annual.lessons"), Figure: v.P.Number(t.Lessons), Href: all},
		{Label: v.P.T("annual.pupils"), Figure: v.P.Number(t.Pupils), Href: all},
		{Label: v.P.T("annual.checked"), Figure: v.P.Money(t.Checked), Href: v.records(funding.StageChecked, "", ""), Sub: v.P.T("annual.checked.sub")},
	}
}

// side is a table of the statement.
type side struct {
	title, corner, filter string
	rows                  []funding.AnnualRow
}

// sides are the tables, as far as who looks may see them.
func (v View) sides() (out []side) {
	add := func(show bool, name, filter string, rows []funding.AnnualRow) {
		if show && len(rows) > 0 {
			out = append(out, side{v.P.T("annual.per." + name), v.P.T("annual.corner." + name), filter, rows})
		}
	}
	add(v.A.Umbrella && !v.Own, "member", "organisation", v.A.Members)
	add(true, "school", "unit", v.A.Schools)
	add(true, "kind", "", v.A.Kinds)
	add(!v.Own && len(v.A.Grants) > 1, "grant", "grant", v.A.Grants)
	return out
}

func (v View) label(s side, r funding.AnnualRow) string {
	if s.filter == "" {
		return v.P.T("funding.kind." + string(r.ID))
	}
	return r.Name
}

func (v View) table(s side) ui.TableProps {
	t := ui.TableProps{Caption: s.title, CaptionHidden: true, Columns: []ui.Column{
		{Label: s.corner, Primary: true}, {Label: v.P.T("annual.lessons"), Align: "end"}, {Label: v.P.T("annual.pupils"), Align: "end"}, {Label: v.P.T("annual.hours"), Align: "end"}, {Label: v.P.T("annual.value"), Align: "end"},
	}}
	for _, r := range s.rows {
		t.Rows = append(t.Rows, ui.Row{Cells: append([]templ.Component{ui.Text(v.label(s, r))}, v.cells(r.AnnualSum, v.behind(s, r))...)})
	}
	if len(s.rows) > 1 {
		t.Footer = append([]templ.Component{ui.Text(v.P.T("funding.total"))}, v.cells(v.A.Total, v.records(funding.StageCarriedOut, "", ""))...)
	}
	return t
}

func (v View) behind(s side, r funding.AnnualRow) string {
	if s.filter == "" {
		return ""
	}
	return v.records(funding.StageCarriedOut, s.filter, r.ID)
}

func (v View) cells(s funding.AnnualSum, href string) []templ.Component {
	value := ui.Num(v.P.Money(s.CarriedOut))
	if href != "" {
		value = ui.NumLink(href, v.P.Money(s.CarriedOut))
	}
	return []templ.Component{ui.Num(v.P.Number(s.Lessons)), ui.Num(v.P.Number(s.Pupils)), ui.Num(v.P.Hours(s.Minutes)), value}
}

// meant says in a sentence what it did.
func (v View) meant() string {
	t := v.A.Total
	key := "annual.meant"
	if v.A.Umbrella {
		key = "annual.meant_umbrella"
	}
	return v.P.T(key, v.A.Name, t.Lessons, t.Pupils, len(v.A.Schools), v.P.Hours(t.Minutes), t.CarriedOut)
}

// how says how it was counted.
func (v View) how() string {
	if v.A.Umbrella {
		return v.P.T("annual.how_umbrella", len(v.A.Members))
	}
	return v.P.T("annual.how")
}

// PDF answers with the statement to print and to send. What it says stands on the page too.
func (v View) PDF() error {
	t := v.P.T
	d := pdf.New(pdf.Options{
		Title: v.A.Name, Lead: v.Title(), Lang: string(v.P.Lang()), Accent: v.Scope.Accent(), At: v.Env.Clock.Now(),
		Footer: t("annual.foot", v.Scope.NetworkName(), v.Today()), PageOf: func(page int, total string) string { return t("public.pdf.page", page, total) },
	})
	d.Paragraph(pdf.Run{Text: v.meant()})
	for _, f := range v.tiles() {
		d.Fact(f.Label, f.Figure)
	}
	for _, s := range v.sides() {
		d.Heading(s.title)
		for _, r := range s.rows {
			d.Entry(v.label(s, r), t("annual.line", r.Lessons, r.Pupils, v.P.Hours(r.Minutes), money.Cents(r.CarriedOut)))
		}
	}
	d.Note(v.how())
	return v.Download(t("annual.file", strconv.Itoa(v.A.Year), string(v.Today()))+".pdf", "application/pdf", func(w http.ResponseWriter) error { return d.Write(w) })
}
