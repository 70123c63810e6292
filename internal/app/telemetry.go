package app

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"schakel/internal/kernel/job"
	"schakel/internal/platform/db"
	"schakel/internal/platform/telemetry"
)

// Version is what was built; the Makefile fills it in.
var Version = "dev"

// observe starts counting, and adds the queue of jobs, which is read when somebody asks.
func (a *App) observe(ctx context.Context, o Options) (err error) {
	if a.telemetry, err = telemetry.New(ctx, o.Clock, Version, o.Config.Collector); err != nil {
		return err
	}
	a.Jobs.Telemetry = a.telemetry
	ctx = context.WithoutCancel(ctx) // whoever asks comes later
	return errors.Join(
		a.telemetry.Watch("schakel_jobs", "Jobs that wait, run, or gave up.", "state", func() (map[string]float64, error) {
			out := map[string]float64{"queued": 0, "running": 0, "dead": 0}
			all, err := a.queues(ctx)
			for _, q := range all {
				out[q.State] += float64(q.N)
			}
			return out, err
		}),
		a.telemetry.Watch("schakel_job_lag_seconds", "How long the first job that is due has waited.", "state", func() (map[string]float64, error) {
			all, err := a.queues(ctx)
			return map[string]float64{"queued": a.late(all).Seconds()}, err
		}),
	)
}

// late is how long the first of the queued jobs has been due; zero when none is.
func (a *App) late(all []job.Queue) (late time.Duration) {
	for _, q := range all {
		if q.State == "queued" {
			late = max(late, a.Kit.Clock.Now().Sub(q.Oldest))
		}
	}
	return late
}

func (a *App) queues(ctx context.Context) (all []job.Queue, err error) {
	err = a.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		all, err = job.QueuesTx(tx)
		return err
	})
	return all, err
}

// metrics answers Prometheus, on an address of its own: it holds nothing personal, but is nobody else's business.
func (a *App) metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.telemetry.Gatherer(), promhttp.HandlerOpts{ErrorLog: promLog{a}, ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

// promLog passes on what the metrics' handler complains about.
type promLog struct{ app *App }

// Println implements promhttp.Logger.
func (l promLog) Println(v ...any) { l.app.Log.Error("metrics", "error", v) }
