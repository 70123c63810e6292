package agreementweb

import (
	"context"
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
)

// step does one thing to an agreement and goes back to its page.
func step(c *page.Ctx, flash string, do func(ctx context.Context, sc access.Scope, key id.ID) error) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := do(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(home(key), flash)
}

// Send sends a draft to the first who signs.
func (h *Pages) Send(c *page.Ctx) error {
	return step(c, "agreement.flash.sent", h.agreement.Send)
}

// Remind asks who must sign now once more.
func (h *Pages) Remind(c *page.Ctx) error {
	return step(c, "agreement.flash.reminded", h.agreement.Remind)
}

// Amend begins an amendment, and goes on with its form.
func (h *Pages) Amend(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.agreement.Amend(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(home(key)+"/edit", "agreement.flash.amending")
}

// Renew begins the agreement that follows.
func (h *Pages) Renew(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	next, err := h.agreement.Renew(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return c.Redirect(home(next), "agreement.flash.renewing")
}

// Drop gives up a draft: an amendment, or an agreement that was never signed.
func (h *Pages) Drop(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	r, err := h.agreement.Draftable(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if err := h.agreement.Drop(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if r.Shown.N > 1 {
		return c.Redirect(home(key), "agreement.flash.dropped")
	}
	return c.Redirect("/agreements", "agreement.flash.dropped")
}

// Withdraw takes back what was sent, with a reason.
func (h *Pages) Withdraw(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	err = h.agreement.Withdraw(c.Context(), c.Scope, key, f.Text("why"))
	if faults, ok := page.Invalid(err); ok {
		return h.record(recordView{Ctx: c, faults: faults, failed: "withdraw", why: f.Text("why")}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "agreement.flash.withdrawn")
}

// End ends an agreement before its time, with a reason.
func (h *Pages) End(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	err = h.agreement.End(c.Context(), c.Scope, key, f.Text("on"), f.Text("why"))
	if faults, ok := page.Invalid(err); ok {
		return h.record(recordView{Ctx: c, faults: faults, failed: "end", why: f.Text("why"), on: f.Text("on")}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "agreement.flash.ended")
}
