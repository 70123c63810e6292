package network

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

// UnitEdit changes what a unit is called and looks like.
type UnitEdit struct {
	Name    string
	Accent  string // #rrggbb, or empty for the nearest ancestor's
	Version int
}

// Unit returns one unit of the network.
func (s *Service) Unit(ctx context.Context, sc access.Scope, unit id.ID) (u Unit, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		u, err = operation.Found(db.Get[Unit](tx, sc.Bind(`SELECT `+unitColumns+` FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)))
		return err
	})
	return u, operation.Wrap("read unit", err)
}

// EditUnit changes a unit's name and colour.
func (s *Service) EditUnit(ctx context.Context, sc access.Scope, unit id.ID, in UnitEdit) error {
	if err := sc.RequireOn(access.NetworkManage, unit); err != nil {
		return err
	}
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Accent = checkAccent(f, in.Accent)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		before, err := managedTx(op, unit)
		if err != nil {
			return err
		}
		err = operation.Changed(op.Exec(`UPDATE unit SET name = $2, name_key = $3, accent = $4, version = version + 1, operation_id = $5
			WHERE {network.manage:unit.id} AND id = $1 AND version = $6 AND deleted_at IS NULL`,
			unit, in.Name, check.Key(in.Name), in.Accent, op.ID, in.Version))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "unit.edited", Object: "unit", ID: unit, Unit: unit, Detail: map[string]string{
			"name_before": before.Name, "name": in.Name, "accent_before": before.Accent, "accent": in.Accent,
		}})
		return nil
	})
	return operation.Wrap("edit unit", err)
}

// MoveUnit hangs a unit with everything below it under another parent. Both the parent it leaves and the one it comes
// under lose or gain reach, so the mover must manage both. The root stays, and nothing hangs below itself.
func (s *Service) MoveUnit(ctx context.Context, sc access.Scope, unit, parent id.ID, version int) error {
	if err := sc.RequireOn(access.NetworkManage, unit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return moveUnitTx(op, unit, parent, version) })
	return operation.Wrap("move unit", err)
}

func moveUnitTx(op *operation.Op, unit, parent id.ID, version int) error {
	if err := lockTree(op); err != nil {
		return err
	}
	moved, err := managedTx(op, unit)
	if err != nil {
		return err
	}
	if moved.Parent == "" {
		return fault.Fields{"parent": {Key: "network.root_stays"}}.Err()
	}
	if _, err := managedTx(op, moved.Parent); err != nil {
		return fault.Forbidden("network.source_not_yours")
	}
	if _, err := managedTx(op, parent); err != nil {
		return fault.Fields{"parent": {Key: "network.parent_unknown"}}.Err()
	}
	below, err := operation.Select[id.ID](op, `SELECT c.descendant_id FROM unit_closure c WHERE {wall:c} AND c.ancestor_id = $1 AND c.descendant_id = $2 LIMIT 1`, unit, parent)
	if err != nil {
		return err
	}
	if len(below) > 0 {
		return fault.Fields{"parent": {Key: "network.below_itself"}}.Err()
	}
	err = operation.Changed(op.Exec(`UPDATE unit SET parent_id = $2, version = version + 1, operation_id = $3
		WHERE {network.manage:unit.id} AND id = $1 AND version = $4 AND deleted_at IS NULL`, unit, parent, op.ID, version))
	if err != nil {
		return err
	}
	if err := access.MoveTx(op.Tx, op.Network(), unit, parent); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "unit.moved", Object: "unit", ID: unit, Unit: unit, Detail: map[string]id.ID{"from": moved.Parent, "to": parent}})
	return nil
}
