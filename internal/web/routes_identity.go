package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/identityweb"
)

// identityRoutes are signing in, joining, and one's own account.
func identityRoutes(s Services) []route {
	h := identityweb.New(s.Identity)
	door := func(pattern, why string) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Open(why), Credentials: anybody, Class: access.C2, Object: "-", Rate: access.RateSignIn, Audit: "-"}
	}
	enter := func(pattern, why, audit string) access.Route {
		r := door(pattern, why)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	show := func(pattern string) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(access.AccountOwn), Credentials: session, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-"}
	}
	act := func(pattern, audit string) access.Route {
		r := show(pattern)
		r.Body, r.Audit = formLimit, audit
		return r
	}
	end := act("POST /account/sessions/{id}/end", "session.ended")
	end.Object = "session"
	unlink := act("POST /account/services/{id}/unlink", "identity.unlinked")
	unlink.Object = "identity"
	leave := act("POST /logout", "session.ended")
	leave.Before = halfway
	return []route{
		{door("GET /signin", "the door"), h.SignInForm},
		{enter("POST /signin", "whoever knows a password of an account; guessing is limited", "session.started"), h.SignIn},
		{door("GET /signin/{token}", "shows the button of a sign-in link; identity checks the token"), h.Link},
		{enter("POST /signin/{token}", "whoever holds a live sign-in link in the browser that asked for it", "session.started"), h.UseLink},
		{door("GET /join/{token}", "shows the form of an invitation; identity checks the token"), h.Invitation},
		{enter("POST /join/{token}", "whoever holds a live invitation", "account.joined"), h.Join},
		{door("GET /signin/with", "the sign-in services that are on"), h.Services},
		{enter("POST /signin/with", "sends whoever wants to sign in to a sign-in service that is on", "-"), h.ToService},
		{door("GET /signin/back", "shows the button that takes up what a sign-in service answered"), h.Back},
		{enter("POST /signin/back", "whoever a sign-in service vouches for, in the browser that asked; identity checks the answer", "session.started"), h.TakeBack},
		{leave, h.SignOut},
		{show("GET /account"), h.Account},
		{act("POST /account/name", "account.renamed"), h.Rename},
		{act("POST /account/password", "account.password_changed"), h.ChangePassword},
		{act("POST /account/services", "-"), h.LinkService},
		{act("POST /account/services/offer", "identity.linked"), h.TakeOffer},
		{unlink, h.UnlinkService},
		{end, h.EndSession},
		{act("POST /account/sessions/others", "session.others_ended"), h.EndOthers},
		{show("GET /account/networks"), h.Networks},
		{act("POST /account/network", "session.started"), h.Switch},
	}
}
