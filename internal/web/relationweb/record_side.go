package relationweb

import (
	"net/url"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/web/ui"
)

func (v recordView) peopleItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.r.People))
	for i, p := range v.r.People {
		item := ui.ListItem{Icon: "user", Title: p.Name, Href: personHome(p.ID), Sub: strings.Join(ui.NonEmpty(p.Title, p.Email, ui.PhoneText(v.P, p.Phone)), " · ")}
		if v.Scope.Can(access.PersonWrite) {
			item.Href = v.personHref(p)
			item.Actions = append(item.Actions, *v.editPerson(p))
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

// personFields are the fields of a person that are edited in place; the rest of the form is on its own page.
var personFields = []string{"name", "title", "email", "phone"}

func (v recordView) editPerson(p relation.ContactPerson) *ui.Action {
	edit := ui.EditInPlace(v.P.T("relation.fact.edit", p.Name), v.personHref(p), personFields...)
	edit.Variant, edit.Size, edit.IconOnly = ui.Quiet, ui.Small, true
	return edit
}

func (v recordView) personHref(p relation.ContactPerson) string {
	return home(v.r.Organisation.ID) + "/people/" + string(p.ID) + "/edit"
}

func (v recordView) memberItems(list []relation.Membership, own bool) []ui.ListItem {
	out := make([]ui.ListItem, len(list))
	for i, s := range list {
		out[i] = ui.ListItem{Icon: "building", Title: s.Name, Href: home(s.Organisation), Sub: v.period(s)}
		if own && s.Via {
			out[i].Meta = ui.StatusChip(ui.Info, v.P.T("relation.umbrella.via"))
		}
		if own && s.To == "" && v.edits() {
			out[i].Actions = []ui.Action{v.viaAction(s), {Label: v.P.T("relation.umbrella.leave"), Method: "post", Href: home(v.r.Organisation.ID) + "/umbrella/" + string(s.ID) + "/leave", Variant: ui.Quiet, Size: ui.Small}}
		}
	}
	return out
}

// viaAction says that we reach the organisation through the umbrella, or no longer.
func (v recordView) viaAction(s relation.Membership) ui.Action {
	a := ui.Action{Label: v.P.T("relation.umbrella.via_on"), Method: "post", Href: home(v.r.Organisation.ID) + "/umbrella/" + string(s.ID) + "/via", Variant: ui.Quiet, Size: ui.Small}
	if s.Via {
		a.Label = v.P.T("relation.umbrella.via_off")
	} else {
		a.Values = []ui.HiddenValue{{Name: "on", Value: "1"}}
	}
	return a
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

func addPerson(v recordView) *ui.Action {
	if !v.Scope.Can(access.PersonWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("relation.do.person"), Icon: "plus", IconOnly: true, Href: home(v.r.Organisation.ID) + "/people/new"}
}
