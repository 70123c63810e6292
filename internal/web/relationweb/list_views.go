package relationweb

import (
	"net/http"
	"net/url"
	"slices"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// openHref is the address of a saved view.
func openHref(v listing.View) string {
	values := v.Values()
	values.Set("view", string(v.ID))
	return with(pathOf(v.List), values)
}

// viewInput reads the form of a view. The view itself comes along as the address it had.
func viewInput(f page.Form) listing.ViewInput {
	in := listing.ViewInput{List: relation.ListName(f.Text("list")), Name: f.Text("name"), Unit: f.ID("unit"), Default: f.Bool("default")}
	if f.Has("params") {
		values, err := url.ParseQuery(f.Text("params"))
		if err == nil {
			in.Params = values
		}
	}
	return in
}

// SaveView keeps the view that a list is in.
func (h *Pages) SaveView(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := viewInput(f)
	key, err := h.lists.SaveView(c.Context(), c.Scope, in)
	if bad, ok := page.Invalid(err); ok {
		return h.viewForm(c, http.StatusUnprocessableEntity, viewForm{Ctx: c, in: in, messages: messages{c.P, bad}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(openHref(listing.View{ID: key, List: in.List, Params: in.Params.Encode()}), "list.view.saved", in.Name)
}

// viewForm is the page of one saved view, or of one that is about to be.
type viewForm struct {
	*page.Ctx
	messages
	in    listing.ViewInput
	view  listing.View // zero: a new one
	units []relation.Named
}

func (h *Pages) viewForm(c *page.Ctx, status int, v viewForm) (err error) {
	if c.Scope.Can(access.ViewPublish) {
		if v.units, err = h.unitsFor(c, access.ViewPublish); err != nil {
			return err
		}
	}
	return c.Render(status, page.Head{Title: c.P.T("list.view.title"), Section: section}, viewPage(v))
}

// view finds one of the views that the reader sees.
func (h *Pages) view(c *page.Ctx) (listing.View, error) {
	key, err := c.ID()
	if err != nil {
		return listing.View{}, err
	}
	v, err := h.lists.View(c.Context(), c.Scope, key)
	return v, err
}

// View shows what can be changed of a saved view.
func (h *Pages) View(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	return h.viewForm(c, http.StatusOK, viewForm{Ctx: c, messages: messages{p: c.P}, view: v, in: listing.ViewInput{List: v.List, Name: v.Name, Unit: v.Unit, Default: v.Default}})
}

// EditView renames or publishes a view of one's own.
func (h *Pages) EditView(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := viewInput(f)
	err = h.lists.EditView(c.Context(), c.Scope, v.ID, f.Int("version"), in)
	if bad, ok := page.Invalid(err); ok {
		return h.viewForm(c, http.StatusUnprocessableEntity, viewForm{Ctx: c, messages: messages{c.P, bad}, view: v, in: in})
	}
	if err != nil {
		return err
	}
	if in.Params != nil {
		v.Params = in.Params.Encode()
	}
	return c.Redirect(openHref(v), "list.view.saved", in.Name)
}

// OpenInView makes one's list open in a view, or as usual again.
func (h *Pages) OpenInView(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	list, err := h.lists.OpenIn(c.Context(), c.Scope, key, f.Bool("on"))
	if err != nil {
		return err
	}
	if f.Bool("on") {
		return c.Redirect(pathOf(list), "list.view.opens")
	}
	return c.Redirect(with(pathOf(list), nil)+"?q=", "list.view.opens_not")
}

// RemoveView puts a view of one's own in the bin.
func (h *Pages) RemoveView(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	if err := h.lists.RemoveView(c.Context(), c.Scope, v.ID); err != nil {
		return err
	}
	return c.Redirect(pathOf(v.List)+"?q=", "list.view.removed", v.Name)
}

// own reports whether the reader may change the view.
func (v viewForm) own() bool { return v.view.ID == "" || v.view.Account == v.Scope.Account() }

func (v viewForm) fields() []ui.Field {
	t := v.P.T
	out := []ui.Field{{Name: "name", Label: t("list.view.name"), Value: v.in.Name, Error: v.at("name"), Required: true, MaxLength: 60}}
	if len(v.units) > 0 {
		unit := ui.Field{Name: "unit", Label: t("list.view.unit"), Hint: t("list.view.unit.hint"), Value: string(v.in.Unit), Error: v.at("unit"), Plain: true}
		unit.Options = append([]ui.Option{{Label: t("list.view.private")}}, namedOptions(v.units)...)
		out = append(out, unit)
	}
	return out
}

func (v viewForm) action() string {
	if v.view.ID == "" {
		return "/views"
	}
	return "/views/" + string(v.view.ID)
}

func (v viewForm) hidden() []ui.HiddenValue {
	out := []ui.HiddenValue{{Name: "list", Value: string(v.in.List)}}
	if v.view.ID == "" {
		out = append(out, ui.HiddenValue{Name: "params", Value: v.in.Params.Encode()})
	} else {
		out = append(out, ui.HiddenValue{Name: "version", Value: v.P.Number(v.view.Version)})
	}
	return out
}

// viewsOf are the saved views for the panel of a list.
func (h *Pages) viewsOf(c *page.Ctx, name relation.ListName) ([]listing.View, error) {
	if !slices.Contains(relation.ListNames(), name) {
		return nil, fault.NotFound("fault.not_found")
	}
	return h.lists.Views(c.Context(), c.Scope, name)
}

// current is the saved view that the list was opened in.
func (p panelView) current() (listing.View, bool) {
	i := slices.IndexFunc(p.views, func(v listing.View) bool { return v.ID == p.view && p.view != id.ID("") })
	if i < 0 {
		return listing.View{}, false
	}
	return p.views[i], true
}

// kept are the parameters that a saved view holds.
func (p panelView) keptParams() string {
	params := p.params()
	params.Del("view")
	return params.Encode()
}
