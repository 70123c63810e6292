package fundingweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// reportView is the page of the report.
type reportView struct {
	*page.Ctx
	r funding.Report
}

// Report shows the stages against the minimum, per subregion, line, year and umbrella.
func (h *Pages) Report(c *page.Ctx) error {
	r, err := h.funding.Report(c.Context(), c.Scope, filterOf(c))
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.title"), Section: section, Wide: true}, report(reportView{c, r}))
}

// nothing reports whether there is no grant to report on, and nothing else either.
func (v reportView) nothing() bool {
	return len(v.r.AllGrants) == 0 && v.r.Total.Empty() && v.r.Waiting == 0
}

func (v reportView) seesPledges() bool { return v.Scope.Can(access.PledgeRead) }

func (v reportView) primary() *ui.Action {
	switch {
	case v.Scope.Can(access.ContributionRecord):
		return &ui.Action{Label: v.P.T("funding.record"), Icon: "plus", Href: "/funding/contributions/new"}
	case v.Scope.Can(access.ContributionCheck):
		return &ui.Action{Label: v.P.T("funding.to_check"), Icon: "check-double", Href: listHref(v.r.Filter, funding.StageToCheck)}
	}
	return nil
}

func (v reportView) secondary() []ui.Action {
	out := []ui.Action{
		{Label: v.P.T("funding.forecast"), Icon: "chart", Href: forecastHref(v.r.Filter.Grant, v.r.Filter.Unit)},
		{Label: v.P.T("funding.contributions"), Icon: "list", Href: listHref(v.r.Filter, "")},
	}
	if v.Scope.Can(access.ReportExport) {
		out = append(out, ui.Action{Label: v.P.T("funding.csv"), Icon: "download", Href: page.Address("/funding/report.csv", values(v.r.Filter))})
	}
	return out
}

func (v reportView) more() []ui.Action {
	var out []ui.Action
	if v.Scope.Can(access.ReportExport) {
		out = append(out, ui.Action{Label: v.P.T("funding.xlsx"), Icon: "download", Href: page.Address("/funding/report.xlsx", values(v.r.Filter))},
			ui.Action{Label: v.P.T("funding.bundle"), Note: v.P.T("funding.bundle.note"), Icon: "download", Href: page.Address("/funding/bundle.zip", values(v.r.Filter))},
			ui.Action{Label: v.P.T("funding.xaf"), Note: v.P.T("funding.xaf.note"), Icon: "download", Href: page.Address("/funding/ledger.xaf", values(v.r.Filter))})
	}
	out = append(out, ui.Action{Label: v.P.T("funding.statements"), Icon: "document", Href: "/funding/statements"})
	out = append(out, ui.Action{Label: v.P.T("inspection.title"), Icon: "search", Href: "/funding/inspections"})
	if v.Scope.Can(access.GrantRead) {
		out = append(out,
			ui.Action{Label: v.P.T("funding.ledger"), Icon: "check-double", Href: ledgerPath},
			ui.Action{Label: v.P.T("funding.grants"), Icon: "document", Href: "/funding/grants"},
			ui.Action{Label: v.P.T("funding.rules"), Icon: "info", Href: "/funding/rules"})
	}
	return out
}

// bar is the filter above the report.
func (v reportView) bar() ui.FilterBarProps {
	f := v.r.Filter
	bar := ui.FilterBarProps{Action: "/funding", ClearHref: "/funding"}
	for name, value := range map[string]string{"umbrella": string(f.Umbrella), "organisation": string(f.Organisation), "known": string(f.Known)} {
		if value != "" {
			bar.Values = append(bar.Values, ui.HiddenValue{Name: name, Value: value})
		}
	}
	var grants, units, lines, years []ui.Option
	seen := map[int]bool{}
	for _, g := range v.r.AllGrants {
		grants = append(grants, ui.Option{Value: string(g.ID), Label: g.Name})
		for _, y := range g.Years() {
			seen[y] = true
		}
	}
	for y := 2200; y > 1900; y-- {
		if seen[y] {
			years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
		}
	}
	units = unitOptions(v.Ctx, v.r.AllUnits, access.ContributionRead)
	for _, l := range v.r.AllLines {
		lines = append(lines, ui.Option{Value: string(l.ID), Label: l.Code + " " + l.Name})
	}
	bar.Selects = []ui.Field{
		{Name: "grant", Label: v.P.T("funding.grant"), Value: string(f.Grant), Options: pick(v.P.T("funding.all_grants"), grants)},
		{Name: "year", Label: v.P.T("funding.year"), Value: yearValue(f.Year), Options: pick(v.P.T("funding.all_years"), years)},
		{Name: "unit", Label: v.P.T("funding.unit"), Value: string(f.Unit), Options: pick(v.P.T("funding.all_units"), units)},
		{Name: "line", Label: v.P.T("funding.line"), Value: string(f.Line), Options: pick(v.P.T("funding.all_lines"), lines)},
	}
	bar.Active = v.active()
	return bar
}

func yearValue(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

// active lists the filters that are on, each with the report without it.
func (v reportView) active() []ui.ActiveFilter {
	var out []ui.ActiveFilter
	f := v.r.Filter
	add := func(on bool, side, label string) {
		if on {
			out = append(out, ui.ActiveFilter{Label: label, RemoveHref: reportHref(without(f, side))})
		}
	}
	add(f.Grant != "", "grant", v.grantName(f.Grant))
	add(f.Year != 0, "year", yearValue(f.Year))
	add(f.Unit != "", "unit", v.unitName(f))
	add(f.Line != "", "line", v.lineName(f.Line))
	add(f.Umbrella != "", "umbrella", v.umbrellaName(f.Umbrella))
	add(f.Organisation != "", "organisation", v.P.T("funding.one_company"))
	add(f.Known != "", "known", v.P.T("funding.known_on", f.Known))
	return out
}

func (v reportView) grantName(key id.ID) string {
	for _, g := range v.r.AllGrants {
		if g.ID == key {
			return g.Name
		}
	}
	return v.P.T("funding.grant")
}

func (v reportView) unitName(f funding.Filter) string {
	for _, u := range v.r.AllUnits {
		if u.ID == f.Unit && f.Own {
			return v.P.T("funding.unit_itself", u.Name)
		}
		if u.ID == f.Unit {
			return u.Name
		}
	}
	return v.P.T("funding.unit")
}

func (v reportView) lineName(key id.ID) string {
	for _, l := range v.r.AllLines {
		if l.ID == key {
			return l.Code + " " + l.Name
		}
	}
	return v.P.T("funding.no_line")
}

func (v reportView) umbrellaName(key id.ID) string {
	for _, r := range v.r.Umbrellas {
		if r.Filter.Umbrella == key && r.Label != "" {
			return r.Label
		}
	}
	return v.P.T("funding.no_umbrella")
}

// tiles are the stages with what they mean against the minimum.
func (v reportView) tiles() []ui.StatTileProps {
	t := v.r.Total
	out := []ui.StatTileProps{
		{Label: v.P.T("funding.checked"), Figure: v.P.Money(t.Checked), Href: listHref(t.Filter, funding.StageChecked), Sub: v.ofMinimum(t.Checked)},
		{Label: v.P.T("funding.evidenced"), Figure: v.P.Money(t.Evidenced), Href: listHref(t.Filter, funding.StageEvidenced), Sub: v.ofMinimum(t.Evidenced)},
		{Label: v.P.T("funding.carried_out"), Figure: v.P.Money(t.CarriedOut), Href: listHref(t.Filter, funding.StageCarriedOut), Sub: v.ofMinimum(t.CarriedOut)},
		{Label: v.P.T("funding.planned"), Figure: v.P.Money(t.Planned), Href: plannedHref(t.Filter), Sub: v.P.T("funding.planned_sub")},
	}
	if !v.r.Lost.Empty() {
		sub := v.P.T("funding.lost_sub_none")
		if v.r.Lost.Waits > 0 {
			sub = v.P.T("funding.lost_sub", v.r.Lost.Waiting)
		}
		out = append(out, ui.StatTileProps{Label: v.P.T("funding.lost"), Figure: v.P.Money(v.r.Lost.Total), Href: lostHref(t.Filter), Sub: sub})
	}
	if v.seesPledges() {
		out = append(out, ui.StatTileProps{Label: v.P.T("funding.promised"), Figure: v.P.Money(t.Promised), Href: pledgesHref(t.Filter), Sub: v.ofMinimum(t.Promised)})
	}
	return out
}

func (v reportView) ofMinimum(c money.Cents) string {
	if !v.r.HasMinimum || v.r.Total.Minimum <= 0 {
		return ""
	}
	return v.P.T("funding.of_minimum", v.P.Percent(percent(c, v.r.Total.Minimum)))
}

// verdict says in a sentence how the forecast stands against the minimum.
func (v reportView) verdict() ui.NoticeProps {
	t := v.r.Total
	switch short := t.Short(); {
	case t.Checked >= t.Minimum:
		return ui.NoticeProps{Kind: ui.Success, Text: v.P.T("funding.verdict.reached", t.Checked, t.Minimum)}
	case short <= 0:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.verdict.enough", t.Forecast(), t.Minimum)}
	default:
		return ui.NoticeProps{Kind: ui.Warning, Text: v.P.T("funding.verdict.short", short, t.Forecast(), t.Minimum)}
	}
}

// chartRows are the bars: one per year that has a minimum or a figure.
func (v reportView) chart() chart.StackedBarProps {
	p := chart.StackedBarProps{Title: v.P.T("funding.chart"), Corner: v.P.T("funding.year"), ID: "years"}
	for _, r := range v.r.Years {
		if !r.Undivided {
			p.Rows = append(p.Rows, v.bars(r))
		}
	}
	return p
}

// bars cuts a row for the chart, where what is planned stands on what is carried out, and a promise on both.
func (v reportView) bars(r funding.Row) chart.Row {
	forecast := r.Forecast()
	row := chart.Row{
		Label: v.label(r), Href: reportHref(r.Filter), Minimum: int64(r.Minimum), MinimumText: v.P.MoneyShort(r.Minimum),
		Values: [5]int64{int64(max(r.Promised, forecast)), int64(forecast), int64(r.CarriedOut), int64(r.Evidenced), int64(r.Checked)},
		Texts:  [5]string{v.P.Money(r.Promised), v.P.Money(r.Planned), v.P.Money(r.CarriedOut), v.P.Money(r.Evidenced), v.P.Money(r.Checked)},
	}
	if short := r.Short(); r.Minimum > 0 && short > 0 {
		row.Note, row.NoteKind = v.P.T("funding.below", v.P.MoneyShort(short)), ui.Warning
	}
	return row
}

func (v reportView) label(r funding.Row) string {
	if r.Key != "" {
		return v.P.T(r.Key)
	}
	return r.Label
}

// columns says which columns a table of the report has beside the three of the ledger.
type columns struct{ planned, minimum bool }

var (
	withPlanned    = columns{planned: true}
	withoutPlanned = columns{} // an umbrella is settled when it is carried out
)

func withMinimum(v reportView) columns { return columns{planned: true, minimum: v.r.HasMinimum} }

// table shows rows with every figure as a link to its records.
func (v reportView) table(caption, corner string, rows []funding.Row, which columns) ui.TableProps {
	t := ui.TableProps{Caption: caption, CaptionHidden: true, Columns: []ui.Column{{Label: corner, Primary: true}}}
	for _, head := range []struct {
		key string
		on  bool
	}{
		{"funding.checked", true},
		{"funding.evidenced", true},
		{"funding.carried_out", true},
		{"funding.planned", which.planned},
		{"funding.promised", v.seesPledges()},
		{"funding.minimum", which.minimum},
	} {
		if head.on {
			t.Columns = append(t.Columns, ui.Column{Label: v.P.T(head.key), Align: "end"})
		}
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: v.cells(r, which)})
	}
	if len(rows) > 1 {
		total := v.r.Total
		total.Label = v.P.T("funding.total")
		t.Footer = v.cells(total, which)
	}
	return t
}

func (v reportView) cells(r funding.Row, which columns) []templ.Component {
	out := []templ.Component{ui.Text(v.label(r))}
	if !r.Undivided && r.Filter != v.r.Filter {
		out[0] = ui.Link(reportHref(r.Filter), v.label(r))
	}
	figure := func(c money.Cents, href string) {
		if r.Undivided {
			out = append(out, nil)
		} else {
			out = append(out, ui.NumLink(href, v.P.Money(c)))
		}
	}
	figure(r.Checked, listHref(r.Filter, funding.StageChecked))
	figure(r.Evidenced, listHref(r.Filter, funding.StageEvidenced))
	figure(r.CarriedOut, listHref(r.Filter, funding.StageCarriedOut))
	if which.planned {
		figure(r.Planned, plannedHref(r.Filter))
	}
	if v.seesPledges() {
		figure(r.Promised, pledgesHref(r.Filter))
	}
	if which.minimum {
		out = append(out, ui.Num(v.P.Money(r.Minimum)))
	}
	return out
}

// kept is the filter as hidden fields, without the day on which it was known.
func (v reportView) kept() []ui.HiddenValue {
	var out []ui.HiddenValue
	for name, list := range values(without(v.r.Filter, "known")) {
		out = append(out, ui.HiddenValue{Name: name, Value: list[0]})
	}
	return out
}

// rule explains a grant's minimum in one sentence, with both numbers.
func (v reportView) rule(g funding.GrantRule) string {
	least, err := money.ShareBP(g.Base, g.Rule.MinimumBP)
	if err != nil || g.Rule.ID == "" {
		return v.P.T("funding.no_rule", v.r.Known)
	}
	return v.P.T("funding.rule", v.P.Percent(g.Rule.MinimumBP), baseWord(v.P, g.Rule.Base), g.Base, least, g.Rule.DecidedOn)
}

// basis lists the grants with the rule of each.
func (v reportView) basis() []ui.Def {
	var out []ui.Def
	for _, g := range v.r.Grants {
		out = append(out, ui.Def{Term: g.Name, Detail: ui.TwoLines(v.rule(g), v.undivided(g))})
	}
	return out
}

// undivided says how much of a grant's base no share names, or that too much was divided.
func (v reportView) undivided(g funding.GrantRule) string {
	switch rest := g.Base - g.Divided; {
	case rest > 0:
		return v.P.T("funding.undivided_text", rest)
	case rest < 0:
		return v.P.T("funding.overdivided_text", -rest)
	}
	return ""
}
