package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
)

// manifest opens a backup and says what must come back.
type manifest struct {
	Format  int            `json:"format"`
	MadeAt  time.Time      `json:"made_at"`
	Schema  int64          `json:"schema"` // latest migration
	Rows    map[string]int `json:"rows"`
	Files   int            `json:"files"`
	Secret  bool           `json:"secret"` // the key of links and sessions is inside
	Dialect db.Dialect     `json:"dialect"`
}

const (
	backupFormat = 1
	tablePrefix  = "tables/"
	filePrefix   = "files/"
	secretEntry  = "secret.key" // as config keeps it in the data directory
	lastEntry    = "manifest.json"
)

// Backup writes everything to path: the rows of one moment, the files they name, and the key. It works while serving,
// and the same file restores into SQLite or PostgreSQL. The file appears under its name only when it is whole.
func (a *App) Backup(ctx context.Context, path string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), ".schakel-backup-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // gone after the rename
	zip := gzip.NewWriter(temp)
	out := &archive{tar: tar.NewWriter(zip), at: a.Kit.Clock.Now()}
	err = a.fillArchive(ctx, out)
	err = errors.Join(err, out.tar.Close(), zip.Close(), temp.Sync(), temp.Close())
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

func (a *App) fillArchive(ctx context.Context, out *archive) error {
	m := manifest{Format: backupFormat, MadeAt: out.at, Rows: map[string]int{}, Dialect: a.Kit.DB.Dialect()}
	err := a.Kit.DB.Snapshot(ctx, func(s *db.Snapshot) (err error) {
		if m.Schema, err = s.Version(); err != nil {
			return err
		}
		tables, err := s.Tables()
		if err != nil {
			return err
		}
		for _, t := range tables {
			if m.Rows[t], err = out.table(s, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for d, err := range a.Blobs.Digests(ctx) { // after the rows, so that no row misses its file
		if err != nil {
			return err
		}
		if err := out.blob(ctx, a.Blobs, d); err != nil {
			return err
		}
		m.Files++
	}
	if text, err := os.ReadFile(filepath.Join(a.config.Data, secretEntry)); err == nil {
		m.Secret = true
		if err := out.entry(secretEntry, text); err != nil {
			return err
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return out.entry(lastEntry, b)
}

type archive struct {
	tar *tar.Writer
	at  time.Time
}

func (w *archive) entry(name string, content []byte) error {
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: w.at}); err != nil {
		return err
	}
	_, err := w.tar.Write(content)
	return err
}

// table dumps through a temporary file, since a tar entry tells its size first.
func (w *archive) table(s *db.Snapshot, table string) (int, error) {
	temp, err := os.CreateTemp("", "schakel-table-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // a temporary file
	defer temp.Close()           // read only from here
	n, err := s.Dump(table, temp)
	if err != nil {
		return n, err
	}
	return n, w.stream(tablePrefix+table, temp)
}

func (w *archive) stream(name string, f *os.File) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := w.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: w.at}); err != nil {
		return err
	}
	_, err = io.Copy(w.tar, f)
	return err
}

func (w *archive) blob(ctx context.Context, store *blob.Store, d blob.Digest) error {
	r, err := store.Open(ctx, d)
	if err != nil {
		return fmt.Errorf("file %s: %w", d, err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("file %s: %w", d, err)
	}
	return w.entry(filePrefix+string(d), content)
}
