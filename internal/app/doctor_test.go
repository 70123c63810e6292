package app_test

import (
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/app"
	"schakel/internal/platform/db"
)

func graded(t *testing.T, a *app.App) map[string]app.Finding {
	t.Helper()
	out := map[string]app.Finding{}
	for _, f := range a.Doctor(t.Context()) {
		out[f.About] = f
	}
	return out
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	a, _, _ := filled(t)
	t.Run("a bare installation works, and says what a school would want otherwise", func(t *testing.T) {
		got := graded(t, a)
		for about, grade := range map[string]app.Grade{"database": app.Fine, "networks": app.Fine, "files": app.Fine, "erasures": app.Doubt, "mail": app.Doubt, "address": app.Doubt, "key": app.Fine, "jobs": app.Fine, "chains": app.Fine} {
			if f := got[about]; f.Grade != grade || f.Says == "" {
				t.Errorf("%s: %+v", about, f)
			}
		}
		files := 0
		for _, err := range a.Blobs.Digests(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			files++
		}
		if files != 1 {
			t.Errorf("the doctor left %d files", files-1)
		}
	})
	t.Run("jobs that gave up or are late", func(t *testing.T) {
		err := a.Kit.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`UPDATE job SET run_at = $1`, time.Now().Add(-time.Hour)))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if f := graded(t, a)["jobs"]; f.Grade != app.Doubt || !strings.Contains(f.Says, "1h0m") {
			t.Errorf("%+v", f)
		}
	})
	t.Run("a broken chain", func(t *testing.T) {
		err := a.Kit.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			for _, q := range []string{`DROP TRIGGER audit_event_no_update`, `UPDATE audit_event SET action = 'account.joined'`} {
				if _, err := tx.Exec(db.Q(q)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if f := graded(t, a)["chains"]; f.Grade != app.Bad {
			t.Errorf("%+v", f)
		}
	})
}

func TestDoctorOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	c := settings(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.SMTP, c.BaseURL = "smtp://"+l.Addr().String(), "https://schakel.example"
	a := open(t, c)
	if got := graded(t, a); got["mail"].Grade != app.Fine || got["address"].Grade != app.Fine {
		t.Errorf("%+v", got)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	blobs := filepath.Join(c.Data, "blobs")
	if err := os.RemoveAll(blobs); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blobs, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := graded(t, a); got["mail"].Grade != app.Bad || got["files"].Grade != app.Bad {
		t.Errorf("%+v", got)
	}
}

func TestRehearsal(t *testing.T) {
	t.Parallel()
	a, _, _ := filled(t)
	path := filepath.Join(t.TempDir(), "backup")
	if err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	c := settings(t)
	done, err := app.Rehearse(t.Context(), log, c, path)
	if err != nil || done.Rows < 10 || done.Files != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Rehearse(t.Context(), log, c, path); !errors.Is(err, app.ErrBackup) {
		t.Errorf("half a backup: %v", err)
	}
}
