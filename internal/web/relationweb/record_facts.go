package relationweb

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/web/ui"
)

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

// factFields are the facts of an organisation that can be edited in place, each with its fields of the form.
var factFields = map[string][]string{
	"phone": {"phone"}, "email": {"email"}, "website": {"website"}, "address": {"street", "house_number", "postcode", "place"},
	"kvk": {"kvk", "establishment"}, "rsin": {"rsin"}, "sbi_code": {"sbi_code", "sbi_version"}, "profiles": {"profiles"},
}

// facts are how to reach it and what it is. What is not known can be added, most wanted first.
func (v recordView) facts() []ui.Def {
	o, t := v.r.Organisation, v.P.T
	var (
		out     []ui.Def
		missing []ui.Action
	)
	add := func(key, text, href string, detail templ.Component) {
		if strings.TrimSpace(text) != "" {
			out = append(out, ui.Def{Term: t("relation.field." + key), Text: text, Href: href, Detail: detail, Edit: v.editFact(key, t("relation.fact.edit", t("relation.field."+key)))})
		} else if edit := v.editFact(key, t("relation.field."+key)); edit != nil {
			edit.Icon, edit.Size, edit.Variant = "plus", ui.Small, ui.Quiet
			missing = append(missing, *edit)
		}
	}
	add("phone", ui.PhoneText(v.P, o.Phone), "tel:"+o.Phone, nil)
	add("email", o.Email, "mailto:"+o.Email, nil)
	add("website", strings.TrimPrefix(strings.TrimPrefix(o.Website, "https://"), "http://"), o.Website, nil)
	add("address", strings.Join(ui.NonEmpty(strings.TrimSpace(o.Street+" "+o.HouseNumber), strings.TrimSpace(o.Postcode+" "+o.Place)), ", "), "", nil)
	add("kvk", strings.TrimSpace(o.KVK+" "+o.Establishment), "", nil)
	if o.RSIN != "" {
		add("rsin", o.RSIN, "", nil)
	}
	if o.SBICode != "" {
		add("sbi_code", o.SBICode, "", nil)
	}
	if o.BRIN != "" {
		add("brin", o.BRIN, "", nil)
	}
	add("profiles", strings.Join(o.Profiles, ", "), "", v.profiles())
	add("source", t("relation.source."+string(o.Source)), "", nil)
	if len(missing) > 0 {
		out = append(out, ui.Def{Term: t("relation.fact.missing"), Detail: missingFacts(missing)})
	}
	return out
}

// profiles are the profiles that fit, each a way to the others.
func (v recordView) profiles() templ.Component {
	var tags []templ.Component
	for _, p := range v.r.Organisation.Profiles {
		tags = append(tags, ui.TagLink(with("/relations", url.Values{"profile": {p}}), v.P.T("curriculum.profile."+curriculum.Profile(p).Key())))
	}
	return ui.Together(tags...)
}

// editFact leads to the fields of a fact; nil for what cannot be edited, or not by the reader.
func (v recordView) editFact(key, label string) *ui.Action {
	fields := factFields[key]
	if fields == nil || !v.edits() {
		return nil
	}
	return ui.EditInPlace(label, home(v.r.Organisation.ID)+"/edit", fields...)
}

// editLimit leads to the limit on what may be asked in a year.
func (v recordView) editLimit() *ui.Action {
	if !v.edits() {
		return nil
	}
	return ui.EditInPlace(v.P.T("relation.do.edit"), home(v.r.Organisation.ID)+"/edit", "year_limit")
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

func editAction(v recordView) *ui.Action {
	if !v.edits() {
		return nil
	}
	return &ui.Action{Label: v.P.T("relation.do.edit"), Icon: "pencil", Href: home(v.r.Organisation.ID) + "/edit"}
}
