package engagement

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// OfNeed returns the engagements that came of a need, by the invitation that the company said yes to.
func (s *Service) OfNeed(ctx context.Context, sc access.Scope, need id.ID) (map[id.ID]id.ID, error) {
	type row struct {
		ID         id.ID `db:"id"`
		Invitation id.ID `db:"invitation_id"`
	}
	out := map[id.ID]id.ID{}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[row](tx, sc.Bind(`SELECT e.id, e.invitation_id
			FROM engagement_need en JOIN engagement e ON e.network_id = en.network_id AND e.id = en.engagement_id
			WHERE {engagement.read:e} AND en.need_id = $1 AND e.invitation_id IS NOT NULL AND e.deleted_at IS NULL LIMIT 200`, need))
		for _, r := range rows {
			out[r.Invitation] = r.ID
		}
		return err
	})
	return out, operation.Wrap("read engagements of need", err)
}
