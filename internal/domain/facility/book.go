package facility

import (
	"context"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// BookInput books a facility for something of a school's own: a lesson without a company, maintenance, an open day.
type BookInput struct {
	Facility id.ID
	Unit     id.ID // that uses it
	Title    string
	Slot     occurrence.Slot
}

// Validate cleans the input or returns a fault with messages at unit, title, on, start and end.
func (in *BookInput) Validate(now time.Time) (starts, ends time.Time, err error) {
	f := fault.Fields{}
	if in.Unit == "" {
		f.Add("unit", "field.required")
	}
	in.Title = check.Line(f, "title", in.Title, 3, 160)
	starts, ends = in.Slot.Instants(f, clock.DateOf(now))
	if len(f) == 0 && !ends.After(now) {
		f.Add("on", "facility.passed")
	}
	return starts, ends, f.Err()
}

// Book books a facility that is free then. One that is taken is refused at the field on, with who has it and until when: of two schools
// that want it at once, one hears about the other.
func (s *Service) Book(ctx context.Context, sc access.Scope, in BookInput) (key id.ID, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return "", err
	}
	starts, ends, err := in.Validate(s.Clock.Now())
	if err != nil {
		return "", err
	}
	if err := sc.RequireOn(access.EngagementManage, in.Unit); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		taken, err := TakeTx(op, in.Facility, in.Slot.On, starts, ends, "") // first: it may be taken out of use while we wait
		if err != nil {
			return err
		}
		facility, err := UsableTx(op.Tx, op.Scope, in.Unit, in.Facility)
		if err != nil {
			return err
		}
		if taken != nil {
			return fault.Fields{"on": taken.Taken()}.Err()
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "facility.booked", Object: "facility_booking", ID: key, Unit: in.Unit, Detail: in})
		return op.Insert(`INSERT INTO facility_booking (network_id, id, facility_id, unit_id, title, held_on, starts_at, ends_at, booked_at, booked_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			op.Network(), key, facility.ID, in.Unit, in.Title, in.Slot.On, starts, ends, op.At, op.Scope.Account(), op.ID)
	})
	return key, operation.Wrap("book facility", err)
}

// CancelBooking gives a facility free again that was booked for a unit of the principal's, and returns which it is.
func (s *Service) CancelBooking(ctx context.Context, sc access.Scope, key id.ID) (facility id.ID, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return "", err
	}
	type booking struct {
		Facility id.ID `db:"facility_id"`
		Unit     id.ID `db:"unit_id"`
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := operation.Get[booking](op, `SELECT b.facility_id, b.unit_id FROM facility_booking b WHERE {engagement.manage:b} AND b.id = $1 AND b.cancelled_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		facility = b.Facility
		op.Audit(audit.Entry{Action: "facility.freed", Object: "facility_booking", ID: key, Unit: b.Unit})
		_, err = op.Exec(`UPDATE facility_booking AS b SET cancelled_at = $2, operation_id = $3 WHERE {engagement.manage:b} AND b.id = $1 AND b.cancelled_at IS NULL`, key, op.At, op.ID)
		return err
	})
	return facility, operation.Wrap("cancel booking", err)
}
