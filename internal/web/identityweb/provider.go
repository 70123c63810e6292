package identityweb

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Providers answers the requests about the sign-in services that a network trusts.
type Providers struct {
	identity *identity.Service
	network  *network.Service
}

// NewProviders makes the pages.
func NewProviders(i *identity.Service, n *network.Service) *Providers { return &Providers{i, n} }

const providerBase = "/network/signin"

// providerView is the list with the form for a new service, or one service with its form.
type providerView struct {
	*page.Ctx
	list   []identity.Provider
	units  []network.Unit
	one    identity.Provider // zero on the list
	form   identity.ProviderInput
	faults fault.Fields
}

func (v providerView) field(name, value string, f ui.Field) ui.Field {
	f.Name, f.Value, f.Label, f.Error, f.Autocomplete = name, value, v.P.T("provider."+name), page.Message(v.P, v.faults, name), "off"
	if f.Type == "password" {
		f.Autocomplete = "new-password" // browsers fill in their own otherwise
	}
	return f
}

// fields are those of the form, in their order.
func (v providerView) fields() []ui.Field {
	secret := ui.Field{Type: "password", MaxLength: 500, Hint: v.P.T("provider.secret.hint")}
	if v.one.HasSecret {
		secret.Hint = v.P.T("provider.secret.kept")
	}
	second := v.field("second", cmp.Or(v.form.Second, string(identity.SecondNo)), ui.Field{Required: true, Hint: v.P.T("provider.second.hint")})
	for _, r := range []identity.SecondRule{identity.SecondNo, identity.SecondAlways, identity.SecondValues} {
		second.Options = append(second.Options, ui.Option{Value: string(r), Label: v.P.T("provider.second." + string(r))})
	}
	return []ui.Field{
		v.field("name", v.form.Name, ui.Field{Required: true, MaxLength: 60, Hint: v.P.T("provider.name.hint")}),
		v.field("issuer", v.form.Issuer, ui.Field{Type: "url", Required: true, MaxLength: 300, Hint: v.P.T("provider.issuer.hint")}),
		v.field("client_id", v.form.ClientID, ui.Field{Required: true, MaxLength: 300}),
		v.field("secret", "", secret),
		v.field("domains", v.form.Domains, ui.Field{MaxLength: 500, Hint: v.P.T("provider.domains.hint")}),
		second,
		v.field("second_values", v.form.SecondValues, ui.Field{MaxLength: 500, Hint: v.P.T("provider.second_values.hint")}),
	}
}

func (v providerView) unit() ui.Field {
	f := v.field("unit", string(v.form.Unit), ui.Field{Required: true, Hint: v.P.T("provider.unit.hint")})
	for _, u := range v.units {
		if v.Scope.CanOn(access.ProviderManage, u.ID) {
			f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return f
}

// back is the address that must be known at the service.
func (v providerView) back() string { return identity.Site(v.Env.BaseURL).Back() }

func (v providerView) state(p identity.Provider) templ.Component {
	switch {
	case p.EnabledAt != nil:
		return ui.StatusChip(ui.Success, v.P.T("provider.on"))
	case p.TestedAt != nil:
		return ui.StatusChip(ui.Neutral, v.P.T("provider.off"))
	default:
		return ui.StatusChip(ui.Draft, v.P.T("provider.untested"))
	}
}

func (v providerView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("provider.title"), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("provider.name"), Primary: true}, {Label: v.P.T("provider.unit")}, {Label: v.P.T("provider.linked"), Align: "end"}, {Label: v.P.T("provider.state")}},
	}
	for _, p := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(providerBase+"/"+string(p.ID), p.Name, p.Issuer), ui.Text(p.UnitName), ui.Num(v.P.Number(p.Linked)), v.state(p),
		}})
	}
	return t
}

func providerInput(form page.Form) identity.ProviderInput {
	return identity.ProviderInput{
		Unit: form.ID("unit"), Name: form.Text("name"), Issuer: form.Text("issuer"), ClientID: form.Text("client_id"), Secret: form.Text("secret"),
		Domains: form.Text("domains"), Second: form.Text("second"), SecondValues: form.Text("second_values"), Version: form.Int("version"),
	}
}

func (h *Providers) showList(v providerView, code int) (err error) {
	if v.list, err = h.identity.Providers(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(code, page.Head{Title: v.P.T("provider.title"), Section: "network"}, providersPage(v))
}

// List shows the services.
func (h *Providers) List(c *page.Ctx) error { return h.showList(providerView{Ctx: c}, http.StatusOK) }

// Add describes a new service.
func (h *Providers) Add(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := providerInput(form)
	key, err := h.identity.AddProvider(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showList(providerView{Ctx: c, form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(providerBase+"/"+string(key), "provider.added")
}

func (h *Providers) showOne(v providerView, code int) error {
	return v.Render(code, page.Head{Title: v.one.Name, Section: "network"}, providerPage(v))
}

// One shows a service.
func (h *Providers) One(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	p, err := h.identity.ProviderOf(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	in := identity.ProviderInput{
		Name: p.Name, Issuer: p.Issuer, ClientID: p.ClientID, Domains: strings.Join(p.Domains, ", "), Second: string(p.Second),
		SecondValues: strings.Join(p.SecondValues, ", "), Version: p.Version,
	}
	return h.showOne(providerView{Ctx: c, one: p, form: in}, http.StatusOK)
}

// Edit changes a service.
func (h *Providers) Edit(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	in := providerInput(form)
	err = h.identity.EditProvider(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		p, err := h.identity.ProviderOf(c.Context(), c.Scope, key)
		if err != nil {
			return err
		}
		return h.showOne(providerView{Ctx: c, one: p, form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(providerBase+"/"+string(key), "provider.saved")
}

// Test goes to the service as a person would; what it says is shown afterwards.
func (h *Providers) Test(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return testService(h.identity, c, key)
}

// Switch puts a service on or off.
func (h *Providers) Switch(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	on := form.Bool("on")
	if err := h.identity.SwitchProvider(c.Context(), c.Scope, key, on); err != nil {
		return err
	}
	if on {
		return c.Redirect(providerBase+"/"+string(key), "provider.is_on")
	}
	return c.Redirect(providerBase+"/"+string(key), "provider.is_off")
}

// Remove takes a service away.
func (h *Providers) Remove(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.identity.RemoveProvider(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(providerBase, "provider.removed")
}
