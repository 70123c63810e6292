package identity_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/world"
)

// half is a session that waits for its second step.
type half struct {
	*house
	who     string
	token   string
	session identity.Session
	sc      access.Scope
}

// enter signs somebody in who has joined, with the password alone.
func (h *house) enter(t *testing.T, who string) half {
	t.Helper()
	started, err := h.SignIn(t.Context(), who+"@twente.example", good, laptop)
	if err != nil {
		t.Fatal(err)
	}
	session, sc := h.mustOpen(t, started.Token)
	return half{h, who, started.Token, session, sc}
}

// code is what the app shows, so many half minutes from now.
func (h *house) code(t *testing.T, secret string, steps int) string {
	t.Helper()
	code, err := identity.AppCode(secret, h.World.Clock.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// withApp sets up an app, and returns its secret, the recovery codes and the session's new token.
func (s half) withApp(t *testing.T) (secret string, codes []string, token string) {
	t.Helper()
	if err := s.BeginApp(t.Context(), s.sc, s.session, good, laptop); err != nil {
		t.Fatal(err)
	}
	setup, err := s.AppSetup(t.Context(), s.sc, s.session)
	if err != nil {
		t.Fatal(err)
	}
	d := laptop
	d.Previous = s.token
	started, codes, err := s.ConfirmApp(t.Context(), s.sc, s.session, s.code(t, setup.Secret, 0), d)
	if err != nil {
		t.Fatal(err)
	}
	return setup.Secret, codes, started.Token
}

func buildFor(t *testing.T, who ...string) *house {
	t.Helper()
	h := build(t)
	for _, w := range who {
		h.join(t, h.Twente, w)
	}
	return h
}

// Who needs a second step is one rule: roles that give rights, shape the network, decide on money or people's data, or see pupils.
func TestWhoNeedsASecondStep(t *testing.T) {
	t.Parallel()
	want := map[access.Role]bool{
		access.NetworkAdmin: true, access.RegionLead: true, access.Controller: true, access.ProjectLeader: true,
		access.StageCoordinator: true, access.PrivacyOfficer: true,
	}
	for _, r := range access.Roles() {
		if r.NeedsSecond() != want[r] {
			t.Errorf("%s: %t", r, r.NeedsSecond())
		}
	}
}

func TestWithoutASecondStep(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin", "stage", "teacher")
	for _, who := range []string{"admin", "stage"} {
		s := h.enter(t, who)
		if s.session.Stage != access.StageEnrol || len(s.sc.Roles()) != 0 || s.sc.Can(access.NetworkRead) || s.sc.Can(access.NeedRead) || !s.sc.Can(access.AccountOwn) {
			t.Errorf("%s: stage %q, roles %v", who, s.session.Stage, s.sc.Roles())
		}
	}
	if s := h.enter(t, "teacher"); s.session.Stage != "" || !s.sc.Can(access.NeedRead) {
		t.Errorf("teacher: stage %q", s.session.Stage)
	}
	t.Run("is let in where the operator says so", func(t *testing.T) {
		h.Relax()
		if s := h.enter(t, "admin"); s.session.Stage != "" || !s.sc.Can(access.RoleManage) {
			t.Errorf("stage %q", s.session.Stage)
		}
	})
}

func TestSettingUpAnApp(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin", "relation")
	s := h.enter(t, "admin")
	secret, codes, token := s.withApp(t)

	t.Run("lets in at once, under a new token", func(t *testing.T) {
		session, sc := h.mustOpen(t, token)
		if session.Stage != "" || session.ProvedAt == nil || !sc.Can(access.RoleManage) || token == s.token {
			t.Errorf("stage %q", session.Stage)
		}
		h.dead(t, s.token)
	})
	t.Run("gives ten codes, told by mail, and keeps nothing readable", func(t *testing.T) {
		if len(codes) != 10 || one[int](t, h, `SELECT COUNT(*) FROM mail_message WHERE letter = 'second_step' AND data LIKE '%app_added%'`) != 1 {
			t.Errorf("%d codes", len(codes))
		}
		kept := one[string](t, h, `SELECT t.secret || (SELECT string_agg(r.code_hash, ' ') FROM recovery_code r) FROM authenticator t`)
		for _, readable := range append([]string{secret}, codes...) {
			if strings.Contains(kept, readable) || strings.Contains(kept, strings.ReplaceAll(readable, "-", "")) {
				t.Errorf("%s stands in the database", readable)
			}
		}
	})
	t.Run("the code that set it up does not sign in", func(t *testing.T) {
		s := h.enter(t, "admin")
		if _, err := h.Prove(t.Context(), s.sc, s.session, h.code(t, secret, 0), laptop); key(err) != "identity.second.wrong" {
			t.Error(err)
		}
	})
	t.Run("a wrong first code, and one too late, set up nothing", func(t *testing.T) {
		s := h.enter(t, "relation")
		if err := h.BeginApp(t.Context(), s.sc, s.session, "", laptop); err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.ConfirmApp(t.Context(), s.sc, s.session, "000000", laptop); key(err) != "identity.second.wrong" {
			t.Error(err)
		}
		setup, err := h.AppSetup(t.Context(), s.sc, s.session)
		if err != nil {
			t.Fatal(err)
		}
		h.World.Clock.Advance(time.Hour)
		if _, _, err := h.ConfirmApp(t.Context(), s.sc, s.session, h.code(t, setup.Secret, 0), laptop); key(err) != "identity.second.no_setup" {
			t.Error(err)
		}
		if s := h.enter(t, "relation"); s.session.Stage != "" {
			t.Errorf("stage %q", s.session.Stage)
		}
	})
	t.Run("a later change asks for the password", func(t *testing.T) {
		s := h.enter(t, "relation")
		h.World.Clock.Advance(16 * time.Minute)
		for present, want := range map[string]string{"": "identity.wrong_present", "niet dit": "identity.wrong_present", good: ""} {
			if err := h.BeginApp(t.Context(), s.sc, s.session, present, laptop); key(err) != want {
				t.Errorf("%q: %v", present, err)
			}
		}
	})
}

func TestTakingTheSecondStep(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin")
	secret, codes, _ := h.enter(t, "admin").withApp(t)
	h.World.Clock.Advance(2 * time.Minute)

	t.Run("until then nothing is reached and nothing can be changed", func(t *testing.T) {
		s := h.enter(t, "admin")
		if s.session.Stage != access.StageProve || len(s.sc.Roles()) != 0 {
			t.Errorf("stage %q, %v", s.session.Stage, s.sc.Roles())
		}
		_, _, confirm := h.ConfirmApp(t.Context(), s.sc, s.session, "000000", laptop)
		_, setup := h.AppSetup(t.Context(), s.sc, s.session)
		_, renew := h.NewCodes(t.Context(), s.sc, s.session, good, laptop)
		for name, err := range map[string]error{
			"begin": h.BeginApp(t.Context(), s.sc, s.session, good, laptop), "setup": setup, "confirm": confirm, "codes": renew,
			"remove": h.RemoveApp(t.Context(), s.sc, s.session, good, laptop),
		} {
			if !fault.Is(err, fault.KindForbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("a code of now, or half a minute off, works once", func(t *testing.T) {
		for _, steps := range []int{-1, 0, 1} {
			code := h.code(t, secret, steps)
			s := h.enter(t, "admin")
			started, err := h.Prove(t.Context(), s.sc, s.session, code[:3]+" "+code[3:], laptop)
			if err != nil {
				t.Fatal(steps, err)
			}
			if session, sc := h.mustOpen(t, started.Token); session.Stage != "" || !sc.Can(access.RoleManage) {
				t.Errorf("stage %q", session.Stage)
			}
			if _, err := h.Prove(t.Context(), s.sc, s.session, code, laptop); key(err) != "identity.second.wrong" {
				t.Errorf("twice: %v", err)
			}
		}
	})
	t.Run("a code from before or after does not", func(t *testing.T) {
		h.World.Clock.Advance(5 * time.Minute)
		s := h.enter(t, "admin")
		for _, steps := range []int{-9, -2, 2, 9} {
			if _, err := h.Prove(t.Context(), s.sc, s.session, h.code(t, secret, steps), laptop); key(err) != "identity.second.wrong" {
				t.Error(steps, err)
			}
		}
	})
	t.Run("a recovery code works once, however it is typed, and is told by mail", func(t *testing.T) {
		s := h.enter(t, "admin")
		if _, err := h.Prove(t.Context(), s.sc, s.session, " "+strings.ToUpper(codes[3]), laptop); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Prove(t.Context(), s.sc, s.session, codes[3], laptop); key(err) != "identity.second.wrong" {
			t.Error(err)
		}
		if n := one[int](t, h, `SELECT COUNT(*) FROM mail_message WHERE letter = 'second_step' AND data LIKE '%code_used%'`); n != 1 {
			t.Errorf("%d mails", n)
		}
	})
	t.Run("switching networks takes it along", func(t *testing.T) {
		h.alsoIn(t, h.Zwolle, h.Twente.Accounts["admin"])
		s := h.enter(t, "admin")
		d := laptop
		d.Previous = s.token
		started, err := h.Prove(t.Context(), s.sc, s.session, codes[4], d)
		if err != nil {
			t.Fatal(err)
		}
		_, sc := h.mustOpen(t, started.Token)
		d.Previous = started.Token
		over, err := h.Switch(t.Context(), sc, identity.Session{}, h.Zwolle.ID, d)
		if err != nil {
			t.Fatal(err)
		}
		if session, _ := h.mustOpen(t, over.Token); session.Stage != "" || session.ProvedAt == nil {
			t.Errorf("stage %q", session.Stage)
		}
	})
}

// Fifty browsers send one code at the same time: exactly one gets in, for the app and for a recovery code.
func TestACodeWorksOnceAmongFifty(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin")
	secret, codes, _ := h.enter(t, "admin").withApp(t)
	h.World.Clock.Advance(time.Minute)
	for _, name := range []string{"app", "recovery"} {
		s, code := h.enter(t, "admin"), codes[0]
		if name == "app" {
			code = h.code(t, secret, 0)
		}
		var in, out atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				_, err := h.Prove(t.Context(), s.sc, s.session, code, laptop)
				switch {
				case err == nil:
					in.Add(1)
				case key(err) == "identity.second.wrong" || fault.Is(err, fault.KindLimit):
					out.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 || out.Load() != 49 {
			t.Errorf("%s: %d in, %d refused", name, in.Load(), out.Load())
		}
		h.World.Clock.Advance(16 * time.Minute)
	}
}

func TestGuessingCodesIsLimited(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin")
	secret, _, _ := h.enter(t, "admin").withApp(t)
	h.World.Clock.Advance(2 * time.Minute)
	s := h.enter(t, "admin")
	for i := range 10 {
		d := identity.Device{Address: "198.51.100." + string(rune('1'+i%9))}
		if _, err := h.Prove(t.Context(), s.sc, s.session, "12345"+string(rune('0'+i)), d); key(err) != "identity.second.wrong" {
			t.Fatal(i, err)
		}
	}
	if _, err := h.Prove(t.Context(), s.sc, s.session, h.code(t, secret, 0), laptop); !fault.Is(err, fault.KindLimit) {
		t.Errorf("the eleventh: %v", err)
	}
	h.World.Clock.Advance(16 * time.Minute)
	if _, err := h.Prove(t.Context(), s.sc, s.session, h.code(t, secret, 0), laptop); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestTakingTheAppAway(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin", "relation")
	t.Run("who needs it keeps the last", func(t *testing.T) {
		_, _, token := h.enter(t, "admin").withApp(t)
		session, sc := h.mustOpen(t, token)
		if err := h.RemoveApp(t.Context(), sc, session, good, laptop); key(err) != "identity.second.last" {
			t.Error(err)
		}
	})
	t.Run("others take it away, with its codes", func(t *testing.T) {
		_, codes, token := h.enter(t, "relation").withApp(t)
		session, sc := h.mustOpen(t, token)
		fresh, err := h.NewCodes(t.Context(), sc, session, "", laptop)
		if err != nil || len(fresh) != 10 || fresh[0] == codes[0] {
			t.Fatal(fresh, err)
		}
		if err := h.RemoveApp(t.Context(), sc, session, "", laptop); err != nil {
			t.Fatal(err)
		}
		if second, err := h.Second(t.Context(), sc); err != nil || second.Any() || second.Codes != 0 {
			t.Errorf("%+v %v", second, err)
		}
		if s := h.enter(t, "relation"); s.session.Stage != "" {
			t.Errorf("stage %q", s.session.Stage)
		}
	})
}

func TestResettingTheSecondStep(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin", "project", "relation", "teacher-hengelo")
	_, _, token := h.enter(t, "relation").withApp(t)
	h.enter(t, "project").withApp(t)
	h.enter(t, "teacher-hengelo").withApp(t)
	reset := func(sc access.Scope, r *world.Region, who, reason string) error {
		return h.World.Network.ResetSecond(t.Context(), sc, r.Accounts[who], reason)
	}
	const why = "telefoon kwijt, zelf gebeld"
	for name, c := range map[string]struct {
		by        access.Scope
		who, want string
	}{
		"without the right":        {h.Twente.Relation, "teacher-hengelo", "fault.forbidden"},
		"of somebody out of reach": {h.Twente.Project, "teacher-hengelo", "fault.not_found"},
		"of somebody higher":       {h.Twente.ProjectHengelo, "project", "fault.not_found"},
		"of one's own":             {h.Twente.Project, "project", "network.second.own"},
		"of another network":       {h.Zwolle.Admin, "relation", "fault.not_found"},
		"where there is none":      {h.Twente.Admin, "teacher", "identity.second.none"},
	} {
		if err := reset(c.by, h.Twente, c.who, why); key(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := reset(h.Twente.Admin, h.Twente, "relation", ""); key(err) != "field.required" {
		t.Errorf("without a reason: %v", err)
	}
	h.mustOpen(t, token)
	if err := reset(h.Twente.Project, h.Twente, "relation", why); err != nil {
		t.Fatal(err)
	}
	h.dead(t, token)
	if s := h.enter(t, "relation"); s.session.Stage != "" {
		t.Errorf("stage %q", s.session.Stage)
	}
	if n := one[int](t, h, `SELECT COUNT(*) FROM mail_message WHERE letter = 'second_step' AND data LIKE '%telefoon kwijt%' AND to_email = 'relation@twente.example'`); n != 1 {
		t.Errorf("%d mails to the owner", n)
	}
	if n := one[int](t, h, `SELECT COUNT(*) FROM audit_event WHERE action = 'second.reset' AND payload LIKE '%telefoon kwijt%'`); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	t.Run("of somebody who needs it elsewhere is the operator's", func(t *testing.T) {
		account := h.Twente.Accounts["project"]
		if err := h.World.Network.GiveRole(t.Context(), h.Zwolle.System, networkAdminOf(h, account)); err != nil {
			t.Fatal(err)
		}
		if err := reset(h.Twente.Admin, h.Twente, "project", why); key(err) != "network.second.elsewhere" {
			t.Error(err)
		}
		if err := h.Reset(t.Context(), h.Twente.Admin, account, why); !fault.Is(err, fault.KindForbidden) {
			t.Error(err)
		}
		if err := h.Reset(t.Context(), h.Twente.System, account, why); err != nil {
			t.Error(err)
		}
	})
}
