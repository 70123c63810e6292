package funding

import (
	"context"
	"encoding/json"
	"io"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// How much of its past the page of the ledger shows.
const (
	shownChecks = 14
	shownHeads  = 20
)

// LedgerState is what the page of the ledger shows: how it stands, when it was last verified, and the heads that were signed.
type LedgerState struct {
	Head      Head           // now
	Checks    []Verification // the latest first
	Signed    []SignedHead   // the latest first
	PublicKey string         // with which heads are signed now
	Keys      []string       // public keys of before, since the installation had another secret
	Witnesses Witnesses      // only for who may change them
	MayLead   bool           // decides about the grants of the whole network
}

// Last is the latest walk; nil when there was none.
func (l LedgerState) Last() *Verification {
	if len(l.Checks) == 0 {
		return nil
	}
	return &l.Checks[0]
}

// Ledger reads how the network's ledger stands. It holds no amounts.
func (s *Service) Ledger(ctx context.Context, sc access.Scope) (l LedgerState, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return l, err
	}
	l.PublicKey = s.signer.public()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if l.Head, err = headTx(tx, sc); err != nil {
			return err
		}
		if l.Checks, err = verificationsTx(tx, sc, shownChecks); err != nil {
			return err
		}
		if l.Signed, err = signedTx(tx, sc, shownHeads); err != nil {
			return err
		}
		l.Keys, err = db.Select[string](tx, sc.Bind(`SELECT h.public_key FROM ledger_head h WHERE {wall:h} AND h.public_key <> $1 GROUP BY h.public_key ORDER BY MAX(h.at) DESC LIMIT 10`, l.PublicKey))
		if err != nil || !sc.Can(access.GrantManage) {
			return err
		}
		if l.MayLead, err = mayLeadTx(tx, sc); err != nil || !l.MayLead {
			return err
		}
		l.Witnesses, err = witnessesTx(tx, sc)
		return err
	})
	return l, operation.Wrap("read ledger", err)
}

// LastVerified returns the latest walk over the ledger, nil when there was none.
func (s *Service) LastVerified(ctx context.Context, sc access.Scope) (last *Verification, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		all, err := verificationsTx(tx, sc, 1)
		if len(all) > 0 {
			last = &all[0]
		}
		return err
	})
	return last, operation.Wrap("read verification", err)
}

// Heads writes every signed head as a line of JSON, the oldest first: what verify.py --head compares a bundle with.
func (s *Service) Heads(ctx context.Context, sc access.Scope, w io.Writer) error {
	if err := sc.Require(access.GrantRead); err != nil {
		return err
	}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		heads, err := allSignedTx(tx, sc)
		out := json.NewEncoder(w)
		for _, h := range heads {
			if err == nil {
				err = out.Encode(h)
			}
		}
		return err
	})
	return operation.Wrap("write heads", err)
}
