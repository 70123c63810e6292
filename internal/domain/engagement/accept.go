package engagement

import (
	"context"

	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Accepted is what came of a company's answer.
type Accepted struct {
	need.Answered
	Engagement id.ID // empty unless the answer was yes
	Occurrence occurrence.Occurrence
}

// Accept notes a company's answer to an invitation, in one transaction. A yes makes the engagement on the day that was asked
// for and closes the need when enough companies said yes; no and another day are only noted.
// A yes on a day that has passed is refused at the field answer: another day can still be proposed.
func (s *Service) Accept(ctx context.Context, sc access.Scope, l link.Link, a need.Answer) (out Accepted, err error) {
	if err := sc.Require(access.InvitationAnswer); err != nil {
		return out, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		answered, err := need.AnswerTx(op, l, a)
		if err != nil {
			return err
		}
		out = Accepted{Answered: answered}
		if answered.Reply != need.Yes {
			return nil
		}
		out.Engagement, out.Occurrence, err = fromNeedTx(op, answered, nil)
		return err
	})
	return out, operation.Wrap("accept invitation", err)
}

// AcceptOtherDate makes the engagement on the day that the company invited for a need proposed instead, by somebody who may
// write the need. What speaks against the day is refused at the fields of Clashes, unless it is meant anyway.
func (s *Service) AcceptOtherDate(ctx context.Context, sc access.Scope, needID, invitation id.ID, anyway bool) (key id.ID, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		answered, err := need.AcceptOtherDateTx(op, needID, invitation)
		if err != nil {
			return err
		}
		key, _, err = fromNeedTx(op, answered, func(slot occurrence.Slot) ([]string, error) {
			return clash{unit: answered.Unit, organisation: answered.Organisation, slot: slot}.checkTx(op, anyway)
		})
		return err
	})
	return key, operation.Wrap("accept other date", err)
}

// fromNeedTx makes the engagement of a yes to an invitation, at usual hours and with what the menu item says. look, if any, looks at
// when that is; a company that says yes to the day it was asked for is not asked again.
func fromNeedTx(op *operation.Op, a need.Answered, look func(occurrence.Slot) (overruled []string, err error)) (id.ID, occurrence.Occurrence, error) {
	none := occurrence.Occurrence{}
	if on := a.On(); on == "" || on < op.Today() {
		return "", none, fault.Fields{"answer": {Key: "engagement.day_passed"}}.Err()
	}
	item, err := itemTx(op, a.Item, a.Unit)
	if err != nil {
		return "", none, err
	}
	start, end := hours(item.Minutes)
	slot := occurrence.Slot{On: a.On(), Start: start, End: end}
	var overruled []string
	if look != nil {
		if overruled, err = look(slot); err != nil {
			return "", none, err
		}
	}
	replaces, err := vacantTx(op, a.Need)
	if err != nil {
		return "", none, err
	}
	needs, err := need.TogetherTx(op, a.Need)
	if err != nil {
		return "", none, err
	}
	e, o, err := agreeTx(op, agreement{
		Engagement: Engagement{
			Unit: a.Unit, UnitName: a.UnitName, Organisation: a.Organisation, OrganisationName: a.OrganisationName, Person: a.Person,
			Item: a.Item, Activity: a.Activity, Invitation: a.Invitation, Title: a.Title, Replaces: replaces,
		},
		Needs: needs, Slot: slot, Overruled: overruled,
		Place: defaultPlace(item.Place, a.UnitName, a.OrganisationName), Pupils: a.Pupils, People: item.People, Prep: item.Prep, Value: item.Value,
	})
	if err != nil {
		return "", none, err
	}
	_, err = need.FillTx(op, a.Need)
	return e.ID, o, err
}
