package access

import (
	"fmt"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// PlantTx puts a new unit under its parent in the closure table; an empty parent makes it a root.
// The unit's row must exist in the same transaction.
func PlantTx(tx *db.Tx, network, unit, parent id.ID) error {
	_, err := tx.Exec(db.Q(`
		INSERT INTO unit_closure (network_id, ancestor_id, descendant_id, depth)
		SELECT network_id, ancestor_id, $2, depth + 1 FROM unit_closure WHERE network_id = $1 AND descendant_id = $3
		UNION ALL SELECT $1, $2, $2, 0`, network, unit, parent))
	if err != nil {
		return fmt.Errorf("plant unit: %w", err)
	}
	return nil
}

// MoveTx hangs a unit with everything below it under another parent. The caller has refused a parent from below the unit.
func MoveTx(tx *db.Tx, network, unit, parent id.ID) error {
	_, err := tx.Exec(db.Q(`
		DELETE FROM unit_closure WHERE network_id = $1
			AND descendant_id IN (SELECT descendant_id FROM unit_closure WHERE network_id = $1 AND ancestor_id = $2)
			AND ancestor_id NOT IN (SELECT descendant_id FROM unit_closure WHERE network_id = $1 AND ancestor_id = $2)`, network, unit))
	if err != nil {
		return fmt.Errorf("move unit: %w", err)
	}
	_, err = tx.Exec(db.Q(`
		INSERT INTO unit_closure (network_id, ancestor_id, descendant_id, depth)
		SELECT $1, up.ancestor_id, down.descendant_id, up.depth + down.depth + 1
		FROM unit_closure up JOIN unit_closure down ON down.network_id = up.network_id AND down.ancestor_id = $2
		WHERE up.network_id = $1 AND up.descendant_id = $3`, network, unit, parent))
	if err != nil {
		return fmt.Errorf("move unit: %w", err)
	}
	return nil
}
