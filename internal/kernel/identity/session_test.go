package identity_test

import (
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	type scene struct {
		*house
		token   string
		session identity.Session
		sc      access.Scope
	}
	for name, end := range map[string]func(t *testing.T, s scene){
		"by signing out": func(t *testing.T, s scene) {
			if err := s.SignOut(t.Context(), s.sc, s.session.ID); err != nil {
				t.Fatal(err)
			}
		},
		"by idling": func(_ *testing.T, s scene) { s.World.Clock.Advance(identity.IdleLimit) },
		"at the absolute limit, however busy": func(t *testing.T, s scene) {
			for range int(identity.AbsoluteLimit/(7*time.Hour)) - 1 {
				s.World.Clock.Advance(7 * time.Hour)
				s.mustOpen(t, s.token)
			}
			s.World.Clock.Advance(7 * time.Hour)
		},
		"when the account is disabled": func(t *testing.T, s scene) {
			if err := s.SetDisabled(t.Context(), s.Twente.System, s.sc.Account(), true); err != nil {
				t.Fatal(err)
			}
		},
		"when the last role is revoked": func(t *testing.T, s scene) {
			grant := one[id.ID](t, s.house, `SELECT id FROM role_grant WHERE account_id = $1 LIMIT 1`, s.sc.Account())
			if err := s.World.Network.RevokeRole(t.Context(), s.Twente.Admin, grant); err != nil {
				t.Fatal(err)
			}
		},
		"when the password is changed elsewhere": func(t *testing.T, s scene) {
			other, err := s.SignIn(t.Context(), "relation@twente.example", good, laptop)
			if err != nil {
				t.Fatal(err)
			}
			session, sc := s.mustOpen(t, other.Token)
			if err := s.ChangePassword(t.Context(), sc, session, identity.PasswordInput{Present: good, Next: better}, laptop); err != nil {
				t.Fatal(err)
			}
			s.mustOpen(t, other.Token)
		},
		"when all others are revoked": func(t *testing.T, s scene) {
			other, err := s.SignIn(t.Context(), "relation@twente.example", good, laptop)
			if err != nil {
				t.Fatal(err)
			}
			if n, err := s.RevokeOthers(t.Context(), s.sc, other.Session); err != nil || n != 1 {
				t.Fatal(n, err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := build(t)
			started := h.join(t, h.Twente, "relation")
			session, sc := h.mustOpen(t, started.Token)
			end(t, scene{h, started.Token, session, sc})
			h.dead(t, started.Token)
			h.dead(t, started.Token)
		})
	}
}

func TestSessionLivesWhileUsed(t *testing.T) {
	t.Parallel()
	h := build(t)
	started := h.join(t, h.Twente, "relation")
	seen := `SELECT last_seen_at FROM session WHERE id = $1 LIMIT 1`
	begin := one[time.Time](t, h, seen, started.Session)
	h.World.Clock.Advance(59 * time.Second)
	h.mustOpen(t, started.Token)
	if at := one[time.Time](t, h, seen, started.Session); !at.Equal(begin) {
		t.Error("written within a minute")
	}
	h.World.Clock.Advance(time.Second)
	h.mustOpen(t, started.Token)
	if at := one[time.Time](t, h, seen, started.Session); !at.Equal(begin.Add(time.Minute)) {
		t.Errorf("seen at %v", at)
	}
	for _, token := range []string{"", "x", started.Token + "A", started.Token[1:]} {
		h.dead(t, token)
	}
}

func TestOwnSessions(t *testing.T) {
	t.Parallel()
	h := build(t)
	mine, other := h.join(t, h.Twente, "relation"), h.join(t, h.Twente, "teacher")
	phone, err := h.SignIn(t.Context(), "relation@twente.example", good, identity.Device{Address: "2001:db8::1", UserAgent: "Phone"})
	if err != nil {
		t.Fatal(err)
	}
	_, sc := h.mustOpen(t, mine.Token)
	t.Run("are listed, those of others not", func(t *testing.T) {
		places, err := h.Sessions(t.Context(), sc)
		if err != nil || len(places) != 2 {
			t.Fatalf("%d places, %v", len(places), err)
		}
		for _, p := range places {
			if p.ID == other.Session || p.Network != "Twente" {
				t.Errorf("%+v", p)
			}
		}
	})
	t.Run("somebody else's is not found and goes on", func(t *testing.T) {
		if err := h.Revoke(t.Context(), sc, other.Session); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
		h.mustOpen(t, other.Token)
	})
	t.Run("one is revoked, the rest goes on", func(t *testing.T) {
		if err := h.Revoke(t.Context(), sc, phone.Session); err != nil {
			t.Fatal(err)
		}
		h.dead(t, phone.Token)
		h.mustOpen(t, mine.Token)
		if places, err := h.Sessions(t.Context(), sc); err != nil || len(places) != 1 {
			t.Errorf("%d places, %v", len(places), err)
		}
		if err := h.Revoke(t.Context(), sc, phone.Session); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("revoked twice: %v", err)
		}
	})
	t.Run("the zero scope has none", func(t *testing.T) {
		if err := h.Revoke(t.Context(), access.Scope{}, mine.Session); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
		if _, err := h.Sessions(t.Context(), access.Scope{}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTwoNetworks(t *testing.T) {
	t.Parallel()
	h := build(t)
	account := h.Twente.Accounts["relation"]
	first := h.join(t, h.Twente, "relation")
	_, sc := h.mustOpen(t, first.Token)
	if _, err := h.Switch(t.Context(), sc, identity.Session{}, h.Zwolle.ID, laptop); !fault.Is(err, fault.KindNotFound) {
		t.Fatalf("a network without a role: %v", err)
	}
	h.alsoIn(t, h.Zwolle, account)
	d := laptop
	d.Previous = first.Token
	h.World.Clock.Advance(time.Minute)
	second, err := h.Switch(t.Context(), sc, identity.Session{}, h.Zwolle.ID, d)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("a session is in one network; switching ends the one before", func(t *testing.T) {
		_, there := h.mustOpen(t, second.Token)
		if there.Network() != h.Zwolle.ID || there.CanOn(access.NeedRead, h.Twente.Noordik) || !there.CanOn(access.NeedRead, h.Zwolle.Noordik) {
			t.Error("the session reaches the wrong network")
		}
		h.dead(t, first.Token)
	})
	t.Run("sign-in goes where the account last worked", func(t *testing.T) {
		h.World.Clock.Advance(time.Minute)
		again, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop)
		if err != nil || again.Network != h.Zwolle.ID || again.Choose {
			t.Errorf("%+v %v", again, err)
		}
		_, sc := h.mustOpen(t, again.Token)
		list, err := h.Networks(t.Context(), sc)
		if err != nil || len(list) != 2 || list[0].ID != h.Zwolle.ID {
			t.Errorf("%+v %v", list, err)
		}
	})
	t.Run("an account that never worked anywhere is asked to choose", func(t *testing.T) {
		h.alsoIn(t, h.Zwolle, h.Twente.Accounts["teacher"])
		browser, _, err := h.AskLink(t.Context(), "teacher@twente.example", laptop)
		if err != nil {
			t.Fatal(err)
		}
		started, err := h.SignInByLink(t.Context(), h.lastLink(t), browser, laptop)
		if err != nil || !started.Choose {
			t.Errorf("%+v %v", started, err)
		}
	})
}
