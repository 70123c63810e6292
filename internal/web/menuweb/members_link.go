package menuweb

import (
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// MembersLink mails the umbrella a link with which it invites its members itself, or ends the one there is.
func (h *Pages) MembersLink(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if !f.Bool("on") {
		if err := h.menu.StopInviting(c.Context(), c.Scope, key); err != nil {
			return err
		}
		return c.Redirect(membersPath(key)+"#self", "menu.members.link_ended")
	}
	if err := h.menu.LetInvite(c.Context(), c.Scope, f.ID("unit"), key); err != nil {
		return err
	}
	return c.Redirect(membersPath(key)+"#self", "menu.members.link_sent")
}

// linkText says whether the umbrella has a link.
func (v membersView) linkText() string {
	if v.link == nil {
		return v.P.T("menu.members.link_none", v.umbrella.Name)
	}
	return v.P.T("menu.members.link_is", v.link.Email, v.P.DateShort(clock.DateOf(v.link.SentAt)), v.P.DateShort(clock.DateOf(v.link.ExpiresAt)))
}

// linkActions send a link, and end the one there is.
func (v membersView) linkActions() []ui.Action {
	to := "/relations/" + string(v.umbrella.ID) + "/members/link"
	send := ui.Action{Label: v.P.T("menu.members.link_send"), Icon: "mail", Method: "post", Href: to, Values: []ui.HiddenValue{{Name: "on", Value: "1"}, {Name: "unit", Value: v.inNameOf().Value}}}
	if v.link == nil {
		return []ui.Action{send}
	}
	send.Label = v.P.T("menu.members.link_again")
	return []ui.Action{send, {Label: v.P.T("menu.members.link_end"), Icon: "x", Variant: ui.Quiet, Method: "post", Href: to, Values: []ui.HiddenValue{{Name: "unit", Value: v.inNameOf().Value}}}}
}
