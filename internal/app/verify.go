package app

import (
	"context"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Chain is a hash chain that was walked to its end.
type Chain struct {
	Network id.ID
	Name    string // audit or ledger
	Length  int64
	Head    string
}

// Verify walks the audit log and the ledger of every network. It stops at the first that is broken.
func (a *App) Verify(ctx context.Context) (chains []Chain, err error) {
	err = a.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		networks, err := operation.NetworksTx(tx)
		if err != nil {
			return err
		}
		for _, n := range networks {
			length, head, err := audit.VerifyTx(tx, n)
			if err != nil {
				return err
			}
			ledger, err := funding.VerifyTx(tx, access.System(n, "verify"))
			if err != nil {
				return err
			}
			chains = append(chains, Chain{n, "audit", length, head}, Chain{n, "ledger", ledger.Seq, ledger.Hash})
		}
		return nil
	})
	return chains, err
}

// Reindex gives every entry of the search index the tokens of this version, and what is stored beside facts its present form.
func (a *App) Reindex(ctx context.Context) (total int, err error) {
	return a.Kit.EachNetwork(ctx, "reindex", func(sc access.Scope) (int, error) {
		entries, err := a.Search.Rebuild(ctx, sc)
		if err == nil {
			_, err = a.Relation.Refresh(ctx, sc)
		}
		return entries, err
	})
}
