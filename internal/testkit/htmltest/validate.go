package htmltest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
)

// kept are the pages of this test run, by address; a page that looks the same is kept once.
var kept struct {
	sync.Mutex
	pages map[string]string // file name → page
	seen  map[[sha256.Size]byte]bool
}

var notName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// Keep remembers a page, as the server sent it, for Validate. Safe from parallel tests.
func Keep(address, page string) {
	kept.Lock()
	defer kept.Unlock()
	sum := sha256.Sum256([]byte(page))
	if kept.seen[sum] {
		return
	}
	if kept.pages == nil {
		kept.pages, kept.seen = map[string]string{}, map[[sha256.Size]byte]bool{}
	}
	kept.seen[sum] = true
	name := notName.ReplaceAllString(address, "_")
	if len(name) > 80 {
		name = name[:80]
	}
	kept.pages[fmt.Sprintf("%03d_%s.html", len(kept.pages), name)] = page
}

// Validate runs html-validate (npm, rules in .htmlvalidate.json) over every page kept so far, and returns its findings as
// an error. Hand it to browser.Main. Without kept pages it does nothing.
func Validate() error {
	kept.Lock()
	pages := kept.pages
	kept.pages, kept.seen = nil, nil
	kept.Unlock()
	if len(pages) == 0 {
		return nil
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "schakel-html-")
	if err != nil {
		return err
	}
	return validate(root, dir, pages)
}

// validate writes the pages in dir, checks them, and removes dir when all are valid; else it stays, to look at.
func validate(root, dir string, pages map[string]string) error {
	tool := filepath.Join(root, "node_modules", ".bin", "html-validate")
	if _, err := os.Stat(tool); err != nil {
		return fmt.Errorf("html-validate is missing, run 'make node_modules': %w", err)
	}
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
			return err
		}
	}
	var out bytes.Buffer
	cmd := exec.Command(tool, "--config", filepath.Join(root, ".htmlvalidate.json"), "--formatter", "text", "--ext", "html", dir)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return fmt.Errorf("html-validate, %d pages (left in %s):\n%s", len(pages), dir, out.String())
		}
		return err
	}
	fmt.Printf("html-validate: %d pages are valid\n", len(pages))
	return os.RemoveAll(dir)
}

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = up
	}
}
