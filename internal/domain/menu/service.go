package menu

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

// Service holds the use cases of the menu.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// InstallDefaults puts the 27 national items on the menu of a unit, usually the network's root. Those that are already
// there stay as they are, also when they were changed or taken off.
func (s *Service) InstallDefaults(ctx context.Context, sc access.Scope, root id.ID) error {
	if err := sc.RequireOn(access.MenuManage, root); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := unitTx(op, root); err != nil {
			return err
		}
		for n, d := range standards {
			err := op.Insert(insertItem+` ON CONFLICT (network_id, unit_id, code) DO NOTHING`,
				op.Network(), op.NewID(), root, d.code, n+1, d.nameNL, d.nameEN, d.companyNL, d.companyEN, d.teacherNL, d.teacherEN,
				d.place, d.minutes, d.prep, d.people, d.minGroup, d.maxGroup, db.Strings(nil), codes(d.levels), d.value, d.conduct, op.At, op.ID)
			if err == nil {
				err = standardGuideTx(op, root, d.code)
			}
			if err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "menu.installed", Object: "unit", ID: root, Unit: root})
		return nil
	})
	return operation.Wrap("install menu", err)
}

const insertItem = `INSERT INTO menu_item (network_id, id, unit_id, code, position, name_nl, name_en, company_nl, company_en, teacher_nl, teacher_en,
	place, duration_minutes, prep_minutes, people, min_group, max_group, profiles, levels, value_rule, conduct_policy, created_at, operation_id)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`

func codes[T ~string](list []T) db.Strings {
	out := make(db.Strings, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// unitTx refuses a unit that is not in the network.
func unitTx(op *operation.Op, unit id.ID) error {
	_, err := operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
	return err
}

// AddItem adds an item to the menu of a unit: for a subregion that is its own addition to the network's menu.
func (s *Service) AddItem(ctx context.Context, sc access.Scope, unit id.ID, in ItemInput) (id.ID, error) {
	if unit == "" {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.MenuManage, unit); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := unitTx(op, unit); err != nil {
			return err
		}
		last, err := operation.Get[int](op, `SELECT COALESCE(MAX(m.position), 0) FROM menu_item m WHERE {menu.manage:m} AND m.unit_id = $1`, unit)
		if err != nil {
			return err
		}
		key = op.NewID()
		err = op.Insert(insertItem, op.Network(), key, unit, check.Key(in.NameNL), last+1, in.NameNL, in.NameEN, in.CompanyNL, in.CompanyEN, in.TeacherNL,
			in.TeacherEN, in.Place, in.minutes, in.prep, in.people, in.minGroup, in.maxGroup, db.Strings(in.Profiles), db.Strings(in.Levels), in.Value,
			in.Conduct, op.At, op.ID)
		if _, taken := s.DB.Conflict(err); taken {
			return fault.Fields{"name_nl": {Key: "menu.name_taken"}}.Err()
		}
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.item_added", Object: "menu_item", ID: key, Unit: unit, Detail: in})
		return guideTx(op, key, in.GuideInput)
	})
	return key, operation.Wrap("add menu item", err)
}

// EditItem changes an item; version is the one that the form was filled with.
func (s *Service) EditItem(ctx context.Context, sc access.Scope, key id.ID, version int, in ItemInput) error {
	if err := sc.Require(access.MenuManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := ownerTx(op, key)
		if err != nil {
			return err
		}
		err = operation.Changed(op.Exec(`UPDATE menu_item SET name_nl = $3, name_en = $4, company_nl = $5, company_en = $6, teacher_nl = $7, teacher_en = $8,
				place = $9, duration_minutes = $10, prep_minutes = $11, people = $12, min_group = $13, max_group = $14, profiles = $15, levels = $16,
				value_rule = $17, conduct_policy = $18, version = version + 1, operation_id = $19
			WHERE {menu.manage:menu_item} AND id = $1 AND version = $2`, key, version, in.NameNL, in.NameEN, in.CompanyNL, in.CompanyEN, in.TeacherNL, in.TeacherEN,
			in.Place, in.minutes, in.prep, in.people, in.minGroup, in.maxGroup, db.Strings(in.Profiles), db.Strings(in.Levels), in.Value, in.Conduct, op.ID))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.item_edited", Object: "menu_item", ID: key, Unit: unit, Detail: in})
		return guideTx(op, key, in.GuideInput)
	})
	return operation.Wrap("edit menu item", err)
}

// SetActive takes an item off the menu or puts it back. Offers of it stay, and count again when it comes back.
func (s *Service) SetActive(ctx context.Context, sc access.Scope, key id.ID, version int, active bool) error {
	if err := sc.Require(access.MenuManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		unit, err := ownerTx(op, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "menu.item_switched", Object: "menu_item", ID: key, Unit: unit, Detail: map[string]bool{"active": active}})
		return operation.Changed(op.Exec(`UPDATE menu_item SET active = $3, version = version + 1, operation_id = $4
			WHERE {menu.manage:menu_item} AND id = $1 AND version = $2`, key, version, active, op.ID))
	})
	return operation.Wrap("switch menu item", err)
}

// ownerTx finds the unit of an item that the principal manages.
func ownerTx(op *operation.Op, key id.ID) (id.ID, error) {
	return operation.Get[id.ID](op, `SELECT m.unit_id FROM menu_item m WHERE {menu.manage:m} AND m.id = $1 AND m.deleted_at IS NULL LIMIT 1`, key)
}
