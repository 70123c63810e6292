package engagement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// OfAmbassador is what came of the organisations that somebody brought in, since they were.
type OfAmbassador struct {
	Ambassador  id.ID `db:"by_organisation_id"`
	Engagements int   `db:"engagements"` // agreed and not cancelled
	Minutes     int   `db:"minutes"`     // signed off, of all people together; 0 for who may not see the ledger
}

// OfIntroduced returns what came of the introductions of ambassadors, in one query. An organisation that two ambassadors brought in counts
// for both.
func (s *Service) OfIntroduced(ctx context.Context, sc access.Scope, ambassadors []id.ID) (map[id.ID]OfAmbassador, error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return nil, err
	}
	var rows []OfAmbassador
	err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		rows, err = db.Select[OfAmbassador](tx, sc.Bind(`SELECT i.by_organisation_id, COUNT(*) AS engagements, COALESCE(SUM(s.people * s.minutes), 0) AS minutes
			FROM introduction i
			JOIN engagement e ON e.network_id = i.network_id AND e.organisation_id = i.organisation_id
			JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
			LEFT JOIN sign_off s ON s.network_id = o.network_id AND s.occurrence_id = o.id AND {contribution.read:s}
			WHERE {contact.read:i} AND i.deleted_at IS NULL AND i.organisation_id <> i.by_organisation_id AND i.by_organisation_id = ANY($1)
				AND {engagement.read:e} AND `+live+` AND o.cancelled_at IS NULL AND o.held_on >= i.happened_on
			GROUP BY i.by_organisation_id LIMIT 5000`, db.List(ambassadors)))
		return err
	})
	out := make(map[id.ID]OfAmbassador, len(rows))
	for _, r := range rows {
		out[r.Ambassador] = r
	}
	return out, operation.Wrap("read what came of introductions", err)
}
