package relationweb

import (
	"net/http"
	"net/url"
	"strconv"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const templatesHome = "/templates"

// templatesView is the page of the texts with which notes begin: those that are there, and a form for one.
type templatesView struct {
	*page.Ctx
	messages
	data relation.TemplatePage
	key  id.ID // of the one that is changed; empty: a new one
	in   relation.TemplateInput
}

// Templates shows the templates and a form for a new one, or for the one in the address.
func (h *Pages) Templates(c *page.Ctx) error {
	return h.templates(c, http.StatusOK, templatesView{key: c.QueryID("edit")}, nil)
}

func (h *Pages) templates(c *page.Ctx, status int, v templatesView, back *relation.TemplateInput) (err error) {
	v.Ctx, v.p = c, c.P
	if v.data, err = h.relation.Templates(c.Context(), c.Scope); err != nil {
		return err
	}
	t, found := relation.TemplateFor(v.data.Templates, v.key)
	switch {
	case back != nil:
		v.in = *back
	case found:
		v.in = relation.TemplateInput{Unit: t.Unit, Lang: t.Lang, Kind: string(t.Kind), Name: t.Name, Body: t.Body, Version: t.Version}
	default:
		v.key, v.in = "", relation.TemplateInput{Unit: chosen(v.data.Units, ""), Lang: string(c.P.Lang())}
	}
	return c.Render(status, page.Head{Title: c.P.T("contact.templates"), Section: section}, templates(v))
}

func templateInput(f page.Form) relation.TemplateInput {
	return relation.TemplateInput{Unit: f.ID("unit"), Lang: f.Text("lang"), Kind: f.Text("kind"), Name: f.Text("name"), Body: f.Text("body"), Version: f.Int("version")}
}

// AddTemplate makes a template.
func (h *Pages) AddTemplate(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := templateInput(form)
	_, err = h.relation.AddTemplate(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.templates(c, http.StatusUnprocessableEntity, templatesView{messages: messages{c.P, faults}}, &in)
	}
	if err != nil {
		return err
	}
	return c.Redirect(templatesHome, "contact.template.saved")
}

// SaveTemplate changes a template.
func (h *Pages) SaveTemplate(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := templateInput(form)
	err = h.relation.EditTemplate(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.templates(c, http.StatusUnprocessableEntity, templatesView{key: key, messages: messages{c.P, faults}}, &in)
	}
	if err != nil {
		return err
	}
	return c.Redirect(templatesHome, "contact.template.saved")
}

// BinTemplate puts a template in the bin.
func (h *Pages) BinTemplate(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.relation.BinTemplate(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(templatesHome, "contact.template.gone")
}

func (v templatesView) action() string {
	if v.key == "" {
		return templatesHome
	}
	return templatesHome + "/" + string(v.key)
}

func (v templatesView) fields() map[string]ui.Field {
	t := v.P.T
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: t("contact.template." + name), Value: value, Error: v.at(name), Required: true}
	}
	unit := field("unit", string(v.in.Unit))
	unit.Options, unit.Disabled = namedOptions(v.data.Units), v.key != ""
	lang := field("lang", v.in.Lang)
	lang.Options = []ui.Option{{Value: "nl", Label: t("contact.lang.nl")}, {Value: "en", Label: t("contact.lang.en")}}
	kind := field("kind", v.in.Kind)
	kind.Required = false
	kind.Options = append([]ui.Option{{Label: t("contact.template.any")}}, options(v.P, "relation.record.", relation.RecordedKinds())...)
	name := field("name", v.in.Name)
	name.MaxLength = 80
	body := field("body", v.in.Body)
	body.Rows, body.Hint = 6, t("contact.template.body.hint")
	return map[string]ui.Field{"unit": unit, "lang": lang, "kind": kind, "name": name, "body": body}
}

func (v templatesView) items() []ui.ListItem {
	out := make([]ui.ListItem, len(v.data.Templates))
	for i, t := range v.data.Templates {
		sub := v.P.T("contact.lang."+t.Lang) + " · " + t.UnitName
		icon := "note"
		if t.Kind != "" {
			icon = kindIcons[t.Kind]
		}
		out[i] = ui.ListItem{
			Icon: icon, Title: t.Name, Sub: sub, Href: templatesHome + "?edit=" + string(t.ID) + "#template-form",
			Actions: []ui.Action{{Label: v.P.T("contact.template.bin"), Icon: "trash", Method: "post", Href: templatesHome + "/" + string(t.ID) + "/bin", Variant: ui.Quiet, Size: ui.Small}},
		}
	}
	return out
}

// templates are links that begin the note with a text; what was chosen already stays.
func (v recorder) templates() []ui.ButtonProps {
	var out []ui.ButtonProps
	for _, t := range v.form.choices.Templates {
		if t.Lang != string(v.P.Lang()) {
			continue
		}
		q := url.Values{"org": {string(v.organisation.ID)}, "with": {string(t.ID)}}
		if v.action != nil {
			q.Set("action", string(v.action.ID))
		}
		out = append(out, ui.ButtonProps{Label: t.Name, Icon: "note", Size: ui.Small, Variant: ui.Quiet, Href: with("/record", q)})
	}
	return out
}

// begin fills the form with the template in the address, or with what a rule proposes to do.
func (v *recorder) begin() {
	if t, ok := relation.TemplateFor(v.form.choices.Templates, v.QueryID("with")); ok {
		v.form.in.Note = t.Body
		if t.Kind != "" {
			v.form.in.Kind = string(t.Kind)
		}
	}
}

func versionValue(n int) ui.HiddenValue {
	return ui.HiddenValue{Name: "version", Value: strconv.Itoa(n)}
}

func (v templatesView) formTitle() string {
	if v.key == "" {
		return v.P.T("contact.template.new")
	}
	return v.P.T("contact.template.edit")
}
