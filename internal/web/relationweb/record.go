package relationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordView is an organisation's page.
type recordView struct {
	*page.Ctx
	r      relation.Record
	filter relation.TimelineFilter
	form   contactForm
	open   bool              // show the form at once: it was refused, or there is nothing else to see yet
	counts []ui.CountButton  // of other nouns
	cards  []templ.Component // of other nouns
}

// Show shows an organisation.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.show(c, http.StatusOK, key, nil)
}

func (h *Pages) show(c *page.Ctx, status int, key id.ID, back *refused) error {
	v := recordView{Ctx: c, filter: relation.TimelineFilter(c.Query("show"))}
	if !slices.Contains(relation.TimelineFilters(), v.filter) {
		v.filter = relation.TimelineAll
	}
	if c.AsksFragment() && c.Query("preview") != "" {
		return h.preview(c, key)
	}
	var err error
	if v.r, err = h.relation.Record(c.Context(), c.Scope, key, v.filter, c.Query("after"), schoolyear.Of(c.Today()).First()); err != nil {
		return err
	}
	o := v.r.Organisation
	if o.ID != key && c.R.Method == http.MethodGet {
		return c.Redirect(home(o.ID), "") // merged into another
	}
	if v.records() {
		v.open = back != nil || c.Query("record") != "" || len(v.r.Lines) == 0
	}
	if v.open {
		v.form = fresh(c, o.ID, relation.RecordChoices{Unit: v.r.Unit, People: v.r.People})
		v.form.brief, v.form.typing = true, c.Query("record") != ""
		v.form.refuse(back)
	}
	for _, card := range h.cards {
		count, block, err := card(c, o.ID)
		if err != nil {
			return err
		}
		if count != nil {
			v.counts = append(v.counts, *count)
		}
		if block != nil {
			v.cards = append(v.cards, block)
		}
	}
	return c.Render(status, page.Head{Title: o.Name, Section: section, Wide: true}, record(v))
}

func (v recordView) records() bool { return v.r.Unit != "" }
func (v recordView) edits() bool   { return v.Scope.Can(access.OrganisationWrite) }

func (v recordView) relates() bool { return v.Scope.Can(access.RelationshipWrite) }

// nearest is the reader's own relationship, nil without one.
func (v recordView) nearest() *relation.Relationship {
	if len(v.r.Relationships) == 0 {
		return nil
	}
	return &v.r.Relationships[0]
}

// quietAfter is the number of days after which a company should hear from us again.
const quietAfter = 90

// next is the one thing to do now.
func (v recordView) next() *ui.Action {
	t, key := v.P.T, v.r.Organisation.ID
	if !v.records() {
		return nil
	}
	for _, a := range v.r.Actions {
		if a.Due <= v.Today() && a.Assignee == v.Scope.Account() {
			return &ui.Action{Label: t("relation.next.settle"), Icon: "check", Href: with("/record", url.Values{"org": {string(key)}, "action": {string(a.ID)}})}
		}
	}
	if len(v.r.People) == 0 && v.Scope.Can(access.PersonWrite) {
		return &ui.Action{Label: t("relation.next.person"), Icon: "user", Href: home(key) + "/people/new"}
	}
	return v.call()
}

// call is the action that opens the form for contact.
func (v recordView) call() *ui.Action {
	label := "relation.next.record"
	switch last := v.r.Last.At; {
	case last.IsZero():
		label = "relation.next.first"
	case clock.DateOf(last).DaysUntil(v.Today()) > quietAfter:
		label = "relation.next.again"
	}
	return &ui.Action{Label: v.P.T(label), Icon: "phone", Href: v.recordHref(), Attrs: v.fetchForm()}
}

// recordHref opens the form for contact on this page.
func (v recordView) recordHref() string {
	if v.open {
		return "#record-form"
	}
	return home(v.r.Organisation.ID) + "?record=1#record"
}

// fetchForm lets htmx put the form in its place without another page.
func (v recordView) fetchForm() templ.Attributes {
	if v.open {
		return templ.Attributes{"data-key": "c"}
	}
	return templ.Attributes{
		"data-key": "c", "hx-get": home(v.r.Organisation.ID) + "?record=1", "hx-select": "#record", "hx-target": "#record", "hx-swap": "outerHTML show:top",
	}
}

func (v recordView) head() ui.PageHeadProps {
	o, t := v.r.Organisation, v.P.T
	head := ui.PageHeadProps{
		Title: o.Name, Crumbs: []ui.Crumb{{Label: t("relation.title"), Href: "/relations"}}, Mark: ui.Avatar(o.Name), Meta: ui.Together(v.meta()...),
		Primary: v.next(), MoreLabel: t("relation.more"),
	}
	if v.records() && (head.Primary == nil || head.Primary.Attrs["data-key"] != "c") {
		head.Secondary = append(head.Secondary, *v.call())
	}
	for _, s := range v.r.Umbrellas {
		if s.To == "" {
			head.Crumbs = append(head.Crumbs, ui.Crumb{Label: s.Name, Href: home(s.Organisation)})
			break
		}
	}
	if v.edits() {
		head.More = append(head.More,
			ui.Action{Label: t("relation.do.edit"), Icon: "pencil", Href: home(o.ID) + "/edit", Attrs: templ.Attributes{"data-key": "e"}},
			ui.Action{Label: t("relation.do.umbrella"), Icon: "link", Href: home(o.ID) + "/umbrella"})
	}
	if v.Scope.Can(access.PersonWrite) {
		head.More = append(head.More, ui.Action{Label: t("relation.do.person"), Icon: "user", Href: home(o.ID) + "/people/new"})
	}
	if v.Scope.Can(access.OrganisationMerge) {
		head.More = append(head.More, ui.Action{Label: t("relation.merge.do"), Icon: "copy", Href: home(o.ID) + "/merge"})
	}
	if v.relates() {
		head.More = append(head.More, ui.Action{Label: t("relation.do.relationship"), Icon: "users", Href: home(o.ID) + "/relationship"})
	}
	if v.records() {
		head.More = append(head.More, ui.Action{Label: t("introduction.do"), Icon: "users", Href: home(o.ID) + "/introduction"})
	}
	head.More = append(head.More, ui.Action{Label: t("relation.do.history"), Icon: "clock", Href: home(o.ID) + "/history"})
	if v.edits() && o.Source != relation.SourceDUO && o.BRIN == "" {
		head.More = append(head.More, ui.Action{
			Label: t("relation.do.bin"), Icon: "trash", Method: "post", Href: home(o.ID) + "/bin", Variant: ui.Danger,
			Values: []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(o.Version)}},
		})
	}
	return head
}
