package main

import (
	"context"
	"fmt"

	"schakel/internal/app"
	"schakel/internal/platform/config"
)

type doctorCmd struct {
	config.Config `embed:""`
}

// Run says of all that an installation needs whether it works; something that does not ends it with status 1.
func (d *doctorCmd) Run(ctx context.Context) error {
	return with(ctx, &d.Config, func(a *app.App) (err error) {
		fmt.Printf("%-9s %-8s %s\n", "program", app.Fine, app.Version)
		for _, f := range a.Doctor(ctx) {
			fmt.Printf("%-9s %-8s %s\n", f.About, f.Grade, f.Says)
			if f.Grade == app.Bad {
				err = app.ErrUnwell
			}
		}
		return err
	})
}

type healthCmd struct {
	config.Config `embed:""`
}

// Run ends with status 0 when the Schakel on this machine is ready.
func (h *healthCmd) Run(ctx context.Context) error { return app.Health(ctx, &h.Config) }
