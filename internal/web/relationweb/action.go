package relationweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// actionsView is the list of next actions: mine, or those of all my units.
type actionsView struct {
	*page.Ctx
	all  bool
	page relation.ActionPage
	bad  fault.Fields // of a day that was refused
}

// Actions shows what is to be done, the oldest due first.
func (h *Pages) Actions(c *page.Ctx) error { return h.actions(c, http.StatusOK, nil) }

func (h *Pages) actions(c *page.Ctx, status int, bad fault.Fields) error {
	v := actionsView{Ctx: c, all: c.Query("who") == "all", bad: bad}
	filter := relation.ActionFilter{After: c.Query("after")}
	if !v.all {
		filter.Assignee = c.Scope.Account()
	}
	var err error
	if v.page, err = h.relation.Actions(c.Context(), c.Scope, filter); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.actions.title"), Section: section}, actions(v))
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
		return h.actions(c, http.StatusUnprocessableEntity, bad)
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
	today, t := c.Today(), c.P.T
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
		switch {
		case a.Overdue(today):
			item.Tone, item.Meta = ui.Danger, ui.StatusChip(ui.Late, t("relation.action.late", a.Due.DaysUntil(today)))
		case a.Due == today:
			item.Tone, item.Meta = ui.Warning, ui.StatusChip(ui.Waiting, t("relation.action.today"))
		default:
			item.Meta = templ.Component(ui.Muted(c.P.Date(a.Due)))
		}
		back := ui.HiddenValue{Name: "back", Value: c.R.URL.RequestURI()}
		item.Actions = []ui.Action{
			{Label: t("relation.action.finish"), Icon: "check", Method: "post", Href: "/actions/" + string(a.ID) + "/done", Values: []ui.HiddenValue{back}, Size: ui.Small},
			{
				Label: t("relation.action.later"), Icon: "clock", Method: "post", Href: "/actions/" + string(a.ID) + "/postpone", Variant: ui.Quiet, Size: ui.Small,
				Values: []ui.HiddenValue{back, {Name: "due", Value: string(max(a.Due, today).AddDays(postponeDays))}},
			},
		}
		out[i] = item
	}
	return out
}

func (v actionsView) tabs() []ui.Tab {
	return []ui.Tab{
		{Label: v.P.T("relation.actions.mine"), Href: "/actions", Current: !v.all},
		{Label: v.P.T("relation.actions.all"), Href: "/actions?who=all", Current: v.all},
	}
}

// parts are the actions that are late or due today, and those that come.
func (v actionsView) parts() (now, later []relation.NextAction) {
	today := v.Today()
	for _, a := range v.page.Actions {
		if a.Due <= today {
			now = append(now, a)
		} else {
			later = append(later, a)
		}
	}
	return now, later
}

func (v actionsView) pager() ui.PagerProps {
	if v.page.Next == "" {
		return ui.PagerProps{}
	}
	who := ""
	if v.all {
		who = "all"
	}
	return ui.PagerProps{NextHref: with("/actions", url.Values{"who": {who}, "after": {v.page.Next}})}
}
