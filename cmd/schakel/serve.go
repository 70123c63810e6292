package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/config"
)

// open builds the application from the configuration.
func open(ctx context.Context, c *config.Config) (*app.App, error) {
	return app.New(ctx, app.Options{Config: c, Log: app.Logger(os.Stderr, c)})
}

// with runs fn on an open application and closes it.
func with(ctx context.Context, c *config.Config, fn func(a *app.App) error) error {
	a, err := open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Close())
}

type serveCmd struct {
	config.Config `embed:""`
}

// Run serves until a signal.
func (s *serveCmd) Run(ctx context.Context) error {
	return with(ctx, &s.Config, func(a *app.App) error {
		l, err := a.Listen(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("Schakel serves on %s\n", s.BaseURL)
		return a.Serve(ctx, l)
	})
}

type migrateCmd struct {
	config.Config `embed:""`
	Serving       string `help:"PostgreSQL: a login that may serve, and owns nothing: the database keeps networks apart for it too." placeholder:"LOGIN"`
}

// Run migrates and says how much it did.
func (m *migrateCmd) Run(ctx context.Context) error {
	n, err := app.Migrate(ctx, &m.Config, m.Serving)
	if err == nil {
		fmt.Printf("%d migrations applied\n", n)
	}
	return err
}

type configCmd struct {
	config.Config `embed:""`
}

// Run prints the effective configuration.
func (c *configCmd) Run() error { return c.Print(os.Stdout) }

type routesCmd struct{}

// Run prints the route registry. It needs no database.
func (routesCmd) Run() error {
	routes, err := app.Routes()
	if err != nil {
		return err
	}
	type line struct {
		Method string `json:"method"`
		Path   string `json:"path"`
		access.Route
	}
	var lines []line
	for _, r := range routes {
		lines = append(lines, line{r.Method(), r.Path(), r})
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(lines)
}

type foundCmd struct {
	config.Config `embed:""`
	Name          string `arg:"" help:"Name of the network, such as \"STO Twente\"."`
	Slug          string `arg:"" help:"Short name in addresses: lower-case letters, digits, hyphens."`
	AdminName     string `required:"" help:"Name of the first administrator."`
	AdminMail     string `required:"" help:"Mail address of the first administrator."`
}

// Run founds a network and prints the administrator's invitation.
func (f *foundCmd) Run(ctx context.Context) error {
	return with(ctx, &f.Config, func(a *app.App) error {
		join, err := a.Found(ctx, network.FoundInput{Name: f.Name, Slug: f.Slug}, f.AdminName, f.AdminMail)
		if err != nil {
			return err
		}
		fmt.Printf("The network stands. Let %s open this link within 14 days to choose a password:\n%s\n", f.AdminName, join)
		return nil
	})
}

type verifyCmd struct {
	config.Config `embed:""`
}

// Run walks every chain and prints its length and head.
func (v *verifyCmd) Run(ctx context.Context) error {
	return with(ctx, &v.Config, func(a *app.App) error {
		chains, err := a.Verify(ctx)
		for _, c := range chains {
			fmt.Printf("network %s %s %d head %s\n", c.Network, c.Name, c.Length, c.Head)
		}
		return err
	})
}

type reindexCmd struct {
	config.Config `embed:""`
}

// Run makes the search index anew and prints how many entries it has.
func (r *reindexCmd) Run(ctx context.Context) error {
	return with(ctx, &r.Config, func(a *app.App) error {
		total, err := a.Reindex(ctx)
		fmt.Printf("%d entries\n", total)
		return err
	})
}
