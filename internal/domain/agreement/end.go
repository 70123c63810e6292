package agreement

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

// End ends an agreement before its last day, with a reason. What was pledged for the years after is withdrawn; what was pledged for the
// year itself stays, since part of it may have been done.
func (s *Service) End(ctx context.Context, sc access.Scope, key id.ID, on, why string) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	f := fault.Fields{}
	last := check.Date(f, "on", on)
	why = check.Multiline(f, "why", why, 3, 1000)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := changeTx(op, key)
		if err != nil {
			return err
		}
		v, err := inForceTx(op, a)
		if err != nil {
			return err
		}
		if a.Open > 0 {
			return fault.Conflict("agreement.amends_already")
		}
		if last < a.From || last > a.To || last > op.Today() {
			return fault.Fields{"on": {Key: "agreement.end_outside"}}.Err()
		}
		lines, err := pledgesTx(op.Tx, op.Scope, v.ID)
		if err != nil {
			return err
		}
		if err := withdrawTx(op, a, lines, last.Year()); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "agreement.ended", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"on": last, "why": why}})
		return endTx(op, a, v, last, EndedByHand, why)
	})
	return operation.Wrap("end agreement", err)
}

func endTx(op *operation.Op, a Agreement, v Version, on clock.Date, kind EventKind, why string) error {
	if err := eventTx(op, a, v.N, kind, "", why, ""); err != nil {
		return err
	}
	return operation.Changed(op.Exec(`UPDATE agreement AS a SET state = 'ended', ended_on = $2, version = version + 1, operation_id = $3
		WHERE {wall:a} AND a.id = $1 AND a.state = 'active' AND a.deleted_at IS NULL`, a.ID, on, op.ID))
}
