package steeringweb

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordsView is the list behind a figure.
type recordsView struct {
	*page.Ctx
	list steering.List
}

// Records lists what a figure counted.
func (h *Pages) Records(c *page.Ctx) error {
	list, err := h.steering.Records(c.Context(), c.Scope, askOf(c), steering.Kind(c.Query("kind")))
	if err != nil {
		return err
	}
	v := recordsView{c, list}
	return c.Render(http.StatusOK, page.Head{Title: v.title(), Section: section, Wide: true}, records(v))
}

func (v recordsView) title() string { return v.P.T("steering.kind." + string(v.list.Kind)) }

// about says over which time the records are.
func (v recordsView) about() string {
	switch k := v.list.Kind; {
	case k == steering.Active || k == steering.Fresh:
		return v.P.T("steering.done.lead", v.list.From, v.list.To)
	case isActivity(k):
		return v.P.T("steering.hint." + string(k))
	case slices.Contains(steering.Changes(), k):
		return v.P.T("steering.changed", v.list.Ask.Since)
	}
	return v.P.T("steering.relations.lead")
}

func (v recordsView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("steering.title"), Href: href(v.list.Ask)}}
}

// homes are the addresses of the pages of records, by kind; those of activities are lists, those of relations the organisations'.
var homes = map[steering.Kind]string{
	steering.Asked: "/needs/", steering.Filled: "/needs/", steering.Agreed: "/engagements/", steering.Cancelled: "/engagements/", steering.Signed: "/agreements/",
}

func isActivity(k steering.Kind) bool { return slices.Contains(steering.Activities(), k) }

func home(k steering.Kind, key id.ID) string {
	if isActivity(k) {
		return activityHref(engagement.Live, key)
	}
	if base, ok := homes[k]; ok {
		return base + string(key)
	}
	return "/relations/" + string(key)
}

func (v recordsView) table() ui.TableProps {
	k := v.list.Kind
	t := ui.TableProps{Caption: v.title(), CaptionHidden: true, Columns: []ui.Column{{Label: v.P.T("steering.what"), Primary: true}}}
	column := func(key string, number bool) {
		c := ui.Column{Label: v.P.T(key)}
		if number {
			c.Align = "end"
		}
		t.Columns = append(t.Columns, c)
	}
	var more func(r steering.Record) []templ.Component
	switch {
	case k == steering.Active || k == steering.Fresh || k == steering.First:
		column("steering.last_day", false)
		column("steering.lessons", true)
		more = v.company
	case isActivity(k):
		column("steering.until", false)
		column("programme.planned", true)
		column("programme.held", true)
		more = v.activity
	case k == steering.Pledged:
		column("funding.unit", false)
		column("steering.on", false)
		column("funding.year", true)
		column("funding.amount", true)
		more = func(r steering.Record) []templ.Component {
			return []templ.Component{ui.Text(r.Sub), ui.Text(v.P.DateShort(r.Day)), ui.Num(strconv.Itoa(r.N)), ui.Num(v.P.Money(money.Cents(r.M)))}
		}
	default:
		column("steering.who", false)
		column("steering.on", false)
		more = func(r steering.Record) []templ.Component { return []templ.Component{ui.Text(r.Sub), ui.Text(v.day(r))} }
	}
	for _, r := range v.list.Rows {
		first := ui.Link(home(k, r.ID), r.Title)
		if isActivity(k) {
			first = ui.TitleLink(home(k, r.ID), r.Title, r.Sub)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]templ.Component{first}, more(r)...)})
	}
	return t
}

// day is when it was; some rows know the day, others the instant.
func (v recordsView) day(r steering.Record) string {
	if r.Day != "" {
		return v.P.DateShort(r.Day)
	}
	return v.P.DateShort(r.On())
}

func (v recordsView) company(r steering.Record) []templ.Component {
	from, to := v.list.From, v.list.To
	if v.list.Kind == steering.First {
		from = v.list.Ask.Since
	}
	n := ui.Num(v.P.Number(r.N))
	if v.Scope.Can(access.EngagementRead) {
		n = ui.NumLink(lessonsHref(v.list.Ask, string(engagement.Past), r.ID, from, to), v.P.Number(r.N))
	}
	return []templ.Component{ui.Text(v.P.DateShort(r.Day)), n}
}

func (v recordsView) activity(r steering.Record) []templ.Component {
	planned, held := ui.Num(v.P.Number(r.N)), ui.Num(v.P.Number(int(r.M)))
	if v.Scope.Can(access.EngagementRead) {
		planned = ui.NumLink(activityHref(engagement.Live, r.ID), v.P.Number(r.N))
		held = ui.NumLink(activityHref(engagement.Held, r.ID), v.P.Number(int(r.M)))
	}
	return []templ.Component{ui.Text(v.P.DateShort(r.Day)), planned, held}
}
