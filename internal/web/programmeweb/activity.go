package programmeweb

import (
	"net/http"

	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// activityForm is the form of an activity with what was typed.
type activityForm struct {
	*page.Ctx
	key      id.ID // empty for a new activity
	version  int
	line     id.ID
	lineName string
	unit     id.ID
	code     string
	name     string
	from     clock.Date
	to       clock.Date
	units    []ui.Option
	faults   fault.Fields
}

func (f activityForm) fields() (unit, code, name, from, to ui.Field) {
	unit = ui.Field{Name: "unit", Label: f.P.T("programme.owner"), Hint: f.P.T("programme.owner.hint"), Value: string(f.unit), Options: f.units, Required: true}
	code = ui.Field{Name: "code", Label: f.P.T("programme.code"), Hint: f.P.T("programme.code.hint"), Value: f.code, Required: true, Width: "short", MaxLength: 20}
	name = ui.Field{Name: "name", Label: f.P.T("programme.name"), Value: f.name, Required: true, MaxLength: 160}
	from = ui.Field{Name: "from", Label: f.P.T("programme.from"), Value: string(f.from), Required: true, Width: "medium"}
	to = ui.Field{Name: "to", Label: f.P.T("programme.to"), Value: string(f.to), Required: true, Width: "medium"}
	for _, field := range []*ui.Field{&unit, &code, &name, &from, &to} {
		field.Error = page.Message(f.P, f.faults, field.Name)
	}
	return unit, code, name, from, to
}

func (f activityForm) action() string {
	if f.key == "" {
		return "/programme/activities"
	}
	return "/programme/activities/" + string(f.key)
}

func (f activityForm) title() string {
	if f.key == "" {
		return f.P.T("programme.activity.new")
	}
	return f.P.T("programme.activity.edit")
}

func (h *Pages) showActivity(f activityForm, status int) (err error) {
	if f.key == "" {
		if f.units, err = h.unitOptions(f.Ctx); err != nil {
			return err
		}
	}
	return f.Render(status, page.Head{Title: f.title(), Section: section}, activityFormPage(f))
}

// NewActivity shows the form of a new activity on the line that the address names.
func (h *Pages) NewActivity(c *page.Ctx) error {
	line, err := h.programme.Line(c.Context(), c.Scope, c.QueryID("line"))
	if err != nil {
		return err
	}
	return h.showActivity(activityForm{Ctx: c, line: line.ID, lineName: line.Code + " " + line.Name, unit: line.Unit, from: line.From, to: line.To}, http.StatusOK)
}

// AddActivity adds an activity.
func (h *Pages) AddActivity(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	line, err := h.programme.Line(c.Context(), c.Scope, f.ID("line"))
	if err != nil {
		return err
	}
	in := activityInput(f)
	_, err = h.programme.AddActivity(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		form := typed(c, in, faults)
		form.line, form.lineName = line.ID, line.Code+" "+line.Name
		return h.showActivity(form, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/programme", "programme.activity.added", in.Name)
}

func activityInput(f page.Form) programme.ActivityInput {
	return programme.ActivityInput{
		Line: f.ID("line"), Unit: f.ID("unit"), Code: f.Text("code"), Name: f.Text("name"), From: clock.Date(f.Text("from")), To: clock.Date(f.Text("to")),
	}
}

func typed(c *page.Ctx, in programme.ActivityInput, faults fault.Fields) activityForm {
	return activityForm{Ctx: c, unit: in.Unit, code: in.Code, name: in.Name, from: in.From, to: in.To, faults: faults}
}

// EditActivity shows the form of an activity.
func (h *Pages) EditActivity(c *page.Ctx) error {
	a, err := h.activity(c)
	if err != nil {
		return err
	}
	return h.showActivity(activityForm{
		Ctx: c, key: a.ID, version: a.Version, lineName: a.LineCode + " " + a.LineName, code: a.Code, name: a.Name, from: a.From, to: a.To,
	}, http.StatusOK)
}

// SaveActivity changes an activity.
func (h *Pages) SaveActivity(c *page.Ctx) error {
	a, err := h.activity(c)
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := activityInput(f)
	err = h.programme.EditActivity(c.Context(), c.Scope, a.ID, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok {
		form := typed(c, in, faults)
		form.key, form.version, form.lineName = a.ID, f.Int("version"), a.LineCode+" "+a.LineName
		return h.showActivity(form, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/programme", "programme.activity.saved", in.Name)
}

// activity loads the activity of the address, which the principal must manage.
func (h *Pages) activity(c *page.Ctx) (a programme.Activity, err error) {
	key, err := c.ID()
	if err != nil {
		return a, err
	}
	if a, err = h.programme.Activity(c.Context(), c.Scope, key); err != nil {
		return a, err
	}
	return a, c.Scope.RequireOn(access.ProgrammeManage, a.Unit)
}
