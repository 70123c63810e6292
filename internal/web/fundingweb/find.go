package fundingweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// findView is the first step of a form that is about an organisation: which one?
type findView struct {
	*page.Ctx
	title  string
	lead   string
	crumbs []ui.Crumb
	path   string // of the form; the choice is added as organisation=…
	text   string
	rows   []relation.ListRow
}

// find looks organisations up by name, so that a form can go on with the one that is chosen.
func (h *Pages) find(v findView) error {
	v.text = strings.TrimSpace(v.Query("q"))
	if v.text != "" {
		for _, group := range []relation.Group{relation.GroupCompanies, relation.GroupUmbrellas} {
			found, err := h.relation.List(v.Context(), v.Scope, relation.Filter{Text: v.text, Group: group})
			if err != nil {
				return err
			}
			v.rows = append(v.rows, found.Rows...)
		}
	}
	return v.Render(http.StatusOK, page.Head{Title: v.title, Section: section}, findPage(v))
}

func (v findView) items() []ui.ListItem {
	var items []ui.ListItem
	for _, r := range v.rows {
		items = append(items, ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: v.path + "?organisation=" + string(r.ID), Sub: r.Place})
	}
	return items
}

// organisation returns the organisation that the form is about.
func (h *Pages) organisation(c *page.Ctx, key id.ID) (relation.Organisation, error) {
	return h.relation.Organisation(c.Context(), c.Scope, key)
}
