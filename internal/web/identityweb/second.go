package identityweb

import (
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// secondView are the pages of the second step.
type secondView struct {
	*page.Ctx
	second identity.Second
	setup  identity.Setup
	codes  []string // shown once
	next   string
	keys   []identity.Passkey
	name   string // of a new passkey
	form   string // which form was refused: app, remove, codes
	faults fault.Fields
}

// enrolling tells that the person can do nothing else before there is a second step.
func (v secondView) enrolling() bool { return v.Session.Stage == access.StageEnrol }

// frame renders in the shell, or bare before somebody is all the way in.
func (v secondView) frame(code int, title string, body templ.Component) error {
	head := page.Head{Title: title, NoIndex: true}
	if v.Session.Stage != "" {
		return v.RenderBare(code, head, body)
	}
	return v.Render(code, head, body)
}

func (v secondView) codeField(label, hint string) ui.Field {
	return ui.Field{
		Name: "code", Label: label, Hint: hint, Required: true, Autocomplete: "one-time-code", Autofocus: true, MaxLength: 20, Width: "medium",
		Error: page.Message(v.P, v.faults, "code"),
	}
}

// presentField asks for the password again; nothing is asked of who has just signed in.
func (v secondView) presentField(form string) ui.Field {
	f := ui.Field{
		Name: "present", ID: "present-" + form, Label: v.P.T("identity.present_password"), Type: "password", Required: true, Autocomplete: "current-password",
	}
	if v.form == form {
		f.Error = page.Message(v.P, v.faults, "present")
	}
	return f
}

func (v secondView) passkeyMessage() string { return page.Message(v.P, v.faults, "passkey") }

func (v secondView) recent() bool { return v.Session.Recent(v.Env.Clock.Now()) }

// SecondForm asks for the second step, or leads to setting one up.
func (h *Pages) SecondForm(c *page.Ctx) error {
	next := page.SafePath(c.Query("next"), "")
	switch c.Session.Stage {
	case access.StageProve:
		return showSecondForm(secondView{Ctx: c, next: next}, http.StatusOK)
	case access.StageEnrol:
		return c.Redirect("/account/second", "")
	default:
		return c.Redirect(page.SafePath(next, "/today"), "")
	}
}

func showSecondForm(v secondView, code int) error {
	return v.RenderBare(code, page.Head{Title: v.P.T("identity.second.take"), NoIndex: true}, takePage(v))
}

// TakeSecond takes the second step with a code.
func (h *Pages) TakeSecond(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	v := secondView{Ctx: c, next: page.SafePath(form.Text("next"), "")}
	if c.Session.Stage == "" { // the form was sent twice
		return c.Redirect(page.SafePath(v.next, "/today"), "")
	}
	prove := func() (identity.Started, error) {
		if form.Text("how") == "passkey" {
			return h.identity.ProveByPasskey(c.Context(), c.Scope, c.Session, site(c), shown(form), device(c))
		}
		return h.identity.Prove(c.Context(), c.Scope, c.Session, form.Text("code"), device(c))
	}
	started, err := prove()
	if faults, code := tooOften(c, err); faults != nil {
		v.faults = faults
		return showSecondForm(v, code)
	}
	if err != nil {
		return err
	}
	return begin(c, started, v.next)
}

// tooOften gives the messages of what was refused and can be tried again, now or later.
func tooOften(c *page.Ctx, err error) (fault.Fields, int) {
	if own, ok := fault.As(err); ok && own.Kind == fault.KindLimit {
		c.W.Header().Set("Retry-After", "900")
		message := fault.Message{Key: own.Key, Args: own.Args}
		return fault.Fields{"code": message, "present": message, "passkey": message}, http.StatusTooManyRequests
	}
	faults, _ := page.Invalid(err)
	return faults, http.StatusUnprocessableEntity
}

func (h *Pages) showSecond(v secondView, code int) (err error) {
	if v.second, err = h.identity.Second(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.keys, err = h.identity.Passkeys(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.frame(code, v.P.T("identity.second.title"), secondPage(v, h.identity.Relaxed()))
}

// Second shows which second steps the account has.
func (h *Pages) Second(c *page.Ctx) error { return h.showSecond(secondView{Ctx: c}, http.StatusOK) }

// again leads back to the page of the second step when there is nothing to do it with: a form that was sent twice.
func again(c *page.Ctx, err error) (bool, error) {
	own, ok := fault.As(err)
	if !ok || own.Kind != fault.KindNotFound && own.Kind != fault.KindConflict {
		return false, err
	}
	return true, c.Redirect("/account/second", own.Key)
}

// BeginApp makes a secret for an app.
func (h *Pages) BeginApp(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	err = h.identity.BeginApp(c.Context(), c.Scope, c.Session, form.Text("present"), device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSecond(secondView{Ctx: c, form: "app", faults: faults}, code)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/account/second/app", "")
}

// AppSetup shows the square to scan.
func (h *Pages) AppSetup(c *page.Ctx) error { return h.showSetup(secondView{Ctx: c}, http.StatusOK) }

func (h *Pages) showSetup(v secondView, code int) (err error) {
	v.setup, err = h.identity.AppSetup(v.Context(), v.Scope, v.Session)
	if done, err := again(v.Ctx, err); done || err != nil {
		return err
	}
	square, err := ui.QR(v.setup.URI)
	if err != nil {
		return err
	}
	return v.frame(code, v.P.T("identity.second.app.setup"), setupPage(v, square))
}

// ConfirmApp takes the app into use with its first code, and shows the recovery codes.
func (h *Pages) ConfirmApp(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	started, codes, err := h.identity.ConfirmApp(c.Context(), c.Scope, c.Session, form.Text("code"), device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSetup(secondView{Ctx: c, faults: faults}, code)
	}
	if done, err := again(c, err); done || err != nil {
		return err
	}
	c.StartSession(started.Token, started.Expires)
	if len(codes) == 0 {
		return c.Redirect("/account/second", "identity.second.app.added")
	}
	return showCodes(secondView{Ctx: c, codes: codes})
}

// showCodes shows recovery codes, this once. The page stands without menu: the session of the request may be the one before.
func showCodes(v secondView) error {
	return v.RenderBare(http.StatusOK, page.Head{Title: v.P.T("identity.second.codes.title"), NoIndex: true}, codesPage(v))
}

// RemoveApp takes the app away.
func (h *Pages) RemoveApp(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	err = h.identity.RemoveApp(c.Context(), c.Scope, c.Session, form.Text("present"), device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSecond(secondView{Ctx: c, form: "remove", faults: faults}, code)
	}
	if done, err := again(c, err); done || err != nil {
		return err
	}
	return c.Redirect("/account/second", "identity.second.app.removed")
}

// NewCodes replaces the recovery codes.
func (h *Pages) NewCodes(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	codes, err := h.identity.NewCodes(c.Context(), c.Scope, c.Session, form.Text("present"), device(c))
	if faults, code := tooOften(c, err); faults != nil {
		return h.showSecond(secondView{Ctx: c, form: "codes", faults: faults}, code)
	}
	if done, err := again(c, err); done || err != nil {
		return err
	}
	return showCodes(secondView{Ctx: c, codes: codes})
}
