package relationweb

import (
	"net/http"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// mentionsView lists the contacts whose notes call for the reader.
type mentionsView struct {
	*page.Ctx
	list []relation.Mention
}

// Mentions shows the notes that call for the reader.
func (h *Pages) Mentions(c *page.Ctx) error {
	list, err := h.relation.Mentions(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("contact.mentions"), Section: "today"}, mentions(mentionsView{c, list}))
}

// SeeMention takes a note off the reader's list.
func (h *Pages) SeeMention(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.relation.SeeMention(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect("/mentions", "contact.mention.seen")
}

func (v mentionsView) items() []ui.ListItem {
	out := make([]ui.ListItem, len(v.list))
	for i, m := range v.list {
		out[i] = ui.ListItem{
			Icon: kindIcons[m.Kind], Title: m.OrganisationName, Href: home(m.Organisation) + "#timeline", Sub: v.P.T("contact.mention.by", m.By, m.Note),
			Meta:    ui.Muted(v.P.DaysAgo(clock.DateOf(m.At), v.Today())),
			Actions: []ui.Action{{Label: v.P.T("contact.mention.see"), Icon: "check", Method: "post", Href: "/mentions/" + string(m.ID) + "/seen", Size: ui.Small}},
		}
	}
	return out
}

// Colleagues answers with the colleagues who may be called for in a note: the choice under the text while somebody types.
func (h *Pages) Colleagues(c *page.Ctx) error {
	people, err := h.relation.Mentionable(c.Context(), c.Scope, c.QueryID("unit"), c.Query("q"))
	if err != nil {
		return err
	}
	return c.Fragment(colleagues(people))
}
