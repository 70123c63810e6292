package todayweb

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// shortcutsView is the list of keys that work, as a page and as what "?" opens.
type shortcutsView struct {
	*page.Ctx
	groups []ui.ShortcutGroup
}

// Shortcuts lists the keys that work for the reader: as a page, and as a fragment for the dialog that "?" opens.
func (h *Pages) Shortcuts(c *page.Ctx) error {
	v := shortcutsView{Ctx: c, groups: shortcutGroups(c)}
	if c.AsksFragment() {
		return c.Fragment(shortcutsDialog(v))
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("shortcut.title"), Section: "shortcuts"}, shortcutsPage(v))
}

// shortcutGroups leaves out what the reader may not do. The keys themselves are read by assets/js/keys.js.
func shortcutGroups(c *page.Ctx) []ui.ShortcutGroup {
	can := c.Scope.Can
	var out []ui.ShortcutGroup
	group := func(name string, list ...ui.Shortcut) {
		g := ui.ShortcutGroup{Label: c.P.T("shortcut.group." + name)}
		for _, s := range list {
			if len(s.Keys) > 0 {
				g.List = append(g.List, s)
			}
		}
		if len(g.List) > 0 {
			out = append(out, g)
		}
	}
	key := func(what string, keys ...string) ui.Shortcut {
		return ui.Shortcut{Keys: keys, What: c.P.T("shortcut." + what)}
	}
	only := func(needs access.Action, s ui.Shortcut) ui.Shortcut {
		if !can(needs) {
			return ui.Shortcut{}
		}
		return s
	}
	group("everywhere", key("help", "?"), key("search", "/"), key("palette", "Ctrl", "K"), only(access.ContactRecord, key("record", "c")), key("close", "Esc"))
	var jumps []ui.Shortcut
	for _, n := range c.Pages() {
		if n.Key != "" {
			jumps = append(jumps, ui.Shortcut{Keys: []string{"g", n.Key}, What: n.Label, Then: true})
		}
	}
	group("jump", jumps...)
	if can(access.OrganisationRead) {
		group("list", key("next", "j"), key("previous", "k"), key("open", "o"), key("preview", "p"), only(access.RelationshipWrite, key("select", "x")),
			only(access.OrganisationWrite, key("edit_row", "e")), only(access.ContactRecord, key("record_row", "c")))
	}
	if can(access.RelationshipRead) || can(access.ContactRecord) {
		group("board", key("next_card", "j"), key("previous_card", "k"), key("next_column", "l"), key("previous_column", "h"), key("move_card", "m"))
	}
	group("record", only(access.ContactRecord, key("record_here", "c")), only(access.OrganisationWrite, key("edit", "e")))
	return out
}
