package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/kernel/job"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
)

func insert(t *testing.T, env *testdb.Env, jobs ...job.New) {
	t.Helper()
	err := env.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		return job.InsertTx(tx, env.Kit.IDs, "", "op", env.Clock.Now(), jobs)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func states(t *testing.T, env *testdb.Env) map[string]int {
	t.Helper()
	type row struct {
		State string `db:"state"`
		N     int    `db:"n"`
	}
	got := map[string]int{}
	err := env.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, db.Q(`SELECT state, COUNT(*) AS n FROM job GROUP BY state`))
		for _, r := range rows {
			got[r.State] = r.N
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func runner(env *testdb.Env, work job.Worker) *job.Runner {
	return &job.Runner{DB: env.DB, Clock: env.Clock, Log: slog.New(slog.DiscardHandler), Workers: map[job.Kind]job.Worker{"t": work}}
}

func TestRunner(t *testing.T) {
	t.Parallel()

	t.Run("a due job runs once with its arguments; a later one waits", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		var got []string
		r := runner(env, func(_ context.Context, j job.Job) error {
			var s string
			got = append(got, fmt.Sprint(j.Decode(&s), s))
			return nil
		})
		insert(t, env, job.New{Kind: "t", Args: "a"}, job.New{Kind: "t", Args: "b", RunAt: env.Clock.Now().Add(time.Hour)})
		for range 2 {
			if _, err := r.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(got) != 1 || got[0] != "<nil>a" {
			t.Errorf("ran %v", got)
		}
		env.Clock.Advance(2 * time.Hour)
		if n, _ := r.Drain(t.Context()); n != 1 {
			t.Errorf("the later job: %d", n)
		}
	})
	t.Run("a failing job waits longer each time and dies in the end", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		tries := 0
		r := runner(env, func(context.Context, job.Job) error { tries++; return errors.New("no") })
		insert(t, env, job.New{Kind: "t"})
		for range 20 {
			if _, err := r.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			env.Clock.Advance(time.Hour)
		}
		if tries != 8 || states(t, env)["dead"] != 1 {
			t.Errorf("%d tries, %v", tries, states(t, env))
		}
	})
	t.Run("give up means at once", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		r := runner(env, func(context.Context, job.Job) error { return fmt.Errorf("bad address: %w", job.ErrGiveUp) })
		insert(t, env, job.New{Kind: "t"}, job.New{Kind: "unknown"})
		if _, err := r.Drain(t.Context()); err != nil || states(t, env)["dead"] != 2 {
			t.Errorf("%v %v", err, states(t, env))
		}
	})
	t.Run("a panic is a failure, not the end of the worker", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		r := runner(env, func(context.Context, job.Job) error { panic("x") })
		insert(t, env, job.New{Kind: "t"})
		if _, err := r.Drain(t.Context()); err != nil || states(t, env)["queued"] != 1 {
			t.Errorf("%v %v", err, states(t, env))
		}
	})
	t.Run("a job whose worker died runs again after its lease", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		insert(t, env, job.New{Kind: "t"})
		err := env.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error { // as take does, and then the machine stops
			_, err := tx.Exec(db.Q(`UPDATE job SET state = 'running', attempt = 1, leased_until = $1`, env.Clock.Now().Add(time.Minute)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ran := 0
		r := runner(env, func(context.Context, job.Job) error { ran++; return nil })
		if n, _ := r.Drain(t.Context()); n != 0 {
			t.Error("ran while leased")
		}
		env.Clock.Advance(2 * time.Minute)
		if n, _ := r.Drain(t.Context()); n != 1 || ran != 1 {
			t.Error("not rescued")
		}
	})
	t.Run("of two unique jobs one waits", func(t *testing.T) {
		t.Parallel()
		env := testdb.New(t)
		insert(t, env, job.New{Kind: "t", Unique: "k"}, job.New{Kind: "t", Unique: "k"})
		insert(t, env, job.New{Kind: "t", Unique: "k"})
		if states(t, env)["queued"] != 1 {
			t.Error(states(t, env))
		}
	})
}

// A worker that takes longer than the lease keeps its job, and those that wait behind it; a second replica runs none of them.
func TestLeaseIsRenewed(t *testing.T) {
	t.Parallel()
	env := testdb.New(t)
	insert(t, env, job.New{Kind: "t", Args: 1}, job.New{Kind: "t", Args: 2})
	leased := func() (n int) {
		err := env.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			n, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM job WHERE state = 'running' AND leased_until > $1`, env.Clock.Now().Add(time.Minute)))
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	other := runner(env, func(context.Context, job.Job) error { t.Error("a second replica ran it too"); return nil })
	ran := 0
	first := runner(env, func(context.Context, job.Job) error {
		if ran++; ran > 1 {
			return nil
		}
		for range 4 { // minutes of work: twice the lease
			env.Clock.Advance(time.Minute)
			for leased() < 2 {
				time.Sleep(time.Millisecond)
			}
			if n, err := other.Drain(t.Context()); n != 0 || err != nil {
				t.Errorf("%d, %v", n, err)
			}
		}
		return nil
	})
	first.Renew = 2 * time.Millisecond
	if n, err := first.Drain(t.Context()); n != 2 || ran != 2 || err != nil {
		t.Errorf("%d jobs, %d runs, %v", n, ran, err)
	}
	if got := states(t, env); got["done"] != 2 {
		t.Error(got)
	}
}

// A long job holds up nothing: what comes after it runs meanwhile, also when it was queued later.
func TestHandsWorkBesideEachOther(t *testing.T) {
	t.Parallel()
	env := testdb.New(t)
	insert(t, env, job.New{Kind: "t", Args: "long"}, job.New{Kind: "t", Args: "short"})
	ctx, stop := context.WithCancel(t.Context())
	later := make(chan struct{})
	r := runner(env, func(_ context.Context, j job.Job) error {
		var what string
		if err := j.Decode(&what); err != nil {
			return err
		}
		switch what {
		case "long":
			<-later
			stop()
		case "short":
			insert(t, env, job.New{Kind: "t", Args: "later"})
		case "later":
			close(later)
		}
		return nil
	})
	r.Hands, r.Idle = 2, time.Millisecond
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if got := states(t, env); got["done"] != 3 {
		t.Errorf("after the end: %v, want all done", got)
	}
}

// Work whose lease went to somebody else, since this machine slept, is ended.
func TestLostLeaseEndsTheWork(t *testing.T) {
	t.Parallel()
	env := testdb.New(t)
	insert(t, env, job.New{Kind: "t"})
	r := runner(env, func(ctx context.Context, _ job.Job) error {
		err := env.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`UPDATE job SET attempt = attempt + 1`)) // as the other replica does when it takes the job
			return err
		})
		if err != nil {
			return err
		}
		<-ctx.Done()
		return ctx.Err()
	})
	r.Renew = 2 * time.Millisecond
	if _, err := r.Drain(t.Context()); err != nil || states(t, env)["running"] != 1 {
		t.Errorf("%v, %v: the other one's job was touched", err, states(t, env))
	}
}

// Several runners never run the same job.
func TestRunnersShareTheQueue(t *testing.T) {
	t.Parallel()
	env := testdb.New(t)
	var jobs []job.New
	for i := range 60 {
		jobs = append(jobs, job.New{Kind: "t", Args: i})
	}
	insert(t, env, jobs...)
	var (
		ran  atomic.Int64
		mu   sync.Mutex
		seen = map[id.ID]int{}
		wg   sync.WaitGroup
	)
	for range 4 {
		r := runner(env, func(_ context.Context, j job.Job) error {
			ran.Add(1)
			mu.Lock()
			defer mu.Unlock()
			seen[j.ID]++
			return nil
		})
		wg.Go(func() {
			if _, err := r.Drain(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if ran.Load() != 60 || len(seen) != 60 {
		t.Errorf("%d runs of %d jobs", ran.Load(), len(seen))
	}
}
