package identity_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/passkeys"
)

const here identity.Site = "https://schakel.example"

// device is an authenticator of software, with one passkey.
type device struct {
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func newDevice(account id.ID) *device {
	return &device{
		virtualwebauthn.RelyingParty{Name: "Schakel", ID: "schakel.example", Origin: string(here)},
		virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(account)}),
		passkeys.Credential(),
	}
}

func optionsOf(t *testing.T, c identity.Ceremony) string {
	t.Helper()
	raw, err := json.Marshal(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// make answers the options for a new passkey.
func (d *device) make(t *testing.T, c identity.Ceremony) identity.PasskeyInput {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(optionsOf(t, c))
	if err != nil {
		t.Fatal(err)
	}
	return identity.PasskeyInput{Name: "laptop van school", State: c.State, Response: virtualwebauthn.CreateAttestationResponse(d.site, d.auth, d.key, *o)}
}

// show answers the options for signing in. Every use raises the device's count.
func (d *device) show(t *testing.T, c identity.Ceremony) identity.PasskeyInput {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(optionsOf(t, c))
	if err != nil {
		t.Fatal(err)
	}
	d.key.Counter++
	return identity.PasskeyInput{State: c.State, Response: virtualwebauthn.CreateAssertionResponse(d.site, d.auth, d.key, *o)}
}

// withPasskey adds a passkey in the session.
func (s half) withPasskey(t *testing.T, d *device) (identity.Started, []string) {
	t.Helper()
	c, err := s.PasskeyOptions(t.Context(), s.sc, s.session, here)
	if err != nil {
		t.Fatal(err)
	}
	started, codes, err := s.AddPasskey(t.Context(), s.sc, s.session, here, d.make(t, c), laptop)
	if err != nil {
		t.Fatal(err)
	}
	return started, codes
}

func (h *house) ask(t *testing.T) identity.Ceremony {
	t.Helper()
	c, err := h.SignInOptions(here)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPasskeySignsInAlone(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "admin")
	d := newDevice(h.Twente.Accounts["admin"])
	started, codes := h.enter(t, "admin").withPasskey(t, d)
	session, sc := h.mustOpen(t, started.Token)
	if session.Stage != "" || !sc.Can(access.RoleManage) || len(codes) != 10 {
		t.Fatalf("stage %q, %d codes", session.Stage, len(codes))
	}
	in, err := h.SignInByPasskey(t.Context(), here, d.show(t, h.ask(t)), laptop)
	if err != nil {
		t.Fatal(err)
	}
	session, sc = h.mustOpen(t, in.Token)
	if session.Method != identity.ByPasskey || session.Stage != "" || !sc.Can(access.RoleManage) {
		t.Errorf("%s, stage %q", session.Method, session.Stage)
	}
	list, err := h.Passkeys(t.Context(), sc)
	if err != nil || len(list) != 1 || list[0].Name != "laptop van school" || list[0].UsedAt == nil {
		t.Errorf("%+v %v", list, err)
	}
	t.Run("and is the second step after a password", func(t *testing.T) {
		s := h.enter(t, "admin")
		if s.session.Stage != access.StageProve {
			t.Fatalf("stage %q", s.session.Stage)
		}
		c, err := h.ProveOptions(t.Context(), s.sc, s.session, here)
		if err != nil {
			t.Fatal(err)
		}
		if started, err := h.ProveByPasskey(t.Context(), s.sc, s.session, here, d.show(t, c), laptop); err != nil {
			t.Error(err)
		} else if session, _ := h.mustOpen(t, started.Token); session.Stage != "" {
			t.Errorf("stage %q", session.Stage)
		}
	})
	t.Run("the last one of an administrator stays; a second one may go", func(t *testing.T) {
		if err := h.RemovePasskey(t.Context(), sc, session, list[0].ID, "", laptop); key(err) != "identity.second.last" {
			t.Error(err)
		}
		half{h, "admin", in.Token, session, sc}.withPasskey(t, newDevice(sc.Account()))
		if err := h.RemovePasskey(t.Context(), sc, session, list[0].ID, "", laptop); err != nil {
			t.Error(err)
		}
		if _, err := h.SignInByPasskey(t.Context(), here, d.show(t, h.ask(t)), laptop); key(err) != "identity.passkey.bad" {
			t.Errorf("a passkey that was taken away: %v", err)
		}
	})
}

// Whatever is wrong with what a device shows gets one answer and starts no session.
func TestHostilePasskeys(t *testing.T) {
	t.Parallel()
	h := buildFor(t, "relation", "teacher")
	d := newDevice(h.Twente.Accounts["relation"])
	h.enter(t, "relation").withPasskey(t, d)
	other := newDevice(h.Twente.Accounts["teacher"])
	h.enter(t, "teacher").withPasskey(t, other)
	first, err := func() (identity.PasskeyInput, error) {
		in := d.show(t, h.ask(t))
		_, err := h.SignInByPasskey(t.Context(), here, in, laptop)
		return in, err
	}()
	if err != nil {
		t.Fatal(err)
	}
	before := one[int](t, h, `SELECT COUNT(*) FROM session`)
	changed := func(change func(d *device)) func() identity.PasskeyInput {
		return func() identity.PasskeyInput {
			copied := *d
			change(&copied)
			in := copied.show(t, h.ask(t))
			return in
		}
	}
	for name, show := range map[string]func() identity.PasskeyInput{
		"shown twice":             func() identity.PasskeyInput { return first },
		"without a state":         func() identity.PasskeyInput { in := d.show(t, h.ask(t)); in.State = ""; return in },
		"with another's state":    func() identity.PasskeyInput { in := d.show(t, h.ask(t)); in.State = h.ask(t).State; return in },
		"from another site":       changed(func(d *device) { d.site.Origin = "https://schakel.example.evil.example" }),
		"for another site's name": changed(func(d *device) { d.site.ID = "evil.example" }),
		"another key": changed(func(d *device) {
			k := passkeys.Credential()
			k.ID = d.key.ID
			d.key = k
		}),
		"nobody's key":             changed(func(d *device) { d.key = passkeys.Credential() }),
		"another's handle":         changed(func(d *device) { d.auth.Options.UserHandle = other.auth.Options.UserHandle }),
		"without a handle":         changed(func(d *device) { d.auth.Options.UserHandle = nil }),
		"nobody verified":          changed(func(d *device) { d.auth.Options.UserNotVerified = true }),
		"nobody present":           changed(func(d *device) { d.auth.Options.UserNotPresent = true }),
		"a copy, its count behind": changed(func(d *device) { d.key.Counter = 0 }),
		"no answer":                func() identity.PasskeyInput { in := d.show(t, h.ask(t)); in.Response = ""; return in },
		"not JSON":                 func() identity.PasskeyInput { in := d.show(t, h.ask(t)); in.Response = "{"; return in },
		"a cut signature": func() identity.PasskeyInput {
			in := d.show(t, h.ask(t))
			in.Response = strings.Replace(in.Response, `"signature":"`, `"signature":"AA`, 1)
			return in
		},
		"too late": func() identity.PasskeyInput {
			in := d.show(t, h.ask(t))
			h.World.Clock.Advance(6 * time.Minute)
			return in
		},
	} {
		h.World.Clock.Advance(16 * time.Minute) // counts of attempts stay out of the way
		if _, err := h.SignInByPasskey(t.Context(), here, show(), laptop); key(err) != "identity.passkey.bad" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if after := one[int](t, h, `SELECT COUNT(*) FROM session`); after != before {
		t.Errorf("%d sessions were started", after-before)
	}
	t.Run("a passkey of somebody else is no second step", func(t *testing.T) {
		s := h.enter(t, "teacher")
		c, err := h.ProveOptions(t.Context(), s.sc, s.session, here)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.ProveByPasskey(t.Context(), s.sc, s.session, here, d.show(t, c), laptop); key(err) != "identity.passkey.bad" {
			t.Error(err)
		}
	})
	t.Run("an account that is disabled gets the same answer", func(t *testing.T) {
		if err := h.SetDisabled(t.Context(), h.Twente.System, h.Twente.Accounts["relation"], true); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SignInByPasskey(t.Context(), here, d.show(t, h.ask(t)), laptop); err == nil {
			t.Error("signs in")
		}
	})
}
