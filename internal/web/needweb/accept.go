package needweb

import (
	"net/http"

	"schakel/internal/domain/engagement"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Accept agrees to the other day that a company proposed, and goes to the agreement.
func (h *Pages) Accept(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	made, err := h.engagement.AcceptOtherDate(c.Context(), c.Scope, key, f.ID("invitation"), f.Bool("anyway"))
	if faults, ok := page.Invalid(err); ok && page.Messages(c.P, faults, engagement.Clashes()...) != "" {
		v, err := h.record(c)
		if err != nil {
			return err
		}
		v.unsuited, v.faults = f.ID("invitation"), faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/engagements/"+string(made), "need.date_accepted")
}

// unsuitedNotice says what speaks against the day that a company proposes, with the button to agree to it nevertheless.
func (v recordView) unsuitedNotice() ui.NoticeProps {
	return ui.NoticeProps{
		Kind: ui.Warning, Title: v.P.T("engagement.clash"), Text: page.Messages(v.P, v.faults, engagement.Clashes()...),
		Action: &ui.Action{
			Label: v.P.T("engagement.clash.anyway"), Href: v.path("/accept"), Method: "post",
			Values: []ui.HiddenValue{{Name: "invitation", Value: string(v.unsuited)}, {Name: "anyway", Value: "on"}},
		},
	}
}
