package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/web/portal"
)

// portalRoutes are the pages behind the links in mails to companies: the menu and an invitation.
func portalRoutes(s Services) []route {
	behind := func(pattern string, kind link.Kind, action access.Action) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Link(string(kind), action), Credentials: viaLink, Class: access.C1, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	menu, invitation := portal.NewMenu(s.Menu), portal.NewInvitation(s.Need, s.Engagement)
	choose := behind("POST /m/{token}", link.Menu, access.OfferWrite)
	choose.Body, choose.Audit = tickLimit, "menu.chosen"
	answer := behind("POST /i/{token}", link.Invitation, access.InvitationAnswer)
	answer.Body, answer.Audit = formLimit, "invitation.answered"
	return []route{
		{behind("GET /m/{token}", link.Menu, access.OfferWrite), menu.Show},
		{choose, menu.Choose},
		{behind("GET /i/{token}", link.Invitation, access.InvitationAnswer), invitation.Show},
		{answer, invitation.Answer},
	}
}
