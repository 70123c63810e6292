package needweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// pressureView is the one picture of what the network asks of a company.
type pressureView struct {
	*page.Ctx
	p need.Pressure
}

// Pressure shows what everybody in the network asked of a company.
func (h *Pages) Pressure(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := pressureView{Ctx: c}
	if v.p, err = h.need.PressureOf(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.p.Organisation.ID != key { // it was merged: the address leads on
		return c.Redirect("/relations/"+string(v.p.Organisation.ID)+"/pressure", "")
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("need.pressure.title", v.p.Organisation.Name), Section: "relations"}, pressurePage(v))
}

func (v pressureView) tiles() []ui.StatTileProps {
	p, t := v.p, v.P.T
	recent := ui.StatTileProps{
		Label: t("need.pressure.recent", p.Rules.Days), Figure: t("need.pressure.of", p.Recent, p.Rules.Most), Href: "#asks", Sub: t("need.pressure.network"),
		Meter: &ui.MeterProps{Label: t("need.pressure.recent", p.Rules.Days), Value: int64(p.Recent), Max: int64(p.Rules.Most), ValueText: v.P.Number(p.Recent)},
	}
	if p.Recent >= p.Rules.Most {
		recent.Kind, recent.Sub = ui.Warning, t("need.pressure.full")
	}
	year := ui.StatTileProps{Label: t("need.pressure.year"), Figure: v.P.Number(p.ThisYear), Href: "#asks", Sub: t("need.pressure.no_limit")}
	if limit := p.Organisation.YearLimit; limit != nil {
		year.Figure, year.Sub = t("need.pressure.of", p.ThisYear, *limit), t("need.pressure.own")
		if p.ThisYear >= *limit {
			year.Kind = ui.Warning
		}
	}
	planned := ui.StatTileProps{Label: t("need.pressure.planned"), Figure: v.P.Number(p.Planned), Href: "/relations/" + string(p.Organisation.ID), Sub: t("need.pressure.planned.sub")}
	return []ui.StatTileProps{recent, year, planned}
}

// notice says what else counts now: a month the company named, and who waits.
func (v pressureView) notices() []string {
	var out []string
	if v.p.AgainOn != "" {
		out = append(out, v.P.T("need.pressure.again", v.p.AgainOn))
	}
	if v.p.Queued > 0 {
		out = append(out, v.P.T("need.pressure.queued", v.p.Queued))
	}
	return out
}

func (v pressureView) periods() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("need.pressure.periods"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("need.pressure.quarter"), Primary: true},
		{Label: v.P.T("need.pressure.asked"), Align: "end"},
		{Label: v.P.T("need.answer.yes"), Align: "end"},
		{Label: v.P.T("need.answer.no"), Align: "end"},
		{Label: v.P.T("need.pressure.open"), Align: "end"},
		{Label: v.P.T("need.pressure.other"), Align: "end"},
	}}
	for _, p := range v.p.Periods {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(v.P.T("need.pressure.quarter_of", p.Quarter, strconv.Itoa(p.Year))), ui.Num(v.P.Number(p.Asked)), ui.Num(v.P.Number(p.Yes)),
			ui.Num(v.P.Number(p.No)), ui.Num(v.P.Number(p.Open)), ui.Num(v.P.Number(p.Other)),
		}})
	}
	return t
}

// asks lists who asked when; what it was about only within reach.
func (v pressureView) asks() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("need.pressure.asks"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("need.pressure.who"), Primary: true}, {Label: v.P.T("need.pressure.when")}, {Label: v.P.T("need.pressure.for")}, {Label: v.P.T("need.pressure.answer")},
	}}
	for _, a := range v.p.Asks {
		who := ui.TwoLines(a.Unit, v.P.T("need.pressure.hidden"))
		if a.Need != "" {
			who = ui.TitleLink("/needs/"+string(a.Need), a.Title, a.Unit)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{who, ui.Text(v.P.Date(clock.DateOf(a.SentAt))), ui.Text(v.P.Date(a.On)), v.answer(a)}})
	}
	return t
}

func (v pressureView) answer(a need.Ask) templ.Component {
	switch {
	case a.Reply == "":
		return ui.StatusChip(ui.Waiting, v.P.T("need.answer.waiting"))
	case a.AgainOn != "":
		return ui.StatusChip(ui.Declined, v.P.T("need.pressure.later", v.P.Month(a.AgainOn.Month())))
	default:
		return ui.StatusChip(chips[a.Reply], v.P.T("need.answer."+string(a.Reply)))
	}
}
