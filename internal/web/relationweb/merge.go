package relationweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// choice is one field of which a merge keeps one of two values.
type choice struct{ name, label, kept, gone string }

// mergeView is the page on which two records stand side by side.
type mergeView struct {
	*page.Ctx
	kind                     relation.Referred
	kept, gone               id.ID
	keptName, goneName       string
	keptHref, goneHref       string
	keptVersion, goneVersion int
	choices                  []choice
	take                     []string
	counts                   []relation.Counted
	late                     bool
}

// Merge shows two organisations side by side; without a second one, those that it may be.
func (h *Pages) Merge(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	with := c.QueryID("with")
	if with == "" || with == key {
		return h.pickMerge(c, key)
	}
	return h.merge(c, http.StatusOK, key, with, nil, false)
}

func (h *Pages) merge(c *page.Ctx, status int, kept, gone id.ID, take []string, late bool) error {
	look, err := h.relation.LookAtMerge(c.Context(), c.Scope, kept, gone)
	if err != nil {
		return err
	}
	a, b := look.Kept.Input(), look.Gone.Input()
	v := mergeView{
		Ctx: c, kind: relation.ReferredOrganisation, kept: kept, gone: gone, keptName: a.Name, goneName: b.Name, keptHref: home(kept), goneHref: home(gone),
		keptVersion: look.Kept.Version, goneVersion: look.Gone.Version, counts: look.Counts, take: take, late: late,
	}
	x, y := v.texts(a), v.texts(b)
	for _, name := range relation.MergeFields() {
		v.choose(name, c.P.T("relation.merge.field."+name), x[name], y[name], take == nil)
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.merge.title"), Section: section}, merging(v))
}

// choose adds a field in which the two differ. What only the one that goes has is taken by itself.
func (v *mergeView) choose(name, label, kept, gone string, first bool) {
	if kept == gone {
		return
	}
	v.choices = append(v.choices, choice{name, label, kept, gone})
	if first && kept == "" {
		v.take = append(v.take, name)
	}
}

// texts are the fields of an organisation as people read them.
func (v mergeView) texts(in relation.OrganisationInput) map[string]string {
	f := flat(in)
	var profiles []string
	for _, o := range profileOptions(v.P) {
		for _, p := range in.Profiles {
			if p == o.Value {
				profiles = append(profiles, o.Label)
			}
		}
	}
	sbi := ""
	if in.SBICode != "" {
		sbi = in.SBICode + " (" + v.P.T("relation.sbi."+in.SBIVersion) + ")"
	}
	return map[string]string{
		"name": f["name"], "kvk": strings.Join(ui.NonEmpty(f["kvk"], f["establishment"]), " / "), "rsin": f["rsin"], "sbi_code": sbi,
		"address": strings.Join(ui.NonEmpty(strings.TrimSpace(f["street"]+" "+f["house_number"]), strings.TrimSpace(f["postcode"]+" "+f["place"])), ", "),
		"phone":   ui.PhoneText(v.P, f["phone"]), "email": f["email"], "website": f["website"], "profiles": strings.Join(profiles, ", "), "year_limit": f["year_limit"],
	}
}

// DoMerge makes two organisations one.
func (h *Pages) DoMerge(c *page.Ctx) error {
	in, err := mergeInput(c, relation.MergeFields())
	if err != nil {
		return err
	}
	merging, err := h.relation.MergeOrganisations(c.Context(), c.Scope, in)
	if f, ok := fault.As(err); ok && f.Kind == fault.KindConflict && f.Key == "fault.changed" {
		return h.merge(c, http.StatusConflict, in.Kept, in.Gone, in.Take, true)
	}
	if err != nil {
		return err
	}
	return c.RedirectUndo(home(in.Kept), "/merges/"+string(merging)+"/undo", string(merging), "relation.merged")
}

// mergeInput reads what is kept, what goes, and of which fields the other value is taken.
func mergeInput(c *page.Ctx, fields []string) (in relation.MergeInput, err error) {
	if in.Kept, err = c.ID(); err != nil {
		return in, err
	}
	form, err := c.Form()
	if err != nil {
		return in, err
	}
	in.Gone, in.KeptVersion, in.GoneVersion = form.ID("with"), form.Int("kept_version"), form.Int("gone_version")
	in.Take = []string{}
	for _, f := range fields {
		if form.Text("take."+f) == "gone" {
			in.Take = append(in.Take, f)
		}
	}
	return in, nil
}

// UndoMerge parts two records again.
func (h *Pages) UndoMerge(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	m, left, err := h.relation.UndoMerge(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	to := home(m.Gone)
	if m.Kind == relation.ReferredPerson {
		to = reviewPath(m.Kind)
	}
	if left > 0 {
		return c.Redirect(to, "relation.parted_left", left)
	}
	return c.Redirect(to, "relation.parted")
}

// MergePerson shows two people side by side.
func (h *Pages) MergePerson(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.mergePerson(c, http.StatusOK, key, c.QueryID("with"), nil, false)
}

func (h *Pages) mergePerson(c *page.Ctx, status int, kept, gone id.ID, take []string, late bool) error {
	look, err := h.relation.LookAtPersonMerge(c.Context(), c.Scope, kept, gone)
	if err != nil {
		return err
	}
	a, b := look.Kept, look.Gone
	v := mergeView{
		Ctx: c, kind: relation.ReferredPerson, kept: kept, gone: gone, keptName: a.Name, goneName: b.Name, keptHref: personHome(a.ID), goneHref: personHome(b.ID),
		keptVersion: a.Version, goneVersion: b.Version, counts: look.Counts, take: take, late: late,
	}
	t, first := c.P.T, take == nil
	v.choose("name", t("relation.person.name"), a.Name, b.Name, first)
	v.choose("email", t("relation.person.email"), a.Email, b.Email, first)
	v.choose("phone", t("relation.person.phone"), ui.PhoneText(c.P, a.Phone), ui.PhoneText(c.P, b.Phone), first)
	v.choose("lang", t("relation.person.lang"), t("ui.language."+a.Lang), t("ui.language."+b.Lang), first)
	return c.Render(status, page.Head{Title: t("relation.merge.title"), Section: section}, merging(v))
}

// DoMergePerson makes two people one.
func (h *Pages) DoMergePerson(c *page.Ctx) error {
	in, err := mergeInput(c, relation.PersonMergeFields())
	if err != nil {
		return err
	}
	merging, err := h.relation.MergePeople(c.Context(), c.Scope, in)
	if f, ok := fault.As(err); ok && f.Kind == fault.KindConflict && f.Key == "fault.changed" {
		return h.mergePerson(c, http.StatusConflict, in.Kept, in.Gone, in.Take, true)
	}
	if err != nil {
		return err
	}
	return c.RedirectUndo(reviewPath(relation.ReferredPerson), "/merges/"+string(merging)+"/undo", string(merging), "relation.merged")
}

func personHome(key id.ID) string { return "/people/" + string(key) }

func (v mergeView) action() string {
	if v.kind == relation.ReferredPerson {
		return personHome(v.kept) + "/merge"
	}
	return home(v.kept) + "/merge"
}

func (v mergeView) values() []ui.HiddenValue {
	return []ui.HiddenValue{
		{Name: "with", Value: string(v.gone)}, {Name: "kept_version", Value: strconv.Itoa(v.keptVersion)}, {Name: "gone_version", Value: strconv.Itoa(v.goneVersion)},
	}
}

// field is the choice between the two values.
func (v mergeView) field(c choice) ui.Field {
	f := ui.Field{Name: "take." + c.name, Label: c.label, Value: "kept", Required: true, Inline: true, Options: []ui.Option{
		{Value: "kept", Label: orNothing(v.P, c.kept)}, {Value: "gone", Label: orNothing(v.P, c.gone)},
	}}
	for _, t := range v.take {
		if t == c.name {
			f.Value = "gone"
		}
	}
	return f
}

// orNothing is a value, or a word for its absence.
func orNothing(p *i18n.Printer, s string) string {
	if s == "" {
		return p.T("relation.merge.nothing")
	}
	return s
}

// moving lists what goes along, or stays in the ledger.
func (v mergeView) moving(stay bool) []string {
	var out []string
	for _, c := range v.counts {
		if c.Stay == stay {
			out = append(out, v.P.T("relation.moves."+c.Label, c.Rows))
		}
	}
	return out
}

func (v mergeView) head() ui.PageHeadProps {
	t := v.P.T
	return ui.PageHeadProps{
		Title: t("relation.merge.title"), Lead: t("relation.merge.lead"),
		Crumbs:    []ui.Crumb{{Label: t("relation.title"), Href: "/relations"}, {Label: t("relation.duplicates"), Href: reviewPath(v.kind)}},
		Secondary: []ui.Action{{Label: t("relation.merge.swap"), Icon: "swap", Href: mergePath(v.kind, v.gone, v.kept)}},
	}
}

// pickView is the first step of a merge: with which other one?
type pickView struct {
	*page.Ctx
	o      relation.Organisation
	text   string
	likely []relation.Likely
	rows   []relation.ListRow
}

func (h *Pages) pickMerge(c *page.Ctx, key id.ID) error {
	v := pickView{Ctx: c, text: strings.TrimSpace(c.Query("q"))}
	var err error
	if v.o, v.likely, err = h.relation.LikelyTo(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.text != "" {
		list, err := h.relation.List(c.Context(), c.Scope, relation.Filter{Text: v.text})
		if err != nil {
			return err
		}
		v.rows = list.Rows[:min(len(list.Rows), 20)]
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.merge.title"), Section: section}, pickMerge(v))
}

func (v pickView) items() []ui.ListItem {
	var out []ui.ListItem
	if v.text == "" {
		for _, l := range v.likely {
			out = append(out, ui.ListItem{
				Mark: ui.Avatar(l.Organisation.Name), Title: l.Organisation.Name, Href: mergePath(relation.ReferredOrganisation, v.o.ID, l.Organisation.ID),
				Sub: strings.Join(ui.NonEmpty(l.Organisation.Place, v.P.T("relation.duplicates.why", ui.Words(v.P, "relation.same.", l.Why))), " · "),
			})
		}
	}
	for _, r := range v.rows {
		if r.ID != v.o.ID {
			out = append(out, ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: mergePath(relation.ReferredOrganisation, v.o.ID, r.ID), Sub: r.Place})
		}
	}
	return out
}

func (v pickView) path() string { return home(v.o.ID) + "/merge" }

// likelyItems are the records that a new one may be, above its form.
func likelyItems(c *page.Ctx, found []relation.Likely) []ui.ListItem {
	out := make([]ui.ListItem, len(found))
	for i, l := range found {
		out[i] = ui.ListItem{
			Mark: ui.Avatar(l.Organisation.Name), Title: l.Organisation.Name, Href: home(l.Organisation.ID),
			Sub: strings.Join(ui.NonEmpty(l.Organisation.Place, c.P.T("relation.duplicates.why", ui.Words(c.P, "relation.same.", l.Why))), " · "),
		}
	}
	return out
}

// likelyPeopleItems are the people whom a new one may be, each with a button that lets them work here too.
func likelyPeopleItems(c *page.Ctx, organisation id.ID, in relation.PersonInput, found []relation.LikelyPerson) []ui.ListItem {
	out := make([]ui.ListItem, len(found))
	for i, l := range found {
		out[i] = ui.ListItem{
			Mark: ui.Avatar(l.Name), Title: l.Name, Href: personHome(l.ID), Sub: strings.Join(ui.NonEmpty(l.Works, l.Email, ui.PhoneText(c.P, l.Phone)), " · "),
		}
		if l.WorksAt != organisation {
			out[i].Actions = []ui.Action{{
				Label: c.P.T("relation.position.here"), Icon: "plus", Href: with(home(organisation)+"/positions/new", url.Values{"person": {string(l.ID)}, "title": {in.Title}}), Size: ui.Small,
			}}
		}
	}
	return out
}
