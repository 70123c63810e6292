package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// exportRows is more than a spreadsheet holds, which refuses the last: a file is whole or there is none.
const exportRows = 1_048_576

// exportPage is how many contributions of a file are in memory at once.
const exportPage = 1000

// placed is a row of a file: which contribution, and what only the list it stands in knows of it.
type placed struct {
	ID     id.ID       `db:"id"`
	At     Account     `db:"at"`
	Amount money.Cents `db:"amount"`
}

// ExportContributions gives all that is behind a figure, newest first and one by one, as the ledger is at one moment. Only the keys are sorted
// and held; a database that sorts whole rows holds them all.
func (s *Service) ExportContributions(ctx context.Context, sc access.Scope, in ListInput, row func(Listed) error) error {
	if err := sc.Require(access.ContributionRead); err != nil {
		return err
	}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		all, err := db.Select[placed](tx, sc.BindQuery(in.placesQuery()))
		for ; err == nil && len(all) > 0; all = all[min(exportPage, len(all)):] {
			err = exportTx(tx, sc, all[:min(exportPage, len(all))], row)
		}
		return err
	})
	return operation.Wrap("export contributions", err)
}

func (in ListInput) placesQuery() db.Query {
	var b db.Builder
	b.Add(`SELECT x.id, x.at, x.amount FROM (`)
	in.inner(&b, `c.id, c.performed_on`)
	b.Add(`) x`)
	in.stage(&b)
	b.Add(` ORDER BY x.performed_on DESC, x.id DESC LIMIT $1`, exportRows)
	return b.Query()
}

// exportTx gives the contributions of a page in its order.
func exportTx(tx *db.Tx, sc access.Scope, page []placed, row func(Listed) error) error {
	keys := make([]id.ID, len(page))
	for i, p := range page {
		keys[i] = p.ID
	}
	rows, err := db.Select[Listed](tx, sc.Bind(`SELECT `+listedColumns+` `+listedFrom+` WHERE {contribution.read:c} AND c.id = ANY($1) LIMIT $2`, db.List(keys), exportPage))
	if err != nil {
		return err
	}
	by := make(map[id.ID]*Listed, len(rows))
	for i := range rows {
		by[rows[i].ID] = &rows[i]
	}
	for _, p := range page {
		l := by[p.ID] // the keys were read in this transaction
		l.At, l.Amount = p.At, p.Amount
		if err := row(*l); err != nil {
			return err
		}
	}
	return nil
}
