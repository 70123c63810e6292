package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is the one browser of the test binary.
var chromium struct {
	main  bool // Main runs, so the browser will be closed
	once  sync.Once
	ctx   context.Context // parent of every page's context
	err   error
	close func()
}

// Main runs the tests, closes the browser, and then calls each function of after, whatever the tests' result: what needs
// every page of the run, such as checking their HTML. It returns the status to exit with.
func Main(m *testing.M, after ...func() error) int {
	chromium.main = true
	status := m.Run()
	if chromium.close != nil {
		chromium.close()
	}
	for _, f := range after {
		if err := f(); err != nil {
			fmt.Fprintf(os.Stderr, "FAIL: %v\n", err)
			status = max(status, 1)
		}
	}
	return status
}

// start starts the browser once and returns the context that pages derive from.
func start() (context.Context, error) {
	chromium.once.Do(func() {
		path, err := executable()
		if err != nil {
			chromium.err = err
			return
		}
		profile, err := os.MkdirTemp("", "schakel-chromium-")
		if err != nil {
			chromium.err = err
			return
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:],
			chromedp.ExecPath(path),
			chromedp.UserDataDir(profile),
			chromedp.DisableGPU,
			// A closed network: without these Chromium asks its maker's hosts things at every start.
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("disable-domain-reliability", true),
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
			// Going back loads the page anew, so that what it does is seen (the first two are chromedp's own).
			chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache"),
			// The same picture on every machine.
			chromedp.Flag("hide-scrollbars", true),
			chromedp.Flag("font-render-hinting", "none"),
			// Dates as Dutch people write them.
			chromedp.Flag("lang", "nl"),
			chromedp.Env("LANGUAGE=nl"),
		)
		if os.Geteuid() == 0 {
			options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses to run as root
		}
		alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
		ctx, stop := chromedp.NewContext(alloc)
		chromium.close = func() {
			stop()
			stopAlloc()
			_ = os.RemoveAll(profile) // a leftover in the temporary folder is no reason to fail
		}
		if err := chromedp.Do(ctx); err != nil {
			chromium.err = fmt.Errorf("starting %s: %w", path, err)
			return
		}
		chromium.ctx = ctx
	})
	return chromium.ctx, chromium.err
}

// executable finds the browser.
func executable() (string, error) {
	if path := os.Getenv("SCHAKEL_CHROMIUM"); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("SCHAKEL_CHROMIUM: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium found: run 'make setup' (apt-get install chromium), set SCHAKEL_CHROMIUM to its path, or SCHAKEL_BROWSER=off to skip these tests")
}

// moduleFile returns the path of a file below the module's root.
func moduleFile(parts ...string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(append([]string{dir}, parts...)...), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = up
	}
}
