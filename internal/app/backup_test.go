package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	if _, err := app.Restore(t.Context(), c, to, path); err != nil {
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
	if _, err := app.Restore(t.Context(), c, again, path); !errors.Is(err, db.ErrNotEmpty) {
		t.Errorf("a second restore on top: %v", err)
	}
}

// A backup of an earlier version comes back as it would have come by upgrading: rows of a column that went since stand where its
// migration put them.
func TestABackupOfAnEarlierVersionComesBack(t *testing.T) {
	t.Parallel()
	const before = 29 // 0030 made of offer.paused_until rows of offer_pause
	from, join, file := filled(t)
	path, n := filepath.Join(t.TempDir(), "backup"), networksOf(t, from)[0]
	if err := from.Menu.InstallDefaults(t.Context(), access.System(n, "test"), rootOf(t, from, n)); err != nil {
		t.Fatal(err)
	}
	old, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "old.db"), db.Options{Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	err = errors.Join(old.MigrateTo(t.Context(), before), copyKnown(t.Context(), from.Kit.DB, old), old.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		for _, text := range []string{
			`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id) VALUES ($1, 'kolk', 'company', 'Kolk', 'kolk', 1, 1, 'x')`,
			`INSERT INTO offer (network_id, id, organisation_id, menu_item_id, times_per_year, max_group, confirmed_on, paused_until, source, created_at, operation_id)
				SELECT $1, 'o', 'kolk', id, 2, 30, '2026-09-01', '2027-01-04', 'staff', 1, 'x' FROM menu_item ORDER BY id LIMIT 1`,
		} {
			if _, err := tx.Exec(db.Q(text, n)); err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	now := from.Kit.DB
	from.Kit.DB = old
	err = from.Backup(t.Context(), path)
	from.Kit.DB = now
	if err != nil {
		t.Fatal(err)
	}
	c := settings(t)
	to := open(t, c)
	if _, err := app.Restore(t.Context(), c, to, path); err != nil {
		t.Fatal(err)
	}
	if got := counts(t, to.Kit.DB); got["offer"] != 1 || got["offer_pause"] != 1 || got["account"] == 0 {
		t.Errorf("%d offers, %d pauses, %d accounts", got["offer"], got["offer_pause"], got["account"])
	}
	if err := to.Blobs.Verify(t.Context(), file); err != nil {
		t.Error(err)
	}
	if _, err := open(t, c).Identity.OpenInvitation(t.Context(), join[strings.LastIndex(join, "/")+1:]); err != nil {
		t.Errorf("the administrator's link: %v", err)
	}
}

// without leaves out of a dump what an earlier schema lacks.
func without(dump []byte, has []string) ([]byte, error) {
	var out bytes.Buffer
	var keep []int
	for line := range bytes.Lines(dump) {
		var values []any
		in := json.NewDecoder(bytes.NewReader(line))
		in.UseNumber()
		if err := in.Decode(&values); err != nil {
			return nil, err
		}
		if out.Len() == 0 {
			for n, column := range values {
				if slices.Contains(has, column.(string)) {
					keep = append(keep, n)
				}
			}
		}
		var kept []any
		for _, n := range keep {
			kept = append(kept, values[n])
		}
		if err := json.NewEncoder(&out).Encode(kept); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// copyKnown copies the rows of the tables that an earlier schema has, too.
func copyKnown(ctx context.Context, from, to *db.DB) error {
	has := map[string][]string{}
	for _, c := range []string{"network", "unit", "unit_closure", "account", "role_grant", "link", "audit_event", "menu_item"} {
		var empty bytes.Buffer
		err := to.Snapshot(ctx, func(s *db.Snapshot) error {
			_, err := s.Dump(c, &empty)
			return err
		})
		var columns []string
		if err := errors.Join(err, json.NewDecoder(&empty).Decode(&columns)); err != nil {
			return err
		}
		has[c] = columns
	}
	return from.Snapshot(ctx, func(s *db.Snapshot) error {
		return to.Fill(ctx, func(f *db.Fill) error {
			for table, columns := range has { // keys are checked at the end
				var rows bytes.Buffer
				if _, err := s.Dump(table, &rows); err != nil {
					return err
				}
				fitting, err := without(rows.Bytes(), columns)
				if err != nil {
					return err
				}
				if _, err := f.Load(table, bytes.NewReader(fitting)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func TestABackupOfANewerVersionIsRefused(t *testing.T) {
	t.Parallel()
	from, _, _ := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	err := errors.Join(from.Kit.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`))
		return err
	}), from.Backup(t.Context(), path))
	if err != nil {
		t.Fatal(err)
	}
	c := settings(t)
	to := open(t, c)
	if _, err := app.Restore(t.Context(), c, to, path); !errors.Is(err, app.ErrBackup) || !strings.Contains(err.Error(), "newer") {
		t.Errorf("got %v", err)
	}
	if n := counts(t, to.Kit.DB)["network"]; n != 0 {
		t.Errorf("%d networks left behind", n)
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
			if _, err := app.Restore(t.Context(), c, to, bad); err == nil {
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
		if _, err := app.Restore(t.Context(), c, to, path); err != nil { // verifies the chains
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
