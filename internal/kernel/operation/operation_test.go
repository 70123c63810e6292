package operation_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/world"
)

func count(t *testing.T, w *world.World, sql string, args ...any) int {
	t.Helper()
	var n int
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(sql, args...))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func rename(op *operation.Op, w *world.World) error {
	_, err := op.Exec(`UPDATE unit SET name = 'x' WHERE id = $1 AND {network.manage:unit.id}`, w.Twente.Almelo)
	return err
}

func TestWrite(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	sc := w.Twente.Admin
	named := func() int { return count(t, w, `SELECT COUNT(*) FROM unit WHERE name = 'x'`) }

	t.Run("without an audit row nothing is kept", func(t *testing.T) {
		err := w.Kit.Write(t.Context(), sc, func(op *operation.Op) error { return rename(op, w) })
		if !errors.Is(err, operation.ErrSilent) || named() != 0 {
			t.Errorf("%v, %d rows", err, named())
		}
	})
	t.Run("an error takes rows, audit and jobs with it", func(t *testing.T) {
		boom := errors.New("boom")
		err := w.Kit.Write(t.Context(), sc, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "test", Object: "unit"})
			op.Enqueue(job.New{Kind: "test"})
			return errors.Join(rename(op, w), boom)
		})
		jobs := count(t, w, `SELECT COUNT(*) FROM job WHERE kind = 'test'`)
		events := count(t, w, `SELECT COUNT(*) FROM audit_event WHERE action = 'test'`)
		if !errors.Is(err, boom) || named()+jobs+events != 0 {
			t.Errorf("%v: %d rows, %d jobs, %d events left", err, named(), jobs, events)
		}
	})
	t.Run("rows, audit and jobs are kept together, with one operation id", func(t *testing.T) {
		ctx := operation.WithRequestID(t.Context(), "req-1")
		err := w.Kit.Write(ctx, sc, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "test", Object: "unit", ID: w.Twente.Almelo})
			op.Enqueue(job.New{Kind: "test", Unique: "k"})
			op.Enqueue(job.New{Kind: "test", Unique: "k"})
			return rename(op, w)
		})
		if err != nil {
			t.Fatal(err)
		}
		same := count(t, w, `SELECT COUNT(*) FROM job j JOIN audit_event e ON e.operation_id = j.operation_id WHERE j.kind = 'test' AND e.request_id = 'req-1'`)
		if named() != 1 || same != 1 {
			t.Errorf("%d rows, %d jobs with the audit row's operation", named(), same)
		}
	})
	t.Run("the zero scope is refused", func(t *testing.T) {
		err := w.Kit.Write(t.Context(), access.Scope{}, func(*operation.Op) error { return nil })
		if !fault.Is(err, fault.KindForbidden) {
			t.Error(err)
		}
	})
}

// Many writers at once leave one unbroken chain.
func TestConcurrentWritesKeepTheChain(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	var wg sync.WaitGroup
	errs := make(chan error, 200)
	for range 8 {
		wg.Go(func() {
			for range 10 {
				errs <- w.Kit.Write(context.Background(), w.Twente.Admin, func(op *operation.Op) error {
					op.Audit(audit.Entry{Action: "test", Object: "unit"})
					return nil
				})
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, _, err := audit.VerifyTx(tx, w.Twente.ID)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if n := count(t, w, `SELECT COUNT(*) FROM audit_event WHERE action = 'test'`); n != 80 {
		t.Errorf("%d of 80 events", n)
	}
}

func TestEachNetwork(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	seen := map[string]bool{}
	total, err := w.Kit.EachNetwork(t.Context(), "sweeper", func(sc access.Scope) (int, error) {
		seen[string(sc.Network())] = true
		return 2, nil
	})
	if want := count(t, w, `SELECT COUNT(*) FROM network`); err != nil || want < 2 || len(seen) != want || total != 2*want {
		t.Errorf("%d of %d networks, %d things, %v", len(seen), want, total, err)
	}
	boom := errors.New("boom")
	if total, err = w.Kit.EachNetwork(t.Context(), "sweeper", func(access.Scope) (int, error) { return 1, boom }); !errors.Is(err, boom) || total != 1 {
		t.Errorf("after an error: %d things, %v", total, err)
	}
}
