package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// process starts the real program on the filled database and prints how long it takes to answer and what it holds when idle.
func process(ctx context.Context, data string) error {
	binary := filepath.Join(filepath.Dir(data), "schakel")
	if out, err := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", binary, "./cmd/schakel").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, "serve", "--listen", address, "--data", data, "--log-level", "error")
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait()         //nolint:errcheck // killed below
	defer cmd.Process.Kill() //nolint:errcheck // it ends with us
	if err := answers(ctx, "http://"+address+"/readyz"); err != nil {
		return err
	}
	took := time.Since(started)
	time.Sleep(3 * time.Second) // idle
	rss, err := rssAnon(cmd.Process.Pid)
	if err != nil {
		return err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	fmt.Printf("%-28s %8.0f ms\n%-28s %8.1f MB\n%-28s %8.1f MB\n", "start", ms(took), "idle RssAnon", float64(rss)/1024, "binary", float64(info.Size())/(1<<20))
	return nil
}

func answers(ctx context.Context, address string) error {
	for range 500 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		if resp, err := http.DefaultClient.Do(r); err == nil {
			if err := resp.Body.Close(); err != nil {
				return err
			}
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return errors.New("the program did not answer within five seconds")
}

// rssAnon reads the resident anonymous memory in kB.
func rssAnon(pid int) (int, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "RssAnon:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, errors.New("no RssAnon in /proc")
}
