package config

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxSecretFile bounds what is read from a file named in SCHAKEL_*_FILE.
const maxSecretFile = 64 << 10

// resolve reads a secret's file when its _FILE variable is set, and says where the value came from.
// A flag beats the environment; a variable together with its _FILE twin is refused, because one of the
// two would silently be ignored.
func (s setting) resolve(flag bool, lookup func(string) (string, bool)) (source string, err error) {
	env, hasEnv := lookup(s.env)
	hasEnv = hasEnv && env != ""
	file, hasFile := "", false
	if s.secret {
		file, hasFile = lookup(s.env + "_FILE")
		hasFile = hasFile && file != ""
	}
	switch {
	case flag:
		return "flag --" + s.name, nil
	case hasEnv && hasFile:
		return "", fmt.Errorf("config: set %s or %s_FILE, not both", s.env, s.env)
	case hasEnv:
		return "variable " + s.env, nil
	case hasFile:
		value, err := readSecret(file)
		if err != nil {
			return "", fmt.Errorf("config: %s_FILE: %w", s.env, err)
		}
		s.value.SetString(value)
		return "file " + file, nil
	}
	return "default", nil
}

// readSecret reads a one-line file; the line end at its end is no part of the secret.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() > maxSecretFile {
		return "", errors.New("too large for a secret")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(string(data), "\r\n")
	if value == "" || strings.ContainsAny(value, "\r\n\x00") {
		return "", errors.New("want one line")
	}
	return value, nil
}

// Key returns the key for links and sessions: Secret, or else the one kept in the data directory, which
// is made the first time. Losing it makes open links and sessions invalid, nothing else.
func (c *Config) Key() ([]byte, error) {
	if c.Secret != "" {
		return []byte(c.Secret), nil
	}
	path := filepath.Join(c.Data, "secret.key")
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	if err := writeNew(path, rand.Text()+rand.Text()); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("config: %w", err)
	}
	value, err := readSecret(path)
	if err != nil {
		return nil, fmt.Errorf("config: %s: %w", path, err)
	}
	if len(value) < minSecret {
		return nil, fmt.Errorf("config: %s holds less than %d characters", path, minSecret)
	}
	return []byte(value), nil
}

// writeNew puts a whole file in place, or gives fs.ErrExist: two processes that start together get the
// same key, and nobody reads half a file.
func writeNew(path, text string) error {
	if _, err := os.Lstat(path); err == nil {
		return fs.ErrExist
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // the link below is what stays
	_, err = tmp.WriteString(text + "\n")
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Link(tmp.Name(), path)
}
