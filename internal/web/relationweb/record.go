package relationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"schakel/internal/domain/curriculum"
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
	head.More = append(head.More, ui.Action{Label: t("relation.do.history"), Icon: "clock", Href: home(o.ID) + "/history"})
	if v.edits() && o.Source != relation.SourceDUO && o.BRIN == "" {
		head.More = append(head.More, ui.Action{
			Label: t("relation.do.bin"), Icon: "trash", Method: "post", Href: home(o.ID) + "/bin", Variant: ui.Danger,
			Values: []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(o.Version)}},
		})
	}
	return head
}

// meta is the line under the name: what and where it is, how deep we are, who keeps it, the last contact, and counted links.
func (v recordView) meta() []templ.Component {
	t, o := v.P.T, v.r.Organisation
	var out []templ.Component
	if o.Kind != relation.KindCompany {
		out = append(out, ui.Tag(t("relation.kind."+string(o.Kind))))
	}
	if o.Place != "" {
		out = append(out, ui.FactLink("pin", with("/relations", url.Values{"place": {o.Place}}), v.place()))
	}
	if r := v.nearest(); r != nil {
		out = append(out, depthChip(v.P, r.Depth), ui.Dot(r.Accent, r.UnitName))
		if r.OwnerName != "" {
			out = append(out, ui.Fact("user", r.OwnerName))
		}
	}
	if last := v.r.Last; !last.At.IsZero() {
		text := t("relation.last", v.P.DaysAgo(clock.DateOf(last.At), v.Today()))
		if last.By != "" {
			text = t("relation.last_by", v.P.DaysAgo(clock.DateOf(last.At), v.Today()), last.By)
		}
		out = append(out, ui.FactLink("clock", "#timeline", text))
	}
	if asked, limit := v.r.Pressure.Asked, o.YearLimit; limit != nil && *limit > 0 && v.Scope.Can(access.ContactRead) {
		out = append(out, ui.FactLink("question", home(o.ID)+"?show=requests#timeline", t("relation.pressure.short", asked, *limit)))
	}
	return out
}

// place is where it is, and how far that is from the reader's school.
func (v recordView) place() string {
	if v.r.Metres == nil {
		return v.r.Organisation.Place
	}
	return v.P.T("relation.place_km", v.r.Organisation.Place, v.P.Number((*v.r.Metres+500)/1000))
}

// buttons lead to the lists behind the page, each with its count. What is not there has none.
func (v recordView) buttons() []ui.CountButton {
	t, key := v.P.T, v.r.Organisation.ID
	var out []ui.CountButton
	add := func(icon, label string, n int, href string) {
		if n > 0 {
			out = append(out, ui.CountButton{Icon: icon, Label: t(label, n), Count: v.P.Number(n), Href: href})
		}
	}
	add("flag", "relation.count.actions", len(v.r.Actions), "#actions")
	add("users", "relation.count.people", len(v.r.People), "#people")
	add("phone", "relation.count.talks", v.r.Lines[relation.TimelineTalks], home(key)+"?show=talks#timeline")
	add("question", "relation.count.requests", v.r.Lines[relation.TimelineRequests], home(key)+"?show=requests#timeline")
	add("building", "relation.count.members", v.r.MemberCount, with("/relations", url.Values{"umbrella": {string(key)}}))
	return append(out, v.counts...)
}

// facts are how to reach it and what it is.
func (v recordView) facts() []ui.Def {
	o, t := v.r.Organisation, v.P.T
	var out []ui.Def
	add := func(key, text, href string) {
		if strings.TrimSpace(text) != "" {
			out = append(out, ui.Def{Term: t("relation.field." + key), Text: text, Href: href})
		}
	}
	add("phone", phoneText(v.P, o.Phone), "tel:"+o.Phone)
	add("email", o.Email, "mailto:"+o.Email)
	add("website", strings.TrimPrefix(strings.TrimPrefix(o.Website, "https://"), "http://"), o.Website)
	add("address", strings.Join(nonEmpty(strings.TrimSpace(o.Street+" "+o.HouseNumber), strings.TrimSpace(o.Postcode+" "+o.Place)), ", "), "")
	add("kvk", strings.TrimSpace(o.KVK+" "+o.Establishment), "")
	add("brin", o.BRIN, "")
	if len(o.Profiles) > 0 {
		var tags []templ.Component
		for _, p := range o.Profiles {
			tags = append(tags, ui.TagLink(with("/relations", url.Values{"profile": {p}}), t("curriculum.profile."+curriculum.Profile(p).Key())))
		}
		out = append(out, ui.Def{Term: t("relation.field.profiles"), Detail: ui.Together(tags...)})
	}
	add("source", t("relation.source."+string(o.Source)), "")
	return out
}

func nonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// pressed reports whether there is something to tell about how much is asked.
func (v recordView) pressed() bool {
	return v.Scope.Can(access.ContactRead) && (v.r.Pressure.Asked > 0 || v.r.Pressure.Planned > 0 || v.r.Organisation.YearLimit != nil)
}

// meter is how much was asked of what the organisation allows; nil when it named no limit.
func (v recordView) meter() *ui.MeterProps {
	limit, asked := v.r.Organisation.YearLimit, v.r.Pressure.Asked
	if limit == nil || *limit == 0 {
		return nil
	}
	m := &ui.MeterProps{Label: v.P.T("relation.pressure.meter"), Value: int64(asked), Max: int64(max(*limit, asked)), ValueText: v.P.T("relation.pressure.of", asked, *limit), Kind: ui.Info}
	if asked >= *limit {
		m.Kind = ui.Warning
	}
	return m
}

// pressureText says who asked last.
func (v recordView) pressureText() string {
	p := v.r.Pressure
	if p.Asked == 0 {
		return v.P.T("relation.pressure.none")
	}
	return v.P.T("relation.pressure.last", p.Asked, p.LastAskedUnit, v.P.DaysAgo(clock.DateOf(p.LastAskedAt), v.Today()))
}

func (v recordView) peopleItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.r.People))
	for i, p := range v.r.People {
		item := ui.ListItem{Icon: "user", Title: p.Name, Sub: strings.Join(nonEmpty(p.Title, p.Email, phoneText(v.P, p.Phone)), " · ")}
		if v.Scope.Can(access.PersonWrite) {
			item.Href = v.personHref(p)
		}
		switch {
		case p.NoMail:
			item.Meta = ui.StatusChip(ui.Declined, v.P.T("relation.person.no_mail"))
		case p.Primary:
			item.Meta = ui.StatusChip(ui.Info, v.P.T("relation.person.primary"))
		}
		if p.Phone != "" {
			item.Actions = append(item.Actions, ui.Action{Label: v.P.T("relation.person.call"), Icon: "phone", Href: "tel:" + p.Phone, Variant: ui.Quiet, Size: ui.Small})
		}
		out[i] = item
	}
	return out
}

func (v recordView) personHref(p relation.ContactPerson) string {
	return home(v.r.Organisation.ID) + "/people/" + string(p.ID) + "/edit"
}

func (v recordView) memberItems(list []relation.Membership, own bool) []ui.ListItem {
	out := make([]ui.ListItem, len(list))
	for i, s := range list {
		out[i] = ui.ListItem{Icon: "building", Title: s.Name, Href: home(s.Organisation), Sub: v.period(s)}
		if own && s.To == "" && v.edits() {
			out[i].Actions = []ui.Action{{Label: v.P.T("relation.umbrella.leave"), Method: "post", Href: home(v.r.Organisation.ID) + "/umbrella/" + string(s.ID) + "/leave", Variant: ui.Quiet, Size: ui.Small}}
		}
	}
	return out
}

// period writes from when until when a membership holds.
func (v recordView) period(s relation.Membership) string {
	t := v.P.T
	switch {
	case s.From != "" && s.To != "":
		return t("relation.period.both", v.P.DateShort(s.From), v.P.DateShort(s.To))
	case s.To != "":
		return t("relation.period.to", v.P.DateShort(s.To))
	case s.From != "":
		return t("relation.period.from", v.P.DateShort(s.From))
	}
	return s.Place
}

func (v recordView) relationshipItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.r.Relationships))
	for i, r := range v.r.Relationships {
		var who []string
		if r.OwnerName != "" {
			who = append(who, r.OwnerName)
		}
		if r.DeputyName != "" {
			who = append(who, v.P.T("relation.deputy_is", r.DeputyName))
		}
		out[i] = ui.ListItem{Icon: "handshake", Title: r.UnitName, Sub: strings.Join(append(who, v.P.T("relation.status."+string(r.Status))), " · "), Meta: depthChip(v.P, r.Depth)}
		if v.Scope.CanOn(access.RelationshipWrite, r.Unit) {
			out[i].Href = with(home(r.Organisation)+"/relationship", url.Values{"unit": {string(r.Unit)}})
		}
	}
	return out
}

func (v recordView) actionItems() []ui.ListItem { return actionItems(v.Ctx, v.r.Actions, false) }

func (v recordView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, f := range relation.TimelineFilters() {
		n := v.r.Lines[f]
		if n == 0 && f != v.filter {
			continue
		}
		key := string(f)
		if f == relation.TimelineAll {
			key = "all"
		}
		out = append(out, ui.Tab{Label: v.P.T("relation.timeline." + key), Href: with(home(v.r.Organisation.ID), url.Values{"show": {string(f)}}) + "#timeline", Current: f == v.filter, Count: v.P.Number(n)})
	}
	return out
}

func (v recordView) more() ui.PagerProps {
	if v.r.Timeline.Next == "" {
		return ui.PagerProps{}
	}
	return ui.PagerProps{NextHref: with(home(v.r.Organisation.ID), url.Values{"show": {string(v.filter)}, "after": {v.r.Timeline.Next}}) + "#timeline"}
}

// month is the heading under which a moment stands.
func (v recordView) month(t time.Time) string {
	local := t.In(clock.Amsterdam())
	return v.P.Month(local.Month()) + " " + strconv.Itoa(local.Year())
}

func editAction(v recordView) *ui.Action {
	if !v.edits() {
		return nil
	}
	return &ui.Action{Label: v.P.T("relation.do.edit"), Icon: "pencil", Href: home(v.r.Organisation.ID) + "/edit"}
}

func addPerson(v recordView) *ui.Action {
	if !v.Scope.Can(access.PersonWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("relation.do.add"), Icon: "plus", Href: home(v.r.Organisation.ID) + "/people/new"}
}
