package relationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/export"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Actions shows what is to be done, the oldest due first; at first one's own.
func (h *Pages) Actions(c *page.Ctx) error { return show(h, c, h.nextActions()) }

func (h *Pages) nextActions() list[relation.NextAction] {
	type row = relation.NextAction
	what := listColumn[row]{
		key: "what",
		cell: func(_ *listView, r row) templ.Component {
			return ui.TitleLink(with("/record", url.Values{"org": {string(r.Organisation)}, "action": {string(r.ID)}}), r.What, r.Name)
		},
		export: func(_ *i18n.Printer, r row) export.Cell { return export.Text(r.What) },
	}
	company := plain("organisation", true, func(r row) string { return r.Name })
	company.cell = func(_ *listView, r row) templ.Component { return ui.Link(home(r.Organisation), r.Name) }
	due := listColumn[row]{
		key:    "due",
		cell:   func(v *listView, r row) templ.Component { return dueChip(v.Ctx, r) },
		export: func(_ *i18n.Printer, r row) export.Cell { return export.Date(r.Due) },
	}
	do := listColumn[row]{
		key: "do", bare: true,
		cell: func(v *listView, r row) templ.Component {
			if r.DoneAt != nil {
				return ui.Text("")
			}
			return buttons(doActions(v.Ctx, r))
		},
	}
	return list[row]{
		name: relation.ListActions, path: "/actions",
		read: func(c *page.Ctx, f relation.Filter) (relation.Page[row], error) {
			return h.relation.ListActions(c.Context(), c.Scope, f)
		},
		row: func(r row) (string, string) { return string(r.ID), r.What },
		grouped: func(c *page.Ctx, f relation.Filter, g relation.Grouping) ([]row, error) {
			return h.relation.GroupActions(c.Context(), c.Scope, f, g)
		},
		place: func(v *listView, r row, by string) (relation.InGroup, string) {
			return r.InGroup, map[string]string{relation.ByWho: r.AssigneeName, relation.AskUnit: r.UnitName}[by]
		},
		card: actionCard,
		columns: []listColumn[row]{
			what,
			company,
			due.by(relation.SortDue),
			plain("who", false, func(r row) string { return r.AssigneeName }),
			plain("unit", true, func(r row) string { return r.UnitName }),
			do,
		},
	}
}

// dueChip tells when an action is due, and whether that has passed.
func dueChip(c *page.Ctx, a relation.NextAction) templ.Component {
	today, t := c.Today(), c.P.T
	switch {
	case a.DoneAt != nil:
		return ui.StatusChip(ui.Done, t("relation.action.is_done"))
	case a.Overdue(today):
		return ui.StatusChip(ui.Late, t("relation.action.late", a.Due.DaysUntil(today)))
	case a.Due == today:
		return ui.StatusChip(ui.Waiting, t("relation.action.today"))
	default:
		return ui.Muted(c.P.Date(a.Due))
	}
}

// doActions are what can be done about a next action from a list.
func doActions(c *page.Ctx, a relation.NextAction) []ui.Action {
	t := c.P.T
	back := ui.HiddenValue{Name: "back", Value: c.R.URL.RequestURI()}
	return []ui.Action{
		{Label: t("relation.action.finish"), Icon: "check", Method: "post", Href: "/actions/" + string(a.ID) + "/done", Values: []ui.HiddenValue{back}, Size: ui.Small},
		{
			Label: t("relation.action.later"), Icon: "clock", Method: "post", Href: "/actions/" + string(a.ID) + "/postpone", Variant: ui.Quiet, Size: ui.Small,
			Values: []ui.HiddenValue{back, {Name: "due", Value: string(max(a.Due, c.Today()).AddDays(postponeDays))}},
		},
	}
}

// FinishAction marks a next action as done.
func (h *Pages) FinishAction(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.relation.FinishAction(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(returnTo(form), "relation.action.done")
}

// PostponeAction moves the day of a next action.
func (h *Pages) PostponeAction(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	err = h.relation.PostponeAction(c.Context(), c.Scope, key, form.Text("due"))
	if bad, ok := page.Invalid(err); ok {
		v := postponeView{Ctx: c, messages: messages{c.P, bad}, action: c.R.URL.Path, back: returnTo(form), due: form.Text("due")}
		return c.Render(http.StatusUnprocessableEntity, page.Head{Title: c.P.T("list.board.when"), Section: section}, postponePage(v))
	}
	if err != nil {
		return err
	}
	return c.Redirect(returnTo(form), "relation.action.moved")
}

// returnTo is the page from which a button was pressed.
func returnTo(f page.Form) string { return page.SafePath(f.Text("back"), "/actions") }

// days after today to which one press moves an action.
const postponeDays = 7

// actionItems are next actions with what can be done about them.
func actionItems(c *page.Ctx, list []relation.NextAction, named bool) []ui.ListItem {
	today := c.Today()
	out := make([]ui.ListItem, len(list))
	for i, a := range list {
		var sub []string
		if named {
			sub = append(sub, a.Name)
		}
		if a.Assignee != c.Scope.Account() {
			sub = append(sub, a.AssigneeName)
		}
		item := ui.ListItem{
			Icon: "flag", Title: a.What, Sub: strings.Join(sub, " · "), Href: with("/record", url.Values{"org": {string(a.Organisation)}, "action": {string(a.ID)}}),
		}
		item.Meta = dueChip(c, a)
		if a.Overdue(today) {
			item.Tone = ui.Danger
		} else if a.Due == today {
			item.Tone = ui.Warning
		}
		item.Actions = doActions(c, a)
		out[i] = item
	}
	return out
}

// postponeView asks to which day an action moves.
type postponeView struct {
	*page.Ctx
	messages
	action, back, due string
}

func (v postponeView) field() ui.Field {
	return ui.Field{Name: "due", Label: v.P.T("list.bulk.due"), Value: v.due, Error: v.at("due"), Required: true}
}
