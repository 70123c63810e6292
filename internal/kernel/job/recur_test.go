package job_test

import (
	"context"
	"testing"
	"time"

	"schakel/internal/kernel/job"
	"schakel/internal/testkit/testdb"
)

// A recurring job runs once a period, whichever runner looks and however often it starts.
func TestRecurring(t *testing.T) {
	t.Parallel()
	env := testdb.New(t)
	ran := 0
	look := func() { // with a fresh runner each time, until there is nothing left to do
		t.Helper()
		ctx, stop := context.WithCancel(t.Context())
		r := runner(env, func(context.Context, job.Job) error { stop(); return nil })
		r.IDs, r.Recurring = env.Kit.IDs, []job.Recurring{{Kind: "daily", Every: 24 * time.Hour}}
		r.Workers["daily"] = func(context.Context, job.Job) error { ran++; return nil }
		insert(t, env, job.New{Kind: "t", RunAt: env.Clock.Now()})
		if err := r.Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		look()
	}
	if ran != 1 {
		t.Fatalf("ran %d times on its first day", ran)
	}
	for _, days := range []time.Duration{1, 3} {
		env.Clock.Advance(days * 24 * time.Hour)
		look()
	}
	if ran != 3 {
		t.Errorf("ran %d times on three days with work", ran)
	}
}
