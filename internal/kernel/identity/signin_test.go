package identity_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := build(t)
	first := h.join(t, h.Twente, "relation")
	mail := "relation@twente.example"

	t.Run("starts a session that reaches what the roles reach", func(t *testing.T) {
		d := laptop
		d.Previous = first.Token
		started, err := h.SignIn(t.Context(), "  Relation@Twente.Example ", good, d)
		if err != nil {
			t.Fatal(err)
		}
		session, sc := h.mustOpen(t, started.Token)
		if session.Account.Name != "Nicole Horstman" || sc.Network() != h.Twente.ID || !sc.CanOn(access.NeedWrite, h.Twente.Noordik) || sc.CanOn(access.NeedWrite, h.Zwolle.Noordik) {
			t.Errorf("session %+v, scope in %s", session, sc.Network())
		}
		if started.Token == first.Token {
			t.Error("the token was not renewed")
		}
		h.dead(t, first.Token) // the browser's session before
	})
	t.Run("opening costs two queries", func(t *testing.T) {
		started, err := h.SignIn(t.Context(), mail, good, laptop)
		if err != nil {
			t.Fatal(err)
		}
		stats := &db.Stats{}
		if _, _, err := h.Open(db.WithStats(t.Context(), stats), started.Token); err != nil || stats.Queries != 2 {
			t.Errorf("%d queries, %v", stats.Queries, err)
		}
	})
	t.Run("the token is not stored", func(t *testing.T) {
		started, err := h.SignIn(t.Context(), mail, good, laptop)
		if err != nil {
			t.Fatal(err)
		}
		hash := one[string](t, h, `SELECT token_hash FROM session WHERE id = $1 LIMIT 1`, started.Session)
		if strings.Contains(hash, started.Token) || len(started.Token) < 43 || len(hash) != 64 {
			t.Errorf("token %q kept as %q", started.Token, hash)
		}
		if h.dead(t, hash); one[string](t, h, `SELECT address FROM session WHERE id = $1 LIMIT 1`, started.Session) != "192.0.2.0/24" {
			t.Error("the address was not shortened")
		}
	})
	t.Run("leaves an audit row in its network only", func(t *testing.T) {
		count := `SELECT COUNT(*) FROM audit_event WHERE action = 'session.started' AND network_id = $1`
		if one[int](t, h, count, h.Twente.ID) == 0 || one[int](t, h, count, h.Zwolle.ID) != 0 {
			t.Error("sign-in was not audited where it happened")
		}
	})
	t.Run("a hash of another cost is renewed", func(t *testing.T) {
		before := one[string](t, h, `SELECT password_hash FROM account WHERE email = $1 LIMIT 1`, mail)
		h.Cheapen(128)
		if _, err := h.SignIn(t.Context(), mail, good, laptop); err != nil {
			t.Fatal(err)
		}
		after := one[string](t, h, `SELECT password_hash FROM account WHERE email = $1 LIMIT 1`, mail)
		if !strings.Contains(before, "m=64,") || !strings.Contains(after, "m=128,") {
			t.Errorf("before %q after %q", before, after)
		}
		if _, err := h.SignIn(t.Context(), mail, good, laptop); err != nil {
			t.Errorf("the renewed hash does not match: %v", err)
		}
	})
	t.Run("a password typed with combining accents is the same password", func(t *testing.T) {
		token := h.invite(t, h.Twente, h.Twente.Accounts["teacher"])
		if _, err := h.Join(t.Context(), token, identity.JoinInput{Name: "Renée", Password: "café in de middag"}, laptop); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SignIn(t.Context(), "teacher@twente.example", "cafe\u0301 in de middag", laptop); err != nil {
			t.Error(err)
		}
	})
}

// Unknown account, wrong password, no password yet, disabled account and nonsense must not be told apart: the same words
// after the same work.
func TestWrongSignInsLookAlike(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.join(t, h.Twente, "relation")
	h.join(t, h.Twente, "project")
	if err := h.SetDisabled(t.Context(), h.Twente.System, h.Twente.Accounts["project"], true); err != nil {
		t.Fatal(err)
	}
	for i, attempt := range [][2]string{
		{"relation@twente.example", "zeven gele fietsem"},
		{"relation@twente.example", ""},
		{"relation@twente.example", strings.Repeat("x", 100_000)},
		{"relation@twente.example", "\xff\xfe\x00"},
		{"nobody@twente.example", good},
		{"teacher@twente.example", good}, // has no password yet
		{"teacher@twente.example", ""},
		{"project@twente.example", good}, // disabled
		{"' OR 1=1 --", good},
		{"\xff\x00@twente.example", good},
		{strings.Repeat("x", 100_000), good},
	} {
		before := h.Derivations()
		_, err := h.SignIn(t.Context(), attempt[0], attempt[1], identity.Device{Address: fmt.Sprintf("192.0.2.%d", i)})
		if err == nil || err.Error() != identity.Wrong().Error() {
			t.Errorf("%.40q: got %v", attempt, err)
		}
		if n := h.Derivations() - before; n != 1 {
			t.Errorf("%.40q: %d derivations, want one", attempt, n)
		}
	}
}

func TestGuessingIsLimited(t *testing.T) {
	t.Parallel()
	const limit = 10
	// guess tries n times and tells how many attempts were looked at.
	guess := func(t *testing.T, h *house, n int, attempt func(i int) (mail, address string)) (looked int) {
		t.Helper()
		for i := range n {
			mail, address := attempt(i)
			_, err := h.SignIn(t.Context(), mail, "guess", identity.Device{Address: address})
			switch {
			case fault.Is(err, fault.KindInvalid):
				looked++
			case !fault.Is(err, fault.KindLimit):
				t.Fatalf("attempt %d: %v", i, err)
			}
		}
		return looked
	}
	t.Run("one account from rotating addresses", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		h.join(t, h.Twente, "relation")
		spelling := []string{"relation@twente.example", "RELATION@twente.example", " relation@twente.example"}
		got := guess(t, h, 40, func(i int) (string, string) { return spelling[i%3], fmt.Sprintf("198.51.100.%d", i) })
		if got != limit {
			t.Errorf("%d attempts were looked at", got)
		}
		if _, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop); !fault.Is(err, fault.KindLimit) {
			t.Errorf("the right password gets in while limited: %v", err)
		}
		h.World.Clock.Advance(14 * time.Minute)
		if got := guess(t, h, 5, func(int) (string, string) { return spelling[0], "198.51.100.200" }); got != 0 {
			t.Errorf("%d more were looked at within the window", got)
		}
		h.World.Clock.Advance(2 * time.Minute)
		if _, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop); err != nil {
			t.Errorf("after the window: %v", err)
		}
	})
	t.Run("rotating accounts from one address", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		if got := guess(t, h, 40, func(i int) (string, string) { return fmt.Sprintf("p%d@twente.example", i), "198.51.100.1" }); got != limit {
			t.Errorf("%d attempts were looked at", got)
		}
	})
	t.Run("rotating accounts and addresses within one IPv6 /64", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		got := guess(t, h, 40, func(i int) (string, string) {
			return fmt.Sprintf("p%d@twente.example", i), fmt.Sprintf("2001:db8:1:2::%x", i+1)
		})
		if got != limit {
			t.Errorf("%d attempts were looked at", got)
		}
	})
	t.Run("IPv4 written as IPv6 is the same address", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		got := guess(t, h, 40, func(i int) (string, string) {
			return fmt.Sprintf("p%d@twente.example", i), []string{"198.51.100.9", "::ffff:198.51.100.9"}[i%2]
		})
		if got != limit {
			t.Errorf("%d attempts were looked at", got)
		}
	})
	t.Run("all at the same time", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		h.join(t, h.Twente, "relation")
		before := h.Derivations()
		var group sync.WaitGroup
		for i := range 40 {
			group.Go(func() {
				_, err := h.SignIn(t.Context(), "relation@twente.example", "guess", identity.Device{Address: fmt.Sprintf("198.51.100.%d", i)})
				if !fault.Is(err, fault.KindInvalid) && !fault.Is(err, fault.KindLimit) {
					t.Errorf("attempt %d: %v", i, err)
				}
			})
		}
		group.Wait()
		if n := h.Derivations() - before; n != limit {
			t.Errorf("%d hashes were derived", n)
		}
	})
	t.Run("signing in well takes nothing from colleagues at the same address", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		h.join(t, h.Twente, "relation")
		for i := range 30 {
			if _, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop); err != nil {
				t.Fatalf("sign-in %d: %v", i, err)
			}
		}
		guess(t, h, 3, func(i int) (string, string) { return fmt.Sprintf("p%d@twente.example", i), laptop.Address })
		if _, err := h.SignIn(t.Context(), "relation@twente.example", good, laptop); err != nil {
			t.Error(err)
		}
		if got := guess(t, h, 20, func(i int) (string, string) { return fmt.Sprintf("p%d@twente.example", i), laptop.Address }); got != limit-3 {
			t.Errorf("a good sign-in wiped the address's failures: %d more", got)
		}
	})
	t.Run("counts of a day ago are cleared away", func(t *testing.T) {
		t.Parallel()
		h := build(t)
		guess(t, h, 5, func(i int) (string, string) { return fmt.Sprintf("p%d@twente.example", i), "198.51.100.1" })
		h.World.Clock.Advance(26 * time.Hour)
		guess(t, h, 1, func(int) (string, string) { return "q@twente.example", "198.51.100.2" })
		if n := one[int](t, h, `SELECT COUNT(*) FROM sign_in_attempt`); n != 2 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][2]string{
		"192.0.2.7":               {"192.0.2.7", "192.0.2.0/24"},
		"::ffff:192.0.2.7":        {"192.0.2.7", "192.0.2.0/24"},
		"2001:db8:1:2:3:4:5:6":    {"2001:db8:1:2::/64", "2001:db8:1::/48"},
		"2001:db8:1:2::/64":       {"2001:db8:1:2::/64", "2001:db8:1::/48"},
		"fe80::1%eth0":            {"fe80::/64", "fe80::/48"},
		"unknown":                 {"unknown", ""},
		"":                        {"unknown", ""},
		"192.0.2.7, 198.51.100.1": {"unknown", ""},
	} {
		if got := [2]string{identity.Neighbourhood(address), identity.Shorten(address)}; got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
}
