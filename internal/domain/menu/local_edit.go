package menu

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Local is an item as a unit below its owner shows it.
type Local struct {
	Unit     id.ID
	UnitName string
	Item     Item     // as the unit shows it
	Above    Item     // as it is without the unit's own words
	Own      []string // the fields with the unit's own words, in the order of the form
}

// Has reports whether the unit says a field otherwise.
func (l Local) Has(field string) bool { return slices.Contains(l.Own, field) }

// LocalCount is how much a unit says otherwise of an item.
type LocalCount struct {
	Unit   id.ID  `db:"unit_id"`
	Name   string `db:"unit_name"`
	Fields int    `db:"fields"`
}

// Locals returns the units that say an item otherwise, by name.
func (s *Service) Locals(ctx context.Context, sc access.Scope, item id.ID) (rows []LocalCount, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[LocalCount](tx, sc.Bind(`SELECT x.unit_id, u.name AS unit_name, COUNT(*) AS fields
			FROM menu_local x JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id AND u.deleted_at IS NULL
			WHERE {menu.read:x} AND x.menu_item_id = $1 GROUP BY x.unit_id, u.name, u.name_key ORDER BY u.name_key, x.unit_id LIMIT 500`, item))
		return operation.Wrap("read local menu", err)
	})
	return rows, err
}

// Local returns an item of a unit above as a unit shows it that the principal manages. What is not on that unit's menu from above is
// not found.
func (s *Service) Local(ctx context.Context, sc access.Scope, unit, item id.ID) (l Local, err error) {
	if err := sc.RequireOn(access.MenuManage, unit); err != nil {
		return l, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		l, err = readLocalTx(tx, sc, unit, item)
		return err
	})
	return l, operation.Wrap("read local item", err)
}

func readLocalTx(tx *db.Tx, sc access.Scope, unit, item id.ID) (l Local, err error) {
	type place struct {
		Name   string `db:"name"`
		Parent id.ID  `db:"parent_id"`
	}
	u, err := operation.Found(db.Get[place](tx, sc.Bind(`SELECT u.name, COALESCE(u.parent_id, '') AS parent_id FROM unit u WHERE {network.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)))
	if err != nil {
		return l, err
	}
	i, err := operation.Found(db.Get[Item](tx, sc.Bind(`SELECT `+itemColumns+`, 0 AS offers`+itemFrom+`
		JOIN unit_closure c ON c.network_id = m.network_id AND c.ancestor_id = m.unit_id AND c.descendant_id = $2 AND c.depth > 0
		WHERE {menu.read:m} AND m.id = $1 AND m.deleted_at IS NULL LIMIT 1`, item, unit)))
	if err != nil {
		return l, err
	}
	above := []Item{i}
	if err := localTx(tx, sc, above, []id.ID{u.Parent}); err != nil {
		return l, err
	}
	here := []Item{i}
	if err := localTx(tx, sc, here, []id.ID{unit}); err != nil {
		return l, err
	}
	own, err := db.Select[string](tx, sc.Bind(`SELECT x.field FROM menu_local x WHERE {menu.manage:x} AND x.unit_id = $1 AND x.menu_item_id = $2 LIMIT 100`, unit, item))
	l = Local{Unit: unit, UnitName: u.Name, Item: here[0], Above: above[0]}
	for _, field := range localFields() {
		if slices.Contains(own, field) {
			l.Own = append(l.Own, field)
		}
	}
	return l, err
}

// EditLocal keeps what a unit says otherwise of an item: every field that differs from what stands above it. A field that is the same
// again follows the item from now on.
func (s *Service) EditLocal(ctx context.Context, sc access.Scope, unit, item id.ID, in ItemInput) error {
	if err := sc.RequireOn(access.MenuManage, unit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		l, err := readLocalTx(op.Tx, op.Scope, unit, item)
		if err != nil {
			return err
		}
		in.Value, in.Conduct = l.Item.Value, l.Item.Conduct // are the network's
		if err := in.Validate(); err != nil {
			return err
		}
		wanted, changed := in.item(), map[string]string{}
		for _, field := range localFields() {
			text, err := wanted.text(field)
			if err != nil {
				return err
			}
			above, err := l.Above.text(field)
			if err != nil {
				return err
			}
			switch {
			case text != above:
				err = sayTx(op, l, field, text)
				changed[field] = text
			case l.Has(field):
				err = unsayTx(op, l, field)
			}
			if err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "menu.local_edited", Object: "menu_item", ID: item, Unit: unit, Detail: changed})
		return nil
	})
	return operation.Wrap("edit local item", err)
}

// RestoreLocal lets a field of an item, all of them when it is empty, follow what stands above the unit again.
func (s *Service) RestoreLocal(ctx context.Context, sc access.Scope, unit, item id.ID, field string) error {
	if err := sc.RequireOn(access.MenuManage, unit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		l, err := readLocalTx(op.Tx, op.Scope, unit, item)
		if err != nil {
			return err
		}
		if field != "" && !slices.Contains(localFields(), field) {
			return fault.NotFound("fault.not_found")
		}
		gone := l.Own
		if field != "" {
			gone = []string{field}
		}
		for _, f := range gone {
			if err := unsayTx(op, l, f); err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "menu.local_restored", Object: "menu_item", ID: item, Unit: unit, Detail: map[string]any{"fields": gone}})
		return nil
	})
	return operation.Wrap("restore local item", err)
}

func sayTx(op *operation.Op, l Local, field, text string) error {
	return op.Insert(`INSERT INTO menu_local (network_id, unit_id, menu_item_id, field, value, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (network_id, unit_id, menu_item_id, field) DO UPDATE SET value = excluded.value, version = menu_local.version + 1, operation_id = excluded.operation_id`,
		op.Network(), l.Unit, l.Item.ID, field, text, op.At, op.ID)
}

func unsayTx(op *operation.Op, l Local, field string) error {
	_, err := op.Exec(`DELETE FROM menu_local AS x WHERE {menu.manage:x} AND x.unit_id = $1 AND x.menu_item_id = $2 AND x.field = $3`, l.Unit, l.Item.ID, field)
	return err
}
