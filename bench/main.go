// Command bench measures what a request costs in server CPU, session, scope, filters and full layout included, beside a floor:
// a bare net/http handler that runs the same SELECT and writes the same rows with templ. Both are measured in the same run,
// in turns, so that a busy machine slows both. One line per case: NAME ours_cpu_ms floor_cpu_ms ratio.
//
//	make bench                      SQLite, then PostgreSQL (client CPU only: the database is another process)
//	go run ./bench -companies 2000  smaller, while working
//	go run ./bench -only ledger -companies 1000 -ledger 1000000   a ledger of a million lines
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
)

func main() {
	companies := flag.Int("companies", 20_000, "companies; people are twice, timeline rows ten times as many")
	rounds := flag.Int("rounds", 300, "requests per case and turn")
	rows := flag.Int("import", 20_000, "rows of the imported files")
	transfers := flag.Int("ledger", 100_000, "lines of the ledger")
	only := flag.String("only", "", "run the cases whose name contains this")
	profile := flag.String("profile", "", "file for a CPU profile of the cases")
	flag.Parse()
	if err := run(context.Background(), *companies, *rounds, *rows, *transfers, *only, *profile); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, companies, rounds, rows, transfers int, only, profile string) error {
	dir, err := os.MkdirTemp("", "schakel-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	site, err := open(ctx, dir, companies)
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	err = site.cases(ctx, rounds, rows, transfers, only)
	err = errors.Join(err, site.app.Close())
	if err != nil || site.postgres {
		return err
	}
	return process(ctx, filepath.Join(dir, "data"))
}
