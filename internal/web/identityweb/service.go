package identityweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// fewDoors is how many sign-in services stand on the sign-in page itself; more have a page of their own.
const fewDoors = 6

// serviceCookie ties a sign-in at a service to the browser that began it. It comes along with our own forms only.
func serviceCookie(c *page.Ctx) string {
	if c.Env.Secure() {
		return "__Host-schakel_service"
	}
	return "schakel_service"
}

func serviceBrowser(c *page.Ctx) string {
	cookie, err := c.R.Cookie(serviceCookie(c))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// goTo sends the browser to a service, by a page of ours: a form may only lead to ourselves (form-action 'self').
func goTo(c *page.Ctx, going identity.Going) error {
	http.SetCookie(c.W, &http.Cookie{
		Name: serviceCookie(c), Value: going.Browser, Path: "/", MaxAge: int(going.Lifetime / time.Second),
		HttpOnly: true, Secure: c.Env.Secure(), SameSite: http.SameSiteStrictMode,
	})
	c.W.Header().Set("Refresh", "0; url="+going.Address)
	return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("identity.provider.going", going.Name), NoIndex: true}, goingPage(c, going))
}

// doorsView is the page of all sign-in services.
type doorsView struct {
	*page.Ctx
	doors    []identity.Door
	q, next  string
	filtered bool
}

// Services lists the sign-in services, for whoever looks for that of their school.
func (h *Pages) Services(c *page.Ctx) error {
	list, err := h.identity.Doors(c.Context())
	if err != nil {
		return err
	}
	v := doorsView{Ctx: c, q: strings.TrimSpace(c.Query("q")), next: page.SafePath(c.Query("next"), "")}
	for _, d := range list {
		if fits(d, v.q) {
			v.doors = append(v.doors, d)
		}
	}
	v.filtered = v.q != ""
	return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("identity.provider.choose"), NoIndex: true}, doorsPage(v))
}

// fits reports whether somebody who typed q may mean the service: a part of a name, or their mail address.
func fits(d identity.Door, q string) bool {
	q = strings.ToLower(q)
	if _, domain, ok := strings.Cut(q, "@"); ok {
		return slices.Contains(d.Domains, domain)
	}
	return strings.Contains(strings.ToLower(d.Name+" "+d.Unit+" "+strings.Join(d.Domains, " ")), q)
}

// ToService begins signing in with a service.
func (h *Pages) ToService(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	going, err := h.identity.BeginSignIn(c.Context(), form.ID("service"), page.SafePath(form.Text("next"), ""), serviceBrowser(c), site(c))
	if err != nil {
		return astray(c, err)
	}
	return goTo(c, going)
}

// astray shows why a service signed nobody in. What nobody should know of stays an error like any other.
func astray(c *page.Ctx, err error) error {
	f, ok := fault.As(err)
	if !ok || f.Key == "fault.not_found" || f.Kind == fault.KindInvalid {
		return err
	}
	code := status(err)
	if f.Kind == fault.KindLimit {
		code = http.StatusTooManyRequests
		c.W.Header().Set("Retry-After", "900")
	}
	return c.RenderBare(code, page.Head{Title: c.P.T("identity.provider.astray"), NoIndex: true}, astrayPage(linkView{Ctx: c, bad: err}))
}

// backView is what came back from a service.
type backView struct {
	*page.Ctx
	name   string // of the service
	report identity.Report
}

func (v backView) values() []ui.HiddenValue {
	out := []ui.HiddenValue{}
	for _, name := range []string{"state", "code", "iss", "error"} {
		if value := v.Query(name); value != "" {
			out = append(out, ui.HiddenValue{Name: name, Value: value})
		}
	}
	return out
}

// Back shows the button with which the answer of a service is taken up: opening an address changes nothing. Our module presses it.
func (h *Pages) Back(c *page.Ctx) error {
	c.W.Header().Set("Referrer-Policy", "no-referrer")
	if c.Query("state") == "" {
		return astray(c, fault.Conflict("identity.provider.stale"))
	}
	return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("identity.provider.back"), NoIndex: true}, backPage(backView{Ctx: c}))
}

// TakeBack takes up the answer of a service.
func (h *Pages) TakeBack(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := identity.Return{State: form.Text("state"), Code: form.Text("code"), Issuer: form.Text("iss"), Error: form.Text("error")}
	landed, err := h.identity.Back(c.Context(), c.Scope, in, serviceBrowser(c), site(c), device(c))
	switch {
	case err != nil:
		return astray(c, err)
	case landed.Report != nil:
		return c.Render(http.StatusOK, page.Head{Title: c.P.T("provider.report"), Section: "network"}, reportPage(backView{Ctx: c, name: landed.Report.Name, report: *landed.Report}))
	case landed.Linked:
		return c.Redirect("/account#services", "identity.provider.linked")
	case landed.Started != nil:
		return begin(c, *landed.Started, landed.Next)
	default:
		v := backView{Ctx: c, name: landed.Unknown}
		return c.RenderBare(http.StatusForbidden, page.Head{Title: c.P.T("identity.provider.unknown"), NoIndex: true}, unknownPage(v))
	}
}

// joinBy begins taking up an invitation with a service.
func (h *Pages) joinBy(c *page.Ctx, service id.ID) error {
	going, err := h.identity.BeginJoin(c.Context(), c.R.PathValue("token"), service, serviceBrowser(c), site(c))
	if err != nil {
		if f, ok := fault.As(err); ok && f.Key == "identity.provider.unreachable" {
			return astray(c, err)
		}
		return broken(c, err)
	}
	return goTo(c, going)
}

// LinkService begins linking a service to the signed-in account.
func (h *Pages) LinkService(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	going, err := h.identity.BeginLink(c.Context(), c.Scope, c.Session, form.ID("service"), form.Text("present"), serviceBrowser(c), site(c), device(c))
	if err != nil {
		return h.notChanged(c, "link", err)
	}
	return goTo(c, going)
}

// TakeOffer links whom a service vouched for a moment ago.
func (h *Pages) TakeOffer(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.identity.TakeOffer(c.Context(), c.Scope, c.Session, form.Text("present"), serviceBrowser(c), device(c)); err != nil {
		return h.notChanged(c, "offer", err)
	}
	return c.Redirect("/account#services", "identity.provider.linked")
}

// UnlinkService takes a service away from the signed-in account.
func (h *Pages) UnlinkService(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := h.identity.Unlink(c.Context(), c.Scope, c.Session, key, form.Text("present"), device(c)); err != nil {
		return h.notChanged(c, string(key), err)
	}
	return c.Redirect("/account#services", "identity.provider.unlinked")
}

// notChanged shows the account page again with what was wrong with a form about services.
func (h *Pages) notChanged(c *page.Ctx, form string, err error) error {
	faults, code := tooOften(c, err)
	if faults == nil {
		return astray(c, err)
	}
	return h.show(accountView{Ctx: c, name: c.Session.Account.Name, form: form, faults: faults}, code)
}

// presentField asks for the password in a form about services; nothing is asked of who has just signed in.
func (v accountView) presentField(form string) ui.Field {
	f := ui.Field{
		Name: "present", ID: "present-" + form, Label: v.P.T("identity.present_password"), Type: "password", Required: true, Autocomplete: "current-password",
	}
	if v.form == form {
		f.Error = page.Message(v.P, v.faults, "present")
	}
	return f
}

func (v accountView) recent() bool { return v.Session.Recent(v.Env.Clock.Now()) }

// all is the address of the page of all services.
func (f signInForm) all() string { return "/signin/with?" + url.Values{"next": {f.next}}.Encode() }

// testService begins the test of a service, for who looks after it.
func testService(s *identity.Service, c *page.Ctx, provider id.ID) error {
	going, err := s.BeginTest(c.Context(), c.Scope, provider, serviceBrowser(c), site(c))
	if err != nil {
		return astray(c, err)
	}
	return goTo(c, going)
}
