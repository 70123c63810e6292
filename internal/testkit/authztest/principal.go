package authztest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/authztest/oracle"
)

// Principal is who calls: a browser with or without a session.
type Principal struct {
	Name    string
	Net     *Net // nil for a stranger
	Unit    string
	Scope   access.Scope
	Session id.ID // of a live one
	Person  oracle.Person
	token   string
	secret  string // of a token of the API with every scope
	address string
	shut    bool              // had access once, or has it after the second step of signing in
	stage   access.Stage      // of signing in, that was reached
	code    string            // of an app that is being set up, or of the second step
	passkey func() url.Values // of a form that adds one
	keyed   bool              // has a passkey
	secured bool              // has an app with codes
}

// Principals are all that the matrix calls with, those without access first.
func (f *Fixture) Principals() []*Principal {
	f.t.Helper()
	twente := f.Nets[0]
	out := []*Principal{{Name: "stranger"}}
	for _, name := range []string{"role taken back", "account disabled", "role ended", "role not begun", "session expired", "session idle", "session revoked"} {
		out = append(out, f.shutOut(twente, name))
	}
	out = append(out, f.halfway(twente, access.StageEnrol), f.halfway(twente, access.StageProve))
	for _, n := range f.Nets {
		for _, a := range []struct {
			name string
			sc   access.Scope
		}{
			{"admin", n.Admin},
			{"lead", n.Lead},
			{"controller", n.Controller},
			{"accountant", n.Accountant},
			{"privacy officer", n.Privacy},
			{"project leader", n.Project},
			{"relation manager", n.Relation},
			{"line lead", n.LineLead},
			{"project leader of Hengelo", n.ProjectHengelo},
			{"relation manager of Hengelo", n.RelationHengelo},
			{"teacher", n.Teacher},
			{"teacher of Canisius", n.TeacherCanisius},
			{"teacher of Montessori", n.TeacherHengelo},
			{"workgroup member", n.Member},
			{"stage coordinator", n.Stage},
		} {
			out = append(out, f.signedIn(n, a.name, a.sc))
		}
	}
	for _, a := range []struct { // wide roles on a narrow place
		name string
		role access.Role
		unit id.ID
	}{
		{"lead of Hengelo", access.RegionLead, f.Nets[0].Hengelo},
		{"controller of Almelo", access.Controller, f.Nets[0].Almelo},
		{"accountant of Almelo", access.Accountant, f.Nets[0].Almelo},
		{"admin of Hengelo", access.NetworkAdmin, f.Nets[0].Hengelo},
		{"privacy officer of Hengelo", access.PrivacyOfficer, f.Nets[0].Hengelo},
	} {
		mail := strings.ReplaceAll(a.name, " ", "-") + "@twente.example"
		out = append(out, f.signedIn(twente, a.name, f.Hire(f.t, twente.Region, mail, twente.word("colleague", ""), a.role, a.unit)))
	}
	for _, n := range f.Nets {
		out = append(out, f.atCompany(n))
	}
	out = append(out, f.inBoth())
	f.secondSteps(twente, out)
	for i, p := range out {
		p.address = fmt.Sprintf("198.51.%d.%d:1234", 100+i/200, 1+i%200)
	}
	return out
}

// signedIn is somebody with roles and a session.
func (f *Fixture) signedIn(n *Net, name string, sc access.Scope) *Principal {
	p := &Principal{Name: name + " in " + n.Name, Net: n, Scope: sc, Person: oracle.Person{Name: name, Network: text(n.ID), Account: text(sc.Account())}}
	p.Person.Held = f.heldBy(n, sc.Account())
	for _, h := range p.Person.Held {
		if h.Unit != "" {
			p.Unit = n.unitName(id.ID(h.Unit))
		}
	}
	p.token, p.Session = f.session(n, sc.Account())
	p.secret = f.apiToken(n, sc.Account())
	return p
}

// apiToken makes a token of the API with every scope. Like the session it is a row of the fixture's own: package token has its own tests.
// It counts as used just now, so that no request need note that it is.
func (f *Fixture) apiToken(n *Net, account id.ID) (secret string) {
	key := f.Kit.IDs.New()
	secret = token.Prefix + "of-" + string(key) + "-123"
	scopes := make(db.Strings, 0, len(token.Scopes()))
	for _, s := range token.Scopes() {
		scopes = append(scopes, string(s))
	}
	word := n.wordOf(oracle.Thing{Kind: "own", Account: text(account)}, "")
	f.exec(`INSERT INTO api_token (network_id, id, account_id, name, hint, token_hash, scopes, valid_to, created_at, created_by, last_used_at, operation_id)
		VALUES ($1, $2, $3, $4, 'skl_', $5, $6, $7, $8, $3, $8, $9)`, n.ID, key, account, word, token.Digest(secret), scopes, clock.Today(f.Clock).AddDays(300), f.Clock.Now(), f.Kit.IDs.New())
	n.add(&Object{Kind: "token", ID: key, Owner: account, Word: word})
	// A token asks for the second step of roles that guard something: a service stood for it. The matrix's own halfway have no token.
	f.exec(`INSERT INTO sign_in_identity (network_id, id, account_id, issuer, subject, label, created_at, proved_at, operation_id) VALUES ($1, $2, $3, $4, $2, '', $5, $5, $2)
		ON CONFLICT DO NOTHING`, n.ID, f.Kit.IDs.New(), account, nowhere, f.Clock.Now())
	return secret
}

// atCompany reports whether all roles of the principal stand on a company.
func (p *Principal) atCompany() bool {
	return len(p.Person.Held) > 0 && !slices.ContainsFunc(p.Person.Held, func(h oracle.Held) bool { return h.Company == "" })
}

// heldBy lists the roles that an account holds today.
func (f *Fixture) heldBy(n *Net, account id.ID) (out []oracle.Held) {
	type held struct {
		Role    string `db:"role"`
		Unit    id.ID  `db:"unit_id"`
		Company id.ID  `db:"organisation_id"`
	}
	for _, h := range find[held](f, `SELECT g.role, COALESCE(g.unit_id, '') AS unit_id, COALESCE(g.organisation_id, '') AS organisation_id FROM role_grant g JOIN account a ON a.id = g.account_id
		WHERE g.network_id = $1 AND g.account_id = $2 AND g.revoked_at IS NULL AND g.valid_from <= $3 AND (g.valid_to IS NULL OR g.valid_to >= $3)
			AND a.disabled_at IS NULL ORDER BY g.id`, n.ID, account, clock.Today(f.Clock)) {
		of := oracle.Held{Role: h.Role, Unit: text(h.Unit)}
		if h.Company != "" {
			of.Company = n.companyKey(n.tagOf(h.Company))
		}
		out = append(out, of)
	}
	return out
}

// session begins one. It is the only row that the fixture inserts itself: identity has its own tests.
func (f *Fixture) session(n *Net, account id.ID) (token string, key id.ID) {
	key = f.Kit.IDs.New()
	token = "session-of-" + string(key)
	sum := sha256.Sum256([]byte(token))
	now := f.Clock.Now()
	word := n.wordOf(oracle.Thing{Kind: "own", Account: text(account)}, "")
	f.exec(`INSERT INTO session (id, token_hash, account_id, network_id, method, address, created_at, last_seen_at, expires_at, proved_at)
		VALUES ($1, $2, $3, $4, 'password', $5, $6, $6, $7, $6)`, key, hex.EncodeToString(sum[:]), account, n.ID, word, now, now.Add(identity.AbsoluteLimit))
	n.add(&Object{Kind: "session", ID: key, Owner: account, Word: word})
	return token, key
}

func (f *Fixture) exec(text string, args ...any) {
	f.t.Helper()
	f.must(f.execOn(f.DB, text, args...))
}

func (*Fixture) execOn(d *db.DB, text string, args ...any) error {
	return d.Write(context.Background(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(text, args...))
		return err
	})
}

// shutOut is a project leader of Almelo whose access ended in some way, or has not begun.
func (f *Fixture) shutOut(n *Net, how string) *Principal {
	email := fmt.Sprintf("%s@parted.example", n.wordOf(oracle.Thing{Kind: "account"}, "almelo"))
	sc := f.Hire(f.t, n.Region, email, n.word("colleague", ""), access.RelationManager, n.Almelo)
	account := sc.Account()
	live := f.signedIn(n, how, sc)
	today := clock.Today(f.Clock)
	switch how {
	case "role taken back":
		f.must(n.svc().Network.RevokeRole(f.ctx(), n.Admin, one[id.ID](f, `SELECT id FROM role_grant WHERE account_id = $1`, account)))
	case "account disabled":
		f.must(n.svc().Identity.SetDisabled(f.ctx(), n.System, account, true))
	case "role ended", "role not begun":
		f.must(n.svc().Network.RevokeRole(f.ctx(), n.Admin, one[id.ID](f, `SELECT id FROM role_grant WHERE account_id = $1`, account)))
		in := network.RoleInput{Account: account, Role: access.ProjectLeader, Unit: n.Almelo, From: today.AddDays(-9), To: today.AddDays(-1)}
		if how == "role not begun" {
			in.From, in.To = today.AddDays(1), ""
		}
		f.must(n.svc().Network.GiveRole(f.ctx(), n.System, in))
	case "session expired":
		f.exec(`UPDATE session SET expires_at = $2 WHERE id = $1`, live.Session, f.Clock.Now())
		f.exec(`UPDATE api_token SET valid_to = $2 WHERE account_id = $1`, account, today.AddDays(-1))
	case "session idle":
		f.exec(`UPDATE session SET last_seen_at = $2 WHERE id = $1`, live.Session, f.Clock.Now().Add(-identity.IdleLimit-time.Second))
		live.secret = "" // a token has no such end: here somebody calls with none at all
	case "session revoked":
		f.exec(`UPDATE session SET revoked_at = $2 WHERE id = $1`, live.Session, f.Clock.Now())
		f.exec(`UPDATE api_token SET revoked_at = $2 WHERE account_id = $1`, account, f.Clock.Now())
	}
	return &Principal{Name: how, Unit: "almelo", token: live.token, secret: live.secret, shut: true}
}

// inBoth is a teacher here who is the administrator of the other network, with a session here.
func (f *Fixture) inBoth() *Principal {
	here, there := f.Nets[0], f.Nets[1]
	name := here.word("colleague", "")
	sc := f.Hire(f.t, here.Region, "both@beide.example", name, access.Teacher, here.Noordik)
	f.must(there.svc().Network.GiveRole(f.ctx(), there.System, network.RoleInput{Account: sc.Account(), Role: access.NetworkAdmin, Unit: there.Root, Reason: "test"}))
	there.also(name, "colleague", "")
	p := f.signedIn(here, "teacher who administers Zwolle", sc)
	p.Person.Elsewhere = []string{text(there.ID)}
	return p
}
