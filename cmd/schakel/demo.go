package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"schakel/internal/app"
	"schakel/internal/demo"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/config"
	"schakel/internal/platform/id"
)

// demoSeed is the story's seed: the same demo every day, told up to today.
const demoSeed = 2026

type demoCmd struct {
	config.Config `embed:""`
	Fresh         bool `help:"Throw an earlier demo in the data directory away and tell it again."`
	Only          bool `help:"Fill the network and stop, without serving."`
}

// Run fills a believable network, unless the data directory holds one, prints the logins and serves it.
func (d *demoCmd) Run(ctx context.Context) error {
	logins, err := d.prepare(ctx)
	if err != nil {
		return err
	}
	if d.Only {
		return nil
	}
	a, err := app.New(ctx, app.Options{Config: &d.Config, Log: app.Logger(os.Stderr, &d.Config), Demo: true})
	if err != nil {
		return err
	}
	l, err := a.Listen(ctx)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Printf("Schakel demo on http://%s\nmails of companies: http://%s/outbox\n", l.Addr(), l.Addr())
	for _, login := range logins {
		fmt.Println(login)
	}
	return errors.Join(a.Serve(ctx, l), a.Close())
}

// prepare tells the story when there is none yet and returns the logins.
func (d *demoCmd) prepare(ctx context.Context) ([]demo.Login, error) {
	if d.Fresh {
		if err := demo.Forget(d.Config.Data); err != nil {
			return nil, err
		}
	}
	told, err := demo.Told(d.Config.Data)
	if err != nil || told != nil {
		return told, err
	}
	if err := demo.Begin(d.Config.Data); err != nil {
		return nil, err
	}
	fmt.Println("telling two years of history …")
	now := clock.System{}.Now()
	moving := clock.NewMoving(now)
	a, err := app.New(ctx, app.Options{
		Config: &d.Config, Clock: moving, IDs: id.NewSource(moving, demo.Randomness(demoSeed)), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Demo: true, Building: true,
	})
	if err != nil {
		return nil, err
	}
	logins, err := demo.Build(ctx, a, moving, now, demoSeed)
	if err == nil {
		_, err = a.Jobs.Drain(ctx)
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	return logins, demo.Remember(d.Config.Data, logins)
}
