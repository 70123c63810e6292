package funding

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// StartClosing lets nothing new land in a year: what companies sign from now on lands in the next. What is there is still decided on.
func (s *Service) StartClosing(ctx context.Context, sc access.Scope, grant id.ID, year int) error {
	err := s.turn(ctx, sc, grant, year, func(op *operation.Op, _ *book, was PeriodEvent) (PeriodEvent, error) {
		op.Audit(audit.Entry{Action: "period.closing", Object: "grant", ID: grant, Detail: map[string]any{"year": year}})
		return PeriodEvent{State: PeriodClosing}, was.State.must(PeriodOpen)
	})
	return operation.Wrap("start closing", err)
}

// Close closes a year of which everything was checked, rejected or parked, and keeps what its accounts hold, the ledger's head and a
// digest over all its evidence. A ledger that does not verify closes nothing.
func (s *Service) Close(ctx context.Context, sc access.Scope, grant id.ID, year int) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		_, err := operation.Found(grantTx(tx, sc, access.GrantManage, grant))
		return err
	})
	if err != nil {
		return operation.Wrap("close year", err)
	}
	whole := access.System(sc.Network(), "verify the ledger before a year is closed") // the chain runs through all units
	ledgerWalk, err := walked(ctx, s.Kit, whole)
	if err != nil {
		return operation.Wrap("close year", refuseBroken(err))
	}
	err = s.turn(ctx, sc, grant, year, func(op *operation.Op, ledger *book, was PeriodEvent) (is PeriodEvent, err error) {
		if err := was.State.must(PeriodClosing); err != nil {
			return is, err
		}
		if err := ledgerWalk.toEndTx(op.Tx, whole); err != nil { // what was booked since the walk
			return is, err
		}
		if is, err = keptTx(op.Tx, sc, grant, year); err != nil {
			return is, err
		}
		for _, b := range is.Balances.V {
			if (b.Account == CarriedOut || b.Account == Evidenced) && b.Cents != 0 {
				return is, fault.Conflict("funding.not_decided", b.Cents)
			}
		}
		is.State, is.HeadSeq, is.HeadHash = PeriodClosed, ledger.seq, ledger.hash
		op.Audit(audit.Entry{Action: "period.closed", Object: "grant", ID: grant, Detail: map[string]any{"year": year, "balances": is.Balances.V, "ledger_seq": is.HeadSeq, "ledger_hash": is.HeadHash}})
		return is, s.signTx(op, ledgerWalk.head, HeadClosed)
	})
	return operation.Wrap("close year", refuseBroken(err))
}

// refuseBroken turns what verification found into an answer for who wanted something of a ledger that holds.
func refuseBroken(err error) error {
	if broken := (*ErrBroken)(nil); errors.As(err, &broken) {
		return fault.Conflict("funding.ledger_broken", broken.Seq)
	}
	return err
}

// StopClosing opens a year again of which closing had begun.
func (s *Service) StopClosing(ctx context.Context, sc access.Scope, grant id.ID, year int) error {
	err := s.turn(ctx, sc, grant, year, func(op *operation.Op, _ *book, was PeriodEvent) (PeriodEvent, error) {
		op.Audit(audit.Entry{Action: "period.opened", Object: "grant", ID: grant, Detail: map[string]any{"year": year}})
		return PeriodEvent{State: PeriodOpen}, was.State.must(PeriodClosing)
	})
	return operation.Wrap("stop closing", err)
}

// ReopenInput is why a closed year should open again.
type ReopenInput struct{ Reason string }

// Validate cleans the input or returns a fault with a message at the reason.
func (in *ReopenInput) Validate() error {
	f := fault.Fields{}
	in.Reason = check.Multiline(f, "reason", in.Reason, 10, 2000)
	return f.Err()
}

// AskReopen asks to open a closed year again; it stays closed until somebody else agrees.
func (s *Service) AskReopen(ctx context.Context, sc access.Scope, grant id.ID, year int, in ReopenInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.turn(ctx, sc, grant, year, func(op *operation.Op, _ *book, was PeriodEvent) (PeriodEvent, error) {
		op.Audit(audit.Entry{Action: "period.reopen_asked", Object: "grant", ID: grant, Detail: map[string]any{"year": year, "reason": in.Reason}})
		return PeriodEvent{State: PeriodReopenAsked, Reason: in.Reason}, was.State.must(PeriodClosed)
	})
	return operation.Wrap("ask to reopen year", err)
}

// Reopen opens a closed year, agreeing with somebody else's request. What closing kept stays on record.
func (s *Service) Reopen(ctx context.Context, sc access.Scope, grant id.ID, year int) error {
	err := s.turn(ctx, sc, grant, year, func(op *operation.Op, _ *book, was PeriodEvent) (PeriodEvent, error) {
		if err := was.State.must(PeriodReopenAsked); err != nil {
			return PeriodEvent{}, err
		}
		if was.Actor == actor(op) {
			return PeriodEvent{}, fault.Forbidden("funding.reopen_own")
		}
		op.Audit(audit.Entry{Action: "period.reopened", Object: "grant", ID: grant, Detail: map[string]any{"year": year, "reason": was.Reason}})
		return PeriodEvent{State: PeriodOpen, Reason: was.Reason}, nil
	})
	return operation.Wrap("reopen year", err)
}

// must refuses what the state does not allow, because somebody else was first.
func (s PeriodState) must(be PeriodState) error {
	if s != be {
		return fault.Conflict("funding.period_is." + string(s))
	}
	return nil
}

// turn gives a year its next state. The ledger is open meanwhile, so that no booking passes.
func (s *Service) turn(ctx context.Context, sc access.Scope, grant id.ID, year int, next func(*operation.Op, *book, PeriodEvent) (PeriodEvent, error)) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	return s.Write(ctx, sc, func(op *operation.Op) error {
		ledger, err := openBookTx(op)
		if err != nil {
			return err
		}
		g, err := operation.Found(grantTx(op.Tx, sc, access.GrantManage, grant))
		if err != nil {
			return err
		}
		if year < g.StartOn.Year() || year > op.Today().Year() {
			return fault.Conflict("funding.no_such_year", year)
		}
		was, err := periodTx(op.Tx, op.Scope, grant, year)
		if err != nil {
			return err
		}
		is, err := next(op, ledger, was)
		if err != nil {
			return err
		}
		return op.Insert(`INSERT INTO period_event (network_id, grant_id, year, seq, id, unit_id, state, reason, balances, transfers, evidence_digest, head_seq, head_hash, at, actor_id, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			op.Network(), g.ID, year, was.Seq+1, op.NewID(), g.Unit, is.State, is.Reason, is.Balances, is.Transfers, is.Evidence, is.HeadSeq, is.HeadHash, op.At, actor(op), op.ID)
	})
}

// keptTx computes what closing a year keeps: the trial balance, the number of transfers and a digest over the digests of the evidence.
func keptTx(tx *db.Tx, sc access.Scope, grant id.ID, year int) (kept PeriodEvent, err error) {
	f := Filter{Grant: grant, Year: year}
	type row struct {
		balances
		N int `db:"n"`
	}
	held, err := db.Get[row](tx, sc.Bind(`SELECT COALESCE(SUM(x.carried_out), 0) AS carried_out, COALESCE(SUM(x.evidenced), 0) AS evidenced, COALESCE(SUM(x.parked), 0) AS parked,
			COALESCE(SUM(x.checked), 0) AS checked, COALESCE(SUM(x.reported), 0) AS reported, COALESCE(SUM(x.n), 0) AS n
		FROM (SELECT COUNT(*) AS n, `+balanceColumns+` FROM ledger_transfer t WHERE {wall:t} AND t.grant_id = $1 AND t.booked_on BETWEEN $2 AND $3) x`,
		grant, f.firstDay(), f.lastDay()))
	if err != nil {
		return kept, err
	}
	kept.Transfers, kept.Balances.V = held.N, held.list()
	digests, err := db.Select[string](tx, sc.Bind(`SELECT DISTINCT t.evidence_digest FROM ledger_transfer t
		WHERE {wall:t} AND t.grant_id = $1 AND t.booked_on BETWEEN $2 AND $3 AND t.credit = 'evidenced' AND t.evidence_digest <> '' ORDER BY t.evidence_digest LIMIT 1000000`,
		grant, f.firstDay(), f.lastDay()))
	sum := sha256.New()
	for _, d := range digests {
		sum.Write([]byte(d + "\n"))
	}
	kept.Evidence = hex.EncodeToString(sum.Sum(nil))
	return kept, err
}

// closedHoldTx compares years that are closed with what was kept when they were closed.
func closedHoldTx(tx *db.Tx, sc access.Scope) error {
	closed, err := db.Select[PeriodEvent](tx, sc.Bind(`SELECT `+periodColumns+`, '' AS by_name FROM period_event e WHERE {wall:e} AND e.state = 'closed'
		AND NOT EXISTS (SELECT 1 FROM period_event y WHERE y.network_id = e.network_id AND y.grant_id = e.grant_id AND y.year = e.year AND y.seq > e.seq AND y.state <> 'reopen_asked')
		ORDER BY e.grant_id, e.year LIMIT 1000`))
	if err != nil {
		return err
	}
	for _, was := range closed {
		hashes, err := db.Select[string](tx, sc.Bind(`SELECT t.hash FROM ledger_transfer t WHERE {wall:t} AND t.seq = $1 LIMIT 1`, was.HeadSeq))
		if err != nil {
			return err
		}
		if was.HeadSeq > 0 && (len(hashes) == 0 || hashes[0] != was.HeadHash) {
			return &ErrBroken{Seq: was.HeadSeq, Flaw: FlawOtherLedger, Year: was.Year}
		}
		is, err := keptTx(tx, sc, was.Grant, was.Year)
		if err != nil {
			return err
		}
		if is.Transfers != was.Transfers || is.Evidence != was.Evidence || !slices.Equal(is.Balances.V, was.Balances.V) {
			return &ErrBroken{Seq: was.HeadSeq, Flaw: FlawYear, Year: was.Year}
		}
	}
	return nil
}
