package needweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/need"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// withdrawView asks why a need is taken back.
type withdrawView struct {
	*page.Ctx
	need    need.Need
	version int
	reason  string
	all     bool // of the series
	back    string
	faults  fault.Fields
}

// AskWithdraw asks the reason, and goes back to where ?back= says.
func (h *Pages) AskWithdraw(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.withdraw(withdrawView{Ctx: c, back: c.Query("back")}, key, http.StatusOK)
}

func (h *Pages) withdraw(v withdrawView, key id.ID, status int) (err error) {
	if v.need, err = h.need.Need(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.need.State != need.Open {
		return fault.Conflict("need.closed")
	}
	if v.version == 0 {
		v.version = v.need.Version
	}
	v.back = page.SafePath(v.back, "/needs/"+string(key))
	return v.Render(status, page.Head{Title: v.P.T("need.withdraw"), Section: section}, withdrawPage(v))
}

// Withdraw takes the need back.
func (h *Pages) Withdraw(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	v := withdrawView{Ctx: c, version: f.Int("version"), reason: f.Text("reason"), all: f.Bool("all"), back: f.Text("back")}
	withdraw := h.need.Withdraw
	if v.all {
		withdraw = h.need.WithdrawSeries
	}
	err = withdraw(c.Context(), c.Scope, key, v.version, v.reason)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.withdraw(v, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(page.SafePath(v.back, "/needs/"+string(key)), "need.withdrawn")
}

// Close is content with the companies that said yes.
func (h *Pages) Close(c *page.Ctx) error {
	return h.act(c, "need.close.done", func(key id.ID, f page.Form) error {
		return h.need.Close(c.Context(), c.Scope, key, f.Int("version"))
	})
}

// Reopen lets the need look for companies again.
func (h *Pages) Reopen(c *page.Ctx) error {
	return h.act(c, "need.reopen.done", func(key id.ID, f page.Form) error {
		return h.need.Reopen(c.Context(), c.Scope, key, f.Int("version"))
	})
}

func (v withdrawView) field() ui.Field {
	return ui.Field{
		Name: "reason", Label: v.P.T("need.withdraw.reason"), Hint: v.P.T("need.withdraw.reason.hint"), Value: v.reason, Required: true, MaxLength: 300, Autofocus: true,
		Error: page.Message(v.P, v.faults, "reason"),
	}
}

// series asks whether the other needs of the series go too.
func (v withdrawView) series() ui.Field {
	return ui.Field{Name: "all", Label: v.P.T("need.withdraw.series"), Value: "1", Checked: v.all, Plain: true}
}

func (v withdrawView) hidden() []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.version)}, {Name: "back", Value: v.back}}
}
