package app

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"schakel/internal/platform/config"
)

const secretFile = "secret.key"

// secret returns the key for links and sessions: the configured one, or one made once in the data directory.
// Several replicas need a configured one, since each has its own directory.
func secret(c *config.Config, shared bool) ([]byte, error) {
	if c.Secret != "" {
		return []byte(c.Secret), nil
	}
	if shared {
		return nil, errors.New("app: with PostgreSQL, set SCHAKEL_SECRET (or SCHAKEL_SECRET_FILE): all replicas need the same key")
	}
	path := filepath.Join(c.Data, secretFile)
	text, err := os.ReadFile(path)
	if err == nil {
		return text, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("app: %w", err)
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	text = []byte(hex.EncodeToString(raw))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	return text, nil
}
