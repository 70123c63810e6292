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
		SELECT m.organisation_id, COUNT(*) FILTER (WHERE m.kind = 'asked') AS asked, MAX(m.at) FILTER (WHERE m.kind = 'asked') AS last_at,
			(SELECT u.name FROM contact_moment l JOIN unit u ON u.network_id = l.network_id AND u.id = l.unit_id
				WHERE {contact.read:l} AND l.organisation_id = m.organisation_id AND l.kind = 'asked' AND l.deleted_at IS NULL
				ORDER BY l.at DESC, l.id DESC LIMIT 1) AS last_unit,
			COUNT(*) FILTER (WHERE m.kind = 'agreed' AND NOT EXISTS (SELECT 1 FROM contact_moment e
				WHERE {contact.read:e} AND e.organisation_id = m.organisation_id AND e.at >= m.at
					AND e.kind IN ('done', 'cancelled') AND e.source_id = m.source_id AND e.deleted_at IS NULL)) AS planned
		FROM contact_moment m
		WHERE {contact.read:m} AND m.organisation_id = ANY($1) AND m.at >= $2 AND m.kind IN ('asked', 'agreed') AND m.deleted_at IS NULL
		GROUP BY m.organisation_id LIMIT 10000`, db.List(organisations), since))
	if err != nil {
		return nil, operation.Wrap("read pressure", err)
	}
	out := make(map[id.ID]Pressure, len(rows))
	for _, r := range rows {
		p := Pressure{Asked: r.Asked, Planned: r.Planned}
		if p.Asked > 0 {
			p.LastAskedAt, p.LastAskedUnit = r.At, r.Unit
		}
		out[r.Organisation] = p
	}
	return out, nil
}
