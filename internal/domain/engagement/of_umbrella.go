package engagement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// OfMember is what a member of an umbrella did while it was one, as far as the principal may see.
type OfMember struct {
	Member      id.ID `db:"organisation_id"`
	Engagements int   `db:"engagements"` // agreed and not cancelled
	Visits      int   `db:"visits"`      // signed off
	Minutes     int   `db:"minutes"`     // signed off, of all people together
}

// OfUmbrella returns what the members of an umbrella did, in one query. An engagement counts for the days on which its company was a
// member, and once, however often it joined.
func (s *Service) OfUmbrella(ctx context.Context, sc access.Scope, umbrella id.ID) (out map[id.ID]OfMember, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return nil, err
	}
	var rows []OfMember
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[OfMember](tx, sc.Bind(`SELECT e.organisation_id, COUNT(*) AS engagements, COUNT(s.id) AS visits, COALESCE(SUM(s.people * s.minutes), 0) AS minutes
			FROM occurrence o
			JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
			LEFT JOIN sign_off s ON s.network_id = o.network_id AND s.occurrence_id = o.id AND s.organisation_id = o.organisation_id
			WHERE {engagement.read:e} AND {wall:o} AND `+live+` AND o.cancelled_at IS NULL
				AND EXISTS (SELECT 1 FROM umbrella_membership m WHERE m.network_id = e.network_id AND m.member_id = e.organisation_id AND m.umbrella_id = $1 AND m.deleted_at IS NULL
					AND (m.valid_from IS NULL OR m.valid_from <= o.held_on) AND (m.valid_to IS NULL OR m.valid_to >= o.held_on))
			GROUP BY e.organisation_id LIMIT 5000`, umbrella))
		return err
	})
	out = make(map[id.ID]OfMember, len(rows))
	for _, r := range rows {
		out[r.Member] = r
	}
	return out, operation.Wrap("read engagements of umbrella", err)
}
