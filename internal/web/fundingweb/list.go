package fundingweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// listView is the page of contributions.
type listView struct {
	*page.Ctx
	in   funding.ListInput
	list funding.List
}

// listInput reads the address of a list.
func listInput(c *page.Ctx) funding.ListInput {
	in := funding.ListInput{Filter: filterOf(c)}
	if stage := funding.Stage(c.Query("stage")); slices.Contains(funding.Stages(), stage) {
		in.Stage = stage
	}
	if since := check.Date(fault.Fields{}, "since", c.Query("since")); since != "" {
		in.Since = since
	}
	day, key, _ := strings.Cut(c.Query("after"), "_")
	if on, err := clock.ParseDate(day); err == nil {
		if after, err := id.Parse(key); err == nil {
			in.After = funding.Cursor{Day: on, ID: after}
		}
	}
	return in
}

// Contributions lists what is behind a figure.
func (h *Pages) Contributions(c *page.Ctx) error {
	in := listInput(c)
	list, err := h.funding.Contributions(c.Context(), c.Scope, in)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.contributions"), Section: section, Wide: true}, contributions(listView{c, in, list}))
}

func (v listView) tabs() []ui.Tab {
	tabs := []ui.Tab{{Label: v.P.T("funding.stage.all"), Href: sinceHref(v.in.Filter, "", v.in.Since), Current: v.in.Stage == ""}}
	for _, s := range funding.Stages() {
		tabs = append(tabs, ui.Tab{Label: v.P.T("funding.stage." + string(s)), Href: sinceHref(v.in.Filter, s, v.in.Since), Current: v.in.Stage == s})
	}
	return tabs
}

// bar shows the filters of the figure that was opened; they are set in the report.
func (v listView) bar() ui.FilterBarProps {
	f, since := v.in.Filter, v.in.Since
	bar := ui.FilterBarProps{Count: v.P.T("funding.count", v.list.Count, v.list.Total), ClearHref: listHref(funding.Filter{}, v.in.Stage)}
	add := func(on bool, side, label string) {
		if on {
			bar.Active = append(bar.Active, ui.ActiveFilter{Label: label, RemoveHref: sinceHref(without(f, side), v.in.Stage, since)})
		}
	}
	name := func(fallback string, of func(funding.Listed) string) string {
		if len(v.list.Rows) > 0 && of(v.list.Rows[0]) != "" {
			return of(v.list.Rows[0])
		}
		return v.P.T(fallback)
	}
	add(f.Grant != "", "grant", name("funding.grant", func(l funding.Listed) string { return l.GrantName }))
	add(f.Year != 0, "year", yearValue(f.Year))
	add(f.Unit != "", "unit", v.P.T("funding.one_unit"))
	add(f.Line != "", "line", name("funding.no_line", func(l funding.Listed) string { return l.LineName }))
	add(f.Umbrella != "", "umbrella", name("funding.no_umbrella", func(l funding.Listed) string { return l.UmbrellaName }))
	add(f.Organisation != "", "organisation", name("funding.one_company", func(l funding.Listed) string { return l.Company }))
	add(f.Known != "", "known", v.P.T("funding.known_on", f.Known))
	if since != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("funding.moved_since", since), RemoveHref: listHref(f, v.in.Stage)})
	}
	bar.Actions = v.exports()
	return bar
}

func (v listView) exports() []ui.Action {
	if !mayExport(v.Ctx) || v.list.Count == 0 {
		return nil
	}
	q := sinceValues(v.in.Filter, v.in.Stage, v.in.Since)
	return []ui.Action{
		{Label: v.P.T("funding.csv"), Icon: "download", Href: page.Address("/funding/contributions.csv", q)},
		{Label: v.P.T("funding.xlsx"), Icon: "download", Href: page.Address("/funding/contributions.xlsx", q)},
	}
}

func (v listView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.contributions"), CaptionHidden: true, Sticky: true, Columns: []ui.Column{
		{Label: v.P.T("funding.company"), Primary: true},
		{Label: v.P.T("funding.performed_on")},
		{Label: v.P.T("funding.unit")},
		{Label: v.P.T("funding.line"), PhoneHidden: true},
		{Label: v.P.T("funding.quantity"), Align: "end"},
		{Label: v.P.T("funding.amount"), Align: "end"},
		{Label: v.P.T("funding.status")},
	}}
	for _, l := range v.list.Rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(contributionHref(l.ID), l.Company, l.UmbrellaName), ui.Text(v.P.DateShort(l.PerformedOn)), ui.Text(l.UnitName),
			ui.Text(l.LineName), ui.Num(v.quantity(l)), ui.Num(v.P.Money(l.Amount)), ui.StatusChip(looks[l.At], accountWord(v.P, l.At)),
		}})
	}
	return t
}

func (v listView) quantity(l funding.Listed) string {
	if l.Minutes > 0 {
		return v.P.Hours(l.Minutes)
	}
	return kindWord(v.P, l.Kind)
}

func (v listView) pager() ui.PagerProps {
	p := ui.PagerProps{}
	q := sinceValues(v.in.Filter, v.in.Stage, v.in.Since)
	if v.in.After.ID != "" {
		p.PrevHref = page.Address("/funding/contributions", q)
	}
	if v.list.Next.ID != "" {
		q.Set("after", string(v.list.Next.Day)+"_"+string(v.list.Next.ID))
		p.NextHref = page.Address("/funding/contributions", q)
	}
	return p
}

// filtered reports whether a filter narrows the list, so that an empty list may only be a narrow one.
func (v listView) filtered() bool {
	return v.in.Stage != "" || v.in.Since != "" || v.in.Filter != funding.Filter{}
}
