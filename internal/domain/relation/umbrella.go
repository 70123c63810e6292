package relation

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Umbrella names the umbrella organisation that a company belongs to.
type Umbrella struct {
	ID   id.ID
	Name string
}

// UmbrellasTx returns the umbrella of each organisation on a day, in one query. Of several umbrellas it takes the one of which
// the organisation has been a member longest.
func UmbrellasTx(tx *db.Tx, sc access.Scope, organisations []id.ID, on clock.Date) (map[id.ID]Umbrella, error) {
	type row struct {
		Member id.ID  `db:"member_id"`
		ID     id.ID  `db:"id"`
		Name   string `db:"name"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT s.member_id, u.id, u.name
		FROM umbrella_membership s JOIN organisation u ON u.network_id = s.network_id AND u.id = s.umbrella_id
		WHERE {organisation.read:s.member_id} AND s.member_id = ANY($1) AND s.deleted_at IS NULL AND u.deleted_at IS NULL
			AND (s.valid_from IS NULL OR s.valid_from <= $2) AND (s.valid_to IS NULL OR s.valid_to >= $2)
		ORDER BY s.member_id, COALESCE(s.valid_from, ''), s.id LIMIT 10000`, db.List(organisations), on))
	if err != nil {
		return nil, operation.Wrap("read umbrellas", err)
	}
	out := make(map[id.ID]Umbrella, len(rows))
	for _, r := range rows {
		if _, ok := out[r.Member]; !ok {
			out[r.Member] = Umbrella{r.ID, r.Name}
		}
	}
	return out, nil
}
