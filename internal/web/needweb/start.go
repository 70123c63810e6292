package needweb

import (
	"net/http"

	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// keepView asks how a template is called.
type keepView struct {
	*page.Ctx
	need   need.Need
	name   string
	shared bool
	faults fault.Fields
}

// AskKeep asks the name of the template that is made of a need.
func (h *Pages) AskKeep(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.keep(keepView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) keep(v keepView, key id.ID, status int) (err error) {
	if v.need, err = h.need.Need(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.name == "" && v.faults == nil {
		v.name = v.need.Title
	}
	return v.Render(status, page.Head{Title: v.P.T("need.keep"), Section: section}, keepPage(v))
}

// Keep makes a template of a need.
func (h *Pages) Keep(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	v := keepView{Ctx: c, name: f.Text("name"), shared: f.Bool("shared")}
	err = h.need.Keep(c.Context(), c.Scope, key, v.name, v.shared)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.keep(v, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/"+string(key), "need.keep.done")
}

// Discard takes a template of one's own away.
func (h *Pages) Discard(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.need.Discard(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect("/needs/new", "need.template.gone")
}

func (v keepView) field() ui.Field {
	return ui.Field{Name: "name", Label: v.P.T("need.keep.name"), Value: v.name, Required: true, MaxLength: 80, Autofocus: true, Error: page.Message(v.P, v.faults, "name")}
}

func (v keepView) sharing() ui.Field {
	return ui.Field{Name: "shared", Label: v.P.T("need.keep.shared"), Value: "1", Checked: v.shared, Plain: true}
}

// startItems are with what a new need can begin: templates, and what was asked a year ago.
func (v askView) startItems() []ui.ListItem {
	var items []ui.ListItem
	for _, t := range v.starts.Templates {
		i := ui.ListItem{Icon: "star", Title: t.Name, Href: "/needs/new?template=" + string(t.ID), Sub: v.P.T("need.template.own")}
		if t.Shared {
			i.Sub = v.P.T("need.template.shared", t.By)
		}
		if t.Own {
			i.Actions = []ui.Action{{Label: v.P.T("need.template.remove"), Variant: ui.Quiet, Href: "/needs/templates/" + string(t.ID) + "/remove", Method: "post"}}
		}
		items = append(items, i)
	}
	for _, n := range v.starts.LastYear {
		items = append(items, ui.ListItem{Icon: "copy", Title: n.Title, Href: "/needs/new?copy=" + string(n.ID), Sub: v.P.T("need.last_year", period(v.P, n))})
	}
	return items
}

// series are the fields of the other classes for which the same is asked; only a new need has them.
func (v askView) series() [][4]ui.Field {
	if v.key != "" {
		return nil
	}
	var out [][4]ui.Field
	for i := range need.MostMore {
		var r need.SeriesRow
		if i < len(v.in.More) {
			r = v.in.More[i]
		}
		field := func(name, value string) ui.Field {
			key := r.Field(i, name)
			return ui.Field{Name: key, Label: v.P.T("need.series." + name), Value: value, Plain: true, Error: page.Message(v.P, v.faults, key)}
		}
		class, pupils, from, to := field("class", r.Class), field("pupils", r.Pupils), field("from", string(r.From)), field("to", string(r.To))
		class.MaxLength, pupils.Min, pupils.Max, from.Min, to.Min = 40, "1", "2000", string(clock.Date(v.Today())), string(v.Today())
		out = append(out, [4]ui.Field{class, pupils, from, to})
	}
	return out
}

// seriesOpen reports whether the part with other classes stands open.
func (f askFields) seriesOpen() bool {
	for _, row := range f.series {
		for _, field := range row {
			if field.Value != "" || field.Error != "" {
				return true
			}
		}
	}
	return false
}
