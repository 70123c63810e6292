package identityweb

import (
	"net/http"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// joinForm is the page behind an invitation.
type joinForm struct {
	*page.Ctx
	invitation identity.Invitation
	name       string
	faults     fault.Fields
	doors      []identity.Door
}

func (f joinForm) fields() (name, password ui.Field) {
	name = ui.Field{
		Name: "name", Label: f.P.T("identity.name"), Hint: f.P.T("identity.name.hint"), Value: f.name, Required: true, Autocomplete: "name", MaxLength: 120,
		Error: page.Message(f.P, f.faults, "name"),
	}
	return name, newPassword(f.Ctx, f.faults)
}

// newPassword is the question for a new password.
func newPassword(c *page.Ctx, faults fault.Fields) ui.Field {
	return ui.Field{
		Name: "password", Label: c.P.T("identity.new_password"), Hint: c.P.T("identity.new_password.hint", identity.MinPassword), Type: "password",
		Required: true, Autocomplete: "new-password", Error: page.Message(c.P, faults, "password"),
	}
}

func (h *Pages) showJoin(f joinForm, code int) (err error) {
	if f.doors, err = h.identity.InvitationDoors(f.Context(), f.invitation.Link); err != nil {
		return err
	}
	title := f.P.T("identity.join.title", f.invitation.Network)
	return f.RenderBare(code, page.Head{Title: title, NoIndex: true}, joinPage(f))
}

// broken shows why an invitation does not work.
func broken(c *page.Ctx, err error) error {
	if _, ok := fault.As(err); !ok {
		return err
	}
	return c.RenderBare(status(err), page.Head{Title: c.P.T("identity.link.bad"), NoIndex: true}, brokenPage(linkView{Ctx: c, bad: err}))
}

// Invitation shows the form of somebody who was invited.
func (h *Pages) Invitation(c *page.Ctx) error {
	inv, err := h.identity.OpenInvitation(c.Context(), c.R.PathValue("token"))
	if err != nil {
		return broken(c, err)
	}
	if inv.Joined {
		return broken(c, fault.Conflict("identity.joined"))
	}
	return h.showJoin(joinForm{Ctx: c, invitation: inv, name: inv.Name}, http.StatusOK)
}

// Join sets name and password and signs in.
func (h *Pages) Join(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if form.Has("service") {
		return h.joinBy(c, form.ID("service"))
	}
	token := c.R.PathValue("token")
	in := identity.JoinInput{Name: form.Text("name"), Password: form.Text("password")}
	started, err := h.identity.Join(c.Context(), token, in, device(c))
	if faults, ok := page.Invalid(err); ok {
		inv, err := h.identity.OpenInvitation(c.Context(), token)
		if err != nil {
			return broken(c, err)
		}
		return h.showJoin(joinForm{Ctx: c, invitation: inv, name: in.Name, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return broken(c, err)
	}
	return begin(c, started, "")
}
