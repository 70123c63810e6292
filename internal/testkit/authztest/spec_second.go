package authztest

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/descope/virtualwebauthn"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
	"schakel/internal/testkit/passkeys"
)

// halfway is who has shown a password only.
var halfway = []access.Stage{access.StageEnrol, access.StageProve}

// secondSpecs are the second step of signing in. Somebody halfway reaches these and nothing else: the two principals without a
// second step are the matrix's own dimension for that.
var secondSpecs = map[string]Spec{
	"GET /signin/second": {Can: can(oracle.Own), Early: halfway, Silent: true, StatusFor: func(p *Principal) int {
		if p.stage == access.StageProve {
			return http.StatusOK
		}
		return http.StatusSeeOther
	}},
	"POST /signin/second": {Can: can(oracle.Own), Early: halfway[1:], Form: values("code", "000000"), Real: ownCode, StatusFor: func(p *Principal) int {
		if p.stage == access.StageProve {
			return http.StatusUnprocessableEntity
		}
		return http.StatusSeeOther
	}},
	"GET /account/second":                {Can: can(oracle.Own), Early: halfway[:1], Silent: true},
	"POST /account/second/app":           {Can: can(oracle.Own), Early: halfway[:1]},
	"GET /account/second/app":            {Can: can(oracle.Own), Early: halfway[:1], Silent: true, StatusFor: whenSettingUp(http.StatusOK)},
	"POST /account/second/app/confirm":   {Can: can(oracle.Own), Early: halfway[:1], Form: values("code", "000000"), Real: ownCode, StatusFor: whenSettingUp(http.StatusUnprocessableEntity)},
	"POST /account/second/app/remove":    {Can: can(oracle.Own), StatusFor: whenSecured},
	"GET /signin/passkey":                {Silent: true},
	"GET /signin/second/passkey":         {Can: can(oracle.Own), Early: halfway[1:], Silent: true, Status: http.StatusNotFound},
	"GET /account/passkeys/options":      {Can: can(oracle.Own), Early: halfway[:1], Silent: true},
	"POST /account/passkeys":             {Can: can(oracle.Own), Early: halfway[:1], Form: values("name", "laptop", "state", "x", "response", "{}"), Real: newPasskey, Status: http.StatusUnprocessableEntity},
	"POST /account/passkeys/{id}/remove": {Can: can(oracle.Own), Object: "passkey"},
	"POST /account/second/codes": {Can: can(oracle.Own), StatusFor: func(p *Principal) int {
		if p.keyed {
			return 0
		}
		return whenSecured(p)
	}},
}

// ownCode is the code that the principal's app shows.
func ownCode(p *Principal) url.Values { return form("code", p.code) }

// newPasskey is what the principal's device makes.
func newPasskey(p *Principal) url.Values {
	if p.passkey == nil {
		return nil
	}
	return p.passkey()
}

// makePasskey asks for the options in the principal's name and answers as a device would.
func (f *Fixture) makePasskey(n *Net, sc access.Scope) identity.PasskeyInput {
	const at = "http://schakel.test"
	session := identity.Session{Method: identity.ByPassword, CreatedAt: f.Clock.Now()}
	c, err := n.svc().Identity.PasskeyOptions(f.ctx(), sc, session, at)
	f.must(err)
	raw, err := json.Marshal(c.Options)
	f.must(err)
	options, err := virtualwebauthn.ParseAttestationOptions(string(raw))
	f.must(err)
	site := virtualwebauthn.RelyingParty{Name: "Schakel", ID: "schakel.test", Origin: at}
	answer := virtualwebauthn.CreateAttestationResponse(site, virtualwebauthn.NewAuthenticator(), passkeys.Credential(), *options)
	return identity.PasskeyInput{Name: "laptop", State: c.State, Response: answer}
}

// withPasskey gives a colleague a passkey, as an object of the matrix.
func (f *Fixture) withPasskey(n *Net, p *Principal) {
	session := identity.Session{Method: identity.ByPassword, CreatedAt: f.Clock.Now()}
	_, _, err := n.svc().Identity.AddPasskey(f.ctx(), p.Scope, session, "http://schakel.test", f.makePasskey(n, p.Scope), identity.Device{})
	f.must(err)
	n.add(&Object{Kind: "passkey", ID: one[id.ID](f, `SELECT id FROM passkey WHERE account_id = $1`, p.Scope.Account()), Owner: p.Scope.Account()})
}

// whenSettingUp is the status for who is setting up an app; all others are led back to the start.
func whenSettingUp(status int) func(*Principal) int {
	return func(p *Principal) int {
		if p.code != "" && p.stage == "" {
			return status
		}
		return http.StatusSeeOther
	}
}

func (p *Principal) netName() string {
	if p.Net == nil {
		return ""
	}
	return p.Net.Name
}

// whenSecured lets who has an app get as far as the audit row; all others are led back.
func whenSecured(p *Principal) int {
	if p.secured {
		return 0
	}
	return http.StatusSeeOther
}

// halfway is an administrator who has shown a password only: without a second step, or with one that was not taken.
func (f *Fixture) halfway(n *Net, stage access.Stage) *Principal {
	name := "administrator who must " + string(stage)
	sc := f.Hire(f.t, n.Region, string(stage)+"@halfway.example", "Halverwege", access.NetworkAdmin, n.Root)
	p := &Principal{Name: name, Unit: "root", shut: true, stage: stage}
	var key id.ID
	p.token, key = f.session(n, sc.Account())
	f.exec(`UPDATE session SET proved_at = NULL WHERE id = $1`, key)
	if stage == access.StageProve {
		_, secret := n.settingUp(sc)
		session := identity.Session{Method: identity.ByPassword, CreatedAt: f.Clock.Now()}
		_, codes, err := n.svc().Identity.ConfirmApp(f.ctx(), sc, session, got[string](f)(identity.AppCode(secret, f.Clock.Now())), identity.Device{})
		f.must(err)
		p.code = codes[0]
	}
	return p
}

// secondSteps gives one colleague an app, and has another begin with one.
func (f *Fixture) secondSteps(n *Net, all []*Principal) {
	for _, p := range all {
		if p.Name == "line lead in "+p.netName() || p.Name == "teacher in "+p.netName() {
			f.withPasskey(p.Net, p)
			f.withIdentity(p.Net, p)
			p.keyed = true
		}
		switch {
		case p.Net != n:
		case p.Name == "relation manager in "+n.Name:
			n.secured(p.Scope)
			p.secured = true
		case p.Name == "teacher of Canisius in "+n.Name:
			p.passkey = func() url.Values {
				in := f.makePasskey(n, p.Scope)
				return form("state", in.State, "response", in.Response)
			}
		case p.Name == "teacher of Montessori in "+n.Name:
			_, secret := n.settingUp(p.Scope)
			p.code = got[string](f)(identity.AppCode(secret, f.Clock.Now()))
		}
	}
}
