package schoolyear

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// RegionOf is the holiday region that was chosen for a unit; the units below follow it unless they have their own.
type RegionOf struct {
	Unit   id.ID  `db:"unit_id"`
	Region Region `db:"region"`
}

// ChooseRegion says in which region a unit, with what is below it, has its school holidays.
func (s *Service) ChooseRegion(ctx context.Context, sc access.Scope, unit id.ID, region Region) error {
	if err := sc.Require(access.CalendarKeep); err != nil {
		return err
	}
	f := fault.Fields{}
	if unit == "" {
		f.Add("unit", "field.required")
	}
	region = check.Choice(f, "region", string(region), Regions()...)
	if err := f.Err(); err != nil {
		return err
	}
	if err := sc.RequireOn(access.CalendarKeep, unit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "school_region.chosen", Object: "unit", ID: unit, Unit: unit, Detail: map[string]any{"region": region}})
		return op.Insert(`INSERT INTO school_region (network_id, unit_id, region, operation_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (network_id, unit_id) DO UPDATE SET region = $3, version = school_region.version + 1, operation_id = $4`,
			op.Network(), unit, region, op.ID)
	})
	return operation.Wrap("choose holiday region", err)
}

// RegionsTx returns the regions that were chosen in the network.
func RegionsTx(tx *db.Tx, sc access.Scope) ([]RegionOf, error) {
	return db.Select[RegionOf](tx, sc.Bind(`SELECT r.unit_id, r.region FROM school_region r WHERE {network.read:r} ORDER BY r.unit_id LIMIT 5000`))
}

// RegionForTx returns the region that holds for a unit: its own, else that of the nearest unit above it; empty when nobody
// chose one.
func RegionForTx(tx *db.Tx, sc access.Scope, unit id.ID) (Region, error) {
	rows, err := db.Select[Region](tx, sc.Bind(`SELECT r.region FROM unit_closure x
		JOIN school_region r ON r.network_id = x.network_id AND r.unit_id = x.ancestor_id
		WHERE {wall:x} AND x.descendant_id = $1 ORDER BY x.depth LIMIT 1`, unit))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0], nil
}

// RegionFor is RegionForTx in a transaction of its own.
func (s *Service) RegionFor(ctx context.Context, sc access.Scope, unit id.ID) (region Region, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return "", err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		region, err = RegionForTx(tx, sc, unit)
		return err
	})
	return region, operation.Wrap("read holiday region", err)
}
