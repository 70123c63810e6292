package todayweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// Today shows what waits for the person, what goes wrong, the week and the goals.
func (h *Pages) Today(c *page.Ctx) error {
	if !c.Scope.Can(access.NetworkRead) { // who works at a company
		return c.Redirect("/company", "")
	}
	t, err := h.dashboard.Today(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("nav.today"), Section: "today"}, todayPage(c, t))
}

// todayHead offers what the person does most: asking, or else recording.
func todayHead(c *page.Ctx, t dashboard.Today) ui.PageHeadProps {
	head := ui.PageHeadProps{Title: c.P.T("nav.today"), Meta: ui.Fact("calendar", c.P.DateLong(t.On))}
	if c.Scope.Can(access.NeedWrite) && t.Setup.Done() {
		head.Primary = &ui.Action{Label: c.P.T("palette.do.need"), Icon: "plus", Href: "/needs/new"}
	}
	return head
}

// actionsLink leads from what waits to all own next actions.
func actionsLink(c *page.Ctx) *ui.Action {
	if !c.Scope.Can(access.ContactRecord) {
		return nil
	}
	return &ui.Action{Label: c.P.T("today.all_actions"), Href: "/actions"}
}

// engagementsLink leads from the week to all that was agreed.
func engagementsLink(c *page.Ctx) *ui.Action {
	return &ui.Action{Label: c.P.T("today.all_visits"), Href: "/engagements?state=upcoming"}
}

// since says how long something waits; an action that is overdue is late.
func since(p *i18n.Printer, from, today clock.Date, deadline bool) templ.Component {
	if deadline && from < today {
		return ui.StatusChip(ui.Late, p.T("today.overdue", from.DaysUntil(today)))
	}
	return ui.Muted(p.DaysAgo(from, today))
}

// moneyChart draws the year's co-financing against its minimum.
func moneyChart(p *i18n.Printer, o funding.Outlook) chart.StackedBarProps {
	y := o.Year
	values := [5]money.Cents{max(y.Promised, y.Forecast()), y.Forecast(), y.CarriedOut, y.Evidenced, y.Checked}
	shown := values
	shown[0] = y.Promised
	row := chart.Row{Label: strconv.Itoa(o.Of), Href: fundingOf(o.Of), Texts: texts(p, shown), Minimum: int64(y.Minimum), MinimumText: p.MoneyShort(y.Minimum)}
	for n, v := range values {
		row.Values[n] = int64(v)
	}
	switch {
	case y.Minimum == 0:
	case y.Short() > 0:
		row.Note, row.NoteKind = p.T("today.below_minimum", p.MoneyShort(y.Short())), ui.Danger
	default:
		row.Note, row.NoteKind = p.T("today.above_minimum"), ui.Success
	}
	return chart.StackedBarProps{Title: p.T("today.money", strconv.Itoa(o.Of)), Corner: p.T("today.year"), ID: "today", Rows: []chart.Row{row}}
}

// goalTiles are the figures of the school year.
func goalTiles(p *i18n.Printer, g dashboard.Goals) []ui.StatTileProps {
	return []ui.StatTileProps{
		{Label: p.T("today.goal.companies"), Figure: p.Number(g.Companies), Href: "/relations"},
		{Label: p.T("today.goal.lessons"), Figure: p.Number(g.Lessons), Href: "/engagements"},
		{Label: p.T("today.goal.pupils"), Figure: p.Number(g.Pupils), Href: "/engagements"},
	}
}

// stepHomes say where a step is taken and who may.
var stepHomes = map[dashboard.Step]struct {
	href, icon string
	needs      []access.Action
}{
	dashboard.Schools:   {"/network/duo", "school", duo},
	dashboard.People:    {"/network/people", "users", []access.Action{access.RoleManage}},
	dashboard.Companies: {"/relations/import", "building", []access.Action{access.ImportRun}},
	dashboard.Menu:      {"/menu", "menu-card", []access.Action{access.MenuManage}},
	dashboard.Grant:     {"/funding/grants", "euro", []access.Action{access.GrantManage}},
	dashboard.Invite:    {"/menu/invite", "send", []access.Action{access.OfferWrite, access.ContactRecord}},
	dashboard.FirstNeed: {"/needs/new", "question", []access.Action{access.NeedWrite}},
}

// setupItems list the steps with what is done and what is theirs to do.
func setupItems(c *page.Ctx, s dashboard.Setup) []ui.ListItem {
	var out []ui.ListItem
	for _, at := range dashboard.Steps() {
		place := stepHomes[at]
		item := ui.ListItem{Icon: place.icon, Title: c.P.T("today.setup." + string(at)), Sub: c.P.T("today.setup_why." + string(at))}
		switch {
		case s[at]:
			item.Icon, item.Tone, item.Meta = "check", ui.Success, ui.StatusChip(ui.Done, c.P.T("today.setup_done"))
		case may(c.Scope, place.needs):
			item.Href = place.href
		default:
			item.Meta = ui.Muted(c.P.T("today.setup_other"))
		}
		out = append(out, item)
	}
	return out
}
