package audit_test

import (
	"errors"
	"testing"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
	"schakel/internal/testkit/world"
)

func log(t *testing.T, w *world.World, sc access.Scope, entries ...audit.Entry) {
	t.Helper()
	err := w.Kit.Write(t.Context(), sc, func(op *operation.Op) error {
		for _, e := range entries {
			op.Audit(e)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, w *world.World, network id.ID) (int64, error) {
	t.Helper()
	var n int64
	err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		n, _, err = audit.VerifyTx(tx, network)
		return err
	})
	return n, err
}

func exec(t *testing.T, w *world.World, sql string, args ...any) error {
	t.Helper()
	return w.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(sql, args...))
		return err
	})
}

func TestChain(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	before, err := verify(t, w, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		log(t, w, r.Teacher, audit.Entry{Action: "need.asked", Object: "need", ID: "x", Unit: r.Noordik, Detail: map[string]string{"title": "Lassen"}},
			audit.Entry{Action: "need.edited", Object: "need", ID: "x", Unit: r.Noordik})
	}
	if n, err := verify(t, w, r.ID); err != nil || n != before+10 {
		t.Fatalf("chain of %d after %d and ten more: %v", n, before, err)
	}

	t.Run("rows can't be changed or removed", func(t *testing.T) {
		if exec(t, w, `UPDATE audit_event SET action = 'x' WHERE network_id = $1`, r.ID) == nil {
			t.Error("changed")
		}
		if exec(t, w, `DELETE FROM audit_event WHERE network_id = $1`, r.ID) == nil {
			t.Error("removed")
		}
		if exec(t, w, `UPDATE audit_event SET payload = payload || ' ' WHERE network_id = $1`, r.ID) == nil {
			t.Error("payload replaced")
		}
	})
	t.Run("erasing a payload keeps the chain", func(t *testing.T) {
		if err := exec(t, w, `UPDATE audit_event SET payload = NULL, salt = NULL WHERE network_id = $1 AND object_id = 'x'`, r.ID); err != nil {
			t.Fatal(err)
		}
		if n, err := verify(t, w, r.ID); err != nil || n != before+10 {
			t.Errorf("%d %v", n, err)
		}
	})
	t.Run("each network has its own chain", func(t *testing.T) {
		other, err := verify(t, w, w.Zwolle.ID)
		if err != nil || other != before {
			t.Errorf("%d %v", other, err)
		}
	})
}

// With the triggers gone, as a thief with the file would have it, every kind of tampering is found.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	for name, sql := range map[string]string{
		"changed action":  `UPDATE audit_event SET action = 'x' WHERE network_id = $1 AND seq = 3`,
		"changed payload": `UPDATE audit_event SET payload = payload || ' ' WHERE network_id = $1 AND seq = 3`,
		"removed row":     `DELETE FROM audit_event WHERE network_id = $1 AND seq = 3`,
		"changed actor":   `UPDATE audit_event SET actor_id = 'somebody' WHERE network_id = $1 AND seq = 3`,
		"changed time":    `UPDATE audit_event SET at = at + 1 WHERE network_id = $1 AND seq = 3`,
		"swapped hash":    `UPDATE audit_event SET hash = prev_hash WHERE network_id = $1 AND seq = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world.New(t)
			testdb.Unguard(t, w.DB, "audit_event")
			if err := exec(t, w, sql, w.Twente.ID); err != nil {
				t.Fatal(err)
			}
			_, err := verify(t, w, w.Twente.ID)
			var broken *audit.ErrBroken
			if !errors.As(err, &broken) || broken.Seq != 3 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	w := world.New(t)
	r := w.Twente
	log(t, w, r.Teacher, audit.Entry{Action: "need.asked", Object: "need", ID: "n1", Unit: r.Noordik})
	read := func(sc access.Scope) []audit.Line {
		var lines []audit.Line
		err := w.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
			lines, err = audit.Read(tx, sc, audit.Filter{Object: "n1"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	if lines := read(r.Admin); len(lines) != 1 || lines[0].Actor != "teacher Twente" {
		t.Errorf("administrator: %+v", lines)
	}
	for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "relation manager": r.Relation, "other network": w.Zwolle.Admin} {
		if lines := read(sc); len(lines) != 0 {
			t.Errorf("%s reads the log: %+v", name, lines)
		}
	}
}
