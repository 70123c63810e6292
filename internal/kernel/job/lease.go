package job

import (
	"context"
	"sync"
	"time"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// hands work on the jobs that a runner has taken, several at a time. As long as they live they renew the lease of what is taken and not
// finished, that which runs and that which waits for a free hand, so that nobody else runs it however long the work takes.
type hands struct {
	runner            *Runner
	handed            chan Job
	working, renewing sync.WaitGroup
	stop              context.CancelFunc // ends the renewing

	mu     sync.Mutex
	free   *sync.Cond
	jobs   map[id.ID]Job
	lost   map[id.ID]context.CancelFunc // ends the work on a job
	failed error                        // the first end of a job that could not be noted
}

// hire starts n hands. Work in hand is finished although ctx ends.
func (r *Runner) hire(ctx context.Context, n int) *hands {
	ctx = context.WithoutCancel(ctx)
	renewing, stop := context.WithCancel(ctx)
	h := &hands{runner: r, handed: make(chan Job), stop: stop, jobs: map[id.ID]Job{}, lost: map[id.ID]context.CancelFunc{}}
	h.free = sync.NewCond(&h.mu)
	h.renewing.Go(func() { h.keep(renewing) })
	for range n {
		h.working.Go(func() {
			for j := range h.handed {
				h.work(ctx, j)
			}
		})
	}
	return h
}

// give hands out jobs, in their order, and returns when the last of them has begun.
func (h *hands) give(jobs []Job) {
	h.mu.Lock()
	for _, j := range jobs {
		h.jobs[j.ID] = j
	}
	h.mu.Unlock()
	for _, j := range jobs {
		h.handed <- j
	}
}

// rest waits until all hands are empty, and returns what went wrong.
func (h *hands) rest() error {
	h.mu.Lock()
	for len(h.jobs) > 0 {
		h.free.Wait()
	}
	h.mu.Unlock()
	return h.trouble()
}

// trouble returns what went wrong since it was asked last.
func (h *hands) trouble() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	err := h.failed
	h.failed = nil
	return err
}

// dismiss waits for the work in hand and ends the hands.
func (h *hands) dismiss() {
	close(h.handed)
	h.working.Wait()
	h.stop()
	h.renewing.Wait()
}

func (h *hands) work(ctx context.Context, j Job) {
	working, end := context.WithCancel(ctx)
	defer end()
	if !h.begin(j.ID, end) {
		return
	}
	err := h.runner.do(ctx, working, j)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil && h.failed == nil {
		h.failed = err
	}
	h.drop(j.ID)
}

// begin reports whether a job is still in hand: when this machine slept beyond the lease, somebody else has it.
func (h *hands) begin(key id.ID, lost context.CancelFunc) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.jobs[key]
	if ok {
		h.lost[key] = lost
	}
	return ok
}

// drop lets go of a job; h.mu is held.
func (h *hands) drop(key id.ID) {
	delete(h.jobs, key)
	delete(h.lost, key)
	h.free.Broadcast()
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
	if len(jobs) == 0 {
		return nil
	}
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
		if end := h.lost[key]; end != nil {
			end()
		}
		h.drop(key)
	}
	return nil
}
