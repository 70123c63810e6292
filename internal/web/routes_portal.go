package web

import (
	"net/http"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/portal"
	"schakel/internal/web/umbrellaweb"
)

// portalRoutes are the pages behind the links in mails to companies: the menu and an invitation.
func portalRoutes(s Services) []route {
	behind := func(pattern string, kind link.Kind, action access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Link(string(kind), action), Credentials: viaLink, Class: access.C1, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	menu, invitation := portal.NewMenu(s.Menu, s.Relation), portal.NewInvitation(s.Need, s.Engagement)
	choose := behind("POST /m/{token}", link.Menu, access.OfferWrite)
	choose.Body, choose.Audit = tickLimit, "menu.chosen"
	confirm := behind("POST /m/{token}/klopt", link.Menu, access.OfferWrite)
	confirm.Body, confirm.Audit = formLimit, "menu.confirmed"
	answer := behind("POST /i/{token}", link.Invitation, access.InvitationAnswer)
	answer.Body, answer.Audit = formLimit, "invitation.answered"
	show := behind("GET /m/{token}", link.Menu, access.OfferWrite)
	show.Class = access.C2 // names the colleagues of who reads
	rest := func(path, audit string) access.Route {
		r := behind("POST /m/{token}"+path, link.Menu, access.OfferWrite)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	members := portal.NewMembers(s.Menu)
	invite := behind("POST /k/{token}", link.Members, access.MembersInvite)
	invite.Body, invite.Audit = formLimit, "menu.members_invited"
	return []route{
		{behind("GET /k/{token}", link.Members, access.MembersInvite), members.Show},
		{invite, members.Invite},
		{show, menu.Show},
		{choose, menu.Choose},
		{confirm, menu.Confirm},
		{rest("/pauze", "menu.paused"), menu.Pause},
		{rest("/pauze/stop", "menu.resumed"), menu.Resume},
		{behind("GET /i/{token}", link.Invitation, access.InvitationAnswer), invitation.Show},
		{answer, invitation.Answer},
	}
}

// claimRoutes are how a company says that it belongs to an umbrella, and how a colleague settles it.
func claimRoutes(s Services) []route {
	h, staff := portal.NewClaim(s.Relation), umbrellaweb.New(s.Relation, s.Engagement, s.Funding, s.Links)
	show := func(path string, kind link.Kind, action access.Action) access.Route {
		return access.Route{Pattern: "GET " + path, Policy: access.Link(string(kind), action), Credentials: viaLink, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	act := func(path string, kind link.Kind, action access.Action, audit string) access.Route {
		r := show(path, kind, action)
		r.Pattern, r.Rate, r.Body, r.Audit = "POST "+path, access.RateSignIn, formLimit, audit
		return r
	}
	decide := func(pattern, object, audit string, actions ...access.Action) access.Route {
		r := access.Route{Pattern: pattern, Policy: access.Needs(actions...), Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Audit: audit}
		if r.Method() == http.MethodPost {
			r.Body = formLimit
		}
		return r
	}
	const public, own, check = "/b/{token}", "/m/{token}/umbrella", "/c/{token}"
	return []route{
		{show(public, link.Belong, access.ClaimMake), h.Show},
		{act(public, link.Belong, access.ClaimMake, "claim.made"), h.Send},
		{show(own, link.Menu, access.ClaimMake), h.Show},
		{act(own, link.Menu, access.ClaimMake, "claim.made"), h.Send},
		{show(check, link.Claim, access.ClaimAnswer), h.ShowCheck},
		{act(check, link.Claim, access.ClaimAnswer, "claim.answered"), h.Check},

		{decide("GET /relations/claims", "-", "-", access.OrganisationWrite, access.PersonRead), staff.Claims},
		{decide("POST /claims/{id}/confirm", "membership_claim", "claim.confirmed", access.OrganisationWrite, access.PersonRead), staff.Confirm},
		{decide("POST /claims/{id}/refuse", "membership_claim", "claim.refused", access.OrganisationWrite, access.PersonRead), staff.Refuse},
		{decide("POST /relations/{id}/members/form", "organisation", "umbrella.form", access.OrganisationWrite), staff.SwitchForm},
	}
}
