package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

const (
	// logbook marks a data directory as a demo and keeps the logins to print again.
	logbook = "demo.json"
	// draft marks a data directory in which a demo is being told: a telling that was interrupted starts again.
	draft = "demo.draft"
)

// Told returns the logins of a demo that was told before in the directory, nil when there is none.
func Told(data string) ([]Login, error) {
	b, err := os.ReadFile(filepath.Join(data, logbook))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	var logins []Login
	if err := json.Unmarshal(b, &logins); err != nil {
		return nil, fmt.Errorf("demo: %s: %w", logbook, err)
	}
	return logins, nil
}

// Begin marks the directory as a demo in the making. It clears away a telling that was interrupted, and refuses a directory
// that holds anything else.
func Begin(data string) error {
	if _, err := os.Stat(filepath.Join(data, draft)); err == nil {
		if err := os.RemoveAll(data); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	entries, err := os.ReadDir(data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("demo: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("demo: %s is not empty: choose another --data", data)
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.WriteFile(filepath.Join(data, draft), nil, 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// Remember marks the directory as a demo that was told to the end.
func Remember(data string, logins []Login) error {
	b, err := json.Marshal(logins)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.WriteFile(filepath.Join(data, logbook), b, 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.Remove(filepath.Join(data, draft)); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// Forget removes a demo, but refuses a directory that holds anything else.
func Forget(data string) error {
	if _, err := os.Stat(filepath.Join(data, logbook)); err != nil {
		return fmt.Errorf("demo: %s holds no demo: %w", data, err)
	}
	if err := os.RemoveAll(data); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}

// Randomness is a source for identifiers that repeats itself.
func Randomness(seed uint64) io.Reader {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return rand.NewChaCha8(key)
}
