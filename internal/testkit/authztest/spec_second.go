package authztest

import (
	"net/http"
	"net/url"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
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
	"GET /account/second":              {Can: can(oracle.Own), Early: halfway[:1], Silent: true},
	"POST /account/second/app":         {Can: can(oracle.Own), Early: halfway[:1]},
	"GET /account/second/app":          {Can: can(oracle.Own), Early: halfway[:1], Silent: true, StatusFor: whenSettingUp(http.StatusOK)},
	"POST /account/second/app/confirm": {Can: can(oracle.Own), Early: halfway[:1], Form: values("code", "000000"), Real: ownCode, StatusFor: whenSettingUp(http.StatusUnprocessableEntity)},
	"POST /account/second/app/remove":  {Can: can(oracle.Own), StatusFor: whenSecured},
	"POST /account/second/codes":       {Can: can(oracle.Own), StatusFor: whenSecured},
}

// ownCode is the code that the principal's app shows.
func ownCode(p *Principal) url.Values { return form("code", p.code) }

// whenSettingUp is the status for who is setting up an app; all others are led back to the start.
func whenSettingUp(status int) func(*Principal) int {
	return func(p *Principal) int {
		if p.code != "" && p.stage == "" {
			return status
		}
		return http.StatusSeeOther
	}
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
	sc := f.Hire(f.t, n.Region, string(stage)+"@halfway.example", n.word("colleague", ""), access.NetworkAdmin, n.Root)
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
		switch {
		case p.Net != n:
		case p.Name == "relation manager in "+n.Name:
			n.secured(p.Scope)
			p.secured = true
		case p.Name == "lead in "+n.Name:
			_, secret := n.settingUp(p.Scope)
			p.code = got[string](f)(identity.AppCode(secret, f.Clock.Now()))
		}
	}
}
