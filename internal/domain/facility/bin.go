package facility

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

// Binned is this noun's kind that can be in the bin. What an occurrence or a booking names stays after its time: history has it.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{{
		Name: "facility", Alias: "f",
		Find:    `f.name AS name, u.name AS about FROM facility f JOIN unit u ON u.network_id = f.network_id AND u.id = f.unit_id WHERE {facility.manage:f}`,
		Restore: s.restore,
		Due: `facility f WHERE {wall:f} AND f.deleted_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.network_id = f.network_id AND o.facility_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM facility_booking b WHERE b.network_id = f.network_id AND b.facility_id = f.id)`,
		Purge: purgeTx,
	}}
}

func (s *Service) restore(ctx context.Context, sc access.Scope, t bin.Thing) error {
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE facility AS f SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $3
			WHERE {facility.manage:f} AND f.id = $1 AND f.deleted_op = $2`, t.ID, t.Op, op.ID)
		if err == nil && n == 0 {
			err = fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "bin.restored", Object: "facility", ID: t.ID})
		return err
	})
	return operation.Wrap("restore facility", err)
}

func purgeTx(op *operation.Op, keys []id.ID) error {
	if _, err := op.Exec(`DELETE FROM facility AS f WHERE {wall:f} AND f.id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	return audit.EraseTx(op.Tx, op.Network(), keys)
}
