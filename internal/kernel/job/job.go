// Package job runs work outside the database after a transaction has committed: mail, mostly.
// A job is inserted in the transaction of the use case that needs it, so there is no job without its data and no data
// without its job. Delivery is at least once: a job that died with its worker runs again after its lease, which a
// living worker renews.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/telemetry"
)

// Kind names what a job does.
type Kind string

// New is a job to insert.
type New struct {
	Kind   Kind
	Unique string    // with the same kind and key, only one job waits or runs at a time
	Args   any       // kept as JSON
	RunAt  time.Time // not before; zero is at once
}

// Job is a job being run.
type Job struct {
	ID      id.ID  `db:"id"`
	Network id.ID  `db:"network_id"`
	Kind    Kind   `db:"kind"`
	Args    string `db:"args"`
	Attempt int    `db:"attempt"`
}

// Decode reads the arguments.
func (j Job) Decode(into any) error { return json.Unmarshal([]byte(j.Args), into) }

// InsertTx queues jobs in the transaction of the operation that needs them. A unique job that already waits is left alone.
func InsertTx(tx *db.Tx, ids id.Source, network, operation id.ID, now time.Time, jobs []New) error {
	for _, n := range jobs {
		args, err := json.Marshal(n.Args)
		if err != nil {
			return fmt.Errorf("job %s: %w", n.Kind, err)
		}
		at := n.RunAt
		if at.IsZero() {
			at = now
		}
		var unique any
		if n.Unique != "" {
			unique = n.Unique
		}
		_, err = tx.Exec(db.Q(`INSERT INTO job (id, network_id, kind, unique_key, args, state, run_at, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8)
			ON CONFLICT (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('queued', 'running') DO NOTHING`,
			ids.New(), network, n.Kind, unique, string(args), at, now, operation))
		if err != nil {
			return fmt.Errorf("job %s: %w", n.Kind, err)
		}
	}
	return nil
}

// Worker does jobs of one kind. Returning an error tries again later, up to maxAttempts.
type Worker func(ctx context.Context, j Job) error

// ErrGiveUp wraps an error after which trying again is useless.
var ErrGiveUp = errors.New("job: give up")

const (
	maxAttempts = 8
	lease       = 2 * time.Minute
	batch       = 20
)

// Runner takes due jobs and runs them.
type Runner struct {
	DB      *db.DB
	Clock   clock.Clock
	Log     *slog.Logger
	Workers map[Kind]Worker
	Idle    time.Duration // how long to wait when nothing is due; one second when zero
	Hands   int           // how many jobs run at the same time, so that a long one holds up no mail; one when zero
	Renew   time.Duration // how often the lease of the jobs in hand is renewed; a third of it when zero
	// Recurring jobs come back by themselves while Run runs; they need IDs.
	Recurring []Recurring
	IDs       id.Source
	Telemetry *telemetry.Telemetry // may be nil

	wake  chan struct{}
	once  sync.Once
	begun map[Kind]string // the period of each recurring job that has begun
}

func (r *Runner) init() { r.once.Do(func() { r.wake = make(chan struct{}, 1) }) }

// Wake makes a waiting Run look at once: call it after a commit that queued jobs.
func (r *Runner) Wake() {
	r.init()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. It finishes the jobs in hand first.
func (r *Runner) Run(ctx context.Context) error {
	r.init()
	idle := r.Idle
	if idle == 0 {
		idle = time.Second
	}
	h := r.hire(ctx, max(1, r.Hands))
	defer h.dismiss()
	for {
		n, err := r.round(ctx, h)
		if ctx.Err() != nil {
			return nil // asked to stop: what the last round says does not matter
		}
		if err != nil {
			r.Log.Error("jobs", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		case <-time.After(idle):
		}
	}
}

// round gives the hands what is due now, and returns how many jobs that were.
func (r *Runner) round(ctx context.Context, h *hands) (int, error) {
	if err := r.recur(ctx); err != nil {
		return 0, err
	}
	jobs, err := r.take(ctx)
	h.give(jobs)
	return len(jobs), errors.Join(err, h.trouble())
}

// Drain runs what is due now, and what comes of it, and returns how many jobs it ran. Tests and the demo call it instead of Run.
func (r *Runner) Drain(ctx context.Context) (int, error) {
	h := r.hire(ctx, 1) // in their order: the same history gives the same rows
	defer h.dismiss()
	total := 0
	for {
		jobs, err := r.take(ctx)
		if err != nil {
			return total, err
		}
		h.give(jobs)
		if err := h.rest(); err != nil {
			return total, err
		}
		total += len(jobs)
		if len(jobs) == 0 || ctx.Err() != nil {
			return total, nil // asked to stop: what waits runs after the next start
		}
	}
}

// take leases due jobs, also those whose worker died. A read comes first, so that an idle worker never writes.
func (r *Runner) take(ctx context.Context) ([]Job, error) {
	now := r.Clock.Now()
	due := false
	err := r.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		_, err := db.Get[id.ID](tx, db.Q(`SELECT id FROM job WHERE (state = 'queued' AND run_at <= $1) OR (state = 'running' AND leased_until < $1) LIMIT 1`, now))
		due = err == nil
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	var jobs []Job
	err = r.DB.Write(ctx, db.Settings{Soon: true}, func(tx *db.Tx) error { // what is forgotten to be taken is taken again
		jobs, err = db.Select[Job](tx, db.Q(`
			UPDATE job SET state = 'running', attempt = attempt + 1, leased_until = $2
			WHERE id IN (
				SELECT id FROM job WHERE (state = 'queued' AND run_at <= $1) OR (state = 'running' AND leased_until < $1)
				ORDER BY run_at, id LIMIT $3`+tx.SkipLocked()+`)
			RETURNING id, network_id, kind, args, attempt`, now, now.Add(lease), batch))
		return err
	})
	return jobs, err
}

// do works on a job, until working ends, and notes what came of it.
func (r *Runner) do(ctx, working context.Context, j Job) error {
	work, ok := r.Workers[j.Kind]
	working, end := r.Telemetry.Job(working, string(j.Kind))
	err := error(nil)
	if !ok {
		err = fmt.Errorf("no worker for %q: %w", j.Kind, ErrGiveUp)
	} else {
		err = guard(working, work, j)
	}
	state, runAt, text := "done", r.Clock.Now(), ""
	if err != nil {
		text = err.Error()
		state, runAt = "queued", runAt.Add(backOff(j.Attempt))
		if j.Attempt >= maxAttempts || errors.Is(err, ErrGiveUp) {
			state = "dead"
		}
		r.Log.Warn("job failed", "kind", j.Kind, "job", j.ID, "attempt", j.Attempt, "state", state, "error", err)
	}
	end(state)
	return r.DB.Write(ctx, db.Settings{Soon: true}, func(tx *db.Tx) error { // a job whose end is forgotten runs again
		_, err := tx.Exec(db.Q(`UPDATE job SET state = $2, run_at = $3, error = $4, leased_until = NULL, finished_at = $5
			WHERE id = $1 AND state = 'running' AND attempt = $6`, j.ID, state, runAt, text, finished(state, r.Clock.Now()), j.Attempt))
		return err
	})
}

func finished(state string, now time.Time) any {
	if state == "queued" {
		return nil
	}
	return now
}

func guard(ctx context.Context, work Worker, j Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return work(ctx, j)
}

// backOff waits 5 s, 20 s, 45 s … up to 5 minutes and more.
func backOff(attempt int) time.Duration { return time.Duration(attempt*attempt) * 5 * time.Second }
