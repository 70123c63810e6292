package listing

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Binned are the kinds of this noun that can be in the bin: one's own views.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{{
		Name: "saved_view", Alias: "v",
		Find:    `v.name AS name, v.list AS about FROM saved_view v WHERE {account.own:v} AND {wall:v}`,
		Restore: s.restoreView,
		Due:     `saved_view v WHERE {wall:v} AND v.deleted_at IS NOT NULL`, Purge: purgeViewsTx,
	}}
}

func (s *Service) restoreView(ctx context.Context, sc access.Scope, t bin.Thing) error {
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE saved_view AS v SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
			WHERE {account.own:v} AND {wall:v} AND v.id = $1 AND v.deleted_op = $2`, t.ID, t.Op, op.ID)
		if err == nil && n == 0 {
			err = fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "bin.restored", Object: "saved_view", ID: t.ID})
		return err
	})
	return operation.Wrap("restore view", err)
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
	return audit.EraseTx(op.Tx, op.Network(), keys)
}
