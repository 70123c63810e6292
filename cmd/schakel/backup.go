package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"schakel/internal/app"
	"schakel/internal/kernel/erasure"
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
func rehearse(ctx context.Context, c *config.Config, file string, journals ...string) error {
	done, err := app.Rehearse(ctx, app.Logger(os.Stderr, c), c, file, journals...)
	if err == nil {
		fmt.Printf("%s can be restored: %d rows and %d files came back, all chains hold\n", file, done.Rows, done.Files)
		tell(done.Replayed)
	}
	return err
}

// tell says what became of what was erased after a backup was made.
func tell(r erasure.Replayed) {
	fmt.Printf("erased since: %d lines of the journal were replayed, %d things that had come back are gone again\n", r.Lines, r.Gone)
	if r.Left > 0 {
		fmt.Printf("%d lines are of networks that are not in it\n", r.Left)
	}
}

type restoreCmd struct {
	config.Config `embed:""`
	File          string   `arg:"" optional:"" type:"existingfile" help:"The backup to restore."`
	Journal       []string `sep:"none" help:"Another journal of erasures: a folder, a URL as of --erasures, or a later backup. The configured one is always read." placeholder:"PLACE"`
	Verify        bool     `help:"Only prove that it can be restored: into a folder that is thrown away."`
	Replay        bool     `help:"Restore nothing: take away what the journal of erasures names and is there nevertheless."`
}

// Run restores a backup into an empty installation, and takes away again what was erased since.
func (r *restoreCmd) Run(ctx context.Context) error {
	if r.Replay == (r.File != "") {
		return errors.New("restore: name a backup, or ask for --replay")
	}
	if r.Verify {
		return rehearse(ctx, &r.Config, r.File, r.Journal...)
	}
	return with(ctx, &r.Config, func(a *app.App) error {
		if r.Replay {
			done, err := a.Replay(ctx, r.Journal...)
			if err == nil {
				tell(done)
			}
			return err
		}
		done, err := app.Restore(ctx, &r.Config, a, r.File, r.Journal...)
		if err != nil {
			return err
		}
		fmt.Println("restored: rows counted, files compared, audit chains verified")
		tell(done)
		return nil
	})
}
