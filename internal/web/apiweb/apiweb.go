// Package apiweb explains the API to people: one page that is made from the table of its operations, and the OpenAPI document.
package apiweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/api"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about the API.
type Pages struct{ api *api.API }

// New makes the pages.
func New(a *api.API) *Pages { return &Pages{a} }

type view struct {
	*page.Ctx
	parts []api.Part
}

// Show explains the API.
func (h *Pages) Show(c *page.Ctx) error {
	v := view{c, h.api.Parts()}
	head := page.Head{Title: c.P.T("api.title"), Large: true}
	if c.SignedIn() {
		return c.Render(http.StatusOK, head, apiPage(v))
	}
	return c.RenderBare(http.StatusOK, head, apiPage(v))
}

// Document answers with the OpenAPI document.
func (h *Pages) Document(c *page.Ctx) error {
	doc := h.api.Document()
	header := c.W.Header()
	header.Set("Content-Type", "application/yaml; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(doc)))
	header.Set("Cache-Control", "public, max-age=300")
	if c.R.Method != http.MethodHead {
		_, _ = c.W.Write(doc) // the reader is gone: nobody to tell
	}
	return nil
}

func (v view) params(o api.Described) ui.TableProps {
	t := v.fieldTable("api.doc.params")
	for _, p := range o.Params {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{code(p.Name), ui.Muted(p.Kind), ui.Text(v.P.T(p.Key))}})
	}
	t.Caption = v.P.T("api.doc.params") + " " + o.Name
	return t
}

func (v view) fields(caption string, o api.Described, list []api.Field) ui.TableProps {
	t := v.fieldTable(caption)
	for _, f := range list {
		kind := f.Type
		if f.Required {
			kind += " · " + v.P.T("api.doc.required")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{code(f.Name), ui.Muted(kind), ui.Text(f.About)}})
	}
	t.Caption = v.P.T(caption) + " " + o.Name
	return t
}

func (v view) fieldTable(caption string) ui.TableProps {
	return ui.TableProps{
		Caption: v.P.T(caption), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("api.doc.name"), Primary: true}, {Label: v.P.T("api.doc.type")}, {Label: v.P.T("api.doc.about")}},
	}
}
