// Package binweb is the page of the bin: what was thrown away, by whom, how many days are left, and the way back.
package binweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/bin"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const (
	path = "/relations/bin"
	form = "restore"

	// soon is how many days before the end a row is marked.
	soon = 3
)

// Pages answers the requests about the bin.
type Pages struct{ bin *bin.Service }

// New makes the pages.
func New(b *bin.Service) *Pages { return &Pages{b} }

// view is the page.
type view struct {
	*page.Ctx
	kinds  []string
	filter bin.Filter
	data   bin.Page
	kept   []bin.Kept // what could not come back just now
	done   int        // what did come back beside it
}

// List shows the bin.
func (h *Pages) List(c *page.Ctx) error {
	return h.list(http.StatusOK, view{Ctx: c, filter: bin.Filter{Kind: c.Query("kind"), After: c.Query("after")}})
}

func (h *Pages) list(status int, v view) (err error) {
	v.kinds = h.bin.Kinds()
	if v.data, err = h.bin.List(v.Context(), v.Scope, v.filter); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("bin.title"), Section: "relations", Wide: true}, list(v))
}

// Restore brings the chosen things back. What could not come back is told, with the reason.
func (h *Pages) Restore(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	out, err := h.bin.Restore(c.Context(), c.Scope, f.IDs("id"))
	if err != nil {
		return err
	}
	if len(out.Kept) > 0 {
		return h.list(http.StatusConflict, view{Ctx: c, kept: out.Kept, done: len(out.Done)})
	}
	return c.Redirect(path, "bin.restored", len(out.Done))
}

func (v view) filters() ui.FilterBarProps {
	kind := ui.Field{Name: "kind", Label: v.P.T("bin.kind"), Value: v.filter.Kind, Options: []ui.Option{{Label: v.P.T("bin.kind.all")}}}
	for _, k := range v.kinds {
		kind.Options = append(kind.Options, ui.Option{Value: k, Label: v.P.T("bin.kinds." + k)})
	}
	return ui.FilterBarProps{Action: path, Selects: []ui.Field{kind}}
}

func (v view) table() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{
		Caption: t("bin.title"), CaptionHidden: true, Select: "id", Form: form, Loose: true,
		Columns: []ui.Column{{Label: t("bin.what"), Primary: true}, {Label: t("bin.kind")}, {Label: t("bin.who")}, {Label: t("bin.left")}, {Label: t("bin.do"), LabelHidden: true}},
	}
	for _, x := range v.data.Things {
		left := x.DaysLeft(v.Env.Clock.Now())
		row := ui.Row{
			Label: x.Name, Value: string(x.ID),
			Cells: []templ.Component{
				ui.TwoLines(v.name(x), v.about(x)), ui.Text(t("bin.kind." + x.Kind)), ui.TwoLines(v.who(x), v.P.DateTime(x.At)), ui.Text(t("bin.days", left)),
				ui.ActionButton(ui.Action{
					Label: t("bin.restore"), Icon: "undo", Method: "post", Href: path, Variant: ui.Quiet, Size: ui.Small,
					Values: []ui.HiddenValue{{Name: "id", Value: string(x.ID)}}, Note: x.Name,
				}),
			},
		}
		if left <= soon {
			row.Tone = ui.Warning
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (v view) name(x bin.Thing) string { return nameOf(v.P, x) }

// nameOf is what a thing is called: a contact has no name but its kind.
func nameOf(p *i18n.Printer, x bin.Thing) string {
	if x.Kind == "contact_moment" {
		return p.T("relation.record." + contactKind(x.About))
	}
	return x.Name
}

// contactKind is a kind of contact that people record; imports bring no others.
func contactKind(kind string) string {
	for _, k := range relation.RecordedKinds() {
		if string(k) == kind {
			return kind
		}
	}
	return string(relation.ContactNote)
}

// about is of what a thing is part.
func (v view) about(x bin.Thing) string {
	switch x.Kind {
	case "contact_moment":
		return x.Name
	case "saved_view":
		return v.P.T("list.name." + x.About)
	case "umbrella_membership":
		return v.P.T("bin.member_of", x.About)
	}
	return x.About
}

func (v view) who(x bin.Thing) string {
	if x.By == "" {
		return v.P.T("relation.history.system")
	}
	return x.By
}

// reasons are what could not come back, each with why.
func (v view) reasons() []string {
	out := make([]string, len(v.kept))
	for i, k := range v.kept {
		out[i] = nameOf(v.P, k.Thing) + ": " + v.P.T(k.Why.Key, k.Why.Args...)
	}
	return out
}

func (v view) pager() ui.PagerProps {
	if v.data.Next == "" {
		return ui.PagerProps{}
	}
	q := url.Values{"after": {v.data.Next}}
	if v.filter.Kind != "" {
		q.Set("kind", v.filter.Kind)
	}
	return ui.PagerProps{NextHref: path + "?" + q.Encode()}
}
