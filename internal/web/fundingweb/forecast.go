package fundingweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// forecastView is the page that looks ahead.
type forecastView struct {
	*page.Ctx
	f     funding.Forecast
	units []network.Unit
}

// Forecast shows where a grant is heading, and what would repair it.
func (h *Pages) Forecast(c *page.Ctx) error {
	w := funding.WhatIf{Without: c.QueryID("without"), Shift: c.Query("shift") != "", Choose: c.Query("companies") != ""}
	f, err := h.funding.Forecast(c.Context(), c.Scope, c.QueryID("grant"), c.QueryID("unit"), w)
	if err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.forecast"), Section: section, Wide: true}, forecast(forecastView{c, f, units}))
}

// forecastHref is the forecast of a grant and a unit.
func forecastHref(grant, unit id.ID) string {
	return page.Address("/funding/forecast", values(funding.Filter{Grant: grant, Unit: unit}))
}

func (v forecastView) filter() funding.Filter {
	return funding.Filter{Grant: v.f.Grant.ID, Unit: v.f.Unit}
}

func (v forecastView) secondary() []ui.Action {
	return []ui.Action{{Label: v.P.T("funding.report"), Icon: "list", Href: reportHref(v.filter())}}
}

func (v forecastView) bar() ui.FilterBarProps {
	var grants []ui.Option
	for _, g := range v.f.Grants {
		grants = append(grants, ui.Option{Value: string(g.ID), Label: g.Name})
	}
	bar := ui.FilterBarProps{Action: "/funding/forecast", ClearHref: "/funding/forecast", Selects: []ui.Field{
		{Name: "grant", Label: v.P.T("funding.grant"), Value: string(v.f.Grant.ID), Options: grants},
		{Name: "unit", Label: v.P.T("funding.unit"), Value: string(v.f.Unit), Options: pick(v.P.T("funding.all_units"), unitOptions(v.Ctx, v.units, access.ContributionRead))},
	}}
	for _, u := range v.units {
		if u.ID == v.f.Unit {
			bar.Active = append(bar.Active, ui.ActiveFilter{Label: u.Name, RemoveHref: forecastHref(v.f.Grant.ID, "")})
		}
	}
	return bar
}

// verdict says in a sentence whether and when it falls short.
func (v forecastView) verdict() ui.NoticeProps {
	f := v.f
	switch {
	case f.Total.Minimum == 0:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.forecast.no_minimum")}
	case f.ShortOn != "":
		return ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("funding.forecast.short", f.ShortOn, f.ShortBy), Text: v.P.T("funding.forecast.needed", f.Pace, f.Needed, f.Grant.EndOn)}
	default:
		return ui.NoticeProps{Kind: ui.Success, Title: v.P.T("funding.forecast.enough"), Text: v.P.T("funding.forecast.pace", f.Pace)}
	}
}

func (v forecastView) tiles() []ui.StatTileProps {
	f := v.f
	last := f.Years[len(f.Years)-1]
	out := []ui.StatTileProps{
		{Label: v.P.T("funding.carried_out"), Figure: v.P.Money(f.Total.CarriedOut), Href: listHref(v.filter(), funding.StageCarriedOut), Sub: v.of(f.Total.CarriedOut, f.Total.Minimum, "funding.of_minimum")},
		{Label: v.P.T("funding.forecast.end"), Figure: v.P.Money(last.Before), Sub: v.of(last.Before, f.Total.Minimum, "funding.of_minimum")},
		{Label: v.P.T("funding.forecast.per_month"), Figure: v.P.Money(f.Pace), Sub: v.P.T("funding.forecast.needs", f.Needed)},
	}
	if f.Target > 0 {
		out = append(out, ui.StatTileProps{Label: v.P.T("funding.target_of", v.P.Percent(f.Grant.TargetBP)), Figure: v.P.Money(f.Target), Sub: v.of(last.Before, f.Target, "funding.of_target")})
	}
	return out
}

func (v forecastView) of(part, whole money.Cents, key string) string {
	if whole <= 0 {
		return ""
	}
	return v.P.T(key, v.P.Percent(percent(part, whole)))
}

// years draws the years: what is there, what the pace or the plan adds, and the minimum.
func (v forecastView) years() chart.StackedBarProps {
	p := chart.StackedBarProps{Title: v.P.T("funding.forecast.years"), Corner: v.P.T("funding.year"), ID: "ahead"}
	for _, y := range v.f.Years {
		row := chart.Row{
			Label: strconv.Itoa(y.Year), Href: reportHref(funding.Filter{Grant: v.f.Grant.ID, Unit: v.f.Unit, Year: y.Year}), Minimum: int64(y.Minimum), MinimumText: v.P.MoneyShort(y.Minimum),
			Values: [5]int64{int64(max(y.Promised, y.Total)), int64(y.Total), int64(y.CarriedOut), int64(y.Evidenced), int64(y.Checked)},
			Texts:  [5]string{v.P.Money(y.Promised), v.P.Money(y.Ahead), v.P.Money(y.CarriedOut), v.P.Money(y.Evidenced), v.P.Money(y.Checked)},
		}
		if y.Short() > 0 && y.Minimal > 0 {
			row.Note, row.NoteKind = v.P.T("funding.forecast.behind", v.P.MoneyShort(y.Short())), ui.Warning
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// table says the same with the running totals.
func (v forecastView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.forecast.running_title"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.year"), Primary: true},
		{Label: v.P.T("funding.carried_out"), Align: "end"},
		{Label: v.P.T("funding.forecast.ahead"), Align: "end"},
		{Label: v.P.T("funding.forecast.total"), Align: "end"},
		{Label: v.P.T("funding.minimum"), Align: "end"},
		{Label: v.P.T("funding.forecast.running"), Align: "end"},
	}}
	if v.f.Target > 0 {
		t.Columns = append(t.Columns, ui.Column{Label: v.P.T("funding.target"), Align: "end"})
	}
	for _, y := range v.f.Years {
		f := funding.Filter{Grant: v.f.Grant.ID, Unit: v.f.Unit, Year: y.Year}
		cells := []templ.Component{
			ui.Link(reportHref(f), strconv.Itoa(y.Year)), ui.NumLink(listHref(f, funding.StageCarriedOut), v.P.Money(y.CarriedOut)), ui.NumLink(plannedHref(f), v.P.Money(y.Ahead)),
			ui.Num(v.P.Money(y.Total)), ui.Num(v.P.Money(y.Minimum)), ui.Num(v.P.Money(-y.Short())),
		}
		if v.f.Target > 0 {
			cells = append(cells, ui.Num(v.P.Money(y.Target)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// months draws what came in per month; what was taken back counts as nothing.
func (v forecastView) months() chart.BarsProps {
	p := chart.BarsProps{Title: v.P.T("funding.forecast.months"), Corner: v.P.T("funding.forecast.month"), Figure: v.P.T("funding.carried_out")}
	for _, m := range v.f.Months[len(v.f.Months)/2:] {
		p.Bars = append(p.Bars, chart.Bar{Label: v.month(m), Value: int64(max(0, m.Cents)), Text: v.P.Money(m.Cents)})
	}
	return p
}

func (v forecastView) month(m funding.Month) string {
	first := clock.Date(m.Month + "-01")
	return v.P.Month(first.Time().Month()) + " " + strconv.Itoa(first.Year())
}

// repairs are what would bring the figures up, each with its records.
func (v forecastView) repairs() []ui.ListItem {
	f, t := v.f, v.f.Total
	var out []ui.ListItem
	add := func(cents money.Cents, icon, key, href string) {
		if cents > 0 {
			out = append(out, ui.ListItem{Icon: icon, Title: v.P.T(key), Sub: v.P.T(key + ".sub"), Href: href, Meta: ui.Num(v.P.Money(cents))})
		}
	}
	add(f.Overdue, "signature", "funding.repair.overdue", plannedHref(v.filter()))
	add(t.CarriedOut-t.Evidenced, "paperclip", "funding.repair.unproven", listHref(v.filter(), funding.StageUnproven))
	add(t.Evidenced-t.Checked, "check-double", "funding.repair.to_check", listHref(v.filter(), funding.StageToCheck))
	add(t.Parked, "clock", "funding.repair.parked", listHref(v.filter(), funding.StageParked))
	add(f.Lost.Waiting, "calendar", "funding.repair.postponed", lostHref(v.filter()))
	for _, p := range f.Pledges {
		out = append(out, ui.ListItem{
			Icon: "handshake", Title: v.P.T("funding.repair.pledge", p.Name, strconv.Itoa(p.Year)), Sub: v.P.T("funding.repair.pledge.sub", p.Used, p.Pledged),
			Href: "/relations/" + string(p.Organisation), Meta: ui.Num(v.P.Money(p.Left())),
		})
	}
	return out
}

// whatIf are the fields of the question.
func (v forecastView) whatIf() (without, shift ui.Field) {
	var givers []ui.Option
	for _, g := range v.f.Givers {
		givers = append(givers, ui.Option{Value: string(g.ID), Label: v.P.T("funding.whatif.giver", g.Name, v.P.MoneyShort(g.Cents))})
	}
	without = ui.Field{Name: "without", Label: v.P.T("funding.whatif.without"), Plain: true, Value: string(v.f.WhatIf.Without), Options: pick(v.P.T("funding.whatif.nobody"), givers)}
	shift = ui.Field{Name: "shift", Label: v.P.T("funding.whatif.shift", strconv.Itoa(v.f.Today.Year())), Plain: true, Value: "1", Checked: v.f.WhatIf.Shift}
	return without, shift
}

// choosing reports whether the companies to choose from are on the page; choose leads to them.
func (v forecastView) choosing() bool { return v.f.WhatIf.Choose || v.f.WhatIf.Without != "" }

func (v forecastView) choose() ui.Action {
	to := values(v.filter())
	to.Set("companies", "1")
	if v.f.WhatIf.Shift {
		to.Set("shift", "1")
	}
	return ui.Action{Label: v.P.T("funding.whatif.choose"), Icon: "building", Variant: ui.Quiet, Href: page.Address("/funding/forecast", to) + "#what-if"}
}

func (v forecastView) kept() []ui.HiddenValue {
	var out []ui.HiddenValue
	for name, list := range values(v.filter()) {
		out = append(out, ui.HiddenValue{Name: name, Value: list[0]})
	}
	return out
}
