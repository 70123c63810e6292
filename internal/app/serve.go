package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Limits of the HTTP server: slow clients must not hold it.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 2 * time.Minute // an upload over a slow line
	writeTimeout  = 2 * time.Minute
	idleTimeout   = 2 * time.Minute
	maxHeader     = 32 << 10
	stopTimeout   = 20 * time.Second
)

// Listen opens the configured address.
func (a *App) Listen(ctx context.Context) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.config.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// Serve answers requests and runs jobs until ctx ends; requests and the job in hand are finished first.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: a.Server, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}
	if err := a.Relation.QueueRefresh(ctx); err != nil {
		return err
	}
	failed := make(chan error, 2)
	stopMetrics, err := a.serveMetrics(ctx, failed)
	if err != nil {
		return err
	}
	working, stopJobs := context.WithCancel(context.WithoutCancel(ctx))
	jobs := make(chan error, 1)
	go func() { jobs <- a.Jobs.Run(working) }()
	if a.config.IMAPHost != "" {
		go a.poll(working)
	}

	go func() { failed <- server.Serve(l) }()

	select {
	case err = <-failed:
	case <-ctx.Done():
		a.Log.Info("stopping")
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		err = server.Shutdown(grace)
		cancel()
	}
	stopMetrics()
	stopJobs()
	if jobErr := <-jobs; err == nil || errors.Is(err, http.ErrServerClosed) {
		err = jobErr
	}
	return err
}

// serveMetrics opens the address of the metrics, where one is configured, and returns what closes it.
func (a *App) serveMetrics(ctx context.Context, failed chan<- error) (stop func(), err error) {
	if a.config.MetricsListen == "" {
		return func() {}, nil
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.config.MetricsListen)
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	server := &http.Server{Handler: a.metrics(), ReadHeaderTimeout: headerTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader}
	go func() { failed <- server.Serve(l) }()
	return func() { _ = server.Close() }, nil // whoever reads metrics comes back
}

// pollEvery is how often the mailbox of the drop domain is read.
const pollEvery = time.Minute

// poll queues the reading of the mailbox every minute until ctx ends.
func (a *App) poll(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if err := a.Maildrop.QueuePoll(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("mailbox not read", "error", err)
		}
		a.Jobs.Wake()
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
