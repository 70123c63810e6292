// Package networkweb holds the pages of the network: its tree of units, who has which role, and the schools from DUO.
package networkweb

import (
	"net/http"

	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about the network.
type Pages struct {
	network  *network.Service
	relation *relation.Service
}

// New makes the pages.
func New(n *network.Service, r *relation.Service) *Pages { return &Pages{n, r} }

const section = "network"

// node is a unit with what hangs below it.
type node struct {
	network.Unit
	people int
	below  []node
}

// forest puts units, parents first, in their places.
func forest(units []network.Unit, people map[id.ID]int, parent id.ID) []node {
	var out []node
	for _, u := range units {
		if u.Parent == parent {
			out = append(out, node{Unit: u, people: people[u.ID], below: forest(units, people, u.ID)})
		}
	}
	return out
}

// options are the units on which the principal may do something, indented as a tree.
func options(c *page.Ctx, units []network.Unit, a access.Action, not func(network.Unit) bool) []ui.Option {
	depth := map[id.ID]string{}
	var out []ui.Option
	for _, u := range units {
		depth[u.ID] = "– "
		label := u.Name
		if d, ok := depth[u.Parent]; ok {
			depth[u.ID] = d + "– "
			label = d + u.Name
		}
		if c.Scope.CanOn(a, u.ID) && (not == nil || !not(u)) {
			out = append(out, ui.Option{Value: string(u.ID), Label: label})
		}
	}
	return out
}

// roleOptions are the roles that the principal may give anywhere.
func roleOptions(c *page.Ctx) []ui.Option {
	out := []ui.Option{{Label: c.P.T("network.choose_role")}}
	for _, r := range access.Roles() {
		for _, own := range c.Scope.Roles() {
			if own.MayGrant(r) {
				out = append(out, ui.Option{Value: string(r), Label: c.P.T("role." + string(r))})
				break
			}
		}
	}
	return out
}

// addForm is the form that hangs a new unit in the tree.
type addForm struct {
	in     network.UnitInput
	faults fault.Fields
}

// treeView is the page of the whole tree.
type treeView struct {
	*page.Ctx
	roots []node
	units []network.Unit
	add   addForm
}

func (v treeView) manages() bool { return v.Scope.Can(access.NetworkManage) }

func (v treeView) secondary() []ui.Action {
	var out []ui.Action
	if v.Scope.Can(access.RoleRead) {
		out = append(out, ui.Action{Label: v.P.T("network.people"), Icon: "users", Href: "/network/people"})
	}
	if v.Scope.Can(access.RoleManage) {
		out = append(out, ui.Action{Label: v.P.T("token.services.title"), Icon: "lock", Href: "/network/services"}, ui.Action{Label: v.P.T("webhook.title"), Icon: "send", Href: "/network/webhooks"})
	}
	if v.Scope.Can(access.ProviderManage) {
		out = append(out, ui.Action{Label: v.P.T("provider.title"), Icon: "lock", Href: "/network/signin"}, ui.Action{Label: v.P.T("directory.title"), Icon: "users", Href: "/network/directories"})
	}
	if v.manages() && v.Scope.Can(access.ImportRun) {
		out = append(out, ui.Action{Label: v.P.T("duo.title"), Icon: "upload", Href: "/network/duo"})
	}
	return out
}

func (v treeView) fields() (name, kind, parent, accent ui.Field) {
	name = ui.Field{Name: "name", Label: v.P.T("network.name"), Value: v.add.in.Name, Required: true, MaxLength: 120}
	kind = ui.Field{Name: "kind", Label: v.P.T("network.kind"), Value: string(v.add.in.Kind), Required: true}
	for _, k := range network.Kinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: v.P.T("network.kind." + string(k))})
	}
	parent = ui.Field{Name: "parent", Label: v.P.T("network.parent"), Value: string(v.add.in.Parent), Required: true, Options: options(v.Ctx, v.units, access.NetworkManage, nil)}
	accent = accentField(v.Ctx, v.add.in.Accent)
	for _, f := range []*ui.Field{&name, &kind, &parent, &accent} {
		f.Error = page.Message(v.P, v.add.faults, f.Name)
	}
	return name, kind, parent, accent
}

func accentField(c *page.Ctx, value string) ui.Field {
	return ui.Field{Name: "accent", Label: c.P.T("network.accent"), Hint: c.P.T("network.accent.hint"), Value: value, Width: "short", Placeholder: "#0b6b74", MaxLength: 7}
}

// Tree shows the network as a tree.
func (h *Pages) Tree(c *page.Ctx) error { return h.showTree(c, addForm{}, http.StatusOK) }

func (h *Pages) showTree(c *page.Ctx, add addForm, status int) error {
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	people, err := h.network.Headcounts(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	v := treeView{Ctx: c, units: units, roots: forest(units, people, ""), add: add}
	return c.Render(status, page.Head{Title: c.P.T("network.title"), Section: section}, treePage(v))
}

// AddUnit hangs a new unit in the tree.
func (h *Pages) AddUnit(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := network.UnitInput{Name: f.Text("name"), Kind: network.Kind(f.Text("kind")), Parent: f.ID("parent"), Accent: f.Text("accent")}
	_, err = h.network.AddUnit(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showTree(c, addForm{in, faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network", "network.added", in.Name)
}
