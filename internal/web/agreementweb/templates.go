package agreementweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// templatesView is the page of all templates.
type templatesView struct {
	*page.Ctx
	list   []agreement.Template
	weeks  string
	units  []ui.Option
	faults fault.Fields
}

// Templates lists the templates, with when makers are told that an agreement ends.
func (h *Pages) Templates(c *page.Ctx) error {
	return h.showTemplates(templatesView{Ctx: c}, http.StatusOK)
}

func (h *Pages) showTemplates(v templatesView, status int) (err error) {
	if v.list, err = h.agreement.Templates(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.weeks == "" && v.faults == nil {
		weeks, err := h.agreement.Weeks(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.weeks = strconv.Itoa(weeks)
	}
	if v.manages() {
		units, err := h.network.Tree(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.units = unitOptions(v.Ctx, units, access.AgreementManage)
	}
	return v.Render(status, page.Head{Title: v.P.T("agreement.templates"), Section: section}, templateList(v))
}

func (v templatesView) manages() bool { return v.Scope.Can(access.AgreementManage) }

func (v templatesView) newAction() *ui.Action {
	if !v.manages() {
		return nil
	}
	return &ui.Action{Label: v.P.T("agreement.template.new"), Icon: "plus", Href: "/agreement-templates/new"}
}

func (v templatesView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("agreement.templates"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("agreement.template.name"), Primary: true},
		{Label: v.P.T("agreement.template.lang")},
		{Label: v.P.T("agreement.template.scheme")},
		{Label: v.P.T("agreement.template.version")},
		{Label: v.P.T("agreement.template.used"), Align: "end"},
	}}
	for _, m := range v.list {
		scheme := m.SchemeName
		if scheme == "" {
			scheme = v.P.T("agreement.template.all_schemes")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(templateHref(m.ID), m.Name, m.UnitName), ui.Text(v.P.T("agreement.lang." + m.Lang)), ui.Text(scheme),
			ui.Text(v.P.T("agreement.template.version_of", strconv.Itoa(m.Latest), v.P.DateShort(clock.DateOf(m.MadeAt)))), ui.Num(v.P.Number(m.Used)),
		}})
	}
	return t
}

func (v templatesView) weeksField() ui.Field {
	return ui.Field{Name: "weeks", Label: v.P.T("agreement.weeks"), Hint: v.P.T("agreement.weeks.hint"), Value: v.weeks, Required: true, Width: "short", Min: "1", Max: "52", Error: page.Message(v.P, v.faults, "weeks")}
}

// SetWeeks says how long before its end the maker of an agreement is told.
func (h *Pages) SetWeeks(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.agreement.SetWeeks(c.Context(), c.Scope, f.Text("weeks"))
	if faults, ok := page.Invalid(err); ok {
		return h.showTemplates(templatesView{Ctx: c, weeks: f.Text("weeks"), faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/agreement-templates", "agreement.flash.weeks")
}

// InstallTemplates adds the texts to begin with.
func (h *Pages) InstallTemplates(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if _, err := h.agreement.InstallTemplates(c.Context(), c.Scope, f.ID("unit")); err != nil {
		return err
	}
	return c.Redirect("/agreement-templates", "agreement.flash.installed")
}

func templateHref(key id.ID) string { return "/agreement-templates/" + string(key) }

// templateView is the page of one template: its text, or the form to change it.
type templateView struct {
	*page.Ctx
	t       agreement.Template // empty for a new one
	in      agreement.TemplateInput
	body    string // that the preview was made from
	units   []ui.Option
	schemes []ui.Option
	faults  fault.Fields
}

// NewTemplate shows the form of a new template, filled with a text of ours.
func (h *Pages) NewTemplate(c *page.Ctx) error {
	v := templateView{Ctx: c, in: agreement.TemplateInput{Lang: "nl", Body: agreement.DefaultBody("nl")}}
	if lang := c.Query("lang"); lang == "en" {
		v.in.Lang, v.in.Body = lang, agreement.DefaultBody(lang)
	}
	return h.showTemplate(v, http.StatusOK)
}

// Template shows a template, with the form for who may change it.
func (h *Pages) Template(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	t, err := h.agreement.Template(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return h.showTemplate(templateView{Ctx: c, t: t, in: agreement.TemplateInput{Unit: t.Unit, Scheme: t.Scheme, Name: t.Name, Lang: t.Lang, Body: t.Body}}, http.StatusOK)
}

func (h *Pages) showTemplate(v templateView, status int) error {
	title := v.P.T("agreement.template.new")
	if v.t.ID != "" {
		title = v.t.Name
	}
	if v.writes() {
		units, err := h.network.Tree(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.units = unitOptions(v.Ctx, units, access.AgreementManage)
		if v.Scope.Can(access.GrantRead) {
			schemes, err := h.funding.Schemes(v.Context(), v.Scope)
			if err != nil {
				return err
			}
			for _, s := range schemes {
				v.schemes = append(v.schemes, ui.Option{Value: string(s.ID), Label: s.Name})
			}
		}
	}
	return v.Render(status, page.Head{Title: title, Section: section}, templatePage(v))
}

// writes reports whether the principal may change this template, or make it.
func (v templateView) writes() bool {
	return v.t.ID == "" || v.Scope.CanOn(access.AgreementManage, v.t.Unit)
}

// templateInput reads the form.
func templateInput(f page.Form) agreement.TemplateInput {
	return agreement.TemplateInput{Unit: f.ID("unit"), Scheme: f.ID("scheme"), Name: f.Text("name"), Lang: f.Text("lang"), Body: f.Text("body")}
}

// AddTemplate keeps a new template, or shows how it would look.
func (h *Pages) AddTemplate(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := templateView{Ctx: c, in: templateInput(f)}
	if f.Text("do") == "preview" {
		return h.previewTemplate(v)
	}
	key, err := h.agreement.AddTemplate(c.Context(), c.Scope, v.in)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.showTemplate(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(templateHref(key), "agreement.flash.template")
}

// EditTemplate gives a template a new text, or shows how that would look.
func (h *Pages) EditTemplate(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	v := templateView{Ctx: c, in: templateInput(f)}
	if v.t, err = h.agreement.Template(c.Context(), c.Scope, key); err != nil {
		return err
	}
	v.in.Unit, v.in.Lang = v.t.Unit, v.t.Lang
	if f.Text("do") == "preview" && v.writes() {
		return h.previewTemplate(v)
	}
	err = h.agreement.EditTemplate(c.Context(), c.Scope, key, f.Int("version"), v.in)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.showTemplate(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(templateHref(key), "agreement.flash.template")
}

// previewTemplate shows what an agreement made from the text would say. Nothing is kept.
func (h *Pages) previewTemplate(v templateView) error {
	body, err := h.agreement.Preview(v.Scope, v.in)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.showTemplate(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	v.body = body
	return h.showTemplate(v, http.StatusOK)
}

// DropTemplate takes a template away.
func (h *Pages) DropTemplate(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.agreement.DropTemplate(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect("/agreement-templates", "agreement.flash.template_dropped")
}

// templateFields are the fields of the form.
type templateFields struct{ name, unit, lang, scheme, body ui.Field }

func (v templateView) fields() templateFields {
	t := v.P.T
	f := templateFields{
		name:   ui.Field{Name: "name", Label: t("agreement.template.name"), Value: v.in.Name, Required: true, MaxLength: 120},
		unit:   ui.Field{Name: "unit", Label: t("agreement.template.unit"), Value: string(v.in.Unit), Options: v.units, Required: true},
		lang:   ui.Field{Name: "lang", Label: t("agreement.template.lang"), Value: v.in.Lang, Required: true, Options: []ui.Option{{Value: "nl", Label: t("agreement.lang.nl")}, {Value: "en", Label: t("agreement.lang.en")}}},
		scheme: ui.Field{Name: "scheme", Label: t("agreement.template.scheme"), Value: string(v.in.Scheme), Options: first(t("agreement.template.all_schemes"), v.schemes)},
		body:   ui.Field{Name: "body", Label: t("agreement.template.body"), Hint: t("agreement.template.body_hint"), Value: v.in.Body, Required: true, Rows: 26},
	}
	for _, x := range []*ui.Field{&f.name, &f.unit, &f.lang, &f.scheme, &f.body} {
		x.Error = page.Message(v.P, v.faults, x.Name)
	}
	return f
}

// mergeFields explain what can stand in a text.
func (v templateView) mergeFields() (out []ui.Def) {
	for _, f := range agreement.Fields() {
		out = append(out, ui.Def{Term: "{{" + string(f) + "}}", Text: v.P.T("agreement.field." + string(f))})
	}
	return out
}

func (v templateView) action() string {
	if v.t.ID == "" {
		return "/agreement-templates"
	}
	return templateHref(v.t.ID)
}

func (v templateView) dropAction() []ui.Action {
	if v.t.ID == "" || !v.writes() {
		return nil
	}
	return []ui.Action{{Label: v.P.T("agreement.template.drop"), Icon: "trash", Method: "post", Href: templateHref(v.t.ID) + "/drop", Attrs: templ.Attributes{"data-confirm": v.P.T("agreement.template.drop_confirm")}}}
}

func (v templateView) lead() string {
	if v.t.ID == "" {
		return v.P.T("agreement.template.lead")
	}
	return strings.Join([]string{v.t.UnitName, v.P.T("agreement.template.version_of", strconv.Itoa(v.t.Latest), v.P.DateShort(clock.DateOf(v.t.MadeAt)))}, " · ")
}
