// Command schakel is the whole of Schakel in one program: it serves, imports, backs up and shows itself with a demo.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is the command line.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve Schakel."`
	Demo    demoCmd    `cmd:"" help:"Fill a believable network and serve it."`
	Found   foundCmd   `cmd:"" help:"Start a network: its name, its address and its first administrator."`
	Migrate migrateCmd `cmd:"" help:"Bring the database's schema up to date."`
	Import  importCmd  `cmd:"" help:"Read public data: schools from DUO, postcodes from GeoNames."`
	Mail    mailCmd    `cmd:"" help:"Take a mail that the mail server pipes in."`
	Account accountCmd `cmd:"" help:"Disable or enable an account."`
	Backup  backupCmd  `cmd:"" help:"Write everything to one file, also while serving."`
	Restore restoreCmd `cmd:"" help:"Fill an empty installation from a backup."`
	Routes  routesCmd  `cmd:"" help:"Print the URL table as JSON: pattern, policy, credentials, data class."`
	Config  configCmd  `cmd:"" help:"Print the configuration in force, without secrets."`
	Doctor  doctorCmd  `cmd:"" help:"Look whether all that an installation needs works, and say what does not."`
	Health  healthCmd  `cmd:"" help:"Ask the Schakel that serves on this machine whether it is ready."`
	API     apiCmd     `cmd:"" name:"api" help:"Ask the API of a running Schakel, from a script."`
	Verify  verifyCmd  `cmd:"" help:"Check the chains of the audit log and the ledger."`
	Reindex reindexCmd `cmd:"" help:"Make the search index anew from its words, after an upgrade that asks for it."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	parsed := kong.Parse(&c, kong.Name("schakel"), kong.Description("Schools and companies building technical education together."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "schakel:", err)
		stop()
		var coded interface{ ExitCode() int }
		if errors.As(err, &coded) {
			os.Exit(coded.ExitCode()) //nolint:gocritic // stop has run
		}
		os.Exit(1) //nolint:gocritic // stop has run
	}
}
