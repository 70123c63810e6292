package app

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"schakel/internal/kernel/erasure"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
)

// ErrBackup says that a file is not a whole backup of a version that this program knows.
var ErrBackup = errors.New("not a whole backup")

// Restore fills an empty installation from a backup and proves that all came back: row counts, file digests, chains. A backup of an
// earlier version goes through the migrations of since on its way. What was erased since the backup was made goes again: the
// installation's journal of erasures is replayed, and others that are named too.
func Restore(ctx context.Context, c *config.Config, a *App, path string, journals ...string) (out erasure.Replayed, err error) {
	lines, err := a.erased(ctx, journals) // a journal that can't be read stops it before anything is written
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	files, err := a.restore(ctx, c, path)
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	if out, err = a.replay(ctx, lines, files); err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	_, err = a.Verify(ctx)
	return out, err
}

// Rehearsal is how much a backup brings back.
type Rehearsal struct {
	Rows, Files int
	Replayed    erasure.Replayed
}

// Rehearse restores a backup into a folder of its own, which is thrown away, and says how much came back, and how much of it went again:
// by the journal of erasures of the installation that c configures, and by others that are named.
func Rehearse(ctx context.Context, log *slog.Logger, from *config.Config, path string, journals ...string) (out Rehearsal, err error) {
	said, err := inspect(path)
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	dir, err := os.MkdirTemp("", "schakel-rehearsal-*")
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	c := &config.Config{
		Data: dir, Database: filepath.Join(dir, "schakel.db"), BaseURL: "http://localhost", Locale: "nl", MailFrom: "Schakel <schakel@localhost>",
		Blob: (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "blobs"))}).String(),
	}
	a, err := New(ctx, Options{Config: c, Log: log})
	if err != nil {
		return out, err
	}
	for _, n := range said.Rows {
		out.Rows += n
	}
	out.Files = said.Files
	out.Replayed, err = Restore(ctx, c, a, path, append([]string{cmp.Or(from.Erasures, from.Blob)}, journals...)...)
	return out, errors.Join(err, a.Close())
}

// restore returns the digests of the files that the backup brought.
func (a *App) restore(ctx context.Context, c *config.Config, path string) (files []string, err error) {
	said, err := inspect(path)
	if err != nil {
		return nil, err
	}
	schema, err := version(ctx, a.Kit.DB)
	if err != nil {
		return nil, err
	}
	in := &restoring{app: a, data: c.Data}
	if said.Schema > schema {
		return nil, fmt.Errorf("%w: it was made by a newer version: its schema is %d, this one knows %d", ErrBackup, said.Schema, schema)
	}
	if said.Schema < schema {
		old, err := upgrade(ctx, path, said)
		if err != nil {
			return nil, err
		}
		defer old.close() //nolint:errcheck // a temporary folder
		err = a.Kit.DB.Fill(ctx, func(fill *db.Fill) error {
			err := walk(path, func(name string, size int64, r io.Reader) error { return in.file(ctx, name, size, r) })
			if err != nil {
				return err
			}
			return old.pour(ctx, fill)
		})
		return in.files, err
	}
	err = a.Kit.DB.Fill(ctx, func(fill *db.Fill) error {
		return said.load(path, fill, func(name string, size int64, r io.Reader) error { return in.file(ctx, name, size, r) })
	})
	return in.files, err
}

// walk calls see for each entry of a backup, and reads the file to its end, where the checksum of the whole stands.
func walk(path string, see func(name string, size int64, r io.Reader) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	entries := tar.NewReader(zip)
	for {
		h, err := entries.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrBackup, err)
		}
		if err := see(h.Name, h.Size, entries); err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
	}
	if _, err := io.Copy(io.Discard, zip); err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return nil
}

// inspect reads a backup to its end and returns what it says of itself. What it does not know it refuses, before anything is written.
func inspect(path string) (*manifest, error) {
	var said *manifest
	files := 0
	err := walk(path, func(name string, _ int64, r io.Reader) error {
		switch {
		case strings.HasPrefix(name, filePrefix):
			files++
		case name == lastEntry:
			said = &manifest{}
			return json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(said)
		case name != secretEntry && !strings.HasPrefix(name, tablePrefix):
			return fmt.Errorf("%w: unknown entry", ErrBackup)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case said == nil:
		return nil, fmt.Errorf("%w: it ends too early", ErrBackup)
	case said.Format != backupFormat:
		return nil, fmt.Errorf("%w: format %d", ErrBackup, said.Format)
	case said.Files != files:
		return nil, fmt.Errorf("%w: %d of %d files", ErrBackup, files, said.Files)
	}
	return said, nil
}

// restoring puts back what is no row.
type restoring struct {
	app   *App
	data  string
	files []string // digests of what was put back
}

func (in *restoring) file(ctx context.Context, name string, size int64, r io.Reader) error {
	if want, ok := strings.CutPrefix(name, filePrefix); ok {
		d, _, err := in.app.Blobs.Put(ctx, r, size)
		if err == nil && string(d) != want {
			return fmt.Errorf("%w: content does not match its digest", ErrBackup)
		}
		in.files = append(in.files, want)
		return err
	}
	if name != secretEntry {
		return nil
	}
	content, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(in.data, secretEntry), bytes.TrimSpace(content), 0o600)
}

// load puts back rows and counts them by table; other entries go to rest.
func (m *manifest) load(path string, fill *db.Fill, rest func(name string, size int64, r io.Reader) error) error {
	got := map[string]int{}
	err := walk(path, func(name string, size int64, r io.Reader) (err error) {
		table, ok := strings.CutPrefix(name, tablePrefix)
		if !ok {
			return rest(name, size, r)
		}
		got[table], err = fill.Load(table, r)
		return err
	})
	if err != nil {
		return err
	}
	for table, want := range m.Rows {
		if got[table] != want {
			return fmt.Errorf("%w: %s has %d of %d rows", ErrBackup, table, got[table], want)
		}
	}
	return nil
}

func version(ctx context.Context, d *db.DB) (n int64, err error) {
	err = d.Snapshot(ctx, func(s *db.Snapshot) error {
		n, err = s.Version()
		return err
	})
	return n, err
}
