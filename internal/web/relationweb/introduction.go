package relationweb

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/ui"
)

// broughtIn is how many others the organisation brought in; empty for none.
func (v recordView) broughtIn() string {
	n := 0
	for _, i := range v.r.Introductions {
		if i.Brought {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return v.P.Number(n)
}

// introductionItems are whom the organisation brought in, and by whom it was brought in.
func (v recordView) introductionItems() []ui.ListItem {
	out := make([]ui.ListItem, len(v.r.Introductions))
	for n, i := range v.r.Introductions {
		key := "introduction.was"
		if i.Brought {
			key = "introduction.brought"
		}
		item := ui.ListItem{Icon: "users", Title: i.OtherName, Href: home(i.Other), Sub: v.P.T(key, v.P.DateShort(i.On))}
		if i.PersonName != "" {
			item.Sub = v.P.T(key+".by", v.P.DateShort(i.On), i.PersonName)
		}
		if v.Scope.CanOn(access.ContactRecord, i.Unit) {
			item.Actions = []ui.Action{{
				Label: v.P.T("introduction.remove"), Icon: "trash", IconOnly: true, Variant: ui.Quiet, Size: ui.Small, Method: "post", Href: "/introductions/" + string(i.ID) + "/remove",
				Values: []ui.HiddenValue{{Name: "back", Value: home(v.r.Organisation.ID)}},
			}}
		}
		out[n] = item
	}
	return out
}
