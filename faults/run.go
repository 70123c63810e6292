package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// lab is a data directory with the program that is being killed.
type lab struct {
	binary, data, address string
	who                   writer
	rnd                   *rand.Rand
	ids                   id.Source
	client                *http.Client
}

// sizes say how much of each to do; 0 leaves it out.
type sizes struct {
	kills          int
	migrations     int
	disk           int // how often it fills
	idle, dripping int // connections
	silent         int // saves while the mail server keeps silent
	seed           uint64
}

func run(ctx context.Context, s sizes) error {
	dir, err := os.MkdirTemp("", "schakel-faults")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	l := &lab{
		binary: filepath.Join(dir, "schakel"), data: filepath.Join(dir, "data"), rnd: rand.New(rand.NewPCG(s.seed, 3)), //nolint:gosec // moments to kill at
		ids:    id.NewSource(clock.System{}, nil),
		client: &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", l.binary, "./cmd/schakel").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	if l.address, err = freeAddress(ctx); err != nil {
		return err
	}
	if l.who, err = prepare(ctx, l.data); err != nil {
		return err
	}
	return errors.Join(l.killed(ctx, s), interrupted(ctx, dir, l.binary, l.rnd, s.migrations), l.full(ctx, s.disk), l.flooded(ctx, s.idle, s.dripping), l.silenced(ctx, s.silent))
}

// killed kills the program during writes.
func (l *lab) killed(ctx context.Context, s sizes) (err error) {
	if s.kills == 0 {
		return nil
	}
	fmt.Printf("# kill -9 during writes, %d times, seed %d\n", s.kills, s.seed)
	kept := map[string]bool{} // notes of calls that were acknowledged
	var slowest time.Duration
	for n := range s.kills {
		started, err := l.round(ctx, n, kept)
		if err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
		slowest = max(slowest, started)
		if (n+1)%20 == 0 {
			fmt.Printf("%d kills, %d acknowledged writes, all there\n", n+1, len(kept))
		}
	}
	fmt.Printf("kills %d, acknowledged %d, lost 0, half operations 0, broken chains 0, slowest start %d ms\n", s.kills, len(kept), slowest.Milliseconds())
	return nil
}

// round starts the program, writes until it is killed, and looks at what is left.
func (l *lab) round(ctx context.Context, n int, kept map[string]bool) (started time.Duration, err error) {
	cmd := exec.CommandContext(ctx, l.binary, "serve", "--listen", l.address, "--data", l.data, "--log-level", "error")
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	if err := l.ready(ctx); err != nil {
		return 0, errors.Join(err, cmd.Process.Kill())
	}
	started = time.Since(begin)
	acknowledged := l.load(ctx, n, time.Duration(20+l.rnd.IntN(180))*time.Millisecond, cmd.Process)
	_ = cmd.Wait() // it was killed
	for _, note := range acknowledged {
		kept[note] = true
	}
	return started, inspect(ctx, l.data, l.who, kept)
}

func (l *lab) ready(ctx context.Context) error {
	for range 1000 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+l.address+"/readyz", nil)
		if err != nil {
			return err
		}
		if resp, err := l.client.Do(r); err == nil {
			code := resp.StatusCode
			if err := resp.Body.Close(); err != nil {
				return err
			}
			if code == http.StatusOK {
				return nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return errors.New("the program did not start")
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}
