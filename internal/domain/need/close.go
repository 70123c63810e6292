package need

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Withdraw takes an open need back, with the reason. Companies that have not answered yet hear that they are no longer needed.
func (s *Service) Withdraw(ctx context.Context, sc access.Scope, key id.ID, version int, reason string) error {
	return s.withdraw(ctx, sc, key, version, reason, nil)
}

// withdraw takes a need back, and those that go along with it.
func (s *Service) withdraw(ctx context.Context, sc access.Scope, key id.ID, version int, reason string, along func(op *operation.Op, n Need) ([]id.ID, error)) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	reason = check.Line(f, "reason", reason, 3, 300)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := versionTx(op, key, version)
		if err != nil {
			return err
		}
		if n.State != Open {
			return fault.Conflict("need.closed")
		}
		if err := withdrawTx(op, n.Need, reason); err != nil || along == nil {
			return err
		}
		others, err := along(op, n.Need)
		for _, other := range others {
			if err == nil {
				err = withdrawOtherTx(op, other, reason)
			}
		}
		return err
	})
	return operation.Wrap("withdraw need", err)
}

func withdrawTx(op *operation.Op, n Need, reason string) error {
	return closing{ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Title: n.Title, Reason: reason}.closeTx(op, Withdrawn, "need.withdrawn")
}

func withdrawOtherTx(op *operation.Op, key id.ID, reason string) error {
	if err := lockNeed(op, key); err != nil {
		return err
	}
	n, err := writableTx(op, key)
	if err != nil {
		return err
	}
	return withdrawTx(op, n, reason)
}

// Close ends an open need that has fewer companies than it wanted, but enough: at least one said yes. The others hear that they
// are no longer needed.
func (s *Service) Close(ctx context.Context, sc access.Scope, key id.ID, version int) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := versionTx(op, key, version)
		switch {
		case err != nil:
			return err
		case n.State != Open:
			return fault.Conflict("need.closed")
		case n.Follows():
			return n.notAlone()
		case n.Agreed == 0:
			return fault.Conflict("need.close_none")
		}
		return closing{ID: n.ID, Unit: n.Unit, UnitName: n.UnitName, Title: n.Title, Agreed: n.Agreed, early: true}.closeTx(op, Filled, "need.closed")
	})
	return operation.Wrap("close need", err)
}

// Reopen lets a need that was withdrawn, or closed with fewer companies than it wanted, look for companies again while its period
// lasts. Companies that were told that they are no longer needed may be asked again; waves wait until somebody starts them.
func (s *Service) Reopen(ctx context.Context, sc access.Scope, key id.ID, version int) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := versionTx(op, key, version)
		if err != nil {
			return err
		}
		if !n.mayReopen(n.Agreed, op.Today()) {
			return fault.Conflict("need.stays_closed")
		}
		if err := n.notAlone(); err != nil {
			return err
		}
		err = operation.Changed(op.Exec(`UPDATE need SET state = 'open', closed_at = NULL, reopened_at = $2, version = version + 1, operation_id = $3
			WHERE {need.write:need} AND id = $1 AND state <> 'open'`, key, op.At, op.ID))
		if err != nil {
			return err
		}
		_, err = op.Exec(`UPDATE wave_plan SET state = 'paused', version = version + 1, operation_id = $2 WHERE {need.write:wave_plan} AND need_id = $1 AND state = 'done'`, key, op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.opened_again", Object: "need", ID: key, Unit: n.Unit})
		if err := noteTx(op, key, n.Unit, Step{Kind: StepOpened}); err != nil {
			return err
		}
		return closing{ID: key}.followTx(op, Open)
	})
	return operation.Wrap("reopen need", err)
}

// mayReopen reports whether the need can look for companies again.
func (n Need) mayReopen(agreed int, today clock.Date) bool {
	return n.To >= today && (n.State == Withdrawn || n.State == Filled && agreed < n.Wanted)
}

// counted is a need with the companies it has.
type counted struct {
	Need
	Agreed int `db:"agreed"`
}

// versionTx locks and loads a need that the principal may write, as it was when the page was made.
func versionTx(op *operation.Op, key id.ID, version int) (counted, error) {
	if err := lockNeed(op, key); err != nil {
		return counted{}, err
	}
	n, err := operation.Get[counted](op, `SELECT `+needColumns+`, `+agreedOf("n")+` AS agreed`+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
	if err == nil && n.Version != version {
		err = fault.Conflict("fault.changed")
	}
	return n, err
}
