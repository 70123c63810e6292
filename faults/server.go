package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// serving starts the program on the lab's data; stop kills it.
func (l *lab) serving(ctx context.Context, environment ...string) (cmd *exec.Cmd, stop func(), err error) {
	cmd = exec.CommandContext(ctx, l.binary, "serve", "--listen", l.address, "--data", l.data, "--log-level", "error")
	cmd.Env = append(os.Environ(), environment...)
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill() // it may be gone
		_ = cmd.Wait()
	}
	if err := l.ready(ctx); err != nil {
		stop()
		return nil, nil, err
	}
	return cmd, stop, nil
}

// status asks for a page as the lab's colleague.
func (l *lab) status(ctx context.Context, path string) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+l.address+path, nil)
	if err != nil {
		return 0, err
	}
	r.AddCookie(l.who.cookie)
	resp, err := l.client.Do(r)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

// p95 is the 95th percentile of how long a number of calls take.
func p95(n int, call func(n int) error) (time.Duration, error) {
	took := make([]time.Duration, n)
	for i := range took {
		begin := time.Now()
		if err := call(i); err != nil {
			return 0, err
		}
		took[i] = time.Since(begin)
	}
	slices.Sort(took)
	return took[(n*95+99)/100-1], nil
}

var errRefused = errors.New("not saved")

// saves records calls and returns the 95th percentile of how long one takes.
func (l *lab) saves(ctx context.Context, what string, n int) (time.Duration, error) {
	return p95(n, func(i int) error {
		if !l.call(ctx, fmt.Sprintf("%s %d.", what, i)) {
			return errRefused
		}
		return nil
	})
}

// memory is how much of the machine's memory a process holds, in MiB.
func memory(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return kib / 1024, err
		}
	}
	return 0, errors.New("no VmRSS")
}
