package engagement

import (
	"context"

	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Count notes how many pupils and teachers were there: that is what makes an engagement done. The first count asks the
// company to sign its hours; a later one only corrects the numbers. asked tells whether a mail went out: not when it is a
// correction, and not when nobody at the company has a mail address.
func (s *Service) Count(ctx context.Context, sc access.Scope, key id.ID, pupils, teachers int) (asked bool, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return false, err
	}
	if err := (occurrence.Count{Pupils: pupils, Teachers: teachers}).Validate(); err != nil {
		return false, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		asked = false
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		o, first, err := occurrence.CountTx(op, occurrence.Count{Occurrence: o.ID, Pupils: pupils, Teachers: teachers})
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "engagement.counted", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]int{"pupils": pupils, "teachers": teachers}})
		if !first {
			return nil
		}
		if err := momentTx(op, e, relation.ContactDone); err != nil {
			return err
		}
		if err := relation.DeepenTx(op, e.Unit, e.Organisation, e.Depth()); err != nil {
			return err
		}
		asked, err = askSignOffTx(op, e, o)
		return err
	})
	return asked, operation.Wrap("count attendance", err)
}

// ResendSignOff asks the company once more to sign its hours. The earlier link ends.
func (s *Service) ResendSignOff(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		row, err := operation.Get[state](op, `SELECT `+stateColumns+stateFrom+` WHERE {engagement.manage:o} AND o.id = $1 LIMIT 1`, o.ID)
		if err != nil {
			return err
		}
		switch row.State(op.At) {
		case Waiting:
		case Signed:
			return fault.Conflict("occurrence.signed_already")
		case Cancelled:
			return fault.Conflict("occurrence.cancelled_already")
		default:
			return fault.Conflict("engagement.count_first")
		}
		asked, err := askSignOffTx(op, e, o)
		if err != nil {
			return err
		}
		if !asked {
			return fault.Conflict("engagement.nobody_to_mail")
		}
		op.Audit(audit.Entry{Action: "sign_off.asked_again", Object: "engagement", ID: e.ID, Unit: e.Unit})
		return nil
	})
	return operation.Wrap("ask sign-off again", err)
}
