package needweb

import (
	"strings"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Choose pins, skips or calls a company for the need, or takes that back. The button names both: pin:ID.
func (h *Pages) Choose(c *page.Ctx) error {
	return h.act(c, "need.chosen", func(key id.ID, f page.Form) error {
		kind, company, _ := strings.Cut(f.Text("choose"), ":")
		who, err := id.Parse(company)
		if err != nil {
			who = f.ID("organisation")
		}
		return h.need.Choose(c.Context(), c.Scope, key, who, need.ChoiceKind(kind), f.Text("reason-"+string(who)))
	})
}

// Queue waits for a company's turn.
func (h *Pages) Queue(c *page.Ctx) error {
	return h.act(c, "need.queued", func(key id.ID, f page.Form) error {
		return h.need.Queue(c.Context(), c.Scope, key, f.ID("organisation"), clock.Date(f.Text("on")))
	})
}

// LeaveQueue waits no longer.
func (h *Pages) LeaveQueue(c *page.Ctx) error {
	return h.act(c, "need.left_queue", func(key id.ID, f page.Form) error {
		return h.need.Leave(c.Context(), c.Scope, key, f.ID("organisation"))
	})
}

// InviteOver asks a company over the ceiling of the network, with the reason.
func (h *Pages) InviteOver(c *page.Ctx) error {
	return h.act(c, "need.invited_over", func(key id.ID, f page.Form) error {
		return h.need.InviteOver(c.Context(), c.Scope, key, f.IDs("organisation"), clock.Date(f.Text("on")), f.Text("reason"))
	})
}

// waiting lists the companies for whose turn the need waits.
func (v recordView) waiting() []ui.ListItem {
	var items []ui.ListItem
	for _, w := range v.rec.Waiting {
		sub := v.P.T("need.queue.next", w.QueuedAt, w.By)
		if w.Before > 0 {
			sub = v.P.T("need.queue.before", w.QueuedAt, w.By, w.Before)
		}
		item := ui.ListItem{Mark: ui.Avatar(w.Name), Title: w.Name, Href: "/relations/" + string(w.Organisation) + "/pressure", Sub: sub, Meta: ui.StatusChip(ui.Waiting, v.P.T("need.queue.waiting"))}
		if v.may() {
			item.Actions = []ui.Action{{
				Label: v.P.T("need.queue.leave"), Variant: ui.Quiet, Href: v.path("/leave-queue"), Method: "post", Values: []ui.HiddenValue{{Name: "organisation", Value: string(w.Organisation)}},
			}}
		}
		items = append(items, item)
	}
	return items
}

// isWaiting reports whether the need waits for the company's turn already.
func (v recordView) isWaiting(company id.ID) bool {
	for _, w := range v.rec.Waiting {
		if w.Organisation == company {
			return true
		}
	}
	return false
}

// mayGoOver reports whether the principal may ask the company although the network's ceiling is reached.
func (v recordView) mayGoOver(p need.Proposal) bool {
	return p.OverNetwork() && v.Scope.Can(access.OrganisationWrite)
}

func (v recordView) overReason(p need.Proposal) ui.Field {
	return ui.Field{Name: "reason", ID: "f-over-" + string(p.Organisation), Label: v.P.T("need.over.reason"), Required: true, MaxLength: 300, Hint: v.P.T("need.over.hint")}
}
