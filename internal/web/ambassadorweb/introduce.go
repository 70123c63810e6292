package ambassadorweb

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// The two ways round: the organisation brought in another, or was brought in by another.
const (
	brought    = "brought"
	introduced = "introduced"
)

// formView is the page on which an introduction is recorded: first the other organisation, then the rest.
type formView struct {
	*page.Ctx
	form   relation.IntroductionForm
	way    string
	text   string
	found  []relation.ListRow
	in     relation.IntroductionInput
	faults fault.Fields
}

// Form asks who the other organisation is, and then when it was.
func (h *Pages) Form(c *page.Ctx) error {
	v := formView{Ctx: c, way: c.Query("way"), text: strings.TrimSpace(c.Query("q")), in: relation.IntroductionInput{On: string(c.Today())}}
	return h.show(v, c.QueryID("other"), http.StatusOK)
}

func (h *Pages) show(v formView, other id.ID, status int) error {
	key, err := v.ID()
	if err != nil {
		return err
	}
	if v.way != introduced {
		v.way = brought
	}
	if v.form, err = h.relation.IntroductionForm(v.Context(), v.Scope, key, other, v.way == brought); err != nil {
		return err
	}
	if v.form.Other.ID == "" && v.text != "" {
		page, err := h.relation.List(v.Context(), v.Scope, relation.Filter{Text: v.text})
		if err != nil {
			return err
		}
		v.found = page.Rows
	}
	return v.Render(status, page.Head{Title: v.P.T("introduction.title", v.form.Organisation.Name), Section: section}, introduce(v))
}

// Introduce records it.
func (h *Pages) Introduce(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	other, way := f.ID("other"), f.Text("way")
	in := relation.IntroductionInput{Unit: f.ID("unit"), By: key, Person: f.ID("person"), Organisation: other, On: f.Text("on"), Note: f.Text("note")}
	if way == introduced {
		in.By, in.Organisation = other, key
	}
	_, err = h.relation.Introduce(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		if faults["other"].Key != "" {
			other = ""
		}
		return h.show(formView{Ctx: c, way: way, in: in, faults: faults}, other, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key)+"#introductions", "introduction.done")
}

// Remove puts an introduction in the bin.
func (h *Pages) Remove(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := h.relation.RemoveIntroduction(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(page.SafePath(f.Text("back"), path), "introduction.removed")
}

func (v formView) self() string { return home(v.form.Organisation.ID) + "/introduction" }

func (v formView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, way := range []string{brought, introduced} {
		q := url.Values{"way": {way}}
		if v.text != "" {
			q.Set("q", v.text)
		}
		if v.form.Other.ID != "" {
			q.Set("other", string(v.form.Other.ID))
		}
		out = append(out, ui.Tab{Label: v.P.T("introduction.way."+way, v.form.Organisation.Name), Href: v.self() + "?" + q.Encode(), Current: v.way == way})
	}
	return out
}

func (v formView) bar() ui.FilterBarProps {
	return ui.FilterBarProps{Action: v.self(), SearchLabel: v.P.T("introduction.find"), SearchValue: v.text, Values: []ui.HiddenValue{{Name: "way", Value: v.way}}}
}

func (v formView) items() []ui.ListItem {
	var items []ui.ListItem
	for _, r := range v.found {
		if r.ID == v.form.Organisation.ID {
			continue
		}
		q := url.Values{"way": {v.way}, "other": {string(r.ID)}}
		items = append(items, ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: v.self() + "?" + q.Encode(), Sub: r.Place})
	}
	return items
}

// sentence says who brought in whom.
func (v formView) sentence() string {
	by, who := v.form.Organisation.Name, v.form.Other.Name
	if v.way == introduced {
		by, who = who, by
	}
	return v.P.T("introduction.sentence", by, who)
}

// fields are those of the second step; unit is empty when there is no choice.
type fields struct{ unit, person, on, note ui.Field }

func (v formView) fields() fields {
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: v.P.T("introduction." + name), Value: value, Error: page.Message(v.P, v.faults, name)}
	}
	f := fields{unit: field("unit", string(v.in.Unit)), person: field("person", string(v.in.Person)), on: field("on", v.in.On), note: field("note", v.in.Note)}
	f.on.Required, f.on.Max = true, string(v.Today())
	f.note.Hint, f.note.Rows, f.note.MaxLength = v.P.T("introduction.note.hint"), 3, 5000
	f.unit.Required = true
	for _, u := range v.form.Units {
		f.unit.Options = append(f.unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	f.person.Options = []ui.Option{{Label: v.P.T("introduction.nobody")}}
	for _, p := range v.form.People {
		f.person.Options = append(f.person.Options, ui.Option{Value: string(p.ID), Label: p.Name})
	}
	return f
}

// hidden are the values that go along with the form.
func (v formView) hidden() []ui.HiddenValue {
	out := []ui.HiddenValue{{Name: "way", Value: v.way}, {Name: "other", Value: string(v.form.Other.ID)}}
	if len(v.form.Units) == 1 {
		out = append(out, ui.HiddenValue{Name: "unit", Value: string(v.form.Units[0].ID)})
	}
	return out
}

// problem is a message about the other organisation.
func (v formView) problem() string { return page.Message(v.P, v.faults, "other") }
