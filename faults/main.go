// Command faults kills the real program with SIGKILL in the middle of a write load, again and again, and proves after each
// start that nothing that was acknowledged is lost and nothing is half done:
//
//   - every call that was answered with 303 stands in the database, once, with its note and its next action;
//   - every recorded contact has its audit row and every such audit row its contact (one operation, or nothing);
//   - the audit chain of the network verifies to its end.
//
// It shows what happens when a process dies, not when the power fails: the page cache survives a kill.
//
//	make faults                        200 kills
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
	seed := flag.Uint64("seed", rand.Uint64(), "seed of the moments at which to kill")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *kills, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}
