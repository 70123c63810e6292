package networkweb

import (
	"net/http"
	"slices"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// unitView is the page of one unit.
type unitView struct {
	*page.Ctx
	unit   network.Unit
	units  []network.Unit
	people []network.Person
	more   bool
	edit   network.UnitEdit
	parent id.ID
	give   giveForm
	faults fault.Fields
}

// giveForm is what was typed to give a role.
type giveForm struct {
	email, name, role, to string
	faults                fault.Fields
}

func (v unitView) may(a access.Action) bool { return v.Scope.CanOn(a, v.unit.ID) }

// movable tells whether the unit can be hung elsewhere: whoever moves it manages where it hangs now.
func (v unitView) movable() bool {
	return v.unit.Parent != "" && v.Scope.CanOn(access.NetworkManage, v.unit.Parent)
}

func (v unitView) crumbs() []ui.Crumb {
	crumbs := []ui.Crumb{{Label: v.P.T("network.title"), Href: "/network"}}
	var path []network.Unit
	for at := v.unit.Parent; at != ""; {
		i := slices.IndexFunc(v.units, func(u network.Unit) bool { return u.ID == at })
		if i < 0 {
			break
		}
		path, at = append(path, v.units[i]), v.units[i].Parent
	}
	for _, u := range slices.Backward(path) {
		if u.Parent != "" {
			crumbs = append(crumbs, ui.Crumb{Label: u.Name, Href: "/network/units/" + string(u.ID)})
		}
	}
	return crumbs
}

// below are the units directly below.
func (v unitView) below() (out []network.Unit) {
	for _, u := range v.units {
		if u.Parent == v.unit.ID {
			out = append(out, u)
		}
	}
	return out
}

// inside reports whether a unit is this one or hangs below it.
func (v unitView) inside(u network.Unit) bool {
	for at := u.ID; at != ""; {
		if at == v.unit.ID {
			return true
		}
		i := slices.IndexFunc(v.units, func(o network.Unit) bool { return o.ID == at })
		if i < 0 {
			return false
		}
		at = v.units[i].Parent
	}
	return false
}

func (v unitView) editFields() (name, accent ui.Field) {
	name = ui.Field{Name: "name", Label: v.P.T("network.name"), Value: v.edit.Name, Required: true, MaxLength: 120, Error: page.Message(v.P, v.faults, "name")}
	accent = accentField(v.Ctx, v.edit.Accent)
	accent.Error = page.Message(v.P, v.faults, "accent")
	return name, accent
}

func (v unitView) parentField() ui.Field {
	return ui.Field{
		Name: "parent", Label: v.P.T("network.parent"), Value: string(v.parent), Required: true, Options: options(v.Ctx, v.units, access.NetworkManage, v.inside),
		Error: page.Message(v.P, v.faults, "parent"),
	}
}

// load reads the unit of the address with its people: three queries.
func (h *Pages) load(c *page.Ctx) (v unitView, err error) {
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	v.Ctx = c
	if v.units, err = h.network.Tree(c.Context(), c.Scope); err != nil {
		return v, err
	}
	i := slices.IndexFunc(v.units, func(u network.Unit) bool { return u.ID == key })
	if i < 0 {
		return v, fault.NotFound("fault.not_found")
	}
	v.unit = v.units[i]
	v.edit, v.parent = network.UnitEdit{Name: v.unit.Name, Accent: v.unit.Accent, Version: v.unit.Version}, v.unit.Parent
	if v.may(access.RoleRead) {
		v.people, v.more, err = h.network.People(c.Context(), c.Scope, network.PeopleFilter{Unit: key})
	}
	return v, err
}

func showUnit(v unitView, status int) error {
	return v.Render(status, page.Head{Title: v.unit.Name, Section: section}, unitPage(v))
}

// Unit shows one unit.
func (h *Pages) Unit(c *page.Ctx) error {
	v, err := h.load(c)
	if err != nil {
		return err
	}
	return showUnit(v, http.StatusOK)
}

// EditUnit changes name and colour.
func (h *Pages) EditUnit(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := network.UnitEdit{Name: f.Text("name"), Accent: f.Text("accent"), Version: f.Int("version")}
	err = h.network.EditUnit(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.load(c)
		if err != nil {
			return err
		}
		v.edit, v.faults = in, faults
		return showUnit(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/units/"+string(key), "network.saved")
}

// MoveUnit hangs the unit elsewhere.
func (h *Pages) MoveUnit(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	err = h.network.MoveUnit(c.Context(), c.Scope, key, f.ID("parent"), f.Int("version"))
	if faults, ok := page.Invalid(err); ok {
		v, err := h.load(c)
		if err != nil {
			return err
		}
		v.parent, v.faults = f.ID("parent"), faults
		return showUnit(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/units/"+string(key), "network.moved")
}

// Give gives a role on the unit to somebody, known or new.
func (h *Pages) Give(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	give := giveForm{email: f.Text("email"), name: f.Text("name"), role: f.Text("role"), to: f.Text("to")}
	_, err = h.network.InvitePerson(c.Context(), c.Scope, give.input(c, key))
	faults, refused := give.refused(err)
	if refused {
		v, err := h.load(c)
		if err != nil {
			return err
		}
		v.give, v.give.faults = give, faults
		return showUnit(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/units/"+string(key), "network.invited", give.email)
}

func (g giveForm) input(c *page.Ctx, unit id.ID) network.InviteInput {
	return network.InviteInput{Email: g.email, Name: g.name, Role: access.Role(g.role), Unit: unit, To: g.to, Lang: string(c.P.Lang())}
}

// refused gives the messages of a refused form; a role that is held already is said at the role.
func (g giveForm) refused(err error) (fault.Fields, bool) {
	if f, ok := fault.As(err); ok && f.Key == "network.role_held" {
		return fault.Fields{"role": {Key: f.Key}}, true
	}
	return page.Invalid(err)
}

func (g giveForm) fields(c *page.Ctx) (email, name, role, to ui.Field) {
	email = ui.Field{Name: "email", Label: c.P.T("network.email"), Type: "email", Value: g.email, Required: true, Autocomplete: "off"}
	name = ui.Field{Name: "name", Label: c.P.T("network.person_name"), ID: "give-name", Value: g.name, Required: true, Autocomplete: "off", MaxLength: 120}
	role = ui.Field{Name: "role", Label: c.P.T("network.role"), Value: g.role, Required: true, Options: roleOptions(c)}
	to = ui.Field{Name: "to", Label: c.P.T("network.until"), Hint: c.P.T("network.until.hint"), Value: g.to, Width: "medium"}
	for _, f := range []*ui.Field{&email, &name, &role, &to} {
		f.Error = page.Message(c.P, g.faults, f.Name)
	}
	return email, name, role, to
}

// Revoke ends a role at once.
func (h *Pages) Revoke(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := h.network.RevokeRole(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(page.SafePath(f.Text("next"), "/network/people"), "network.revoked")
}
