package facility

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/bin"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Binned is this noun's kind that can be in the bin. What an occurrence or a booking names stays after its time: history has it.
func (s *Service) Binned() []bin.Kind {
	return []bin.Kind{{
		Name: "facility", Alias: "f",
		Find:    `f.name AS name, u.name AS about FROM facility f JOIN unit u ON u.network_id = f.network_id AND u.id = f.unit_id WHERE {facility.manage:f}`,
		Restore: bin.Back(s.Kit, "facility", "f", `{facility.manage:f}`),
		Due: `facility f WHERE {wall:f} AND f.deleted_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM occurrence o WHERE o.network_id = f.network_id AND o.facility_id = f.id)
			AND NOT EXISTS (SELECT 1 FROM facility_booking b WHERE b.network_id = f.network_id AND b.facility_id = f.id)`,
		Purge: purgeTx,
	}}
}

func purgeTx(op *operation.Op, keys []id.ID) error {
	if _, err := op.Exec(`DELETE FROM facility AS f WHERE {wall:f} AND f.id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	return audit.EraseTx(op.Tx, op.Network(), keys)
}
