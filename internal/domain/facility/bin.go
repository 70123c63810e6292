package facility

import (
	"slices"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Binned is this noun's kind that can be in the bin. What an occurrence or a booking names stays after its time, since history has it;
// without deleted_op it is out of the bin, and has no way back.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{{
		Name: "facility", Alias: "f",
		Find: `f.name AS name, u.name AS about FROM facility f JOIN unit u ON u.network_id = f.network_id AND u.id = f.unit_id
			WHERE {facility.manage:f} AND f.deleted_op IS NOT NULL`,
		Restore: bin.Back(s.Kit, "facility", "f", `{facility.manage:f}`),
		Due:     `facility f WHERE {wall:f} AND f.deleted_at IS NOT NULL AND f.deleted_op IS NOT NULL`,
		Purge:   purgeTx,
	}}
}

func purgeTx(op *operation.Op, keys []id.ID) error {
	named, err := operation.Select[id.ID](op, `UPDATE facility AS f SET deleted_op = NULL, version = version + 1, operation_id = $2 WHERE {wall:f} AND f.id = ANY($1)
			AND (EXISTS (SELECT 1 FROM occurrence o WHERE o.network_id = f.network_id AND o.facility_id = f.id)
				OR EXISTS (SELECT 1 FROM facility_booking b WHERE b.network_id = f.network_id AND b.facility_id = f.id))
		RETURNING id`, db.List(keys), op.ID)
	if err != nil {
		return err
	}
	gone := slices.DeleteFunc(slices.Clone(keys), func(key id.ID) bool { return slices.Contains(named, key) })
	if _, err := op.Exec(`DELETE FROM facility AS f WHERE {wall:f} AND f.id = ANY($1)`, db.List(gone)); err != nil {
		return err
	}
	return audit.EraseTx(op.Tx, op.Network(), gone) // without a line in the erasure journal: a room is nobody
}
