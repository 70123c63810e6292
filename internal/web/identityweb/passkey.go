package identityweb

import (
	"encoding/json"
	"net/http"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

func site(c *page.Ctx) identity.Site { return identity.Site(c.Env.BaseURL) }

// shown is what a browser sends of a passkey.
func shown(form page.Form) identity.PasskeyInput {
	return identity.PasskeyInput{Name: form.Text("name"), Present: form.Text("present"), State: form.Text("state"), Response: form.Text("response")}
}

// ceremony answers a module of ours with what it needs to ask the device.
func ceremony(c *page.Ctx, ask identity.Ceremony, err error) error {
	if err != nil {
		return err
	}
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json")
	c.W.Header().Set("Cache-Control", "no-store")
	if c.R.Method != http.MethodHead {
		_, _ = c.W.Write(body) // the reader is gone: nobody to tell
	}
	return nil
}

// SignInOptions begins signing in with a passkey.
func (h *Pages) SignInOptions(c *page.Ctx) error {
	ask, err := h.identity.SignInOptions(site(c))
	return ceremony(c, ask, err)
}

// ProveOptions begins the second step with a passkey.
func (h *Pages) ProveOptions(c *page.Ctx) error {
	ask, err := h.identity.ProveOptions(c.Context(), c.Scope, c.Session, site(c))
	return ceremony(c, ask, err)
}

// PasskeyOptions begins the making of a passkey.
func (h *Pages) PasskeyOptions(c *page.Ctx) error {
	ask, err := h.identity.PasskeyOptions(c.Context(), c.Scope, c.Session, site(c))
	return ceremony(c, ask, err)
}

// signInByPasskey signs in with what a device showed.
func (h *Pages) signInByPasskey(f signInForm, form page.Form) error {
	started, err := h.identity.SignInByPasskey(f.Context(), site(f.Ctx), shown(form), device(f.Ctx))
	if err != nil {
		return h.refused(f, err)
	}
	return begin(f.Ctx, started, f.next)
}

// AddPasskey keeps a new passkey.
func (h *Pages) AddPasskey(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := shown(form)
	started, codes, err := h.identity.AddPasskey(c.Context(), c.Scope, c.Session, site(c), in, device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSecond(secondView{Ctx: c, form: "passkey", name: in.Name, faults: faults}, code)
	}
	if err != nil {
		return err
	}
	c.StartSession(started.Token, started.Expires)
	if len(codes) == 0 {
		return c.Redirect("/account/second", "identity.passkey.added")
	}
	return showCodes(secondView{Ctx: c, codes: codes})
}

// RemovePasskey takes one away.
func (h *Pages) RemovePasskey(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	err = h.identity.RemovePasskey(c.Context(), c.Scope, c.Session, key, form.Text("present"), device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSecond(secondView{Ctx: c, form: string(key), faults: faults}, code)
	}
	if fault.Is(err, fault.KindConflict) {
		_, err = again(c, err)
		return err
	}
	if err != nil {
		return err
	}
	return c.Redirect("/account/second", "identity.passkey.removed")
}

func (v secondView) nameField() ui.Field {
	return ui.Field{
		Name: "name", Label: v.P.T("identity.passkey.name"), Hint: v.P.T("identity.passkey.name.hint"), Value: v.name, Required: true, MaxLength: 60,
		Error: page.Message(v.P, v.faults, "name"),
	}
}

func removal(key id.ID) string { return "/account/passkeys/" + string(key) + "/remove" }
