package fundingweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// pendingView is the list of signatures that are not booked yet, and the form to book one.
type pendingView struct {
	*page.Ctx
	rows       []funding.Pending
	one        funding.Pending
	in         funding.BookInput
	faults     fault.Fields
	activities []ui.Option
}

// Pendings lists what companies signed and what is not a contribution yet.
func (h *Pages) Pendings(c *page.Ctx) error {
	rows, err := h.funding.Pendings(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.waiting"), Section: section}, pendings(pendingView{Ctx: c, rows: rows}))
}

// Pending shows the form that books a signature.
func (h *Pages) Pending(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showPending(pendingView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) showPending(v pendingView, key id.ID, status int) (err error) {
	if v.one, err = h.funding.Pending(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.in.Activity == "" {
		v.in.Activity = v.one.Activity
	}
	if v.activities, err = h.activityOptions(v.Ctx); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("funding.book"), Section: section}, pendingPage(v))
}

// Book books a signature under an activity.
func (h *Pages) Book(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.BookInput{Activity: f.ID("activity"), Value: f.Text("value"), Reason: f.Text("reason")}
	booked, err := h.funding.BookPending(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showPending(pendingView{Ctx: c, in: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(contributionHref(booked), "funding.flash.booked")
}

func (v pendingView) items() []ui.ListItem {
	var out []ui.ListItem
	for _, p := range v.rows {
		item := ui.ListItem{
			Mark: ui.Avatar(p.Company), Title: p.Company, Href: "/funding/waiting/" + string(p.SignOff),
			Sub:  strings.Join([]string{v.P.Date(p.HeldOn), p.UnitName, v.P.T("funding.signed_hours", p.People, v.P.Hours(p.Minutes))}, " · "),
			Meta: ui.StatusChip(ui.Waiting, v.P.T("funding.rule_word."+string(p.ValueRule))),
		}
		if !v.Scope.CanOn(access.ContributionRecord, p.Unit) {
			item.Href = ""
		}
		out = append(out, item)
	}
	return out
}

func (v pendingView) facts() []ui.Def {
	return []ui.Def{
		{Term: v.P.T("funding.company"), Text: v.one.Company, Href: "/relations/" + string(v.one.Organisation)},
		{Term: v.P.T("funding.engagement"), Text: v.P.Date(v.one.HeldOn), Href: "/engagements/" + string(v.one.Source)},
		{Term: v.P.T("funding.unit"), Text: v.one.UnitName},
		{Term: v.P.T("funding.signed"), Text: v.P.T("funding.signed_hours", v.one.People, v.P.Hours(v.one.Minutes))},
	}
}

func (v pendingView) fields() (activity, value, reason ui.Field) {
	activity = ui.Field{Name: "activity", Label: v.P.T("funding.activity"), Hint: v.P.T("funding.activity.hint"), Value: string(v.in.Activity), Options: v.activities, Plain: true}
	value = ui.Field{Name: "value", Label: v.P.T("funding.value"), Value: v.in.Value, Required: true, Width: "short", Prefix: "€", InputMode: "decimal"}
	reason = ui.Field{Name: "reason", Label: v.P.T("funding.reason"), Hint: v.P.T("funding.reason.hint"), Value: v.in.Reason, Required: true, MaxLength: 2000, Rows: 3}
	for _, f := range []*ui.Field{&activity, &value, &reason} {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return activity, value, reason
}
