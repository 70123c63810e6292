package identity_test

import (
	"log/slog"
	"testing"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

const (
	good   = "zeven gele fietsen"
	better = "acht groene fietsen"
)

var laptop = identity.Device{Address: "192.0.2.7", UserAgent: "Firefox"}

// house is the world with a service of identity and its links.
type house struct {
	*world.World
	*identity.Service
	links *link.Keeper
}

func build(t *testing.T) *house {
	t.Helper()
	w := world.New(t)
	links, err := link.NewKeeper([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	s := identity.New(w.Kit, links, slog.New(slog.DiscardHandler))
	s.Cheapen(64)
	return &house{w, s, links}
}

// invite makes a join link for an account of the region, as an invitation would.
func (h *house) invite(t *testing.T, r *world.Region, account id.ID) string {
	t.Helper()
	var key id.ID
	err := h.World.Kit.Write(t.Context(), r.System, func(op *operation.Op) (err error) {
		op.Audit(audit.Entry{Action: "test.invited", Object: "account", ID: account})
		key, err = link.MakeTx(op, link.New{Kind: link.Join, Account: account})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h.links.Token(key)
}

// join gives the account a password and returns its first session.
func (h *house) join(t *testing.T, r *world.Region, who string) identity.Started {
	t.Helper()
	started, err := h.Join(t.Context(), h.invite(t, r, r.Accounts[who]), identity.JoinInput{Name: "Nicole Horstman", Password: good}, laptop)
	if err != nil {
		t.Fatalf("join: %v", err)
	}
	return started
}

func (h *house) mustOpen(t *testing.T, token string) (identity.Session, access.Scope) {
	t.Helper()
	session, sc, err := h.Open(t.Context(), token)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return session, sc
}

func (h *house) dead(t *testing.T, token string) {
	t.Helper()
	if _, sc, err := h.Open(t.Context(), token); !fault.Is(err, fault.KindForbidden) || sc.Valid() {
		t.Errorf("the session still works: %v", err)
	}
}

// one reads a single value past all scopes.
func one[T any](t *testing.T, h *house, text string, args ...any) (v T) {
	t.Helper()
	err := h.World.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		v, err = db.Get[T](tx, db.Q(text, args...))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func key(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	for _, m := range f.Fields {
		return m.Key
	}
	return f.Key
}

// alsoIn gives an account of one region a role in the other.
func (h *house) alsoIn(t *testing.T, r *world.Region, account id.ID) {
	t.Helper()
	if err := h.World.Network.GiveRole(t.Context(), r.System, network.RoleInput{Account: account, Role: access.Teacher, Unit: r.Noordik}); err != nil {
		t.Fatal(err)
	}
}

// networkAdminOf makes an account the administrator of Zwolle.
func networkAdminOf(h *house, account id.ID) network.RoleInput {
	return network.RoleInput{Account: account, Role: access.NetworkAdmin, Unit: h.Zwolle.Root, Reason: "test"}
}
