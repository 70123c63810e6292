package history_test

import (
	"fmt"
	"testing"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// house is a world with ways to make, change and look at organisations without the noun that owns them.
type house struct {
	*world.World
	t *testing.T
}

func newHouse(t *testing.T) house {
	t.Helper()
	return house{world.New(t), t}
}

func (h house) write(fn func(op *operation.Op) error) {
	h.t.Helper()
	err := h.Kit.Write(h.t.Context(), h.Twente.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) add(batch id.ID, name string) (key id.ID) {
	h.t.Helper()
	h.write(func(op *operation.Op) error {
		key = op.NewID()
		err := op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id)
			VALUES ($1, $2, 'company', $3, $3, $4, $4, $5)`, op.Network(), key, name, op.At, op.ID)
		if err != nil {
			return err
		}
		return history.CreatedTx(op, batch, "organisation", key)
	})
	return key
}

func (h house) set(batch, key id.ID, column string, old, value any) {
	h.t.Helper()
	h.write(func(op *operation.Op) error {
		if _, err := op.Exec(`UPDATE organisation AS o SET `+column+` = $1, version = version + 1 WHERE {wall:o} AND o.id = $2`, value, key); err != nil {
			return err
		}
		return history.ChangedTx(op, batch, "organisation", key, history.Field{Name: column, Old: old, New: value}, history.Field{Name: "email"})
	})
}

func (h house) undo(batch id.ID, guard history.Guard) (u history.Undone) {
	h.t.Helper()
	h.write(func(op *operation.Op) (err error) { u, err = history.UndoTx(op, batch, guard); return err })
	return u
}

// look tells a column and whether the row is in the bin.
func (h house) look(key id.ID, column string) string {
	h.t.Helper()
	type row struct {
		Value  string `db:"value"`
		Binned bool   `db:"binned"`
	}
	var r row
	err := h.DB.Read(h.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		r, err = db.Get[row](tx, db.Q(`SELECT COALESCE(CAST(`+column+` AS TEXT), 'NULL') AS value, deleted_at IS NOT NULL AS binned FROM organisation WHERE id = $1`, key))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprint(r.Value, map[bool]string{true: " in the bin"}[r.Binned])
}

func (h house) entries(key id.ID) (out []history.Entry) {
	h.t.Helper()
	err := h.DB.Read(h.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		out, err = history.OfTx(tx, h.Twente.Relation, "organisation", key, 10)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestHistory(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	key := h.add("", "Kolk")
	h.set("", key, "name", "Kolk", "Kolk Metaal")

	t.Run("newest first, without what stayed the same", func(t *testing.T) {
		got := h.entries(key)
		if len(got) != 2 || got[0].Field != "name" || got[0].Was != "Kolk" || got[0].Became != "Kolk Metaal" || got[1].Field != "" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("another network sees none", func(t *testing.T) {
		err := h.DB.Read(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			got, err := history.OfTx(tx, h.Zwolle.Relation, "organisation", key, 10)
			if len(got) != 0 {
				t.Errorf("%+v", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("a field is given back, and that is a change too", func(t *testing.T) {
		change := h.entries(key)[0].ID
		h.write(func(op *operation.Op) error {
			_, err := history.RestoreTx(op, "organisation", key, change)
			return err
		})
		if got := h.look(key, "name"); got != "Kolk" || len(h.entries(key)) != 3 {
			t.Errorf("%s, %d changes", got, len(h.entries(key)))
		}
	})
	t.Run("another row's change restores nothing", func(t *testing.T) {
		change := h.entries(key)[0].ID
		err := h.Kit.Write(t.Context(), h.Twente.System, func(op *operation.Op) error {
			_, err := history.RestoreTx(op, "organisation", op.NewID(), change)
			return err
		})
		if f, ok := fault.As(err); !ok || f.Kind != fault.KindNotFound {
			t.Error(err)
		}
	})
	t.Run("a column outside the list is refused", func(t *testing.T) {
		err := h.Kit.Write(t.Context(), h.Twente.System, func(op *operation.Op) error {
			return history.ChangedTx(op, "", "organisation", key, history.Field{Name: "network_id", New: "x"})
		})
		if err == nil {
			t.Error("taken")
		}
	})
	t.Run("an erased person leaves no values", func(t *testing.T) {
		h.write(func(op *operation.Op) error { return history.BlankTx(op, "organisation", key) })
		for _, e := range h.entries(key) {
			if e.Was+e.Became != "" {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const batch = id.ID("b1")
	stays, changed := h.add("", "Stays"), h.add("", "Changed since")
	for _, key := range []id.ID{stays, changed} {
		h.set(batch, key, "place", "", "Almelo")
		h.set(batch, key, "year_limit", nil, 3)
	}
	h.set("", changed, "place", "Almelo", "Rijssen")
	made, used, leaned := h.add(batch, "Made"), h.add(batch, "Edited since"), h.add(batch, "Leaned on")
	h.set(batch, made, "kvk", "", "01234567")
	h.set("", used, "name", "Edited since", "Other name")

	guard := func(_ *operation.Op, _ id.ID, object string, key id.ID) (history.Stay, error) {
		return history.Stay{Keep: object == "organisation" && key == leaned}, nil
	}
	u := h.undo(batch, guard)
	if u.Restored != 4 || u.Binned != 1 || len(u.Kept) != 3 {
		t.Errorf("%+v", u)
	}
	for name, c := range map[string]struct{ got, want string }{
		"a field is put back":                       {h.look(stays, "place"), ""},
		"a number becomes NULL again":               {h.look(stays, "year_limit"), "NULL"},
		"a field that changed since stays":          {h.look(changed, "place"), "Rijssen"},
		"beside it what did not change is put back": {h.look(changed, "year_limit"), "NULL"},
		"a row that was made is in the bin":         {h.look(made, "kvk"), "NULL in the bin"},
		"a row that was edited since stays":         {h.look(used, "name"), "Other name"},
		"a row that others lean on stays":           {h.look(leaned, "name"), "Leaned on"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", name, c.got, c.want)
		}
	}
	if again := h.undo(batch, nil); again.Restored != 0 || again.Binned != 1 {
		t.Errorf("a second time only what no longer has a reason to stay: %+v", again)
	}
	if got := len(u.Touched["organisation"]); got != 3 {
		t.Errorf("touched %d rows, want stays, changed and made", got)
	}
}

func TestUndoOfMany(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var keys []id.ID
	for i := range 12 {
		keys = append(keys, h.add("", fmt.Sprint(i)))
	}
	for round := range 50 { // more than one chunk, each field many times
		for _, key := range keys {
			was := ""
			if round > 0 {
				was = fmt.Sprint(round - 1)
			}
			h.set("many", key, "place", was, fmt.Sprint(round))
		}
	}
	if u := h.undo("many", nil); u.Restored != 600 || len(u.Kept) != 0 || h.look(keys[7], "place") != "" {
		t.Errorf("%d restored, %d kept, %q", u.Restored, len(u.Kept), h.look(keys[7], "place"))
	}
}
