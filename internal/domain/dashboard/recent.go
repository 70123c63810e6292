package dashboard

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Recent returns what the person changed last, for the palette.
func (s *Service) Recent(ctx context.Context, sc access.Scope, limit int, kinds ...search.Kind) (found []search.Result, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		found, err = search.RecentTx(tx, sc, limit, kinds...)
		return err
	})
	return found, operation.Wrap("read recent", err)
}

// WorksAt returns the organisation where a person works: the one where they are the first to ask, else the latest.
func (s *Service) WorksAt(ctx context.Context, sc access.Scope, person id.ID) (organisation id.ID, err error) {
	if err := sc.Require(access.PersonRead); err != nil {
		return "", err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		organisation, err = operation.Found(db.Get[id.ID](tx, sc.Bind(`SELECT w.organisation_id FROM position w
			JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id AND p.deleted_at IS NULL
			JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL
			WHERE {person.read:p} AND p.id = COALESCE((SELECT a.merged_into FROM person a WHERE a.network_id = p.network_id AND a.id = $1), $1) AND w.deleted_at IS NULL
			ORDER BY w.valid_to IS NOT NULL, w.is_primary DESC, w.created_at DESC, w.id DESC LIMIT 1`, person)))
		return err
	})
	return organisation, operation.Wrap("find workplace", err)
}
