package company

import (
	"context"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// Annual returns the company's yearly statement, for everybody who is let in; year 0 is the latest with contributions.
func (s *Service) Annual(ctx context.Context, sc access.Scope, year int) (a funding.Annual, err error) {
	if err := sc.Require(access.CompanyRead); err != nil {
		return a, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if _, err := meTx(tx, sc); err != nil {
			return err
		}
		a, err = funding.AnnualTx(tx, sc, sc.Organisation(), year)
		return err
	})
	return a, operation.Wrap("read yearly statement of the company", err)
}
