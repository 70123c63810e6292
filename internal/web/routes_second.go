package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/identityweb"
)

// The stages of signing in at which a route is open already.
var (
	whileProving   = []access.Stage{access.StageProve}
	whileEnrolling = []access.Stage{access.StageEnrol}
	halfway        = []access.Stage{access.StageProve, access.StageEnrol}
)

// secondRoutes are the second step of signing in: taking it, and looking after it.
func secondRoutes(s Services) []route {
	h := identityweb.New(s.Identity)
	show := func(pattern string, before []access.Stage) access.Route {
		return access.Route{Pattern: pattern, Policy: access.Needs(access.AccountOwn), Credentials: session, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-", Before: before}
	}
	act := func(pattern, audit string, before []access.Stage) access.Route {
		r := show(pattern, before)
		r.Body, r.Audit, r.Rate = formLimit, audit, access.RateSignIn
		return r
	}
	remove := act("POST /account/passkeys/{id}/remove", "second.passkey_removed", nil)
	remove.Object = "passkey"
	open := access.Route{
		Pattern: "GET /signin/passkey", Policy: access.Open("what a browser needs to ask a device for its passkey"), Credentials: anybody,
		Class: access.C0, Object: "-", Rate: access.RateSignIn, Audit: "-",
	}
	return []route{
		{show("GET /signin/second", halfway), h.SecondForm},
		{act("POST /signin/second", "session.started", whileProving), h.TakeSecond},
		{show("GET /account/second", whileEnrolling), h.Second},
		{act("POST /account/second/app", "second.app_begun", whileEnrolling), h.BeginApp},
		{show("GET /account/second/app", whileEnrolling), h.AppSetup},
		{act("POST /account/second/app/confirm", "second.app_added", whileEnrolling), h.ConfirmApp},
		{act("POST /account/second/app/remove", "second.app_removed", nil), h.RemoveApp},
		{show("GET /signin/second/passkey", whileProving), h.ProveOptions},
		{open, h.SignInOptions},
		{show("GET /account/passkeys/options", whileEnrolling), h.PasskeyOptions},
		{act("POST /account/passkeys", "second.passkey_added", whileEnrolling), h.AddPasskey},
		{remove, h.RemovePasskey},
		{act("POST /account/second/codes", "second.codes_made", nil), h.NewCodes},
	}
}
