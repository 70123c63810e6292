package db

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestADatabaseElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "schakel.db")
	if err := local(path, elsewhere); err != nil {
		t.Errorf("a folder of tests: %v", err)
	}
	for number, kind := range shared {
		err := local(path, func(string) (string, error) { return shared[number], nil })
		if err == nil || !strings.Contains(err.Error(), kind) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
