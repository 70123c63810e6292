// Command faults kills the real program with SIGKILL in the middle of a write load, again and again, and proves after each
// start that nothing that was acknowledged is lost and nothing is half done:
//
//   - every call that was answered with 303 stands in the database, once, with its note and its next action;
//   - every recorded contact has its audit row and every such audit row its contact (one operation, or nothing);
//   - the audit chain of the network verifies to its end.
//
// Then it kills migrations of a database of an old version, and proves that the next start completes them; fills the disk, opens
// connections that do nothing, and puts a mail server that keeps silent behind it. A size of 0 leaves a part out.
//
// It shows what happens when a process dies, not when the power fails: the page cache survives a kill.
//
//	make faults                        200 kills, 20 migrations, and the rest
//	go run ./faults -kills 20          fewer, while working
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
)

func main() {
	kills := flag.Int("kills", 200, "how often to kill")
	migrations := flag.Int("migrations", 20, "how often to kill a migration")
	disk := flag.Int("disk", 3, "how often to fill the disk")
	idle := flag.Int("idle", 2000, "connections that send nothing")
	dripping := flag.Int("dripping", 500, "connections that send a byte a second")
	silent := flag.Int("silent", 200, "how often to save while the mail server keeps silent")
	seed := flag.Uint64("seed", rand.Uint64(), "seed of the moments at which to kill")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, sizes{kills: *kills, migrations: *migrations, disk: *disk, idle: *idle, dripping: *dripping, silent: *silent, seed: *seed}); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}
