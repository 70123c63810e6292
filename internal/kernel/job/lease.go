package job

import (
	"context"
	"sync"
	"time"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// hands are the jobs that a runner has taken and not finished: the one that runs and those that wait for it. As long as it lives it
// renews their lease, so that nobody else runs them however long the first one takes.
type hands struct {
	runner *Runner
	mu     sync.Mutex
	jobs   map[id.ID]Job
	lost   map[id.ID]context.CancelFunc // ends the work on a job
}

// each runs taken jobs one after the other.
func (r *Runner) each(ctx context.Context, jobs []Job) error {
	if len(jobs) == 0 {
		return nil
	}
	h := &hands{runner: r, jobs: map[id.ID]Job{}, lost: map[id.ID]context.CancelFunc{}}
	for _, j := range jobs {
		h.jobs[j.ID] = j
	}
	renewing, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	done.Go(func() { h.keep(renewing) })
	defer done.Wait()
	defer stop()
	for _, j := range jobs {
		working, end := context.WithCancel(ctx)
		if h.begin(j.ID, end) {
			if err := r.do(ctx, working, j); err != nil {
				end()
				return err
			}
		}
		end()
		h.end(j.ID)
	}
	return nil
}

// begin reports whether a job is still in hand: when this machine slept beyond the lease, somebody else has it.
func (h *hands) begin(key id.ID, lost context.CancelFunc) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.jobs[key]
	h.lost[key] = lost
	return ok
}

func (h *hands) end(key id.ID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.jobs, key)
	delete(h.lost, key)
}

// keep renews until ctx ends.
func (h *hands) keep(ctx context.Context) {
	every := h.runner.Renew
	if every == 0 {
		every = lease / 3
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.renew(ctx); err != nil && ctx.Err() == nil {
			h.runner.Log.Warn("lease of jobs not renewed", "error", err)
		}
	}
}

// renew gives the jobs in hand a new lease. Work on one that somebody else has taken is ended.
func (h *hands) renew(ctx context.Context) error {
	h.mu.Lock()
	jobs := make([]Job, 0, len(h.jobs))
	for _, j := range h.jobs {
		jobs = append(jobs, j)
	}
	h.mu.Unlock()
	until := h.runner.Clock.Now().Add(lease)
	var gone []id.ID
	err := h.runner.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		gone = nil
		for _, j := range jobs {
			n, err := tx.Exec(db.Q(`UPDATE job SET leased_until = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'`, j.ID, j.Attempt, until))
			if err != nil {
				return err
			}
			if n == 0 {
				gone = append(gone, j.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range gone {
		if _, still := h.jobs[key]; !still {
			continue // finished in the meantime
		}
		delete(h.jobs, key)
		if end := h.lost[key]; end != nil {
			end()
		}
	}
	return nil
}
