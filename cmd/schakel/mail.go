package main

import (
	"context"
	"errors"
	"os"

	"schakel/internal/app"
	"schakel/internal/domain/maildrop"
	"schakel/internal/platform/config"
)

// mailCmd takes mails.
type mailCmd struct {
	Receive receiveCmd `cmd:"" help:"Read one mail on standard input and put it on its timeline."`
}

// receiveCmd is what a mail server pipes each mail for the drop domain to.
type receiveCmd struct {
	config.Config `embed:""`
	To            string `name:"to" help:"Address that the mail was brought to. Default: the addresses in the mail."`
}

// The exit codes that mail servers understand (sysexits.h).
const (
	exitBadMail = 65 // the mail is sent back
	exitAgain   = 75 // the mail server tries later
)

// exit is an error with the code that tells the mail server what to do.
type exit struct {
	error
	code int
}

// ExitCode is the code of the process.
func (e exit) ExitCode() int { return e.code }

// Unwrap returns the error.
func (e exit) Unwrap() error { return e.error }

// Run takes one mail.
func (c *receiveCmd) Run(ctx context.Context) error {
	a, err := app.New(ctx, app.Options{Config: &c.Config, Log: app.Logger(os.Stderr, &c.Config)})
	if err != nil {
		return exit{err, exitAgain}
	}
	_, err = a.Maildrop.Receive(ctx, os.Stdin, c.To)
	err = errors.Join(receipt(err), a.Close())
	return err
}

// receipt turns what became of a mail into an exit code. A mail that came in before is a mail that was taken.
func receipt(err error) error {
	switch {
	case err == nil, errors.Is(err, maildrop.ErrDuplicate):
		return nil
	case maildrop.Refused(err):
		return exit{err, exitBadMail}
	}
	return exit{err, exitAgain}
}
