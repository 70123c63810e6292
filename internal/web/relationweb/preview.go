package relationweb

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// previewLines is how many lines of the timeline a summary shows.
const previewLines = 5

// preview answers with the summary of an organisation that stands beside a list.
func (h *Pages) preview(c *page.Ctx, key id.ID) error {
	v := recordView{Ctx: c}
	var err error
	if v.r, err = h.relation.Record(c.Context(), c.Scope, key, relation.TimelineAll, "", schoolyear.Of(c.Today()).First()); err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "no-store")
	return c.Fragment(preview(v))
}

// previewMeta is the line under the name: what and where it is, how deep we are and who keeps it.
func (v recordView) previewMeta() []templ.Component {
	o := v.r.Organisation
	var out []templ.Component
	if o.Kind != relation.KindCompany {
		out = append(out, ui.Tag(v.P.T("relation.kind."+string(o.Kind))))
	}
	if o.Place != "" {
		out = append(out, ui.Fact("pin", v.place()))
	}
	if r := v.nearest(); r != nil {
		out = append(out, depthChip(v.P, r.Depth))
		if r.OwnerName != "" {
			out = append(out, ui.Fact("user", r.OwnerName))
		}
	}
	return out
}

// previewDo are the buttons of a summary: the page itself, and the one thing to do now.
func (v recordView) previewDo() []ui.Action {
	key := v.r.Organisation.ID
	out := []ui.Action{{Label: v.P.T("list.preview.open"), Icon: "arrow-right", Href: home(key), Size: ui.Small}}
	if next := v.next(); next != nil {
		if next.Attrs["data-key"] != nil { // the form that stands on the page itself
			next.Href = home(key) + "?record=1#record"
		}
		next.Attrs, next.Size, next.Variant = nil, ui.Small, ui.Primary
		out = append([]ui.Action{*next}, out...)
	}
	return out
}

// previewFacts are how to reach it.
func (v recordView) previewFacts() []templ.Component {
	o := v.r.Organisation
	var out []templ.Component
	if o.Phone != "" {
		out = append(out, ui.FactLink("phone", "tel:"+o.Phone, ui.PhoneText(v.P, o.Phone)))
	}
	if o.Email != "" {
		out = append(out, ui.FactLink("mail", "mailto:"+o.Email, o.Email))
	}
	if o.Website != "" {
		out = append(out, ui.FactLink("globe", o.Website, strings.TrimPrefix(strings.TrimPrefix(o.Website, "https://"), "http://")))
	}
	return out
}

// previewPeople are the people there; they are edited on the page itself.
func (v recordView) previewPeople() []ui.ListItem {
	out := v.peopleItems()
	for i := range out {
		out[i].Actions = slices.DeleteFunc(out[i].Actions, func(a ui.Action) bool { return a.IconOnly })
	}
	return out
}

// previewTimeline are the last lines, without headings.
func (v recordView) previewTimeline() []ui.ListItem {
	lines := v.r.Timeline.Entries
	out := make([]ui.ListItem, 0, previewLines)
	for _, e := range lines[:min(len(lines), previewLines)] {
		line := v.line(e)
		sub := strings.Join(ui.NonEmpty(v.P.DaysAgo(clock.DateOf(e.At), v.Today()), line.By), " · ")
		out = append(out, ui.ListItem{Icon: line.Icon, Tone: line.Kind, Title: line.Title, Href: line.Href, Sub: sub})
	}
	return out
}
