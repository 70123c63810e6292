package engagementweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// all is the view without a state.
const all = "all"

// listView is the page of the list.
type listView struct {
	*page.Ctx
	filter  engagement.Filter
	page    engagement.Page
	tallies map[engagement.State]int
	units   []ui.Option
}

// List shows engagements by week: what lies ahead, what waits, what is done.
func (h *Pages) List(c *page.Ctx) (err error) {
	v := listView{Ctx: c, filter: engagement.Filter{
		State: engagement.State(c.Query("state")), Unit: c.QueryID("unit"), Organisation: c.QueryID("organisation"), Activity: c.QueryID("activity"),
		From: check.Date(fault.Fields{}, "from", c.Query("from")), To: check.Date(fault.Fields{}, "to", c.Query("to")),
		Text: strings.TrimSpace(c.Query("q")), After: c.Query("after"),
	}}
	if v.filter.State == "" {
		v.filter.State = engagement.Upcoming
	}
	if v.page, err = h.engagement.List(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	if v.tallies, err = h.engagement.Tallies(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	for _, u := range units {
		if c.Scope.CanOn(access.EngagementRead, u.ID) {
			v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("engagement.title"), Section: section}, list(v))
}

// href is the address of this list with one thing changed; an empty value leaves it out. It starts at the first page.
func (v listView) href(name, value string) string {
	q := url.Values{}
	for key, is := range map[string]string{
		"state": string(v.filter.State), "unit": string(v.filter.Unit), "organisation": string(v.filter.Organisation),
		"activity": string(v.filter.Activity), "from": string(v.filter.From), "to": string(v.filter.To), "q": v.filter.Text,
	} {
		if key == name {
			is = value
		}
		if is != "" && (key != "state" || is != string(engagement.Upcoming)) {
			q.Set(key, is)
		}
	}
	if name == "after" {
		q.Set("after", value)
	}
	if len(q) == 0 {
		return "/engagements"
	}
	return "/engagements?" + q.Encode()
}

func (v listView) tabs() []ui.Tab {
	total := 0
	var tabs []ui.Tab
	for _, s := range engagement.States() {
		n := v.tallies[s]
		total += n
		tabs = append(tabs, ui.Tab{Label: v.P.T("engagement.tab." + string(s)), Href: v.href("state", string(s)), Current: v.filter.State == s, Count: v.P.Number(n)})
	}
	return append(tabs, ui.Tab{Label: v.P.T("engagement.tab.all"), Href: v.href("state", all), Current: v.total() == -1, Count: v.P.Number(total)})
}

// total is how many the chosen view holds; -1 in the view of all, whose count is the sum.
func (v listView) total() int {
	n, ok := v.tallies[v.filter.State]
	if !ok && !known(v.filter.State) {
		return -1
	}
	return n
}

func known(s engagement.State) bool { return looks[s] != "" }

func (v listView) filtered() bool {
	return v.filter.Unit != "" || v.filter.Organisation != "" || v.filter.Activity != "" || v.filter.From != "" || v.filter.To != "" || v.filter.Text != ""
}

func (v listView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{
		Action: "/engagements", SearchLabel: v.P.T("engagement.search"), SearchValue: v.filter.Text, Target: "#results", ClearHref: v.clear(),
		Values: []ui.HiddenValue{
			{Name: "state", Value: string(v.filter.State)},
			{Name: "organisation", Value: string(v.filter.Organisation)},
			{Name: "activity", Value: string(v.filter.Activity)},
			{Name: "from", Value: string(v.filter.From)},
			{Name: "to", Value: string(v.filter.To)},
		},
	}
	if len(v.units) > 1 {
		options := append([]ui.Option{{Label: v.P.T("engagement.all_units")}}, v.units...)
		bar.Selects = []ui.Field{{Name: "unit", Label: v.P.T("engagement.school"), Value: string(v.filter.Unit), Options: options}}
	}
	add := func(on bool, label, name string) {
		if on {
			bar.Active = append(bar.Active, ui.ActiveFilter{Label: label, RemoveHref: v.href(name, "")})
		}
	}
	if s := v.filter.State; s == engagement.Live || s == engagement.Held || s == engagement.Past {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("engagement.view." + string(s)), RemoveHref: v.href("state", all)})
	}
	add(v.filter.Organisation != "", v.company(), "organisation")
	add(v.filter.Activity != "", v.P.T("engagement.this_activity"), "activity")
	add(v.filter.From != "", v.P.T("engagement.from_day", v.filter.From), "from")
	add(v.filter.To != "", v.P.T("engagement.to_day", v.filter.To), "to")
	add(v.filter.Text != "", "“"+v.filter.Text+"”", "q")
	for _, u := range v.units {
		add(v.filter.Unit != "" && u.Value == string(v.filter.Unit), u.Label, "unit")
	}
	return bar
}

// company names the company that the list is narrowed to, as far as a row tells it.
func (v listView) company() string {
	if len(v.page.Rows) > 0 {
		return v.page.Rows[0].OrganisationName
	}
	return v.P.T("engagement.this_company")
}

// clear is the address without filters, in the same view.
func (v listView) clear() string {
	if v.filter.State == engagement.Upcoming {
		return "/engagements"
	}
	return "/engagements?state=" + url.QueryEscape(string(v.filter.State))
}

// week is what happens between a Monday and a Sunday.
type week struct {
	title string
	rows  []engagement.Row
}

// weeks cuts the rows at the weeks, in their own order.
func (v listView) weeks() []week {
	var out []week
	last := clock.Date("")
	for _, r := range v.page.Rows {
		monday := mondayOf(clock.DateOf(r.StartsAt))
		if len(out) == 0 || monday != last {
			out, last = append(out, week{title: v.weekTitle(monday)}), monday
		}
		out[len(out)-1].rows = append(out[len(out)-1].rows, r)
	}
	return out
}

func mondayOf(d clock.Date) clock.Date { return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7) }

// weekTitle names a week by its number and its days, and the ones around today in words.
func (v listView) weekTitle(monday clock.Date) string {
	_, n := monday.Time().ISOWeek()
	title := v.P.T("engagement.week", strconv.Itoa(n), v.dayOf(monday), v.dayOf(monday.AddDays(6)))
	switch mondayOf(v.Today()).DaysUntil(monday) {
	case 0:
		return v.P.T("engagement.this_week") + " · " + title
	case 7:
		return v.P.T("engagement.next_week") + " · " + title
	}
	return title
}

// dayOf writes a day without its weekday, and without the year when that is this one.
func (v listView) dayOf(d clock.Date) string {
	if d.Year() != v.Today().Year() {
		return v.P.DateShort(d)
	}
	return strconv.Itoa(d.Time().Day()) + " " + v.P.MonthShort(d.Month())
}

func (v listView) items(rows []engagement.Row) []ui.ListItem {
	now := v.Env.Clock.Now()
	var items []ui.ListItem
	for _, r := range rows {
		state := r.State(now)
		item := ui.ListItem{
			Mark: dayMark(v.P, r), Title: r.Title, Href: "/engagements/" + string(r.ID),
			Sub: r.OrganisationName + " · " + r.UnitName, Meta: ui.StatusChip(looks[state], stateWord(v.P, state)),
		}
		if state == engagement.Postponed {
			item.Mark, item.Icon, item.Sub = nil, "calendar", item.Sub+" · "+v.P.T("engagement.was_on", clock.DateOf(r.StartsAt))
		}
		items = append(items, item)
	}
	return items
}

func (v listView) next() ui.PagerProps {
	p := ui.PagerProps{}
	if v.page.Next != "" {
		p.NextHref = v.href("after", v.page.Next)
	}
	if v.filter.After != "" {
		p.PrevHref = v.href("", "")
		p.Text = v.P.T("engagement.from_start")
	}
	return p
}

func (v listView) newAction() *ui.Action {
	if !v.Scope.Can(access.EngagementManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("engagement.new"), Icon: "plus", Href: "/engagements/new"}
}
