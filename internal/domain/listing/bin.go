package listing

import (
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Binned are the kinds of this noun that can be in the bin: one's own views.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{{
		Name: "saved_view", Alias: "v",
		Find:    `v.name AS name, v.list AS about FROM saved_view v WHERE {account.own:v} AND {wall:v}`,
		Restore: bin.Back(s.Kit, "saved_view", "v", `{account.own:v} AND {wall:v}`),
		Due:     `saved_view v WHERE {wall:v} AND v.deleted_at IS NOT NULL`, Purge: purgeViewsTx,
	}}
}

func purgeViewsTx(op *operation.Op, keys []id.ID) error {
	for _, text := range []string{
		`DELETE FROM default_view AS d WHERE {wall:d} AND d.view_id = ANY($1)`,
		`DELETE FROM saved_view AS v WHERE {wall:v} AND v.id = ANY($1)`,
	} {
		if _, err := op.Exec(text, db.List(keys)); err != nil {
			return err
		}
	}
	return op.Erase("saved_view", keys)
}

// Erasures says how views go again after a restore.
func Erasures() []erasure.Kind {
	return []erasure.Kind{{Name: "saved_view", Living: erasure.Rows(`saved_view x WHERE {wall:x}`), Erase: purgeViewsTx}}
}
