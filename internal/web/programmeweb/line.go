package programmeweb

import (
	"net/http"

	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// lineForm is the form of a line with what was typed.
type lineForm struct {
	*page.Ctx
	key     id.ID // empty for a new line
	version int
	unit    id.ID
	grant   id.ID
	code    string
	name    string
	units   []ui.Option
	grants  []ui.Option
	faults  fault.Fields
}

func (f lineForm) fields() (unit, grant, code, name ui.Field) {
	unit = ui.Field{Name: "unit", Label: f.P.T("programme.owner"), Hint: f.P.T("programme.owner.hint"), Value: string(f.unit), Options: f.units, Required: true}
	grant = ui.Field{Name: "grant", Label: f.P.T("programme.grant"), Hint: f.P.T("programme.grant.hint"), Value: string(f.grant), Options: f.grants, Required: true}
	code = ui.Field{Name: "code", Label: f.P.T("programme.code"), Hint: f.P.T("programme.code.hint"), Value: f.code, Required: true, Width: "short", MaxLength: 20}
	name = ui.Field{Name: "name", Label: f.P.T("programme.name"), Value: f.name, Required: true, MaxLength: 160}
	for _, field := range []*ui.Field{&unit, &grant, &code, &name} {
		field.Error = page.Message(f.P, f.faults, field.Name)
	}
	return unit, grant, code, name
}

func (f lineForm) action() string {
	if f.key == "" {
		return "/programme/lines"
	}
	return "/programme/lines/" + string(f.key)
}

func (f lineForm) title() string {
	if f.key == "" {
		return f.P.T("programme.line.new")
	}
	return f.P.T("programme.line.edit")
}

func (h *Pages) showLine(f lineForm, status int) (err error) {
	if f.key == "" {
		if f.units, err = h.unitOptions(f.Ctx); err != nil {
			return err
		}
		grants, err := h.programme.GrantOptions(f.Context(), f.Scope)
		if err != nil {
			return err
		}
		for _, g := range grants {
			f.grants = append(f.grants, ui.Option{Value: string(g.ID), Label: g.Name})
		}
	}
	return f.Render(status, page.Head{Title: f.title(), Section: section}, lineFormPage(f))
}

// NewLine shows the form of a new line.
func (h *Pages) NewLine(c *page.Ctx) error { return h.showLine(lineForm{Ctx: c}, http.StatusOK) }

// AddLine adds a line.
func (h *Pages) AddLine(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := programme.LineInput{Unit: f.ID("unit"), Grant: f.ID("grant"), Code: f.Text("code"), Name: f.Text("name")}
	_, err = h.programme.AddLine(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showLine(lineForm{Ctx: c, unit: in.Unit, grant: in.Grant, code: in.Code, name: in.Name, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/programme", "programme.line.added", in.Name)
}

// EditLine shows the form of a line.
func (h *Pages) EditLine(c *page.Ctx) error {
	line, err := h.line(c)
	if err != nil {
		return err
	}
	return h.showLine(lineForm{Ctx: c, key: line.ID, version: line.Version, code: line.Code, name: line.Name}, http.StatusOK)
}

// SaveLine changes a line.
func (h *Pages) SaveLine(c *page.Ctx) error {
	line, err := h.line(c)
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := programme.LineInput{Code: f.Text("code"), Name: f.Text("name")}
	err = h.programme.EditLine(c.Context(), c.Scope, line.ID, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok {
		return h.showLine(lineForm{Ctx: c, key: line.ID, version: f.Int("version"), code: in.Code, name: in.Name, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/programme", "programme.line.saved", in.Name)
}

// line loads the line of the address, which the principal must manage.
func (h *Pages) line(c *page.Ctx) (line programme.Line, err error) {
	key, err := c.ID()
	if err != nil {
		return line, err
	}
	if line, err = h.programme.Line(c.Context(), c.Scope, key); err != nil {
		return line, err
	}
	return line, c.Scope.RequireOn(access.ProgrammeManage, line.Unit)
}
