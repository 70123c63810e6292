package relation

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Pressure is how much the whole network asks of one organisation (peers.md §6.5): everybody's requests together.
type Pressure struct {
	Asked         int       // requests since the given moment
	LastAskedAt   time.Time // zero: not asked since then
	LastAskedUnit string    // name of the unit that asked last
	Planned       int       // agreed since then, and neither done nor cancelled yet
}

// PressureTx returns the pressure on each organisation since a moment, in one query. Who was not asked is not in the map.
func PressureTx(tx *db.Tx, sc access.Scope, organisations []id.ID, since time.Time) (map[id.ID]Pressure, error) {
	type row struct {
		Organisation id.ID     `db:"organisation_id"`
		Asked        int       `db:"asked"`
		At           time.Time `db:"last_at"`
		Unit         string    `db:"last_unit"`
		Planned      int       `db:"planned"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`
		WITH moment AS (
			SELECT m.network_id, m.organisation_id, m.kind, m.at, m.unit_id,
				ROW_NUMBER() OVER (PARTITION BY m.organisation_id, m.kind ORDER BY m.at DESC, m.id DESC) AS nth,
				CASE WHEN m.kind = 'agreed' AND NOT EXISTS (SELECT 1 FROM contact_moment e
					WHERE e.network_id = m.network_id AND e.organisation_id = m.organisation_id AND e.at >= m.at
						AND e.kind IN ('done', 'cancelled') AND e.source_id = m.source_id AND e.deleted_at IS NULL)
				THEN 1 ELSE 0 END AS pending
			FROM contact_moment m
			WHERE {contact.read:m} AND m.organisation_id = ANY($1) AND m.at >= $2 AND m.kind IN ('asked', 'agreed') AND m.deleted_at IS NULL
		)
		SELECT c.organisation_id, COUNT(*) FILTER (WHERE c.kind = 'asked') AS asked, MAX(c.at) FILTER (WHERE c.kind = 'asked') AS last_at,
			MAX(u.name) FILTER (WHERE c.kind = 'asked' AND c.nth = 1) AS last_unit, SUM(c.pending) AS planned
		FROM moment c JOIN unit u ON u.network_id = c.network_id AND u.id = c.unit_id
		GROUP BY c.organisation_id LIMIT 10000`, db.List(organisations), since))
	if err != nil {
		return nil, operation.Wrap("read pressure", err)
	}
	out := make(map[id.ID]Pressure, len(rows))
	for _, r := range rows {
		out[r.Organisation] = Pressure{Asked: r.Asked, LastAskedAt: r.At, LastAskedUnit: r.Unit, Planned: r.Planned}
	}
	return out, nil
}
