package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// DoubtInput is why a line is parked, released or taken back.
type DoubtInput struct{ Reason string }

// Validate cleans the input or returns a fault with a message at doubt, since the page also has the form of the check.
func (in *DoubtInput) Validate() error {
	f := fault.Fields{}
	in.Reason = check.Multiline(f, "doubt", in.Reason, 5, 2000)
	return f.Err()
}

// Park sets a doubtful contribution apart with the reason: it counts nowhere until it is released or rejected.
func (s *Service) Park(ctx context.Context, sc access.Scope, contribution id.ID, in DoubtInput) error {
	err := s.doubt(ctx, sc, contribution, &in, func(ledger *book, c Contribution, transfers []Transfer) error {
		at, _ := standing(transfers)
		if at != CarriedOut && at != Evidenced {
			return errNotThere(at)
		}
		ledger.audit("contribution.parked", c, map[string]any{"reason": in.Reason})
		return ledger.write(Transfer{Debit: at, Credit: Parked, Reason: in.Reason}, c)
	})
	return operation.Wrap("park contribution", err)
}

// Release brings a parked contribution back to where it was.
func (s *Service) Release(ctx context.Context, sc access.Scope, contribution id.ID, in DoubtInput) error {
	err := s.doubt(ctx, sc, contribution, &in, func(ledger *book, c Contribution, transfers []Transfer) error {
		at, live := standing(transfers)
		if at != Parked {
			return fault.Conflict("funding.not_parked")
		}
		ledger.audit("contribution.released", c, map[string]any{"reason": in.Reason})
		return ledger.reverse(live[0], c, in.Reason)
	})
	return operation.Wrap("release contribution", err)
}

// TakeBack takes a contribution that was checked or reported back with the reason: every transfer of it is reversed. In a year that is
// closed nothing changes; the reversal lands in the first open year.
func (s *Service) TakeBack(ctx context.Context, sc access.Scope, contribution id.ID, in DoubtInput) error {
	err := s.doubt(ctx, sc, contribution, &in, func(ledger *book, c Contribution, transfers []Transfer) error {
		at, live := standing(transfers)
		if at != Checked && at != Reported {
			return fault.Conflict("funding.not_checked")
		}
		if err := ledger.reverseAll(live, c, in.Reason); err != nil {
			return err
		}
		ledger.audit("contribution.taken_back", c, map[string]any{"reason": in.Reason, "was": at})
		return nil
	})
	return operation.Wrap("take contribution back", err)
}

// doubt opens the ledger at a contribution for somebody who may check it: four eyes.
func (s *Service) doubt(ctx context.Context, sc access.Scope, contribution id.ID, in *DoubtInput, do func(*book, Contribution, []Transfer) error) error {
	if err := sc.Require(access.ContributionCheck); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	return s.Write(ctx, sc, func(op *operation.Op) error { return atTx(op, contribution, do) })
}

// atTx opens the ledger at a contribution for somebody other than who recorded it.
func atTx(op *operation.Op, contribution id.ID, do func(*book, Contribution, []Transfer) error) error {
	ledger, err := openBookTx(op)
	if err != nil {
		return err
	}
	c, err := operation.Get[Contribution](op, `SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.check:c} AND c.id = $1 LIMIT 1`, contribution)
	if err != nil {
		return err
	}
	if err := fourEyesTx(op, c); err != nil {
		return err
	}
	transfers, err := transfersTx(op, c.ID)
	if err != nil {
		return err
	}
	return do(ledger, c, transfers)
}
