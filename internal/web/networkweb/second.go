package networkweb

import (
	"net/http"

	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// resetView asks why the second step of a colleague is reset.
type resetView struct {
	*page.Ctx
	account      id.ID
	name, reason string
	faults       fault.Fields
}

func (v resetView) field() ui.Field {
	return ui.Field{
		Name: "reason", Label: v.P.T("network.second.reset.reason"), Value: v.reason, Required: true, MaxLength: 300,
		Error: page.Message(v.P, v.faults, "reason"),
	}
}

func (h *Pages) showReset(v resetView, code int) (err error) {
	if v.name, err = h.network.ColleagueName(v.Context(), v.Scope, v.account); err != nil {
		return err
	}
	return v.Render(code, page.Head{Title: v.P.T("network.second.reset"), Section: section}, resetPage(v))
}

// SecondForm asks why to reset.
func (h *Pages) SecondForm(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showReset(resetView{Ctx: c, account: key}, http.StatusOK)
}

// ResetSecond takes the second step away from somebody who lost theirs.
func (h *Pages) ResetSecond(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	v := resetView{Ctx: c, account: key, reason: form.Text("reason")}
	err = h.network.ResetSecond(c.Context(), c.Scope, key, v.reason)
	var ok bool
	if v.faults, ok = page.Invalid(err); ok {
		return h.showReset(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/people", "network.second.reset.done")
}
