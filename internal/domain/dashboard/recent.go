package dashboard

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
)

// Recent returns what the person changed last, for the palette.
func (s *Service) Recent(ctx context.Context, sc access.Scope, limit int, kinds ...search.Kind) (found []search.Result, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		found, err = search.RecentTx(tx, sc, limit, kinds...)
		return err
	})
	return found, operation.Wrap("read recent", err)
}
