package identity_test

import (
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/fault"
)

func TestOwnAccount(t *testing.T) {
	t.Parallel()
	h := build(t)
	started := h.join(t, h.Twente, "relation")
	session, sc := h.mustOpen(t, started.Token)

	t.Run("language and looks are kept", func(t *testing.T) {
		if err := h.Prefer(t.Context(), sc, "en", "dark"); err != nil {
			t.Fatal(err)
		}
		if s, _ := h.mustOpen(t, started.Token); s.Account.Lang != "en" || s.Account.Theme != "dark" {
			t.Errorf("%+v", s.Account)
		}
		if n := one[int](t, h, `SELECT COUNT(*) FROM account WHERE lang = 'en'`); n != 1 {
			t.Errorf("%d accounts changed", n)
		}
		for _, bad := range [][2]string{{"de", ""}, {"", ""}, {"nl", "pink"}} {
			if err := h.Prefer(t.Context(), sc, bad[0], bad[1]); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
	t.Run("the name is kept", func(t *testing.T) {
		if err := h.Rename(t.Context(), sc, " N. Horstman "); err != nil {
			t.Fatal(err)
		}
		if s, reach := h.mustOpen(t, started.Token); s.Account.Name != "N. Horstman" || reach.ActorName() != "N. Horstman" {
			t.Errorf("%+v", s.Account)
		}
		if err := h.Rename(t.Context(), sc, ""); key(err) != "field.required" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a wrong present password changes nothing and is limited", func(t *testing.T) {
		limited := false
		for range 15 {
			err := h.ChangePassword(t.Context(), sc, session, identity.PasswordInput{Present: "guess", Next: better}, laptop)
			if !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindLimit) {
				t.Fatalf("got %v", err)
			}
			limited = limited || fault.Is(err, fault.KindLimit)
		}
		if !limited {
			t.Error("guessing the present password is not limited")
		}
	})
	t.Run("only the instance shuts an account out", func(t *testing.T) {
		for _, who := range []access.Scope{sc, h.Twente.Admin, {}} {
			if err := h.SetDisabled(t.Context(), who, h.Twente.Accounts["teacher"], true); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("got %v", err)
			}
		}
		if err := h.SetDisabled(t.Context(), h.Twente.System, h.Twente.ID, true); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a link's holder and the system own no account", func(t *testing.T) {
		for _, who := range []access.Scope{h.Twente.System, access.Public(h.Twente.ID), {}} {
			if err := h.Rename(t.Context(), who, "Eve"); err == nil {
				t.Error("renamed without an account")
			}
		}
	})
}
