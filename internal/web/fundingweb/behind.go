package fundingweb

import (
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// behindView is a list behind a projected figure: what is planned, or what was promised.
type behindView struct {
	*page.Ctx
	filter funding.Filter
	title  string
	lead   string
	count  string
	table  ui.TableProps
}

// Planned lists the engagements that are still to be signed, with what they would be worth.
func (h *Pages) Planned(c *page.Ctx) error {
	f := filterOf(c)
	list, err := h.funding.Planned(c.Context(), c.Scope, f)
	if err != nil {
		return err
	}
	v := behindView{Ctx: c, filter: f, title: c.P.T("funding.planned"), lead: c.P.T("funding.planned.lead"), count: c.P.T("funding.count_planned", list.Count, list.Total)}
	v.table.Columns = []ui.Column{
		{Label: c.P.T("funding.what"), Primary: true},
		{Label: c.P.T("funding.held_on")},
		{Label: c.P.T("funding.company")},
		{Label: c.P.T("funding.unit")},
		{Label: c.P.T("funding.line"), PhoneHidden: true},
		{Label: c.P.T("funding.expected"), Align: "end"},
	}
	for _, p := range list.Rows {
		title := p.Title
		if title == "" {
			title = p.Company
		}
		v.table.Rows = append(v.table.Rows, ui.Row{Cells: []templ.Component{
			ui.Link("/engagements/"+string(p.Engagement), title), ui.Text(c.P.DateShort(p.HeldOn)), ui.Text(p.Company), ui.Text(p.UnitName), ui.Text(p.LineName), ui.Num(c.P.Money(p.Cents)),
		}})
	}
	return v.show()
}

// Lost lists the engagements that do not take place, with what they would have brought and why.
func (h *Pages) Lost(c *page.Ctx) error {
	f := filterOf(c)
	list, err := h.funding.Lost(c.Context(), c.Scope, f)
	if err != nil {
		return err
	}
	v := behindView{Ctx: c, filter: f, title: c.P.T("funding.lost"), lead: c.P.T("funding.lost.lead"), count: c.P.T("funding.count_lost", list.Count, list.Total)}
	if list.Waits > 0 {
		v.count += " · " + c.P.T("funding.count_waits", list.Waits, list.Waiting)
	}
	v.table.Columns = []ui.Column{
		{Label: c.P.T("funding.what"), Primary: true},
		{Label: c.P.T("funding.held_on")},
		{Label: c.P.T("funding.company")},
		{Label: c.P.T("funding.unit"), PhoneHidden: true},
		{Label: c.P.T("funding.lost.who")},
		{Label: c.P.T("funding.lost.why")},
		{Label: c.P.T("funding.expected"), Align: "end"},
	}
	for _, l := range list.Rows {
		who := ""
		if l.By != "" {
			who = c.P.T("funding.lost.by." + l.By)
		}
		sub := ""
		if l.Waits {
			sub = c.P.T("funding.lost.waits")
		}
		v.table.Rows = append(v.table.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink("/engagements/"+string(l.Engagement), l.Title, sub), ui.Text(c.P.DateShort(l.HeldOn)), ui.Text(l.Company), ui.Text(l.UnitName), ui.Text(who), ui.Text(l.Reason), ui.Num(c.P.Money(l.Cents)),
		}})
	}
	return v.show()
}

// Pledges lists what was promised.
func (h *Pages) Pledges(c *page.Ctx) error {
	f := filterOf(c)
	list, err := h.funding.Pledges(c.Context(), c.Scope, f)
	if err != nil {
		return err
	}
	var total money.Cents
	v := behindView{Ctx: c, filter: f, title: c.P.T("funding.pledges"), lead: c.P.T("funding.pledges.lead")}
	v.table.Columns = pledgeColumns(c)
	for _, p := range list {
		total += p.Cents
		v.table.Rows = append(v.table.Rows, ui.Row{Cells: append(pledgeCells(c, p), ui.Link(grantHref(p.Grant), p.GrantName))})
	}
	v.table.Columns = append(v.table.Columns, ui.Column{Label: c.P.T("funding.grant")})
	v.count = c.P.T("funding.count_pledges", len(list), total)
	return v.show()
}

// pledgeColumns and pledgeCells are the pledges of a list and of a grant's page.
func pledgeColumns(c *page.Ctx) []ui.Column {
	return []ui.Column{
		{Label: c.P.T("funding.who"), Primary: true},
		{Label: c.P.T("funding.year")},
		{Label: c.P.T("funding.unit")},
		{Label: c.P.T("funding.line"), PhoneHidden: true},
		{Label: c.P.T("funding.kind")},
		{Label: c.P.T("funding.amount"), Align: "end"},
	}
}

func pledgeCells(c *page.Ctx, p funding.Pledge) []templ.Component {
	sub := ""
	if p.Umbrella {
		sub = c.P.T("funding.is_umbrella")
	}
	kind := kindWord(c.P, p.Kind)
	if p.Minutes > 0 {
		kind = c.P.Hours(p.Minutes)
	}
	return []templ.Component{
		ui.TitleLink("/relations/"+string(p.Organisation), p.Company, sub), ui.Text(yearValue(p.Year)), ui.Text(p.UnitName), ui.TwoLines(p.LineName, p.ActivityName), ui.Text(kind), ui.Num(c.P.Money(p.Cents)),
	}
}

func (v behindView) show() error {
	v.table.Caption, v.table.CaptionHidden = v.title, true
	return v.Render(http.StatusOK, page.Head{Title: v.title, Section: section, Wide: true}, behind(v))
}
