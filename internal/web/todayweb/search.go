package todayweb

import (
	"net/http"
	"strings"

	"schakel/internal/kernel/search"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// icons of the kinds of result.
var icons = map[search.Kind]string{search.Organisation: "building", search.Person: "user", search.Need: "question", search.Engagement: "handshake"}

// group is the results of one kind.
type group struct {
	label   string
	results []search.Result
}

// grouped puts results under their kinds, in the order of search.Kinds.
func grouped(p *i18n.Printer, found []search.Result) []group {
	var out []group
	for _, kind := range search.Kinds() {
		g := group{label: p.T("search.kind." + string(kind))}
		for _, r := range found {
			if r.Kind == kind {
				g.results = append(g.results, r)
			}
		}
		if len(g.results) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func paletteItems(found []search.Result, to func(kind string, key id.ID) string) []ui.PaletteItem {
	out := make([]ui.PaletteItem, len(found))
	for n, r := range found {
		out[n] = ui.PaletteItem{Label: r.Label, Sub: r.Sub, Href: to(string(r.Kind), r.ID), Icon: icons[r.Kind]}
	}
	return out
}

func listItems(found []search.Result) []ui.ListItem {
	out := make([]ui.ListItem, len(found))
	for n, r := range found {
		out[n] = ui.ListItem{Title: r.Label, Sub: r.Sub, Href: home(string(r.Kind), r.ID), Icon: icons[r.Kind]}
	}
	return out
}

// recordHome is where a contact with an organisation is recorded.
func recordHome(_ string, key id.ID) string { return "/record?org=" + string(key) }

// results is what the search page shows.
type results struct {
	query  string
	groups []group
	do     []ui.PaletteItem
	recent []search.Result
	more   bool
	near   bool // nothing has these words: typing errors were forgiven
}

// foundOnPage is how many results the page shows; who needs more types a word more.
const foundOnPage = 100

// Search is the palette as a page, for who has no JavaScript and for results that don't fit.
func (h *Pages) Search(c *page.Ctx) (err error) {
	r := results{query: strings.TrimSpace(c.Query("q"))}
	if r.query == "" {
		r.do = matching(c, "")
		r.recent, err = h.dashboard.Recent(c.Context(), c.Scope, 2*recentInPalette)
	} else {
		var found []search.Result
		found, err = h.search.Find(c.Context(), c.Scope, r.query, foundOnPage)
		r.groups, r.more = grouped(c.P, found), len(found) == foundOnPage
		r.near = len(found) > 0 && found[0].Near
		r.do = append(matching(c, r.query), pages(c, r.query)...)
	}
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("search.title")}, searchPage(c.P, r))
}
