package relationweb

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/ui"
)

// work leads from the lists to the pages with which a unit keeps its relationships.
func (v listView) work() []ui.Action {
	var out []ui.Action
	add := func(label, icon, href string, needs access.Action) {
		if v.Scope.Can(needs) {
			out = append(out, ui.Action{Label: v.P.T(label), Icon: icon, Href: href})
		}
	}
	add("contact.strategy", "target", strategyHome, access.RelationshipRead)
	add("contact.actions.units", "flag", "/actions/units", access.RelationshipRead)
	add("maildrop.title", "mail", "/relations/inbox", access.ContactRecord)
	add("contact.templates", "note", templatesHome, access.RelationshipWrite)
	return out
}
