package app_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/app"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

func settings(t *testing.T) *config.Config {
	t.Helper()
	dir := t.TempDir()
	return &config.Config{
		Data: dir, Database: filepath.Join(dir, "schakel.db"), BaseURL: "http://schakel.test", Locale: "nl", MailFrom: "Schakel <schakel@schakel.test>",
		Blob: (&url.URL{Scheme: "file", Path: filepath.Join(dir, "blobs")}).String(),
	}
}

func open(t *testing.T, c *config.Config) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), app.Options{Config: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// filled is an installation with a network and a file.
func filled(t *testing.T) (a *app.App, join string, file blob.Digest) {
	t.Helper()
	a = open(t, settings(t))
	join, err := a.Found(t.Context(), network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example")
	if err != nil {
		t.Fatal(err)
	}
	file, _, err = a.Blobs.Put(t.Context(), strings.NewReader("evidence"), 100)
	if err != nil {
		t.Fatal(err)
	}
	return a, join, file
}

func counts(t *testing.T, d *db.DB) map[string]int {
	t.Helper()
	got := map[string]int{}
	err := d.Snapshot(t.Context(), func(s *db.Snapshot) error {
		tables, err := s.Tables()
		for _, table := range tables {
			var n int
			if n, err = s.Dump(table, new(bytes.Buffer)); err != nil {
				return err
			}
			got[table] = n
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestBackupComesBackWhole(t *testing.T) {
	t.Parallel()
	from, join, file := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	if err := from.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	c := settings(t)
	to := open(t, c)
	if err := app.Restore(t.Context(), c, to, path); err != nil {
		t.Fatal(err)
	}
	want, got := counts(t, from.Kit.DB), counts(t, to.Kit.DB)
	for table, n := range want {
		if got[table] != n {
			t.Errorf("%s: %d rows of %d", table, got[table], n)
		}
	}
	if err := to.Blobs.Verify(t.Context(), file); err != nil {
		t.Error(err)
	}
	// The key came along: the link of before still opens after the next start.
	again := open(t, c)
	if _, err := again.Identity.OpenInvitation(t.Context(), join[strings.LastIndex(join, "/")+1:]); err != nil {
		t.Errorf("the administrator's link: %v", err)
	}
	if err := app.Restore(t.Context(), c, again, path); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a second restore on top: %v", err)
	}
}

func TestDamagedBackupsAreRefusedWhole(t *testing.T) {
	t.Parallel()
	from, _, _ := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	if err := from.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"empty": nil, "not an archive": []byte("hello"), "half": whole[:len(whole)/2], "without its end": whole[:len(whole)-64],
		"one byte changed": append(append(append([]byte{}, whole[:len(whole)/2]...), whole[len(whole)/2]^1), whole[len(whole)/2+1:]...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := filepath.Join(t.TempDir(), "bad")
			if err := os.WriteFile(bad, content, 0o600); err != nil {
				t.Fatal(err)
			}
			c := settings(t)
			to := open(t, c)
			if err := app.Restore(t.Context(), c, to, bad); err == nil {
				t.Fatal("restored")
			}
			if n := counts(t, to.Kit.DB)["network"]; n != 0 {
				t.Errorf("%d networks left behind", n)
			}
		})
	}
}

// A backup taken while others write holds one moment: its audit chain verifies.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	from, _, _ := filled(t)
	networks := networksOf(t, from)
	root := rootOf(t, from, networks[0])
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		sc := access.System(networks[0], "test")
		for ctx.Err() == nil {
			if _, err := from.Network.AddUnit(context.WithoutCancel(ctx), sc, network.UnitInput{Parent: root, Kind: network.KindSchool, Name: "School"}); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 5 {
		path := filepath.Join(t.TempDir(), "backup")
		if err := from.Backup(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		c := settings(t)
		to := open(t, c)
		if err := app.Restore(t.Context(), c, to, path); err != nil { // verifies the chains
			t.Fatal(err)
		}
		units, planted := added(t, to.Kit.DB)
		if units != planted {
			t.Errorf("%d units, %d of them in the audit log: different moments", units, planted)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func networksOf(t *testing.T, a *app.App) []id.ID {
	t.Helper()
	var list []id.ID
	err := a.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = db.Select[id.ID](tx, db.Q(`SELECT id FROM network ORDER BY id LIMIT 10`))
		return err
	})
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	return list
}

func rootOf(t *testing.T, a *app.App, n id.ID) id.ID {
	t.Helper()
	var root id.ID
	err := a.Kit.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		root, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM unit WHERE network_id = $1 AND parent_id IS NULL LIMIT 1`, n))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// added counts units, and the audit rows that tell of one.
func added(t *testing.T, d *db.DB) (units, told int) {
	t.Helper()
	err := d.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		if units, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM unit`)); err != nil {
			return err
		}
		told, err = db.Get[int](tx, db.Q(`SELECT COUNT(*) FROM audit_event WHERE action = 'unit.added'`))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return units, told
}
