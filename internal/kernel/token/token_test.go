package token_test

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

type env struct {
	*world.World
	svc *token.Service
	r   *world.Region
}

func setup(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	links, err := link.NewKeeper([]byte(strings.Repeat("test secret ", 4)))
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	for _, r := range w.Regions() {
		for _, account := range r.Accounts {
			w.Secure(t, account)
		}
	}
	return &env{w, token.New(w.Kit, token.Second{Has: identity.HasSecond, Relaxed: identity.New(w.Kit, links, log).Relaxed}, log), w.Twente}
}

func (e *env) make(t *testing.T, sc access.Scope, scopes ...string) token.Made {
	t.Helper()
	made, err := e.svc.Make(t.Context(), sc, token.Input{Name: "Website", Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// A token can what its scopes name and its account may, and no more: not even mind the account.
func TestScopesAndRightsMeet(t *testing.T) {
	t.Parallel()
	e := setup(t)
	for _, who := range []access.Scope{e.r.Admin, e.r.Controller, e.r.Project, e.r.Teacher, e.r.Stage, e.r.Accountant, e.r.Privacy} {
		for _, s := range token.Scopes() {
			_, sc, err := e.svc.Open(t.Context(), e.make(t, who, string(s)).Secret)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range access.Actions() {
				want := who.Can(a) && (slices.Contains(s.Actions(), a) || a == access.Wall)
				if sc.Can(a) != want {
					t.Errorf("%v with %s: can %s is %v", who.Roles(), s, a, sc.Can(a))
				}
				for _, unit := range []id.ID{e.r.Root, e.r.Noordik, e.r.Montessori, e.Zwolle.Noordik} {
					if sc.CanOn(a, unit) && !who.CanOn(a, unit) {
						t.Errorf("%v with %s: %s on a unit out of reach", who.Roles(), s, a)
					}
				}
			}
		}
	}
}

func TestScopesReachNoPupilsAndNoAccount(t *testing.T) {
	t.Parallel()
	for _, s := range token.Scopes() {
		for _, a := range s.Actions() {
			if a.Class() == access.C3 || a == access.AccountOwn || a == access.RoleManage {
				t.Errorf("%s stands for %s", s, a)
			}
		}
	}
}

// Whatever ends a token ends it for the very next request, and the answer is always the same.
func TestEnds(t *testing.T) {
	t.Parallel()
	e := setup(t)
	for name, end := range map[string]func(sc access.Scope, m token.Made) error{
		"revoked": func(sc access.Scope, m token.Made) error { return e.svc.Revoke(t.Context(), sc, m.ID) },
		"role taken back": func(sc access.Scope, _ token.Made) error {
			var grant id.ID
			err := e.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
				grant, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM role_grant WHERE account_id = $1 LIMIT 1`, sc.Account()))
				return err
			})
			if err != nil {
				return err
			}
			return e.Network.RevokeRole(t.Context(), e.r.System, grant)
		},
		"account disabled": func(sc access.Scope, _ token.Made) error {
			return e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(`UPDATE account SET disabled_at = $2 WHERE id = $1`, sc.Account(), e.Clock.Now()))
				return err
			})
		},
	} {
		sc := e.Hire(t, e.r, strings.ReplaceAll(name, " ", "-")+"@twente.example", name, access.RelationManager, e.r.Almelo)
		m := e.make(t, sc, "organisation:read")
		if _, _, err := e.svc.Open(t.Context(), m.Secret); err != nil {
			t.Fatalf("%s: before: %v", name, err)
		}
		if err := end(sc, m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, _, err := e.svc.Open(t.Context(), m.Secret); !errors.Is(err, token.ErrUnknown) {
			t.Errorf("%s: still opens: %v", name, err)
		}
	}
	m := e.make(t, e.r.Teacher, "need:read")
	e.Clock.Advance(token.LongestDays * 24 * 3600e9)
	if _, _, err := e.svc.Open(t.Context(), m.Secret); err != nil {
		t.Errorf("on its last day: %v", err)
	}
	e.Clock.Advance(24 * 3600e9)
	if _, _, err := e.svc.Open(t.Context(), m.Secret); !errors.Is(err, token.ErrUnknown) {
		t.Errorf("expired, and opens: %v", err)
	}
}

// Rights that were lost after the token was made are lost for the token too.
func TestRightsAreThoseOfToday(t *testing.T) {
	t.Parallel()
	e := setup(t)
	sc := e.Hire(t, e.r, "twee@twente.example", "Twee", access.Teacher, e.r.Noordik)
	if err := e.Network.GiveRole(t.Context(), e.r.System, network.RoleInput{Account: sc.Account(), Role: access.RelationManager, Unit: e.r.Almelo}); err != nil {
		t.Fatal(err)
	}
	m := e.make(t, sc, "person:read", "need:read")
	_, before, err := e.svc.Open(t.Context(), m.Secret)
	if err != nil || !before.Can(access.PersonRead) {
		t.Fatalf("should read people: %v", err)
	}
	err = e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE role_grant SET revoked_at = $2 WHERE account_id = $1 AND role = 'relation_manager'`, sc.Account(), e.Clock.Now()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, after, err := e.svc.Open(t.Context(), m.Secret)
	if err != nil || after.Can(access.PersonRead) || !after.Can(access.NeedRead) {
		t.Errorf("reads people %v, needs %v, %v", after.Can(access.PersonRead), after.Can(access.NeedRead), err)
	}
}

// A token is no way around the second step: who must take one and has none has no live token, and who works at a company has none at all.
func TestATokenAsksForTheSecondStep(t *testing.T) {
	t.Parallel()
	e := setup(t)
	bare := e.Hire(t, e.r, "kaal@twente.example", "Kaal", access.Teacher, e.r.Noordik)
	m := e.make(t, bare, "need:read")
	opens := func(want bool, when string) {
		t.Helper()
		if _, _, err := e.svc.Open(t.Context(), m.Secret); (err == nil) != want || err != nil && !errors.Is(err, token.ErrUnknown) {
			t.Errorf("%s: %v", when, err)
		}
	}
	opens(true, "a role that guards nothing")
	if err := e.Network.GiveRole(t.Context(), e.r.System, network.RoleInput{Account: bare.Account(), Role: access.ProjectLeader, Unit: e.r.Almelo}); err != nil {
		t.Fatal(err)
	}
	opens(false, "a role that guards, without a second step")
	e.Secure(t, bare.Account())
	opens(true, "with one")
	err := e.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`DELETE FROM authenticator WHERE account_id = $1`, bare.Account()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	opens(false, "once it was taken away")
	if access.CompanyContact.May(access.TokenHold) {
		t.Error("somebody at a company may have tokens")
	}
}

func TestInput(t *testing.T) {
	t.Parallel()
	e := setup(t)
	for name, in := range map[string]token.Input{
		"name":     {Scopes: []string{"need:read"}},
		"scopes":   {Name: "Website"},
		"valid_to": {Name: "Website", Scopes: []string{"need:read"}, ValidTo: "2199-01-01"},
	} {
		_, err := e.svc.Make(t.Context(), e.r.Teacher, in)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[name].Key == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	m := e.make(t, e.r.Teacher, "need:read")
	if err := e.svc.Revoke(t.Context(), e.r.TeacherCanisius, m.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("somebody else revoked it: %v", err)
	}
	_, sc, err := e.svc.Open(t.Context(), m.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.svc.Make(t.Context(), sc, token.Input{Name: "Tweede", Scopes: []string{"need:read"}}); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a token made a token: %v", err)
	}
	for _, secret := range []string{"", "skl_", m.Secret + "x", m.Secret[:len(m.Secret)-1], "SKL_" + m.Secret[4:], strings.ToLower(m.Secret)} {
		if _, _, err := e.svc.Open(t.Context(), secret); !errors.Is(err, token.ErrUnknown) {
			t.Errorf("%q opens: %v", secret, err)
		}
	}
}

// Nobody gets rights through a program that they could not give: not by making it, not by making a token of it.
func TestProgramsGiveNobodyMore(t *testing.T) {
	t.Parallel()
	e := setup(t)
	add := func(sc access.Scope, role access.Role, unit id.ID) (id.ID, error) {
		return e.Network.AddServiceAccount(t.Context(), sc, network.ServiceInput{Name: "Website", Role: string(role), Unit: unit})
	}
	for _, role := range access.Roles() {
		_, err := add(e.r.Project, role, e.r.Almelo)
		if allowed := access.ProjectLeader.MayGrant(role); (err == nil) != allowed {
			t.Errorf("project leader makes a program that is %s: %v", role, err)
		}
	}
	if _, err := add(e.r.Project, access.Teacher, e.r.Montessori); err == nil {
		t.Error("a program on a unit out of reach")
	}
	strong, err := add(e.r.Admin, access.Controller, e.r.Almelo)
	if err != nil {
		t.Fatal(err)
	}
	in := token.Input{Name: "Website", Scopes: []string{"contribution:read"}}
	if _, err := e.Network.MakeServiceToken(t.Context(), e.r.Project, strong, in); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("project leader got a token that checks: %v", err)
	}
	if _, err := e.Network.MakeServiceToken(t.Context(), e.Zwolle.Admin, strong, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network's administrator: %v", err)
	}
	made, err := e.Network.MakeServiceToken(t.Context(), e.r.Admin, strong, in)
	if err != nil {
		t.Fatal(err)
	}
	_, sc, err := e.svc.Open(t.Context(), made.Secret)
	if err != nil || !sc.CanOn(access.ContributionRead, e.r.Noordik) || sc.Can(access.ContributionCheck) || sc.ActorName() != "Website" {
		t.Errorf("the program's token: %v", err)
	}
	if _, err := e.Network.MakeServiceToken(t.Context(), e.r.Admin, e.r.Teacher.Account(), in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a token of a person, made by somebody else: %v", err)
	}
	if err := e.Network.RevokeServiceToken(t.Context(), e.r.Project, strong, made.ID); err != nil {
		t.Errorf("whoever manages roles there can end it: %v", err)
	}
}
