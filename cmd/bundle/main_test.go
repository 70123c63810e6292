package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBundleFollowsImportsAndNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	entries, dist := t.TempDir(), filepath.Join(t.TempDir(), "dist")
	write(t, filepath.Join(entries, "lib", "index.js"), "export const greeting = 'hoi'\n")
	write(t, filepath.Join(entries, "page.js"), "import { greeting } from './lib/index.js'\nwindow.greeting = greeting\n")

	if err := bundle(entries, dist); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dist, "page.js"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "hoi") || strings.Contains(string(got), "import ") {
		t.Errorf("page.js is not one classic script with its import inside: %s", got)
	}

	write(t, filepath.Join(entries, "broken.js"), "import 'no-such-package'\n")
	if err := bundle(entries, dist); err == nil || !strings.Contains(err.Error(), "no-such-package") {
		t.Errorf("a missing package must fail by name, got %v", err)
	}
	if err := bundle(t.TempDir(), dist); err == nil {
		t.Error("a folder without entries must fail")
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
