package engagement

import (
	"context"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// PostponeInput says why an engagement leaves its day without another one, and whose doing it is.
type PostponeInput struct {
	Version int // of the occurrence
	By      Party
	Reason  string // kept for the report
	Along   Span   // which days of the series
}

// Postpone takes an engagement off its day: it stays visible and waits for a date, which Reschedule gives it. Until then it counts
// nowhere as planned. Both sides hear of it, and it leaves their calendars.
func (s *Service) Postpone(ctx context.Context, sc access.Scope, key id.ID, in PostponeInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	why := CancelInput{By: in.By, Reason: in.Reason}
	if err := why.Validate(); err != nil {
		return err
	}
	in.By, in.Reason = why.By, why.Reason
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		if in.Along != OneDay {
			return in.alongTx(op, e, o)
		}
		was, is, err := in.postponeTx(op, e, o, in.Version)
		if err != nil {
			return err
		}
		return tellTx(op, e, "postponed", func(to addressee) any {
			return PostponedLetter{
				Name: to.Name, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title, Was: whenOf(was), By: in.By, Reason: in.Reason,
				Calendar: inCalendar(is),
			}
		})
	})
	return operation.Wrap("postpone engagement", err)
}

// postponeTx takes an engagement off its day. It returns the occurrence as it was and as it is.
func (in PostponeInput) postponeTx(op *operation.Op, e Engagement, o occurrence.Occurrence, version int) (was, is occurrence.Occurrence, err error) {
	was, is, err = occurrence.PostponeTx(op, occurrence.Postpone{Occurrence: o.ID, Version: version, By: string(in.By), Reason: in.Reason})
	if err != nil {
		return was, is, err
	}
	op.Audit(audit.Entry{Action: "engagement.postponed", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: in})
	return was, is, momentTx(op, e, relation.ContactCancelled)
}

// OnlineInput moves an engagement to an address on the internet; without one it goes back to its place.
type OnlineInput struct {
	Version int // of the occurrence
	URL     string
	Reason  string // kept for the report
	Along   Span   // which days of the series
}

// MoveOnline moves an engagement online, at the same time, and tells both sides where to meet.
func (s *Service) MoveOnline(ctx context.Context, sc access.Scope, key id.ID, in OnlineInput) error {
	return s.elsewhere(ctx, sc, key, in, "online", func(op *operation.Op, o occurrence.Occurrence) (was, is occurrence.Occurrence, err error) {
		return occurrence.MoveOnlineTx(op, occurrence.Online{Occurrence: o.ID, Version: o.Version, URL: in.URL, Reason: in.Reason})
	})
}

// MoveBack brings an engagement that was moved online back to its place, and tells both sides. When somebody else has the lab or room
// by now, it stays online.
func (s *Service) MoveBack(ctx context.Context, sc access.Scope, key id.ID, in OnlineInput) error {
	return s.elsewhere(ctx, sc, key, in, "offline", func(op *operation.Op, o occurrence.Occurrence) (was, is occurrence.Occurrence, err error) {
		if err := stillFreeTx(op, o); err != nil {
			return was, is, err
		}
		return occurrence.MoveBackTx(op, o.ID, o.Version, in.Reason)
	})
}

// stillFreeTx refuses to take a facility up again that somebody else has by now.
func stillFreeTx(op *operation.Op, o occurrence.Occurrence) error {
	if o.Facility == "" {
		return nil
	}
	taken, err := facility.TakeTx(op, o.Facility, o.HeldOn, o.StartsAt, o.EndsAt, o.ID)
	if err == nil && taken != nil {
		m := taken.Taken()
		return fault.Conflict(m.Key, m.Args...)
	}
	return err
}

// elsewhere moves an engagement to another place at the same time.
func (s *Service) elsewhere(ctx context.Context, sc access.Scope, key id.ID, in OnlineInput, letter string, move elsewhereMove) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		o.Version = in.Version
		if in.Along != OneDay {
			return elsewhereAlongTx(op, e, o, in, letter, move)
		}
		is, err := elsewhereTx(op, e, o, letter, in.Reason, move)
		if err != nil {
			return err
		}
		return tellTx(op, e, letter, func(to addressee) any {
			return OnlineLetter{
				Name: to.Name, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title, When: whenOf(is), Place: is.Place, URL: is.MeetingURL, Reason: in.Reason,
				Calendar: inCalendar(is),
			}
		})
	})
	return operation.Wrap("move engagement", err)
}

// elsewhereTx moves one engagement while nobody hears of it yet.
func elsewhereTx(op *operation.Op, e Engagement, o occurrence.Occurrence, letter, reason string, move elsewhereMove) (occurrence.Occurrence, error) {
	was, is, err := move(op, o)
	if err != nil {
		return is, err
	}
	detail := map[string]string{"from": was.Place, "to": is.Place, "reason": reason}
	if letter == "offline" {
		op.Audit(audit.Entry{Action: "engagement.moved_offline", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: detail})
	} else {
		op.Audit(audit.Entry{Action: "engagement.moved_online", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: detail})
	}
	return is, nil
}

// elsewhereMove is how an occurrence comes to another place.
type elsewhereMove = func(op *operation.Op, o occurrence.Occurrence) (was, is occurrence.Occurrence, err error)
