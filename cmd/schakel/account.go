package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"schakel/internal/app"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

type accountCmd struct {
	Disable disableCmd `cmd:"" help:"Shut an account out of every network, at once."`
	Enable  enableCmd  `cmd:"" help:"Let a disabled account sign in again."`
	Reset   resetCmd   `cmd:"" name:"reset-second" help:"Take the second step of signing in away from an account whose owner lost it."`
}

type resetCmd struct {
	config.Config `embed:""`
	Mail          string `arg:"" help:"Mail address of the account."`
	Reason        string `required:"" help:"Why, and how you know who asks. The owner reads it in a mail."`
}

// Run resets the second step and ends the account's sessions.
func (r *resetCmd) Run(ctx context.Context) error {
	return with(ctx, &r.Config, func(a *app.App) error {
		account, network, err := accountByMail(ctx, a.Kit.DB, r.Mail)
		if err != nil {
			return err
		}
		if err := a.Identity.Reset(ctx, access.System(network, "account command"), account, r.Reason); err != nil {
			return words(r.Locale, err)
		}
		fmt.Printf("%s: second step reset, all sessions ended\n", r.Mail)
		return nil
	})
}

type disableCmd struct {
	config.Config `embed:""`
	Mail          string `arg:"" help:"Mail address of the account."`
}

// Run disables the account and ends its sessions.
func (d *disableCmd) Run(ctx context.Context) error { return setDisabled(ctx, &d.Config, d.Mail, true) }

type enableCmd struct {
	config.Config `embed:""`
	Mail          string `arg:"" help:"Mail address of the account."`
}

// Run enables the account.
func (e *enableCmd) Run(ctx context.Context) error { return setDisabled(ctx, &e.Config, e.Mail, false) }

func setDisabled(ctx context.Context, c *config.Config, mail string, disabled bool) error {
	return with(ctx, c, func(a *app.App) error {
		account, network, err := accountByMail(ctx, a.Kit.DB, mail)
		if err != nil {
			return err
		}
		if err := a.Identity.SetDisabled(ctx, access.System(network, "account command"), account, disabled); err != nil {
			return words(c.Locale, err)
		}
		fmt.Printf("%s: disabled %t\n", mail, disabled)
		return nil
	})
}

// accountByMail finds an account and the network in whose audit log the command is noted: where it had its first role.
func accountByMail(ctx context.Context, d *db.DB, mail string) (account, network id.ID, err error) {
	type row struct {
		Account id.ID `db:"account_id"`
		Network id.ID `db:"network_id"`
	}
	var found row
	err = d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		found, err = db.Get[row](tx, db.Q(`SELECT g.account_id, g.network_id FROM account a JOIN role_grant g ON g.account_id = a.id
			WHERE a.email = $1 AND a.deleted_at IS NULL ORDER BY g.created_at, g.id LIMIT 1`, strings.ToLower(mail)))
		return err
	})
	if errors.Is(err, db.ErrNoRow) {
		return "", "", fmt.Errorf("there is no account %q with a role", mail)
	}
	return found.Account, found.Network, err
}
