package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// OfOccurrence returns the contribution that came of a signed occurrence; nil when there is none, or none that the principal
// may read.
func (s *Service) OfOccurrence(ctx context.Context, sc access.Scope, occurrence id.ID) (found *Listed, err error) {
	if !sc.Can(access.ContributionRead) {
		return nil, nil
	}
	var q db.Builder
	ListInput{}.inner(&q, listedColumns)
	q.Add(` AND c.source_kind = 'sign_off' AND c.source_id = $1 LIMIT 1`, occurrence)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[Listed](tx, sc.BindQuery(q.Query()))
		if len(rows) == 1 {
			found = &rows[0]
		}
		return err
	})
	return found, operation.Wrap("read contribution of an occurrence", err)
}
