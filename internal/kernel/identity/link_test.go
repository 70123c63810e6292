package identity_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// alphabet of tokens; the last character of a token holds two bits only, so its neighbour decodes to the same bytes.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// lastLink returns the token of the link that was mailed last.
func (h *house) lastLink(t *testing.T) string {
	t.Helper()
	return h.links.Token(one[id.ID](t, h, `SELECT link_id FROM mail_message WHERE letter = 'sign_in' ORDER BY created_at DESC, id DESC LIMIT 1`))
}

func (h *house) mails(t *testing.T) int {
	t.Helper()
	return one[int](t, h, `SELECT COUNT(*) FROM mail_message`)
}

func TestSignInLink(t *testing.T) {
	t.Parallel()
	const mail = "relation@twente.example"
	t.Run("signs in the browser that asked, once", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		browser, lifetime, err := h.AskLink(t.Context(), "Relation@twente.example", laptop)
		if err != nil || lifetime != 10*time.Minute {
			t.Fatal(lifetime, err)
		}
		token := h.lastLink(t)
		for range 3 { // a mail scanner looks
			if _, same, err := h.OpenSignIn(t.Context(), token, ""); err != nil || same {
				t.Fatal(same, err)
			}
		}
		for _, other := range []string{"", "x", browser + "x"} {
			if _, err := h.SignInByLink(t.Context(), token, other, laptop); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("another browser: %v", err)
			}
		}
		started, err := h.SignInByLink(t.Context(), token, browser, laptop)
		if err != nil {
			t.Fatal(err)
		}
		if session, _ := h.mustOpen(t, started.Token); session.Method != identity.ByLink || session.Account.Email != mail {
			t.Errorf("%+v", session)
		}
		if _, err := h.SignInByLink(t.Context(), token, browser, laptop); !fault.Is(err, fault.KindConflict) {
			t.Errorf("used twice: %v", err)
		}
	})
	t.Run("an unknown address gets the same answer and no mail", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		browser, lifetime, err := h.AskLink(t.Context(), "nobody@twente.example", laptop)
		if err != nil || browser == "" || lifetime != 10*time.Minute || h.mails(t) != 0 {
			t.Errorf("%q %v %v, %d mails", browser, lifetime, err, h.mails(t))
		}
		if _, _, err := h.AskLink(t.Context(), "geen adres", laptop); key(err) != "field.email" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("expires", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		browser, lifetime, err := h.AskLink(t.Context(), mail, laptop)
		if err != nil {
			t.Fatal(err)
		}
		h.World.Clock.Advance(lifetime)
		if _, err := h.SignInByLink(t.Context(), h.lastLink(t), browser, laptop); key(err) != "link.expired" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("is worthless once the account is disabled or without a role", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		browser, _, err := h.AskLink(t.Context(), mail, laptop)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SetDisabled(t.Context(), h.Twente.System, h.Twente.Accounts["relation"], true); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SignInByLink(t.Context(), h.lastLink(t), browser, laptop); key(err) != "link.revoked" {
			t.Errorf("got %v", err)
		}
		if err := h.SetDisabled(t.Context(), h.Twente.System, h.Twente.Accounts["relation"], false); err != nil {
			t.Fatal(err)
		}
		grant := one[id.ID](t, h, `SELECT id FROM role_grant WHERE account_id = $1 LIMIT 1`, h.Twente.Accounts["relation"])
		if err := h.World.Network.RevokeRole(t.Context(), h.Twente.Admin, grant); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SignInByLink(t.Context(), h.lastLink(t), browser, laptop); key(err) != "identity.no_network" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cannot be asked for without end", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		refused := 0
		for range 20 {
			if _, _, err := h.AskLink(t.Context(), mail, laptop); fault.Is(err, fault.KindLimit) {
				refused++
			}
		}
		if refused != 15 || h.mails(t) != 5 {
			t.Errorf("%d refused, %d mails", refused, h.mails(t))
		}
	})
	t.Run("replaces a forgotten password while fresh", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		h.join(t, h.Twente, "relation")
		browser, _, err := h.AskLink(t.Context(), mail, laptop)
		if err != nil {
			t.Fatal(err)
		}
		started, err := h.SignInByLink(t.Context(), h.lastLink(t), browser, laptop)
		if err != nil {
			t.Fatal(err)
		}
		session, sc := h.mustOpen(t, started.Token)
		h.World.Clock.Advance(16 * time.Minute)
		if err := h.ChangePassword(t.Context(), sc, session, identity.PasswordInput{Next: better}, laptop); key(err) != "identity.wrong_present" {
			t.Errorf("no longer fresh: %v", err)
		}
		h.World.Clock.Advance(-16 * time.Minute)
		if err := h.ChangePassword(t.Context(), sc, session, identity.PasswordInput{Next: better}, laptop); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SignIn(t.Context(), mail, better, laptop); err != nil {
			t.Error(err)
		}
	})
}

func TestJoin(t *testing.T) {
	t.Parallel()
	in := identity.JoinInput{Name: "Nicole Horstman", Password: good}
	t.Run("sets name and password and signs in", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		token := h.invite(t, h.Zwolle, h.Zwolle.Accounts["teacher"])
		inv, err := h.OpenInvitation(t.Context(), token)
		if err != nil || inv.Network != "Zwolle" || inv.Email != "teacher@zwolle.example" || inv.Joined {
			t.Fatalf("%+v %v", inv, err)
		}
		started, err := h.Join(t.Context(), token, in, laptop)
		if err != nil {
			t.Fatal(err)
		}
		if session, sc := h.mustOpen(t, started.Token); session.Account.Name != in.Name || sc.Network() != h.Zwolle.ID {
			t.Errorf("%+v", session)
		}
		if _, err := h.SignIn(t.Context(), inv.Email, good, laptop); err != nil {
			t.Error(err)
		}
	})
	t.Run("bad input stands at its field and uses nothing up", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		token := h.invite(t, h.Twente, h.Twente.Accounts["teacher"])
		for _, bad := range []identity.JoinInput{{Name: "", Password: good}, {Name: "N", Password: good}, {Name: "Nicole", Password: "kort"}, {Name: "Nicole", Password: "Welkom2026"}, {Name: "Nicole\x00", Password: good}} {
			if _, err := h.Join(t.Context(), token, bad, laptop); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		if _, err := h.Join(t.Context(), token, in, laptop); err != nil {
			t.Error(err)
		}
	})
	t.Run("an invitation never replaces a password", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		old := h.invite(t, h.Twente, h.Twente.Accounts["relation"])
		h.join(t, h.Twente, "relation")
		if _, err := h.Join(t.Context(), old, identity.JoinInput{Name: "Eve", Password: better}, laptop); key(err) != "identity.joined" {
			t.Errorf("got %v", err)
		}
		if _, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop); err != nil {
			t.Error(err)
		}
	})
	t.Run("tokens of another kind, changed or expired are refused", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		token := h.invite(t, h.Twente, h.Twente.Accounts["teacher"])
		if _, _, err := h.OpenSignIn(t.Context(), token, ""); key(err) != "link.unknown" {
			t.Errorf("a join link signs in: %v", err)
		}
		last := strings.IndexByte(alphabet, token[len(token)-1])
		for _, bad := range []string{"", "x", token[:len(token)-1] + alphabet[last+1:last+2], token + "A", "B" + token[1:], token + token} {
			if _, err := h.OpenInvitation(t.Context(), bad); key(err) != "link.unknown" {
				t.Errorf("%q: %v", bad, err)
			}
		}
		h.World.Clock.Advance(link.Rules[link.Join].Lifetime)
		if _, err := h.Join(t.Context(), token, in, laptop); key(err) != "link.expired" {
			t.Errorf("got %v", err)
		}
	})
}

// Many browsers press the button of one link at the same time: exactly one gets in.
func TestOneLinkLetsOneIn(t *testing.T) {
	t.Parallel()
	race := func(t *testing.T, n int, use func() error) {
		t.Helper()
		var (
			group sync.WaitGroup
			in    atomic.Int64
		)
		for range n {
			group.Go(func() {
				err := use()
				if err == nil {
					in.Add(1)
				} else if !fault.Is(err, fault.KindConflict) {
					t.Errorf("got %v", err)
				}
			})
		}
		group.Wait()
		if in.Load() != 1 {
			t.Errorf("%d got in", in.Load())
		}
	}
	t.Run("join", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		token := h.invite(t, h.Twente, h.Twente.Accounts["teacher"])
		race(t, 50, func() error {
			_, err := h.Join(t.Context(), token, identity.JoinInput{Name: "Nicole Horstman", Password: good}, laptop)
			return err
		})
		if n := one[int](t, h, `SELECT COUNT(*) FROM session`); n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
	t.Run("join with two invitations of one person", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		h.Cheapen(48 * 1024) // slow enough for the others to have looked before the first is done
		account := h.Twente.Accounts["teacher"]
		tokens := []string{h.invite(t, h.Twente, account), h.invite(t, h.Twente, account)}
		var n atomic.Int64
		race(t, 6, func() error {
			_, err := h.Join(t.Context(), tokens[n.Add(1)%2], identity.JoinInput{Name: "Nicole Horstman", Password: good}, laptop)
			return err
		})
	})
	t.Run("sign in", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		browser, _, err := h.AskLink(t.Context(), "teacher@twente.example", laptop)
		if err != nil {
			t.Fatal(err)
		}
		token := h.lastLink(t)
		race(t, 50, func() error {
			_, err := h.SignInByLink(t.Context(), token, browser, laptop)
			return err
		})
		if n := one[int](t, h, `SELECT COUNT(*) FROM session`); n != 1 {
			t.Errorf("%d sessions", n)
		}
	})
}
