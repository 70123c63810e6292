package link_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

func setup(t *testing.T) (*world.World, *link.Keeper) {
	t.Helper()
	k, err := link.NewKeeper([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return world.New(t), k
}

func write(t *testing.T, w *world.World, fn func(op *operation.Op) error) error {
	t.Helper()
	return w.Kit.Write(t.Context(), w.Twente.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "link"})
		return fn(op)
	})
}

func makeLink(t *testing.T, w *world.World, n link.New) id.ID {
	t.Helper()
	var key id.ID
	if err := write(t, w, func(op *operation.Op) (err error) { key, err = link.MakeTx(op, n); return err }); err != nil {
		t.Fatal(err)
	}
	return key
}

func TestOpen(t *testing.T) {
	t.Parallel()
	w, k := setup(t)
	key := makeLink(t, w, link.New{Kind: link.Invitation, Organisation: "org", Subject: "inv", Email: "a@b.example"})
	token := k.Token(key)
	open := func(k *link.Keeper, kind link.Kind, token string) (l link.Link, err error) {
		err = w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error { l, err = k.Open(tx, kind, token, w.Clock.Now()); return err })
		return l, err
	}
	refused := func(t *testing.T, err error, key string) {
		t.Helper()
		if f, ok := fault.As(err); !ok || f.Kind != fault.KindNotFound || f.Key != key {
			t.Errorf("got %v, want %s", err, key)
		}
	}
	t.Run("opens with a narrow scope, as often as one likes", func(t *testing.T) {
		for range 3 {
			l, err := open(k, link.Invitation, token)
			if err != nil {
				t.Fatal(err)
			}
			sc, err := l.Scope()
			if err != nil || sc.Subject() != "inv" || sc.Organisation() != "org" || !sc.Can(access.InvitationAnswer) || sc.Can(access.OfferWrite) {
				t.Errorf("scope %+v %v", sc, err)
			}
		}
	})
	t.Run("another kind is unknown", func(t *testing.T) {
		_, err := open(k, link.SignOff, token)
		refused(t, err, "link.unknown")
	})
	t.Run("every changed character is unknown", func(t *testing.T) {
		for i := range token {
			bad := token[:i] + string(token[i]^1) + token[i+1:]
			if _, err := open(k, link.Invitation, bad); err == nil {
				t.Errorf("token changed at %d opens", i)
			}
		}
	})
	t.Run("another secret is unknown", func(t *testing.T) {
		thief, _ := link.NewKeeper([]byte(strings.Repeat("x", 32)))
		_, err := open(k, link.Invitation, thief.Token(key))
		refused(t, err, "link.unknown")
	})
	t.Run("expired", func(t *testing.T) {
		w.Clock.Advance(15 * 24 * time.Hour)
		_, err := open(k, link.Invitation, token)
		refused(t, err, "link.expired")
	})
	t.Run("revoked", func(t *testing.T) {
		key := makeLink(t, w, link.New{Kind: link.Invitation, Subject: "inv2"})
		if err := write(t, w, func(op *operation.Op) error { return link.RevokeTx(op, link.Invitation, "inv2") }); err != nil {
			t.Fatal(err)
		}
		_, err := open(k, link.Invitation, k.Token(key))
		refused(t, err, "link.revoked")
	})
}

func TestOneOfManyUsesWins(t *testing.T) {
	t.Parallel()
	w, _ := setup(t)
	key := makeLink(t, w, link.New{Kind: link.SignOff, Subject: "occ"})
	var wg sync.WaitGroup
	var won, lost atomic.Int64
	for range 50 {
		wg.Go(func() {
			err := write(t, w, func(op *operation.Op) error { return link.UseTx(op, key) })
			switch {
			case err == nil:
				won.Add(1)
			case fault.Is(err, fault.KindConflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 49 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
}

func TestShortSecretIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := link.NewKeeper([]byte("short")); err == nil {
		t.Error("taken")
	}
}
