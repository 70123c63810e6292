package relationweb

import (
	"cmp"
	"net/http"
	"slices"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
)

// table is a view on its way into a file: the head, and the rows as they come.
type tableOut struct {
	header []string
	rows   func(row func(...export.Cell) error) error
}

// exported reads the view that the address names: its rows, order and columns.
func (h *Pages) exported(c *page.Ctx) (tableOut, error) {
	switch name := relation.ListName(c.Query("list")); name {
	case relation.ListOrganisations, "":
		return outOf(c, h.organisations(), func(f relation.Filter, row func(relation.ListRow) error) error {
			return h.relation.Export(c.Context(), c.Scope, f, row)
		})
	case relation.ListPeople:
		return outOf(c, h.people(), func(f relation.Filter, row func(relation.PersonRow) error) error {
			return h.relation.ExportPeople(c.Context(), c.Scope, f, row)
		})
	case relation.ListRelationships:
		return outOf(c, h.relationships(), func(f relation.Filter, row func(relation.RelationshipRow) error) error {
			return h.relation.ExportRelationships(c.Context(), c.Scope, f, row)
		})
	case relation.ListActions:
		return outOf(c, h.nextActions(), func(f relation.Filter, row func(relation.NextAction) error) error {
			return h.relation.ExportActions(c.Context(), c.Scope, f, row)
		})
	default:
		return tableOut{}, fault.NotFound("fault.not_found")
	}
}

// filterFor reads the filter of a view for a file. What cannot be read gives no file.
func filterFor(c *page.Ctx, name relation.ListName) (relation.Filter, address, error) {
	v := listView{Ctx: c, address: addressOf(c, name), name: name}
	if v.parse(); v.bad != nil {
		return relation.Filter{}, v.address, fault.Invalid("list.query.unreadable")
	}
	f := v.filter()
	f.After = ""
	return f, v.address, nil
}

func outOf[T any](c *page.Ctx, l list[T], read func(f relation.Filter, row func(T) error) error) (tableOut, error) {
	f, a, err := filterFor(c, l.name)
	if err != nil {
		return tableOut{}, err
	}
	columns := slices.DeleteFunc(l.chosen(c, a), func(col listColumn[T]) bool { return col.export == nil })
	var out tableOut
	for _, col := range columns {
		out.header = append(out.header, c.P.T("list.col."+col.key))
		if col.with != nil {
			col.with(&f.With)
		}
	}
	out.rows = func(row func(...export.Cell) error) error {
		return read(f, func(r T) error {
			cells := make([]export.Cell, len(columns))
			for i, col := range columns {
				cells[i] = col.export(c.P, r)
			}
			return row(cells...)
		})
	}
	return out, nil
}

// ExportCSV gives the view as CSV.
func (h *Pages) ExportCSV(c *page.Ctx) error { return h.export(c, "csv") }

// ExportXLSX gives the view as a spreadsheet.
func (h *Pages) ExportXLSX(c *page.Ctx) error { return h.export(c, "xlsx") }

func (h *Pages) export(c *page.Ctx, format string) error {
	out, err := h.exported(c)
	if err != nil {
		return err
	}
	return c.Table(c.P.T("relation.export_name"), format, func(w export.Writer) error {
		if err := w.Header(out.header...); err != nil {
			return err
		}
		return out.rows(w.Row)
	})
}

// ExportVCard gives the people or organisations of the view as address cards.
func (h *Pages) ExportVCard(c *page.Ctx) error {
	name := cmp.Or(relation.ListName(c.Query("list")), relation.ListOrganisations)
	if name != relation.ListPeople && name != relation.ListOrganisations {
		return fault.NotFound("fault.not_found")
	}
	f, _, err := filterFor(c, name)
	if err != nil {
		return err
	}
	f.With.Address = true
	return c.Download(c.P.T("relation.export_name")+".vcf", "text/vcard; charset=utf-8", func(w http.ResponseWriter) error {
		if name == relation.ListPeople {
			return h.relation.ExportPeople(c.Context(), c.Scope, f, func(r relation.PersonRow) error {
				return export.WriteCard(w, export.Card{Name: r.Name, Organisation: r.OrgName, Title: r.Title, Phone: r.Phone, Email: r.Email})
			})
		}
		return h.relation.Export(c.Context(), c.Scope, f, func(r relation.ListRow) error {
			return export.WriteCard(w, export.Card{
				Organisation: r.Name, Phone: r.Phone, Email: r.Email, URL: r.Website,
				Street: joined(r.Street, r.HouseNumber), Postcode: r.Postcode, Place: r.Place,
			})
		})
	})
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
