package needweb

import (
	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// InvitePair mails two companies that complete each other.
func (h *Pages) InvitePair(c *page.Ctx) error {
	return h.act(c, "need.pairs.asked", func(key id.ID, f page.Form) error {
		companies := f.IDs("organisation")
		if len(companies) != 2 {
			return fault.Invalid("need.pair_two")
		}
		return h.need.InvitePair(c.Context(), c.Scope, key, [2]id.ID(companies), clock.Date(f.Text("on")))
	})
}

// askPair is the button that asks both.
func (v recordView) askPair(p need.Pair) ui.Action {
	return ui.Action{
		Label: v.P.T("need.pairs.ask", clock.Date(v.on)), Icon: "send", Size: ui.Small, Href: v.path("/pair"), Method: "post",
		Values: []ui.HiddenValue{{Name: "organisation", Value: string(p.A.Organisation)}, {Name: "organisation", Value: string(p.B.Organisation)}, {Name: "on", Value: v.on}},
	}
}
