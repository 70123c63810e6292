package todayweb

import (
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// doing is something that a person may start from anywhere; its words are palette.do.KEY, and what else people call it
// palette.words.KEY.
type doing struct {
	key, href, icon string
	needs           []access.Action
}

// duo is what taking over schools asks for.
var duo = []access.Action{access.ImportRun, access.NetworkManage, access.OrganisationWrite}

// doings are in the order in which people need them.
var doings = []doing{
	{"need", "/needs/new", "question", []access.Action{access.NeedWrite}},
	{"record", "/record", "note", []access.Action{access.ContactRecord}},
	{"company", "/relations/new", "building", []access.Action{access.OrganisationWrite}},
	{"menu_invite", "/menu/invite", "send", []access.Action{access.OfferWrite, access.ContactRecord}},
	{"actions", "/actions", "phone", []access.Action{access.ContactRecord}},
	{"import", "/relations/import", "upload", []access.Action{access.ImportRun}},
	{"contribution", "/funding/contributions/new", "euro", []access.Action{access.ContributionRecord}},
	{"grant", "/funding/grants/new", "euro", []access.Action{access.GrantManage}},
	{"people", "/network/people", "users", []access.Action{access.RoleManage, access.RoleRead}},
	{"schools", "/network/duo", "school", duo},
}

// The sizes of the palette: what fits without scrolling much.
const (
	recentInPalette = 6
	foundInPalette  = 24
	foundPerKind    = 7
)

// Palette answers what is typed into the palette with things to open and to do, as a fragment.
func (h *Pages) Palette(c *page.Ctx) error {
	query := strings.TrimSpace(c.Query("q"))
	find := h.searchGroups
	if c.Query("mode") == "record" {
		find = h.recordGroups
	}
	groups, err := find(c, query)
	if err != nil {
		return err
	}
	return c.Fragment(ui.PaletteResults(query, groups))
}

// searchGroups are things to open and things to do.
func (h *Pages) searchGroups(c *page.Ctx, query string) ([]ui.PaletteGroup, error) {
	do := ui.PaletteGroup{Label: c.P.T("palette.group.do"), Items: matching(c, query)}
	if query == "" {
		recent, err := h.dashboard.Recent(c.Context(), c.Scope, recentInPalette)
		if err != nil {
			return nil, err
		}
		last := ui.PaletteGroup{Label: c.P.T("palette.group.recent"), Items: paletteItems(recent, home)}
		for n := range last.Items {
			last.Items[n].Hint = c.P.T("search.one." + string(recent[n].Kind))
		}
		return nonEmpty(do, last), nil
	}
	found, err := h.search.Find(c.Context(), c.Scope, query, foundInPalette)
	if err != nil {
		return nil, err
	}
	with, err := h.recordWith(c, query)
	if err != nil {
		return nil, err
	}
	groups := []ui.PaletteGroup{with}
	for _, g := range grouped(c.P, found) {
		groups = append(groups, ui.PaletteGroup{Label: g.label, Items: paletteItems(g.results[:min(len(g.results), foundPerKind)], home)})
	}
	pages := ui.PaletteGroup{Label: c.P.T("palette.group.pages"), Items: pages(c, query)}
	return nonEmpty(append(groups, do, pages)...), nil
}

// recordWith are the organisations with which a contact can be recorded when the query says so: "bel kolk".
func (h *Pages) recordWith(c *page.Ctx, query string) (ui.PaletteGroup, error) {
	group := ui.PaletteGroup{Label: c.P.T("palette.group.record")}
	verb, name, _ := strings.Cut(query, " ")
	name = strings.TrimSpace(name)
	if name == "" || len(verb) < 3 || !c.Scope.Can(access.ContactRecord) || !matches(c.P.T("palette.words.record"), verb) {
		return group, nil
	}
	found, err := h.search.Find(c.Context(), c.Scope, name, foundPerKind, search.Organisation)
	group.Items = paletteItems(found, recordHome)
	return group, err
}

// recordGroups are the organisations with which a contact can be recorded.
func (h *Pages) recordGroups(c *page.Ctx, query string) ([]ui.PaletteGroup, error) {
	if !c.Scope.Can(access.ContactRecord) {
		return h.searchGroups(c, query)
	}
	label := c.P.T("palette.group.record")
	var (
		found []search.Result
		err   error
	)
	if query == "" {
		found, err = h.dashboard.Recent(c.Context(), c.Scope, recentInPalette, search.Organisation)
		label = c.P.T("palette.group.record_recent")
	} else {
		found, err = h.search.Find(c.Context(), c.Scope, query, foundInPalette, search.Organisation)
	}
	if err != nil {
		return nil, err
	}
	groups := []ui.PaletteGroup{{Label: label, Items: paletteItems(found, recordHome)}}
	for _, d := range doings {
		if d.key == "record" && query == "" || d.key == "company" && c.Scope.Can(access.OrganisationWrite) {
			groups = append(groups, ui.PaletteGroup{Label: c.P.T("palette.group.do"), Items: []ui.PaletteItem{d.item(c.P)}})
			break
		}
	}
	return nonEmpty(groups...), nil
}

// matching are the things to do whose words begin with every word of the query.
func matching(c *page.Ctx, query string) []ui.PaletteItem {
	var out []ui.PaletteItem
	for _, d := range doings {
		if !may(c.Scope, d.needs) {
			continue
		}
		if matches(c.P.T("palette.do."+d.key)+" "+c.P.T("palette.words."+d.key), query) {
			out = append(out, d.item(c.P))
		}
	}
	return out
}

func (d doing) item(p *i18n.Printer) ui.PaletteItem {
	return ui.PaletteItem{Label: p.T("palette.do." + d.key), Href: d.href, Icon: d.icon}
}

func may(sc access.Scope, needs []access.Action) bool {
	for _, a := range needs {
		if !sc.Can(a) {
			return false
		}
	}
	return true
}

// pages are the pages of the main menu that match.
func pages(c *page.Ctx, query string) []ui.PaletteItem {
	var out []ui.PaletteItem
	for _, n := range c.Pages() {
		if matches(n.Label, query) {
			out = append(out, ui.PaletteItem{Label: n.Label, Href: n.Href, Icon: n.Icon})
		}
	}
	return out
}

// matches reports whether every word of the query begins a word of the text.
func matches(text, query string) bool {
	words := strings.Fields(check.Key(text))
next:
	for _, q := range strings.Fields(check.Key(query)) {
		for _, w := range words {
			if strings.HasPrefix(w, q) {
				continue next
			}
		}
		return false
	}
	return true
}

func nonEmpty(groups ...ui.PaletteGroup) []ui.PaletteGroup {
	var out []ui.PaletteGroup
	for _, g := range groups {
		if len(g.Items) > 0 {
			out = append(out, g)
		}
	}
	return out
}
