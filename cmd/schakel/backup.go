package main

import (
	"context"
	"fmt"
	"os"

	"schakel/internal/app"
	"schakel/internal/platform/config"
)

type backupCmd struct {
	config.Config `embed:""`
	File          string `arg:"" type:"path" help:"The backup to write."`
	Verify        bool   `help:"Prove at once that it can be restored: into a folder that is thrown away."`
}

// Run writes a backup.
func (b *backupCmd) Run(ctx context.Context) error {
	return with(ctx, &b.Config, func(a *app.App) error {
		if err := a.Backup(ctx, b.File); err != nil {
			return err
		}
		fmt.Printf("backup written to %s\n", b.File)
		if b.Verify {
			return rehearse(ctx, &b.Config, b.File)
		}
		return nil
	})
}

// rehearse restores a backup into a folder that is thrown away, and prints what came back.
func rehearse(ctx context.Context, c *config.Config, file string) error {
	rows, files, err := app.Rehearse(ctx, app.Logger(os.Stderr, c), file)
	if err == nil {
		fmt.Printf("%s can be restored: %d rows and %d files came back, all chains hold\n", file, rows, files)
	}
	return err
}

type restoreCmd struct {
	config.Config `embed:""`
	File          string `arg:"" type:"existingfile" help:"The backup to restore."`
	Verify        bool   `help:"Only prove that it can be restored: into a folder that is thrown away."`
}

// Run restores a backup into an empty installation.
func (r *restoreCmd) Run(ctx context.Context) error {
	if r.Verify {
		return rehearse(ctx, &r.Config, r.File)
	}
	return with(ctx, &r.Config, func(a *app.App) error {
		if err := app.Restore(ctx, &r.Config, a, r.File); err != nil {
			return err
		}
		fmt.Println("restored: rows counted, files compared, audit chains verified")
		return nil
	})
}
