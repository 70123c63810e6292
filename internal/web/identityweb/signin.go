package identityweb

import (
	"net/http"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// signInForm is the sign-in page with what was typed.
type signInForm struct {
	*page.Ctx
	email, next string
	sent        bool // a link was asked for
	faults      fault.Fields
	doors       []identity.Door
}

func (f signInForm) fields() (email, password ui.Field) {
	email = ui.Field{
		Name: "email", Label: f.P.T("identity.email"), Type: "email", Value: f.email, Required: true, Autocomplete: "username", Autofocus: f.email == "",
		Error: page.Message(f.P, f.faults, "email"),
	}
	password = ui.Field{
		Name: "password", Label: f.P.T("identity.password"), Type: "password", Plain: true, Autocomplete: "current-password", Autofocus: f.email != "",
		Error: page.Message(f.P, f.faults, "password"),
	}
	return email, password
}

func (h *Pages) showSignIn(f signInForm, status int) (err error) {
	if f.doors, err = h.identity.Doors(f.Context()); err != nil {
		return err
	}
	title := f.P.T("identity.signin.title")
	if f.sent {
		title = f.P.T("identity.sent.title")
	}
	return f.RenderBare(status, page.Head{Title: title}, signInPage(f))
}

// SignInForm shows the form, or sends on who is signed in already.
func (h *Pages) SignInForm(c *page.Ctx) error {
	if c.SignedIn() {
		return c.Redirect(page.SafePath(c.Query("next"), "/today"), "")
	}
	return h.showSignIn(signInForm{Ctx: c, next: page.SafePath(c.Query("next"), ""), sent: c.Query("sent") != ""}, http.StatusOK)
}

// SignIn signs in with a password, or mails a link.
func (h *Pages) SignIn(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	f := signInForm{Ctx: c, email: form.Text("email"), next: page.SafePath(form.Text("next"), "")}
	switch form.Text("how") {
	case "link":
		return h.askLink(f)
	case "passkey":
		return h.signInByPasskey(f, form)
	}
	started, err := h.identity.SignIn(c.Context(), f.email, form.Text("password"), device(c))
	if err != nil {
		return h.refused(f, err)
	}
	return begin(c, started, f.next)
}

func (h *Pages) askLink(f signInForm) error {
	browser, lifetime, err := h.identity.AskLink(f.Context(), f.email, device(f.Ctx))
	if err != nil {
		return h.refused(f, err)
	}
	rememberAsked(f.Ctx, browser, lifetime)
	return f.Redirect("/signin?sent=1", "")
}

// refused shows the form again with what was wrong; too many attempts too, since waiting is all that can be done.
func (h *Pages) refused(f signInForm, err error) error {
	own, ok := fault.As(err)
	if !ok {
		return err
	}
	switch own.Kind {
	case fault.KindInvalid:
		f.faults, _ = page.Invalid(err)
		return h.showSignIn(f, http.StatusUnprocessableEntity)
	case fault.KindLimit:
		f.faults = fault.Fields{"password": {Key: own.Key, Args: own.Args}, "passkey": {Key: own.Key, Args: own.Args}}
		f.W.Header().Set("Retry-After", "900")
		return h.showSignIn(f, http.StatusTooManyRequests)
	default:
		return err
	}
}

// linkView is the page behind a sign-in link.
type linkView struct {
	*page.Ctx
	token string
	email string
	same  bool  // this browser asked for the link
	bad   error // the link does not work
}

func (v linkView) why() string {
	f, ok := fault.As(v.bad)
	if !ok {
		return ""
	}
	return v.P.T(f.Key, f.Args...)
}

// status is the HTTP status for a link that does not work.
func status(err error) int {
	f, ok := fault.As(err)
	switch {
	case !ok:
		return http.StatusInternalServerError
	case f.Kind == fault.KindConflict:
		return http.StatusConflict
	case f.Kind == fault.KindForbidden:
		return http.StatusForbidden
	default:
		return http.StatusNotFound
	}
}

func (h *Pages) showLink(c *page.Ctx, v linkView) error {
	v.Ctx, v.token = c, c.R.PathValue("token")
	code, title := http.StatusOK, c.P.T("identity.link.title")
	if v.bad != nil {
		code, title = status(v.bad), c.P.T("identity.link.bad")
	}
	return c.RenderBare(code, page.Head{Title: title, NoIndex: true}, linkPage(v))
}

// Link asks to confirm with a button: opening a link signs nobody in.
func (h *Pages) Link(c *page.Ctx) error {
	l, same, err := h.identity.OpenSignIn(c.Context(), c.R.PathValue("token"), asked(c))
	if _, ok := fault.As(err); err != nil && !ok {
		return err
	}
	return h.showLink(c, linkView{email: l.Email, same: same, bad: err})
}

// UseLink signs in with a link.
func (h *Pages) UseLink(c *page.Ctx) error {
	started, err := h.identity.SignInByLink(c.Context(), c.R.PathValue("token"), asked(c), device(c))
	if _, ok := fault.As(err); ok {
		return h.showLink(c, linkView{bad: err})
	}
	if err != nil {
		return err
	}
	rememberAsked(c, "", -1)
	return begin(c, started, "")
}

// SignOut ends the session.
func (h *Pages) SignOut(c *page.Ctx) error {
	err := h.identity.SignOut(c.Context(), c.Scope, c.Session.ID)
	if err != nil && !fault.Is(err, fault.KindNotFound) { // ended already: that is what was wanted
		return err
	}
	c.EndSession()
	if c.Session.Provider != "" {
		return c.Redirect("/signin", "identity.provider.signed_out")
	}
	return c.Redirect("/signin", "identity.signed_out")
}
