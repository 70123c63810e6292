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
	leave := act("POST /logout", "session.ended")
	leave.Before = halfway
	return []route{
		{door("GET /signin", "the door"), h.SignInForm},
		{enter("POST /signin", "whoever knows a password of an account; guessing is limited", "session.started"), h.SignIn},
		{door("GET /signin/{token}", "shows the button of a sign-in link; identity checks the token"), h.Link},
		{enter("POST /signin/{token}", "whoever holds a live sign-in link in the browser that asked for it", "session.started"), h.UseLink},
		{door("GET /join/{token}", "shows the form of an invitation; identity checks the token"), h.Invitation},
		{enter("POST /join/{token}", "whoever holds a live invitation", "account.joined"), h.Join},
		{leave, h.SignOut},
		{show("GET /account"), h.Account},
		{act("POST /account/name", "account.renamed"), h.Rename},
		{act("POST /account/password", "account.password_changed"), h.ChangePassword},
		{end, h.EndSession},
		{act("POST /account/sessions/others", "session.others_ended"), h.EndOthers},
		{show("GET /account/networks"), h.Networks},
		{act("POST /account/network", "session.started"), h.Switch},
	}
}
