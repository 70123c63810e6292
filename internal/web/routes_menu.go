package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/web/menuweb"
)

// tickLimit is for the form with the whole menu: every item has its own limits and a remark.
const tickLimit int64 = 512 << 10

// menuRoutes are the menu for staff: items, what companies offer, and inviting them to tick.
func menuRoutes(s Services) []route {
	h := menuweb.New(s.Menu, s.Network)
	show, act := pagesOf(access.C1)
	choose := act("POST /relations/{id}/menu", "organisation", "menu.chosen", access.OfferWrite)
	choose.Body = tickLimit
	invite := act("POST /menu/invite", "-", "menu.invited", access.OfferWrite, access.ContactRecord)
	invite.Class = access.C2 // contact.record is C2
	members := func(method, audit string) access.Route {
		r := show(method+" /relations/{id}/members/invite", "organisation", access.OfferWrite, access.ContactRecord)
		if r.Class, r.Audit = access.C2, audit; method == http.MethodPost { // contact.record is C2
			r.Body = formLimit
		}
		return r
	}
	letInvite := act("POST /relations/{id}/members/link", "organisation", "menu.members_link", access.OfferWrite, access.ContactRecord)
	letInvite.Class = access.C2 // contact.record is C2
	decide := func(pattern, object, audit string) access.Route {
		r := show(pattern, object, access.OrganisationWrite, access.PersonWrite, access.OfferWrite)
		if r.Class, r.Audit = access.C2, audit; r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	return []route{
		{show("GET /menu", "-", access.MenuRead), h.List},
		{act("POST /menu", "-", "menu.item_added", access.MenuManage), h.Add},
		{act("POST /menu/install", "-", "menu.installed", access.MenuManage), h.Install},
		{show("GET /menu/new", "-", access.MenuManage), h.New},
		{show("GET /menu/offers", "-", access.OfferRead), h.Offers},
		{show("GET /menu/invite", "-", access.OfferWrite), h.Invitees},
		{invite, h.Invite},
		{show("GET /relations/{id}/menu", "organisation", access.OfferWrite), h.Company},
		{choose, h.Choose},
		{act("POST /relations/{id}/menu/pause", "organisation", "menu.paused", access.OfferWrite), h.Pause},
		{act("POST /relations/{id}/menu/pause/stop", "organisation", "menu.resumed", access.OfferWrite), h.Resume},
		{members("GET", "-"), h.Members},
		{members("POST", "menu.members_invited"), h.InviteMembers},
		{letInvite, h.MembersLink},
		{show("GET /menu/share", "-", access.NetworkRead), h.Share},
		{decide("GET /menu/registrations", "-", "-"), h.Registrations},
		{decide("POST /registrations/{id}/approve", "registration", "registration.approved"), h.Approve},
		{decide("POST /registrations/{id}/refuse", "registration", "registration.refused"), h.Refuse},
		{show("GET /units/{id}/menu", "unit", access.MenuManage), h.Local},
		{act("POST /units/{id}/menu", "unit", "menu.local_edited", access.MenuManage), h.SaveLocal},
		{act("POST /units/{id}/menu/restore", "unit", "menu.local_restored", access.MenuManage), h.RestoreLocal},
		{show("GET /menu/{id}", "menu_item", access.MenuRead), h.Show},
		{act("POST /menu/{id}", "menu_item", "menu.item_edited", access.MenuManage), h.Save},
		{show("GET /menu/{id}/edit", "menu_item", access.MenuManage), h.Edit},
		{act("POST /menu/{id}/active", "menu_item", "menu.item_switched", access.MenuManage), h.Switch},
	}
}
