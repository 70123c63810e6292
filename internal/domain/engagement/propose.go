package engagement

import (
	"context"
	"strconv"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// MaxDates is how many days can be proposed at a time.
const MaxDates = 3

// Proposal is a choice of other days that one side puts to the other. At most one waits at a time: a new one takes its place.
type Proposal struct {
	ID     id.ID                      `db:"id"`
	Side   Party                      `db:"side"` // who proposes
	Dates  db.JSON[[]occurrence.Slot] `db:"dates"`
	Reason string                     `db:"reason"`
	At     time.Time                  `db:"proposed_at"`
}

// ProposeInput is a choice of up to three days. Slots without a day are left out.
type ProposeInput struct {
	Dates  []occurrence.Slot
	Reason string // kept for the report
	Anyway bool   // although a day does not suit
}

// Validate cleans the input or returns a fault with messages at on_1, start_1, end_1 … and reason.
func (in *ProposeInput) Validate(op *operation.Op) error {
	f := fault.Fields{}
	in.Reason = check.Line(f, "reason", in.Reason, 3, 500)
	var dates []occurrence.Slot
	for i, d := range in.Dates {
		if d.On == "" {
			continue
		}
		own := fault.Fields{}
		starts, _ := d.Instants(own, op.Today())
		if len(own) == 0 && !starts.After(op.At) {
			own.Add("on", "engagement.date_passed")
		}
		for name, m := range own {
			f.Add(name+"_"+strconv.Itoa(i+1), m.Key, m.Args...)
		}
		dates = append(dates, d)
	}
	if len(in.Dates) > MaxDates {
		dates = dates[:MaxDates]
	}
	if len(dates) == 0 {
		f.Add("on_1", "field.required")
	}
	in.Dates = dates
	return f.Err()
}

// DatesLetter is the data of the letters "dates_proposed" and "dates_declined". Company tells whether it goes to the company.
type DatesLetter struct {
	Name         string `json:"name"`
	Company      bool   `json:"company"`
	Organisation string `json:"organisation"`
	School       string `json:"school"`
	Title        string `json:"title"`
	Dates        []When `json:"dates"`
	Reason       string `json:"reason"` // of who proposes, or the words of who can't
}

// Propose puts other days to the company, by somebody who manages the engagement.
func (s *Service) Propose(ctx context.Context, sc access.Scope, key id.ID, in ProposeInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		return in.proposeTx(op, e, o, BySchool, op.Scope.Account())
	})
	return operation.Wrap("propose dates", err)
}

// ProposeByLink puts other days to the other side, by the side that holds the link.
func (s *Service) ProposeByLink(ctx context.Context, sc access.Scope, l link.Link, in ProposeInput) error {
	if err := sc.Require(access.EngagementVisit); err != nil {
		return err
	}
	err := s.Write(ctx, holder(l), func(op *operation.Op) error {
		e, o, err := loadTx(op, l.Subject)
		if err != nil {
			return err
		}
		return in.proposeTx(op, e, o, sideOf(l), l.Account)
	})
	return operation.Wrap("propose dates", err)
}

// holder is in whose name a link changes the day of the one engagement that it is about: the link itself reaches no occurrence.
// The caller looks at nothing but the link's subject.
func holder(l link.Link) access.Scope { return access.System(l.Network, l.Email) }

func (in ProposeInput) proposeTx(op *operation.Op, e Engagement, o occurrence.Occurrence, side Party, by id.ID) error {
	if err := in.Validate(op); err != nil {
		return err
	}
	if err := occurrence.MovableTx(op, o.ID); err != nil {
		return err
	}
	overruled, err := in.suitTx(op, e, o, side)
	if err != nil {
		return err
	}
	if err := withdrawProposalTx(op, e); err != nil {
		return err
	}
	err = op.Insert(`INSERT INTO engagement_proposal (network_id, id, engagement_id, unit_id, side, dates, reason, proposed_at, proposed_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		op.Network(), op.NewID(), e.ID, e.Unit, side, db.JSON[[]occurrence.Slot]{V: in.Dates}, in.Reason, op.At, by, op.ID)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "engagement.dates_proposed", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{"side": side, "dates": in.Dates, "reason": in.Reason, "overruled": overruled}})
	told, err := tellSideTx(op, e, other(side), "dates_proposed", datesLetter(e, in.Dates, in.Reason))
	if err == nil && !told {
		return fault.Conflict("engagement.nobody_to_mail")
	}
	return err
}

// withdrawProposalTx ends a proposal that waits, if one does.
func withdrawProposalTx(op *operation.Op, e Engagement) error {
	_, err := op.Exec(`UPDATE engagement_proposal SET answer = 'withdrawn', answered_at = $2, operation_id = $3
		WHERE {wall:engagement_proposal} AND engagement_id = $1 AND answer IS NULL`, e.ID, op.At, op.ID)
	return err
}

func other(side Party) Party {
	if side == BySchool {
		return ByCompany
	}
	return BySchool
}

func datesLetter(e Engagement, dates []occurrence.Slot, words string) func(addressee, Party) any {
	whens := make([]When, len(dates))
	for i, d := range dates {
		whens[i] = When{Date: d.On, Start: clock.TimeOfDay(d.Start), End: clock.TimeOfDay(d.End)}
	}
	return func(to addressee, side Party) any {
		return DatesLetter{Name: to.Name, Company: side == ByCompany, Organisation: e.OrganisationName, School: e.UnitName, Title: e.Title, Dates: whens, Reason: words}
	}
}

// ChooseInput is the answer to a proposal: one of its days, or none of them.
type ChooseInput struct {
	Proposal id.ID
	Choice   int    // from 0; -1 is none of them
	Words    string // may be empty
	Anyway   bool   // although the day does not suit
}

// Choose answers the company's proposal, by somebody who manages the engagement.
func (s *Service) Choose(ctx context.Context, sc access.Scope, key id.ID, in ChooseInput) error {
	if err := sc.Require(access.EngagementManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return in.chooseTx(op, key, BySchool) })
	return operation.Wrap("choose date", err)
}

// ChooseByLink answers the other side's proposal, by the side that holds the link.
func (s *Service) ChooseByLink(ctx context.Context, sc access.Scope, l link.Link, in ChooseInput) error {
	if err := sc.Require(access.EngagementVisit); err != nil {
		return err
	}
	err := s.Write(ctx, holder(l), func(op *operation.Op) error { return in.chooseTx(op, l.Subject, sideOf(l)) })
	return operation.Wrap("choose date", err)
}

// chooseTx answers a proposal of the other side exactly once. A day moves the engagement there, for both sides at once.
func (in ChooseInput) chooseTx(op *operation.Op, key id.ID, side Party) error {
	f := fault.Fields{}
	in.Words = check.OptionalMultiline(f, "words", in.Words, 500)
	if err := f.Err(); err != nil {
		return err
	}
	e, o, err := loadTx(op, key)
	if err != nil {
		return err
	}
	p, err := first[Proposal](op.Tx, op.Scope.Bind(proposalSQL, e.ID))
	if err != nil {
		return err
	}
	if p == nil || p.ID != in.Proposal || p.Side == side {
		return fault.Conflict("engagement.no_proposal")
	}
	if in.Choice >= len(p.Dates.V) || in.Choice < -1 {
		return fault.Fields{"choice": {Key: "field.choice"}}.Err()
	}
	answer := "none"
	if in.Choice >= 0 {
		answer = "chosen"
	}
	overruled, err := in.suitsTx(op, e, o, p, side)
	if err != nil {
		return err
	}
	err = operation.Changed(op.Exec(`UPDATE engagement_proposal SET answer = $2, answered_at = $3, answer_words = $4, operation_id = $5
		WHERE {wall:engagement_proposal} AND id = $1 AND answer IS NULL`, p.ID, answer, op.At, in.Words, op.ID))
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "engagement.dates_answered", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]any{"side": side, "answer": answer, "words": in.Words}})
	if in.Choice < 0 {
		_, err := tellSideTx(op, e, p.Side, "dates_declined", datesLetter(e, p.Dates.V, in.Words))
		return err
	}
	room, err := keptRoomTx(op, e.Unit, o.Facility)
	if err != nil {
		return err
	}
	was, is, err := occurrence.MoveTx(op, occurrence.Move{Occurrence: o.ID, Version: o.Version, Slot: p.Dates.V[in.Choice], Place: o.Place, Facility: room, Reason: p.Reason})
	if err != nil {
		return err
	}
	return movedTx(op, e, was, is, p.Reason, overruled)
}

const proposalSQL = `SELECT p.id, p.side, p.dates, p.reason, p.proposed_at FROM engagement_proposal p WHERE {wall:p} AND p.engagement_id = $1 AND p.answer IS NULL LIMIT 1`
