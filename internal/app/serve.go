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
	working, stopJobs := context.WithCancel(context.WithoutCancel(ctx))
	jobs := make(chan error, 1)
	go func() { jobs <- a.Jobs.Run(working) }()
	if a.config.IMAPHost != "" {
		go a.poll(working)
	}

	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()

	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.Log.Info("stopping")
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		err = server.Shutdown(grace)
		cancel()
	}
	stopJobs()
	if jobErr := <-jobs; err == nil || errors.Is(err, http.ErrServerClosed) {
		err = jobErr
	}
	return err
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
