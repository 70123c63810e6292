package menu

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Card returns the menu that the principal works with: the items of its own units, of what is above and of what is below
// them, without those taken off unless all is asked. A company's link sees the menu of the unit that invited it.
func (s *Service) Card(ctx context.Context, sc access.Scope, all bool) (items []Item, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		items, err = cardTx(tx, sc, all)
		return err
	})
	return items, err
}

// homes are the units whose menu a principal works with; none means the whole network.
func homes(sc access.Scope) []id.ID {
	if sc.Kind() == access.KindLink {
		return []id.ID{sc.Subject()}
	}
	return sc.HomeUnits()
}

func cardTx(tx *db.Tx, sc access.Scope, all bool) ([]Item, error) {
	var b db.Builder
	b.Add(`SELECT ` + itemColumns + `, ` + offerCount + itemFrom + `WHERE {menu.read:m} AND m.deleted_at IS NULL`)
	if units := homes(sc); len(units) > 0 {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = m.network_id
			AND (c.ancestor_id = m.unit_id AND c.descendant_id = ANY($1) OR c.descendant_id = m.unit_id AND c.ancestor_id = ANY($1)))`, db.List(units))
	}
	if !all {
		b.Add(` AND m.active`)
	}
	b.Add(` ORDER BY CASE m.place WHEN 'school' THEN 1 WHEN 'company' THEN 2 WHEN 'elsewhere' THEN 3 ELSE 4 END, u.parent_id IS NOT NULL, m.position, m.id LIMIT 500`)
	items, err := db.Select[Item](tx, sc.BindQuery(b.Query()))
	if err != nil {
		return nil, operation.Wrap("read menu", err)
	}
	return items, localTx(tx, sc, items, homes(sc))
}

const offerCount = `(SELECT COUNT(*) FROM offer f WHERE {offer.read:f} AND f.menu_item_id = m.id AND f.deleted_at IS NULL) AS offers`

// ForUnitTx returns the items on the menu of one unit: its own and those of all units above it.
func ForUnitTx(tx *db.Tx, sc access.Scope, unit id.ID) ([]Item, error) {
	items, err := db.Select[Item](tx, sc.Bind(`SELECT `+itemColumns+`, 0 AS offers `+itemFrom+`
		JOIN unit_closure c ON c.network_id = m.network_id AND c.ancestor_id = m.unit_id AND c.descendant_id = $1
		WHERE {menu.read:m} AND m.deleted_at IS NULL AND m.active
		ORDER BY CASE m.place WHEN 'school' THEN 1 WHEN 'company' THEN 2 WHEN 'elsewhere' THEN 3 ELSE 4 END, c.depth DESC, m.position, m.id LIMIT 500`, unit))
	if err != nil {
		return nil, operation.Wrap("read menu", err)
	}
	return items, localTx(tx, sc, items, []id.ID{unit})
}

// ItemTx returns an item of the network, also one that was taken off the menu.
func ItemTx(tx *db.Tx, sc access.Scope, key id.ID) (Item, error) {
	i, err := operation.Found(db.Get[Item](tx, sc.Bind(`SELECT `+itemColumns+`, `+offerCount+itemFrom+`
		WHERE {menu.read:m} AND m.id = $1 AND m.deleted_at IS NULL LIMIT 1`, key)))
	return i, operation.Wrap("read menu item", err)
}

// Item returns an item of the network, in the words of the units where the principal works.
func (s *Service) Item(ctx context.Context, sc access.Scope, key id.ID) (Item, error) {
	return s.item(ctx, sc, key, homes(sc))
}

// PlainItem returns an item as its owner wrote it.
func (s *Service) PlainItem(ctx context.Context, sc access.Scope, key id.ID) (Item, error) {
	return s.item(ctx, sc, key, nil)
}

func (s *Service) item(ctx context.Context, sc access.Scope, key id.ID, units []id.ID) (Item, error) {
	items := make([]Item, 1)
	err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		if items[0], err = ItemTx(tx, sc, key); err != nil {
			return err
		}
		return localTx(tx, sc, items, units)
	})
	return items[0], err
}
