package engagement

import (
	"context"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// RescheduleInput moves an engagement to another day, time or place.
type RescheduleInput struct {
	Version int // of the occurrence
	Slot    occurrence.Slot
	Place   string
	Room    id.ID  // the facility that it takes up from now on; empty for none
	Reason  string // kept for the report
	Anyway  bool   // although the day clashes with something
	Along   Span   // which days of the series
}

// Reschedule moves an engagement that did not take place yet, keeps the reason, and tells both sides.
func (s *Service) Reschedule(ctx context.Context, sc access.Scope, key id.ID, in RescheduleInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		if err := in.roomTx(op, e, o); err != nil {
			return err
		}
		if in.Along != OneDay {
			return in.alongTx(op, e, o)
		}
		overruled, err := clash{unit: e.Unit, organisation: e.Organisation, slot: in.Slot, except: []id.ID{o.ID}, engagement: e.ID, facility: in.Room}.checkTx(op, in.Anyway)
		if err != nil {
			return err
		}
		was, is, err := occurrence.MoveTx(op, occurrence.Move{Occurrence: o.ID, Version: in.Version, Slot: in.Slot, Place: in.Place, Facility: in.Room, Reason: in.Reason})
		if err != nil {
			return err
		}
		return movedTx(op, e, was, is, in.Reason, overruled)
	})
	return operation.Wrap("reschedule engagement", err)
}

// roomTx checks the facility. Who chooses another one without saying where that is, means the place of it.
func (in *RescheduleInput) roomTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	if in.Room == o.Facility {
		return nil
	}
	f := fault.Fields{}
	room, err := roomTx(op, f, e.Unit, in.Room)
	if err != nil {
		return err
	}
	if room.ID != "" && in.Place == o.Place {
		in.Place = room.Where()
	}
	return f.Err()
}

// movedTx keeps that an engagement moved, ends a proposal that waited, and tells both sides.
func movedTx(op *operation.Op, e Engagement, was, is occurrence.Occurrence, reason string, overruled []string) error {
	if err := keepMovedTx(op, e, was, is, reason, overruled); err != nil {
		return err
	}
	return tellTx(op, e, "moved", func(to addressee) any {
		return MovedLetter{
			Name: to.Name, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title,
			Was: whenOf(was), When: whenOf(is), Place: is.Place, Reason: reason,
			Calendar: inCalendar(is),
		}
	})
}

// keepMovedTx is movedTx while nobody hears of it yet.
func keepMovedTx(op *operation.Op, e Engagement, was, is occurrence.Occurrence, reason string, overruled []string) error {
	op.Audit(audit.Entry{Action: "engagement.moved", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{
		"from": was.HeldOn, "to": is.HeldOn, "reason": reason, "overruled": overruled,
	}})
	return withdrawProposalTx(op, e)
}

// Party is who cannot keep an agreement.
type Party string

// The parties.
const (
	BySchool  Party = "school"
	ByCompany Party = "company"
)

// Parties lists the parties.
func Parties() []Party { return []Party{BySchool, ByCompany} }

// CancelInput says why an engagement does not take place, and whose doing it is.
type CancelInput struct {
	By     Party
	Reason string // kept for the report
	Along  Span   // which days of the series
}

// Validate cleans the input or returns a fault with messages at by and reason.
func (in *CancelInput) Validate() error {
	f := fault.Fields{}
	in.By = check.Choice(f, "by", string(in.By), Parties()...)
	in.Reason = check.Line(f, "reason", in.Reason, 3, 500)
	return f.Err()
}

// Cancel calls an engagement off, keeps the reason, and tells both sides. What was counted took place and stays.
func (s *Service) Cancel(ctx context.Context, sc access.Scope, key id.ID, in CancelInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		if in.Along != OneDay {
			return in.alongTx(op, e, o)
		}
		if o, err = in.cancelTx(op, e, o); err != nil {
			return err
		}
		return tellTx(op, e, "cancelled", func(to addressee) any {
			return CancelledLetter{
				Name: to.Name, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title, When: whenOf(o), By: in.By, Reason: in.Reason,
				Calendar: inCalendar(o),
			}
		})
	})
	return operation.Wrap("cancel engagement", err)
}

// cancelTx calls one engagement off while nobody hears of it yet.
func (in CancelInput) cancelTx(op *operation.Op, e Engagement, o occurrence.Occurrence) (occurrence.Occurrence, error) {
	o, err := endTx(op, e, o, in)
	if err != nil {
		return o, err
	}
	op.Audit(audit.Entry{Action: "engagement.cancelled", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: in})
	return o, reopenTx(op, e, in.Reason)
}
