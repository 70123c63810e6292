package relationweb

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/export"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// listColumn is one column of a list, on the page and in a file.
type listColumn[T any] struct {
	key    string
	sort   relation.Sort
	sorts  bool
	off    bool                 // only when chosen
	bare   bool                 // its head is only read aloud
	right  access.Action        // who may see it; empty: all who see the list
	only   func(a address) bool // where it makes sense
	with   func(w *relation.With)
	cell   func(v *listView, r T) templ.Component
	export func(p *i18n.Printer, r T) export.Cell
}

func (col listColumn[T]) allowed(c *page.Ctx) bool { return col.right == "" || c.Scope.Can(col.right) }

// plain is a column of text.
func plain[T any](key string, off bool, text func(r T) string) listColumn[T] {
	return listColumn[T]{
		key: key, off: off,
		cell:   func(_ *listView, r T) templ.Component { return ui.Text(text(r)) },
		export: func(_ *i18n.Printer, r T) export.Cell { return export.Text(text(r)) },
	}
}

// since is a column that tells how long ago something was.
func since[T any](key string, never string, at func(r T) time.Time) listColumn[T] {
	return listColumn[T]{
		key: key,
		cell: func(v *listView, r T) templ.Component {
			if at(r).IsZero() {
				return ui.Muted(v.P.T(never))
			}
			return ui.Muted(v.P.DaysAgo(clock.DateOf(at(r)), v.Today()))
		},
		export: func(_ *i18n.Printer, r T) export.Cell {
			if at(r).IsZero() {
				return export.Cell{}
			}
			return export.Date(clock.DateOf(at(r)))
		},
	}
}

func (col listColumn[T]) by(s relation.Sort) listColumn[T] { col.sort, col.sorts = s, true; return col }
func (col listColumn[T]) hidden() listColumn[T]            { col.off = true; return col }
func (col listColumn[T]) needs(a access.Action) listColumn[T] {
	col.right = a
	return col
}

func (h *Pages) organisations() list[relation.ListRow] {
	type row = relation.ListRow
	related := func(w *relation.With) { w.Relationship = true }
	ofRelationship := func(key string, off bool, cell func(v *listView, r row) templ.Component, text func(p *i18n.Printer, r row) string) listColumn[row] {
		return listColumn[row]{
			key: key, off: off, right: access.RelationshipRead, with: related,
			cell: func(v *listView, r row) templ.Component {
				if r.Relationship.ID == "" {
					return ui.Text("")
				}
				return cell(v, r)
			},
			export: func(p *i18n.Printer, r row) export.Cell {
				if r.Relationship.ID == "" {
					return export.Text("")
				}
				return export.Text(text(p, r))
			},
		}
	}
	name := listColumn[row]{
		key: "name",
		cell: func(_ *listView, r row) templ.Component {
			return ui.TitleLink(home(r.ID), r.Name, strings.Join(r.Profiles, " · "))
		},
		export: func(_ *i18n.Printer, r row) export.Cell { return export.Text(r.Name) },
	}
	umbrella := plain("umbrella", false, func(r row) string { return r.Umbrella })
	umbrella.with = func(w *relation.With) { w.Umbrella = true }
	umbrella.only = func(a address) bool { return a.group == relation.GroupCompanies }
	tags := plain("tags", true, func(r row) string { return r.Tags })
	tags.with = func(w *relation.With) { w.Tags = true }
	tags.cell = func(_ *listView, r row) templ.Component { return tagList(r.Tags) }
	reached := func(key string, text func(r row) string) listColumn[row] {
		col := plain(key, true, text)
		col.with = func(w *relation.With) { w.Address = true }
		return col
	}
	phone := reached("phone", func(r row) string { return r.Phone })
	phone.cell = func(v *listView, r row) templ.Component { return phoneLink(v.P, r.Phone) }
	return list[row]{
		name: relation.ListOrganisations, path: "/relations",
		read: func(c *page.Ctx, f relation.Filter) (relation.Page[row], error) {
			found, err := h.relation.List(c.Context(), c.Scope, f)
			return relation.Page[row](found), err
		},
		row:  func(r row) (string, string) { return string(r.ID), r.Name },
		bulk: true,
		grouped: func(c *page.Ctx, f relation.Filter, g relation.Grouping) ([]row, error) {
			return h.relation.GroupOrganisations(c.Context(), c.Scope, f, g)
		},
		place: func(_ *listView, r row, _ string) (relation.InGroup, string) { return r.InGroup, r.Place },
		card:  func(_ *listView, r row) card { return card{key: string(r.ID), title: r.Name, href: home(r.ID)} },
		columns: []listColumn[row]{
			name.by(relation.SortName),
			plain("place", false, func(r row) string { return r.Place }).by(relation.SortPlace),
			umbrella,
			ofRelationship("depth", false, func(v *listView, r row) templ.Component { return v.depthChip(r.Relationship.Depth) },
				func(p *i18n.Printer, r row) string { return p.T("relation.depth." + string(r.Relationship.Depth)) }),
			ofRelationship("status", true, func(v *listView, r row) templ.Component {
				return ui.Text(v.P.T("relation.status." + string(r.Relationship.Status)))
			},
				func(p *i18n.Printer, r row) string { return p.T("relation.status." + string(r.Relationship.Status)) }),
			ofRelationship("owner", false, func(_ *listView, r row) templ.Component {
				return ui.TwoLines(r.Relationship.OwnerName, r.Relationship.UnitName)
			},
				func(_ *i18n.Printer, r row) string { return r.Relationship.OwnerName }),
			since("last", "relation.never", func(r row) time.Time { return r.LastContact }).needs(access.ContactRead).by(relation.SortContact),
			tags,
			plain("kvk", true, func(r row) string { return r.KVK }),
			reached("address", func(r row) string { return strings.TrimSpace(r.Street + " " + r.HouseNumber) }),
			reached("postcode", func(r row) string { return r.Postcode }),
			phone,
			reached("email", func(r row) string { return r.Email }),
			reached("website", func(r row) string { return r.Website }),
			since("new", "relation.never", func(r row) time.Time { return r.Created }).hidden().by(relation.SortCreated),
		},
	}
}

func (h *Pages) people() list[relation.PersonRow] {
	type row = relation.PersonRow
	name := listColumn[row]{
		key: "person",
		cell: func(_ *listView, r row) templ.Component {
			return ui.TitleLink(personHome(r.Person), r.Name, r.Title)
		},
		export: func(_ *i18n.Printer, r row) export.Cell { return export.Text(r.Name) },
	}
	company := plain("organisation", false, func(r row) string { return r.OrgName })
	company.cell = func(_ *listView, r row) templ.Component { return ui.Link(home(r.Organisation), r.OrgName) }
	email := plain("email", false, func(r row) string { return r.Email })
	email.cell = func(v *listView, r row) templ.Component {
		if r.Email == "" {
			return ui.Text("")
		}
		if r.NoMail {
			return ui.TwoLines(r.Email, v.P.T("relation.person.no_mail"))
		}
		return ui.Link("mailto:"+r.Email, r.Email)
	}
	phone := plain("phone", false, func(r row) string { return r.Phone })
	phone.cell = func(v *listView, r row) templ.Component { return phoneLink(v.P, r.Phone) }
	return list[row]{
		name: relation.ListPeople, path: "/relations/people",
		read: func(c *page.Ctx, f relation.Filter) (relation.Page[row], error) {
			return h.relation.ListPeople(c.Context(), c.Scope, f)
		},
		row: func(r row) (string, string) { return string(r.ID), r.Name },
		grouped: func(c *page.Ctx, f relation.Filter, g relation.Grouping) ([]row, error) {
			return h.relation.GroupPeople(c.Context(), c.Scope, f, g)
		},
		place: func(_ *listView, r row, by string) (relation.InGroup, string) {
			return r.InGroup, map[string]string{relation.ByOrganisation: r.OrgName, relation.AskPlace: r.Place}[by]
		},
		card: func(_ *listView, r row) card {
			return card{key: string(r.ID), title: r.Name, href: personHome(r.Person)}
		},
		columns: []listColumn[row]{
			name.by(relation.SortName),
			plain("title", true, func(r row) string { return r.Title }),
			company,
			plain("place", false, func(r row) string { return r.Place }),
			email,
			phone,
		},
	}
}

func (h *Pages) relationships() list[relation.RelationshipRow] {
	type row = relation.RelationshipRow
	name := listColumn[row]{
		key:    "name",
		cell:   func(_ *listView, r row) templ.Component { return ui.TitleLink(home(r.Organisation), r.Name, r.Place) },
		export: func(_ *i18n.Printer, r row) export.Cell { return export.Text(r.Name) },
	}
	depth := plain("depth", false, func(r row) string { return string(r.Depth) })
	depth.cell = func(v *listView, r row) templ.Component { return v.depthChip(r.Depth) }
	depth.export = func(p *i18n.Printer, r row) export.Cell { return export.Text(p.T("relation.depth." + string(r.Depth))) }
	status := plain("status", false, func(r row) string { return string(r.Status) })
	status.cell = func(v *listView, r row) templ.Component { return ui.Text(v.P.T("relation.status." + string(r.Status))) }
	status.export = func(p *i18n.Printer, r row) export.Cell {
		return export.Text(p.T("relation.status." + string(r.Status)))
	}
	tags := plain("tags", true, func(r row) string { return r.Tags })
	tags.with = func(w *relation.With) { w.Tags = true }
	tags.cell = func(_ *listView, r row) templ.Component { return tagList(r.Tags) }
	return list[row]{
		name: relation.ListRelationships, path: "/relations/relationships",
		read: func(c *page.Ctx, f relation.Filter) (relation.Page[row], error) {
			return h.relation.ListRelationships(c.Context(), c.Scope, f)
		},
		row:  func(r row) (string, string) { return string(r.ID), r.Name },
		bulk: true,
		grouped: func(c *page.Ctx, f relation.Filter, g relation.Grouping) ([]row, error) {
			return h.relation.GroupRelationships(c.Context(), c.Scope, f, g)
		},
		place: func(_ *listView, r row, by string) (relation.InGroup, string) {
			return r.InGroup, map[string]string{relation.AskOwner: r.OwnerName, relation.AskUnit: r.UnitName}[by]
		},
		card:    relationshipCard,
		prepare: h.keepers,
		columns: []listColumn[row]{
			name.by(relation.SortName),
			plain("place", true, func(r row) string { return r.Place }),
			plain("unit", false, func(r row) string { return r.UnitName }),
			plain("owner", false, func(r row) string { return r.OwnerName }),
			plain("deputy", true, func(r row) string { return r.DeputyName }),
			depth.by(relation.SortDepth),
			status.by(relation.SortStatus),
			since("last", "relation.never", func(r row) time.Time { return r.LastContact }).needs(access.ContactRead).by(relation.SortContact),
			tags,
		},
	}
}

// depthChip is the mark of a depth; a list draws each of them once.
func (v *listView) depthChip(d relation.Depth) templ.Component {
	chip, ok := v.depths[d]
	if !ok {
		if v.depths == nil {
			v.depths = map[relation.Depth]templ.Component{}
		}
		chip = depthChip(v.P, d)
		v.depths[d] = chip
	}
	return chip
}

// phoneLink calls a number, written as people write it.
func phoneLink(p *i18n.Printer, e164 string) templ.Component {
	if e164 == "" {
		return ui.Text("")
	}
	return ui.Link("tel:"+e164, ui.PhoneText(p, e164))
}

// tagList shows names of tags.
func tagList(names string) templ.Component {
	if names == "" {
		return ui.Text("")
	}
	var parts []templ.Component
	for _, n := range strings.Split(names, ", ") {
		parts = append(parts, ui.Tag(n))
	}
	return ui.Together(parts...)
}
