package operation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// NetworksTx lists every network of the installation, for work that belongs to none of them.
func NetworksTx(tx *db.Tx) ([]id.ID, error) {
	return db.Select[id.ID](tx, db.Q(`SELECT id FROM network ORDER BY id LIMIT 10000`))
}

// EachNetwork does a recurring job's work in every network in turn, as the system under the name by, and returns how many things
// it did. It ends at the first error; what was done before stays.
func (k Kit) EachNetwork(ctx context.Context, by string, work func(sc access.Scope) (int, error)) (total int, err error) {
	var networks []id.ID
	err = k.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		networks, err = NetworksTx(tx)
		return err
	})
	for _, n := range networks {
		var done int
		done, err = work(access.System(n, by))
		if total += done; err != nil {
			break
		}
	}
	return total, err
}
