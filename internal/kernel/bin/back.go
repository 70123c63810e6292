package bin

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
)

// Back makes the Restore of a kind of which nothing but its row went to the bin: marker is that of the action that restores, over alias.
func Back(kit operation.Kit, table, alias, marker string) func(ctx context.Context, sc access.Scope, t Thing) error {
	text := `UPDATE ` + table + ` AS ` + alias + ` SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
		WHERE ` + marker + ` AND ` + alias + `.id = $1 AND ` + alias + `.deleted_op = $2`
	return func(ctx context.Context, sc access.Scope, t Thing) error {
		err := kit.Write(ctx, sc, func(op *operation.Op) error {
			n, err := op.Exec(text, t.ID, t.Op, op.ID)
			if err == nil && n == 0 {
				err = fault.NotFound("fault.not_found")
			}
			op.Audit(audit.Entry{Action: "bin.restored", Object: table, ID: t.ID})
			return err
		})
		return operation.Wrap("restore "+table, err)
	}
}
