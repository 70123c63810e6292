package facilityweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/facility"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// editView is the form of a facility, new or known.
type editView struct {
	*page.Ctx
	key     id.ID // empty for a new one
	name    string
	version int
	in      facility.Input
	units   []ui.Option
	faults  fault.Fields
}

// New shows the form of a new facility.
func (h *Pages) New(c *page.Ctx) error {
	return h.form(editView{Ctx: c, in: facility.Input{Kind: facility.Lab, Shared: true}}, http.StatusOK)
}

func (h *Pages) form(v editView, status int) error {
	title := v.P.T("facility.add")
	if v.key != "" {
		title = v.P.T("facility.edit")
	} else {
		units, err := h.network.Tree(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		for _, u := range units {
			if v.Scope.CanOn(access.FacilityManage, u.ID) {
				v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
			}
		}
	}
	return v.Render(status, page.Head{Title: title, Section: section}, formPage(v))
}

func inputOf(f page.Form) facility.Input {
	return facility.Input{
		Unit: f.ID("unit"), Kind: facility.Kind(f.Text("kind")), Name: f.Text("name"), Place: f.Text("place"), Seats: f.Text("seats"), Description: f.Text("description"), Shared: f.Bool("shared"),
	}
}

// Add keeps a new facility.
func (h *Pages) Add(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := inputOf(f)
	key, err := h.facility.Add(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.form(editView{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(pathOf(key), "facility.added")
}

// Edit shows the form of a facility.
func (h *Pages) Edit(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	r, err := h.facility.Managed(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return h.form(editView{Ctx: c, key: key, name: r.Name, version: r.Version, in: facility.Input{
		Kind: r.Kind, Name: r.Name, Place: r.Place, Seats: number(r.Seats), Description: r.Description, Shared: r.Shared,
	}}, http.StatusOK)
}

// Save keeps what was changed.
func (h *Pages) Save(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := inputOf(f)
	err = h.facility.Edit(c.Context(), c.Scope, key, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok {
		r, err := h.facility.Managed(c.Context(), c.Scope, key)
		if err != nil {
			return err
		}
		return h.form(editView{Ctx: c, key: key, name: r.Name, version: f.Int("version"), in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(pathOf(key), "facility.saved")
}

// Remove takes a facility out of use.
func (h *Pages) Remove(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.facility.Remove(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(path, "facility.removed")
}

func (v editView) crumbs() []ui.Crumb {
	out := []ui.Crumb{{Label: v.P.T("facility.title"), Href: path}}
	if v.key != "" {
		out = append(out, ui.Crumb{Label: v.name, Href: pathOf(v.key)})
	}
	return out
}

func (v editView) title() string {
	if v.key == "" {
		return v.P.T("facility.add")
	}
	return v.P.T("facility.edit")
}

// target is where the form goes, and where who leaves it goes back to.
func (v editView) target() string {
	if v.key == "" {
		return path
	}
	return pathOf(v.key)
}

func (v editView) versions() []ui.HiddenValue {
	if v.key == "" {
		return nil
	}
	return []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.version)}}
}

// fields are the fields of the form, in the order of the page.
type fields struct{ unit, kind, name, place, seats, description, shared ui.Field }

func (v editView) fields() fields {
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: v.P.T("facility." + name), Value: value, Error: page.Message(v.P, v.faults, name)}
	}
	f := fields{
		unit: field("unit", string(v.in.Unit)), kind: field("kind", string(v.in.Kind)), name: field("name", v.in.Name), place: field("place", v.in.Place),
		seats: field("seats", v.in.Seats), description: field("description", v.in.Description), shared: field("shared", ""),
	}
	f.unit.Required, f.kind.Required, f.name.Required = true, true, true
	f.unit.Options = v.units
	for _, k := range facility.Kinds() {
		f.kind.Options = append(f.kind.Options, ui.Option{Value: string(k), Label: v.P.T("facility.kind." + string(k))})
	}
	f.kind.Inline = true
	f.name.MaxLength, f.place.MaxLength, f.description.MaxLength, f.description.Rows = 80, 120, 2000, 4
	f.seats.Min, f.seats.Max, f.seats.Width = "1", "2000", "short"
	f.description.Hint, f.place.Hint = v.P.T("facility.description.hint"), v.P.T("facility.place.hint")
	f.shared.Label, f.shared.Checked, f.shared.Plain = v.P.T("facility.shared.tick"), v.in.Shared, true
	return f
}

func (f fields) list() []ui.Field {
	return []ui.Field{f.unit, f.kind, f.name, f.place, f.seats, f.description, f.shared}
}
