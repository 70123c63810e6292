package networkweb

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// peopleView is the page of everybody with a role in reach.
type peopleView struct {
	*page.Ctx
	people []network.Person
	more   bool
	units  []network.Unit
	unit   id.ID // filter
	after  bool  // not the first page
	give   giveForm
	on     id.ID // unit chosen in the form
}

func (v peopleView) filters() ui.FilterBarProps {
	all := []ui.Option{{Label: v.P.T("network.all_units")}}
	bar := ui.FilterBarProps{
		Action: "/network/people", Selects: []ui.Field{{
			Name: "unit", Label: v.P.T("network.unit"), Value: string(v.unit), Options: append(all, options(v.Ctx, v.units, access.RoleRead, nil)...),
		}},
	}
	if i := slices.IndexFunc(v.units, func(u network.Unit) bool { return u.ID == v.unit }); i >= 0 {
		bar.Active = []ui.ActiveFilter{{Label: v.units[i].Name, RemoveHref: "/network/people"}}
	}
	return bar
}

func (v peopleView) pager() ui.PagerProps {
	var p ui.PagerProps
	if v.after {
		p.PrevHref = "/network/people?" + url.Values{"unit": {string(v.unit)}}.Encode()
	}
	if v.more {
		last := v.people[len(v.people)-1]
		p.NextHref = "/network/people?" + url.Values{"unit": {string(v.unit)}, "after": {last.Name}, "id": {string(last.Account)}}.Encode()
	}
	return p
}

func (v peopleView) unitField() *ui.Field {
	on := v.on
	if on == "" {
		on = v.unit
	}
	f := ui.Field{
		Name: "on", ID: "give-unit", Label: v.P.T("network.unit"), Value: string(on), Required: true, Options: options(v.Ctx, v.units, access.RoleManage, nil),
		Error: page.Message(v.P, v.give.faults, "unit"),
	}
	return &f
}

// People lists who has a role.
func (h *Pages) People(c *page.Ctx) error { return h.showPeople(peopleView{Ctx: c}, http.StatusOK) }

func (h *Pages) showPeople(v peopleView, status int) (err error) {
	v.unit = v.QueryID("unit")
	filter := network.PeopleFilter{Unit: v.unit, After: v.Query("after"), AfterID: v.QueryID("id")}
	v.after = filter.AfterID != ""
	if v.people, v.more, err = h.network.People(v.Context(), v.Scope, filter); err != nil {
		return err
	}
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("network.people"), Section: section}, peoplePage(v))
}

// Invite gives somebody, known or new, a role on a unit.
func (h *Pages) Invite(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := peopleView{Ctx: c, on: f.ID("on"), give: giveForm{email: f.Text("email"), name: f.Text("name"), role: f.Text("role"), to: f.Text("to")}}
	_, err = h.network.InvitePerson(c.Context(), c.Scope, v.give.input(c, v.on))
	if faults, ok := v.give.refused(err); ok {
		v.give.faults = faults
		return h.showPeople(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/people", "network.invited", v.give.email)
}

// InviteAgain mails a new link to somebody who has not joined yet.
func (h *Pages) InviteAgain(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.network.InviteAgain(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect("/network/people", "network.told_again")
}

// peopleTable shows people with their roles; next is where revoking a role comes back to.
func peopleTable(c *page.Ctx, people []network.Person, next string, units bool) ui.TableProps {
	t := ui.TableProps{
		Caption: c.P.T("network.people"), CaptionHidden: true,
		Columns: []ui.Column{{Label: c.P.T("network.person"), Primary: true}, {Label: c.P.T("network.roles")}},
	}
	manages := c.Scope.Can(access.RoleManage)
	if manages {
		t.Columns = append(t.Columns, ui.Column{Label: c.P.T("network.actions"), LabelHidden: true, Shrink: true})
	}
	for _, p := range people {
		cells := []templ.Component{ui.TwoLines(p.Name, p.Email), heldRoles(c, p, next, units)}
		if manages {
			cells = append(cells, waiting(c, p))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// mayRevoke tells whether a role can be taken back by who looks.
func mayRevoke(c *page.Ctx, h network.Held) bool {
	return network.MayGive(c.Scope, h.Role, h.Unit) == nil
}
