package app

import (
	"context"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
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
	_, err = a.Kit.EachNetwork(ctx, "verify", func(sc access.Scope) (int, error) {
		log := Chain{Network: sc.Network(), Name: "audit"}
		err := a.Kit.Read(ctx, sc, func(tx *db.Tx) (err error) {
			log.Length, log.Head, err = audit.VerifyTx(tx, sc.Network())
			return err
		})
		if err != nil {
			return 0, err
		}
		ledger, err := funding.Verify(ctx, a.Kit, sc)
		if err != nil {
			return 0, err
		}
		chains = append(chains, log, Chain{sc.Network(), "ledger", ledger.Seq, ledger.Hash})
		return 1, nil
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
