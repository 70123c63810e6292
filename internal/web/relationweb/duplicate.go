package relationweb

import (
	"net/http"
	"net/url"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const duplicatesPath = "/relations/duplicates"

// reviewView is the list of records that are likely the same.
type reviewView struct {
	*page.Ctx
	r relation.Review
}

// Duplicates shows the pairs to look at, and the merges that can still be undone.
func (h *Pages) Duplicates(c *page.Ctx) error {
	r, err := h.relation.ReviewDuplicates(c.Context(), c.Scope, relation.Referred(c.Query("kind")), c.Query("after"))
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.duplicates"), Section: section}, duplicates(reviewView{c, r}))
}

// SearchDuplicates starts a search of the whole network.
func (h *Pages) SearchDuplicates(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	kind := relation.Referred(form.Text("kind"))
	if err := h.relation.SearchDuplicates(c.Context(), c.Scope, kind); err != nil {
		return err
	}
	return c.Redirect(reviewPath(kind), "relation.duplicates.started")
}

// NotDuplicates remembers that two records are two.
func (h *Pages) NotDuplicates(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	kind := relation.Referred(form.Text("kind"))
	if err := h.relation.NotDuplicates(c.Context(), c.Scope, kind, form.ID("a"), form.ID("b")); err != nil {
		return err
	}
	return c.Redirect(reviewPath(kind), "relation.duplicates.two")
}

func reviewPath(kind relation.Referred) string {
	if kind == relation.ReferredPerson {
		return duplicatesPath + "?kind=" + string(kind)
	}
	return duplicatesPath
}

func (v reviewView) head() ui.PageHeadProps {
	t := v.P.T
	return ui.PageHeadProps{
		Title: t("relation.duplicates"), Lead: t("relation.duplicates.lead"), Crumbs: []ui.Crumb{{Label: t("relation.title"), Href: "/relations"}},
		Secondary: []ui.Action{{Label: t("relation.duplicates.search"), Icon: "search", Method: "post", Href: duplicatesPath + "/search", Values: []ui.HiddenValue{{Name: "kind", Value: string(v.r.Kind)}}}},
	}
}

func (v reviewView) tabs() []ui.Tab {
	t := v.P.T
	return []ui.Tab{
		{Label: t("relation.duplicates.organisations"), Href: duplicatesPath, Current: v.r.Kind == relation.ReferredOrganisation},
		{Label: t("relation.duplicates.people"), Href: reviewPath(relation.ReferredPerson), Current: v.r.Kind == relation.ReferredPerson},
	}
}

// state tells how far the search is.
func (v reviewView) state() string {
	switch {
	case v.r.Started.IsZero():
		return ""
	case v.r.Running:
		return v.P.T("relation.duplicates.running", v.r.Looked)
	default:
		return v.P.T("relation.duplicates.looked", v.r.Looked, v.P.DaysAgo(clock.DateOf(v.r.Started), v.Today()))
	}
}

func (v reviewView) side(s relation.Side) string {
	return strings.Join(ui.NonEmpty(s.Place, ui.PhoneText(v.P, s.Reach)), " · ")
}

func (v reviewView) href(s relation.Side) string {
	if v.r.Kind == relation.ReferredPerson {
		return "/people/" + string(s.ID)
	}
	return home(s.ID)
}

// mergePath is the page on which two records are put beside each other.
func mergePath(kind relation.Referred, kept, gone id.ID) string {
	base := "/relations/"
	if kind == relation.ReferredPerson {
		base = "/people/"
	}
	return base + string(kept) + "/merge?" + url.Values{"with": {string(gone)}}.Encode()
}

func (v reviewView) apart(p relation.Pair) ui.Action {
	return ui.Action{
		Label: v.P.T("relation.duplicates.not"), Method: "post", Href: duplicatesPath + "/apart", Variant: ui.Quiet, Size: ui.Small,
		Values: []ui.HiddenValue{{Name: "kind", Value: string(v.r.Kind)}, {Name: "a", Value: string(p.A.ID)}, {Name: "b", Value: string(p.B.ID)}},
	}
}

func (v reviewView) compare(p relation.Pair) ui.Action {
	return ui.Action{Label: v.P.T("relation.duplicates.compare"), Icon: "eye", Href: mergePath(v.r.Kind, p.A.ID, p.B.ID), Size: ui.Small}
}

func (v reviewView) pager() ui.PagerProps {
	if v.r.Next == "" {
		return ui.PagerProps{}
	}
	kind := ""
	if v.r.Kind == relation.ReferredPerson {
		kind = string(v.r.Kind)
	}
	return ui.PagerProps{NextHref: with(duplicatesPath, url.Values{"kind": {kind}, "after": {v.r.Next}})}
}

// merges lists what can still be undone.
func (v reviewView) merges() []ui.ListItem {
	out := make([]ui.ListItem, len(v.r.Merges))
	for i, m := range v.r.Merges {
		out[i] = ui.ListItem{
			Icon: "link", Title: v.P.T("relation.merge.was", m.GoneName, m.KeptName), Sub: strings.Join(ui.NonEmpty(m.By, v.P.DaysAgo(clock.DateOf(m.At), v.Today())), " · "),
			Actions: []ui.Action{{Label: v.P.T("relation.merge.undo"), Icon: "undo", Method: "post", Href: "/merges/" + string(m.ID) + "/undo", Variant: ui.Quiet, Size: ui.Small}},
		}
		if m.Kind == relation.ReferredOrganisation {
			out[i].Href = home(m.Kept)
		}
	}
	return out
}
