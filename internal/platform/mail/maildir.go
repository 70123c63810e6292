package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"schakel/internal/platform/clock"
)

// Maildir writes messages as files into dir/new instead of sending them, for a machine without a mail
// server and for the demo's outbox. Make one with NewMaildir.
type Maildir struct {
	dir   string
	clock clock.Clock
}

// NewMaildir makes the directories new, cur and tmp in dir.
func NewMaildir(dir string, c clock.Clock) (*Maildir, error) {
	for _, sub := range []string{"new", "cur", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return nil, fmt.Errorf("mail: %w", err)
		}
	}
	return &Maildir{dir: dir, clock: c}, nil
}

// Send implements Transport. Names sort by time. The file appears whole (written in tmp, then moved);
// it is not forced to disk, because nobody waits for these mails after a power cut.
func (m *Maildir) Send(ctx context.Context, msg Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	now := m.clock.Now()
	built, err := build(msg, now)
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(msg.MessageID))
	name := fmt.Sprintf("%016d.%s.schakel", now.UnixMicro(), hex.EncodeToString(sum[:8]))
	tmp, err := os.CreateTemp(filepath.Join(m.dir, "tmp"), name+".*")
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when all went well
	_, err = built.WriteTo(tmp)
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(m.dir, "new", name))
	}
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
