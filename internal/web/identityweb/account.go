package identityweb

import (
	"net/http"
	"strings"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// accountView is one's own account.
type accountView struct {
	*page.Ctx
	places   []identity.Place
	networks []identity.Membership
	second   identity.Second
	name     string
	faults   fault.Fields
	ways     identity.Ways
	form     string // which form about services was refused
	fresh    bool   // came by a link just now: the old password is not asked
}

func (v accountView) nameField() ui.Field {
	return ui.Field{
		Name: "name", Label: v.P.T("identity.name"), Value: v.name, Required: true, Autocomplete: "name", MaxLength: 120,
		Error: page.Message(v.P, v.faults, "name"),
	}
}

func (v accountView) passwordFields() (present, next ui.Field) {
	present = ui.Field{
		Name: "present", Label: v.P.T("identity.present_password"), Type: "password", Required: true, Autocomplete: "current-password",
		Error: page.Message(v.P, v.faults, "present"),
	}
	return present, newPassword(v.Ctx, v.faults)
}

// browser is the part of a user agent by which people recognise their device.
func browser(agent string) string {
	name, system := "", ""
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			name = b[1]
			break
		}
	}
	for _, s := range [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s[0]) {
			system = s[1]
			break
		}
	}
	return strings.Trim(name+" · "+system, " ·")
}

func (h *Pages) show(v accountView, code int) (err error) {
	if v.places, err = h.identity.Sessions(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.networks, err = h.identity.Networks(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.second, err = h.identity.Second(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.ways, err = h.identity.Ways(v.Context(), v.Scope, serviceBrowser(v.Ctx)); err != nil {
		return err
	}
	v.fresh = v.Session.Fresh(v.Env.Clock.Now())
	return v.Render(code, page.Head{Title: v.P.T("identity.account.title")}, accountPage(v))
}

// Account shows one's own name, password, sessions and networks.
func (h *Pages) Account(c *page.Ctx) error {
	return h.show(accountView{Ctx: c, name: c.Session.Account.Name}, http.StatusOK)
}

// Rename changes one's own name.
func (h *Pages) Rename(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	err = h.identity.Rename(c.Context(), c.Scope, form.Text("name"))
	if faults, ok := page.Invalid(err); ok {
		return h.show(accountView{Ctx: c, name: form.Text("name"), faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/account", "identity.saved")
}

// ChangePassword sets a new password.
func (h *Pages) ChangePassword(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := identity.PasswordInput{Present: form.Text("present"), Next: form.Text("password")}
	err = h.identity.ChangePassword(c.Context(), c.Scope, c.Session, in, device(c))
	if faults, ok := page.Invalid(err); ok {
		return h.show(accountView{Ctx: c, name: c.Session.Account.Name, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/account", "identity.password_changed")
}

// EndSession ends one of the own sessions.
func (h *Pages) EndSession(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.identity.Revoke(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if key == c.Session.ID {
		c.EndSession()
		return c.Redirect("/signin", "identity.signed_out")
	}
	return c.Redirect("/account#sessions", "identity.session_ended")
}

// EndOthers ends all sessions but this one.
func (h *Pages) EndOthers(c *page.Ctx) error {
	n, err := h.identity.RevokeOthers(c.Context(), c.Scope, c.Session.ID)
	if err != nil {
		return err
	}
	return c.Redirect("/account#sessions", "identity.others_ended", int(n))
}

// Networks lets somebody with roles in several networks choose where to work.
func (h *Pages) Networks(c *page.Ctx) error {
	list, err := h.identity.Networks(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("identity.networks.title")}, networksPage(accountView{Ctx: c, networks: list}))
}

// Switch goes on in another network, with a new session.
func (h *Pages) Switch(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	network := form.ID("network")
	if network == c.Scope.Network() {
		return c.Redirect("/today", "")
	}
	started, err := h.identity.Switch(c.Context(), c.Scope, c.Session, network, device(c))
	if err != nil {
		return err
	}
	c.StartSession(started.Token, started.Expires)
	return c.Redirect("/today", "")
}

func (v accountView) here(network id.ID) bool { return network == v.Scope.Network() }
