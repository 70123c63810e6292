package menuweb

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// inviteView lists companies that can be mailed a link to the menu.
type inviteView struct {
	*page.Ctx
	search, next string
	rows         []menu.Invitee
	units        []ui.Option
	unit         id.ID
	problem      string
}

// Invitees shows companies, with a button to mail each the menu.
func (h *Pages) Invitees(c *page.Ctx) error {
	return h.invitees(c, inviteView{Ctx: c, search: strings.TrimSpace(c.Query("q")), unit: c.QueryID("unit")}, http.StatusOK)
}

func (h *Pages) invitees(c *page.Ctx, v inviteView, status int) (err error) {
	if v.rows, v.next, err = h.menu.Invitees(c.Context(), c.Scope, v.search, c.Query("after")); err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	for _, u := range units {
		if c.Scope.CanOn(access.ContactRecord, u.ID) {
			v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	if v.unit == "" && len(v.units) > 0 {
		v.unit = id.ID(v.units[0].Value)
	}
	return c.Render(status, page.Head{Title: c.P.T("menu.invite"), Section: section}, invite(v))
}

func (v inviteView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{Action: "/menu/invite", SearchLabel: v.P.T("menu.search"), SearchValue: v.search, Target: "#results", ClearHref: "/menu/invite"}
	if len(v.units) > 1 {
		bar.Selects = []ui.Field{{Name: "unit", Label: v.P.T("menu.in_name_of"), Value: string(v.unit), Options: v.units}}
	}
	return bar
}

func (v inviteView) unitName() string {
	for _, u := range v.units {
		if u.Value == string(v.unit) {
			return u.Label
		}
	}
	return ""
}

func (v inviteView) items() []ui.ListItem {
	var items []ui.ListItem
	for _, r := range v.rows {
		item := ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: "/relations/" + string(r.ID), Sub: v.sub(r)}
		item.Actions = append(item.Actions, ui.Action{Label: v.P.T("menu.fill_in"), Variant: ui.Quiet, Href: "/relations/" + string(r.ID) + "/menu"})
		if r.Mail {
			label := v.P.T("menu.send")
			if r.Sent > 0 {
				label = v.P.T("menu.send_again")
			}
			item.Actions = append(item.Actions, ui.Action{Label: label, Icon: "send", Href: "/menu/invite", Method: "post", Values: []ui.HiddenValue{
				{Name: "organisation", Value: string(r.ID)}, {Name: "unit", Value: string(v.unit)}, {Name: "q", Value: v.search},
			}})
		}
		items = append(items, item)
	}
	return items
}

// sub says where the company is and how far it is with the menu.
func (v inviteView) sub(r menu.Invitee) string {
	var parts []string
	if r.Place != "" {
		parts = append(parts, r.Place)
	}
	switch {
	case r.Offers > 0:
		parts = append(parts, v.P.T("menu.offers_count", r.Offers))
	case r.Sent > 0:
		parts = append(parts, v.P.T("menu.sent_no_offer"))
	}
	if !r.Mail {
		parts = append(parts, v.P.T("menu.no_address"))
	}
	return strings.Join(parts, " · ")
}

func (v inviteView) nextHref() string {
	return "/menu/invite?" + url.Values{"q": {v.search}, "unit": {string(v.unit)}, "after": {v.next}}.Encode()
}

// Invite mails one company a link to the menu.
func (h *Pages) Invite(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.menu.InviteToMenu(c.Context(), c.Scope, f.ID("unit"), f.ID("organisation"), f.ID("person"))
	if faults, ok := page.Invalid(err); ok {
		return h.invitees(c, inviteView{Ctx: c, search: f.Text("q"), unit: f.ID("unit"), problem: page.Message(c.P, faults, "")}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/menu/invite?"+url.Values{"q": {f.Text("q")}, "unit": {f.Text("unit")}}.Encode(), "menu.invited")
}
