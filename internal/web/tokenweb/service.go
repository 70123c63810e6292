package tokenweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// section is the part of the main menu under which programs are kept.
const section = "network"

// servicesView is the page of programs.
type servicesView struct {
	*page.Ctx
	list   []network.ServiceAccount
	units  []network.Unit
	form   network.ServiceInput
	faults fault.Fields
}

func (v servicesView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("token.services.card"), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("token.program"), Primary: true}, {Label: v.P.T("network.roles")}},
	}
	for _, a := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.TitleLink("/network/services/"+string(a.ID), a.Name, ""), ui.Text(rolesOf(v.Ctx, a))}})
	}
	return t
}

// rolesOf tells the roles of a program in words: "docent (Noordik), …".
func rolesOf(c *page.Ctx, a network.ServiceAccount) string {
	words := make([]string, len(a.Roles))
	for i, h := range a.Roles {
		words[i] = c.P.T("token.role_on", c.P.T("role."+string(h.Role)), h.UnitName)
	}
	return strings.Join(words, ", ")
}

func (v servicesView) fields() (name, role, unit ui.Field) {
	name = ui.Field{Name: "name", Label: v.P.T("token.program"), Hint: v.P.T("token.program.hint"), Value: v.form.Name, Required: true, MaxLength: 120, Autocomplete: "off", Error: page.Message(v.P, v.faults, "name")}
	role = ui.Field{Name: "role", Label: v.P.T("network.role"), Value: v.form.Role, Required: true, Error: page.Message(v.P, v.faults, "role"), Options: []ui.Option{{Label: v.P.T("network.choose_role")}}}
	for _, r := range access.Roles() {
		for _, own := range v.Scope.Roles() {
			if own.MayGrant(r) {
				role.Options = append(role.Options, ui.Option{Value: string(r), Label: v.P.T("role." + string(r))})
				break
			}
		}
	}
	unit = ui.Field{Name: "unit", Label: v.P.T("network.unit"), Value: string(v.form.Unit), Required: true, Error: page.Message(v.P, v.faults, "unit")}
	for _, u := range v.units {
		if v.Scope.CanOn(access.RoleManage, u.ID) {
			unit.Options = append(unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return name, role, unit
}

func (h *Pages) services(v servicesView, status int) (err error) {
	if v.list, err = h.network.ServiceAccounts(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("token.services.title"), Section: section}, servicesPage(v))
}

// Services lists the programs with a role in reach.
func (h *Pages) Services(c *page.Ctx) error { return h.services(servicesView{Ctx: c}, http.StatusOK) }

// AddService makes the account of a program.
func (h *Pages) AddService(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := network.ServiceInput{Name: form.Text("name"), Role: form.Text("role"), Unit: form.ID("unit")}
	account, err := h.network.AddServiceAccount(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.services(servicesView{Ctx: c, form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/services/"+string(account), "token.services.added")
}

func (h *Pages) service(c *page.Ctx, account id.ID, v tokensView, status int) error {
	a, err := h.network.ServiceAccountOf(c.Context(), c.Scope, account)
	if err != nil {
		return err
	}
	v.Ctx, v.base, v.list, v.closed, v.offer = c, "/network/services/"+string(account)+"/tokens", a.Tokens, !a.Mine, token.Scopes()
	return c.Render(status, page.Head{Title: a.Name, Section: section}, servicePage(v, a.Name, rolesOf(c, a)))
}

// Service shows a program with its tokens.
func (h *Pages) Service(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.service(c, key, tokensView{}, http.StatusOK)
}

// MakeService makes a token of a program and shows it, once.
func (h *Pages) MakeService(c *page.Ctx) error {
	key, form, err := c.IDForm()
	if err != nil {
		return err
	}
	in := input(form)
	made, err := h.network.MakeServiceToken(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.service(c, key, tokensView{form: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return h.service(c, key, tokensView{made: &made}, http.StatusOK)
}

// RevokeService ends a token of a program.
func (h *Pages) RevokeService(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	secret, err := c.PathID("token")
	if err != nil {
		return err
	}
	if err := h.network.RevokeServiceToken(c.Context(), c.Scope, key, secret); err != nil {
		return err
	}
	return c.Redirect("/network/services/"+string(key), "token.revoked")
}
