package app

import (
	"context"
	"errors"
	"net/http"

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
	queues := func(figure func(job.Queue) float64) func() (map[string]float64, error) {
		return func() (map[string]float64, error) {
			out := map[string]float64{"queued": 0, "running": 0, "dead": 0}
			all, err := a.queues(context.WithoutCancel(ctx))
			for _, q := range all {
				out[q.State] = max(out[q.State], 0) + figure(q)
			}
			return out, err
		}
	}
	return errors.Join(
		a.telemetry.Watch("schakel_jobs", "Jobs that wait, run, or gave up.", "state", queues(func(q job.Queue) float64 { return float64(q.N) })),
		a.telemetry.Watch("schakel_job_lag_seconds", "How long the first job that is due has waited.", "state", a.lag(ctx)),
	)
}

// lag returns how late the queue is.
func (a *App) lag(ctx context.Context) func() (map[string]float64, error) {
	return func() (map[string]float64, error) {
		all, err := a.queues(context.WithoutCancel(ctx))
		late := 0.0
		for _, q := range all {
			if q.State == "queued" {
				late = max(late, a.Kit.Clock.Now().Sub(q.Oldest).Seconds())
			}
		}
		return map[string]float64{"queued": late}, err
	}
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
