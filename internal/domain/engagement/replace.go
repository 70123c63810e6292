package engagement

import (
	"context"

	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ReplaceInput says why a company can't keep an agreement, and who comes instead.
type ReplaceInput struct {
	Reason       string // kept for the report
	Organisation id.ID  // who comes instead; empty: it is looked for by the need
	Slot         occurrence.Slot
	Anyway       bool // although the day clashes with something
	Along        Span // which days of the series
}

// Replace ends an engagement whose company can't, and puts another company in its place, tied to the old one: the company that is
// named, on the same need, or whoever says yes next, since the need looks for companies again. The old company is thanked. next is
// the new engagement, empty while the need looks for one.
func (s *Service) Replace(ctx context.Context, sc access.Scope, key id.ID, in ReplaceInput) (next id.ID, err error) {
	if err := sc.Require(access.EngagementManage); err != nil {
		return "", err
	}
	f := fault.Fields{}
	in.Reason = check.Line(f, "reason", in.Reason, 3, 500)
	if err := f.Err(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		next = ""
		e, o, err := loadTx(op, key)
		if err != nil {
			return err
		}
		needs, err := needsTx(op, e.ID)
		if err != nil {
			return err
		}
		if in.Organisation == "" {
			if len(needs) == 0 {
				return fault.Fields{"organisation": {Key: "engagement.choose_next"}}.Err()
			}
			if in.Along != OneDay {
				return in.lookAlongTx(op, e, o)
			}
			return in.lookTx(op, e, o)
		}
		next, err = in.replaceTx(op, e, o, needs)
		return err
	})
	return next, operation.Wrap("replace company", err)
}

// lookTx ends the engagement and lets its needs look for companies again.
func (in ReplaceInput) lookTx(op *operation.Op, e Engagement, o occurrence.Occurrence) error {
	o, err := endTx(op, e, o, CancelInput{By: ByCompany, Reason: in.Reason})
	if err != nil {
		return err
	}
	if err := reopenTx(op, e, in.Reason); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "engagement.replaced", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]string{"reason": in.Reason}})
	return in.tellTx(op, e, o, "")
}

// replaceTx ends the engagement and makes the next one, with the company that was chosen.
func (in ReplaceInput) replaceTx(op *operation.Op, e Engagement, o occurrence.Occurrence, needs []id.ID) (id.ID, error) {
	company, err := in.nextTx(op, e)
	if err != nil {
		return "", err
	}
	if in.Along != OneDay {
		return in.replaceAlongTx(op, e, o, needs, company)
	}
	overruled, err := clash{unit: e.Unit, organisation: company.ID, slot: in.Slot, except: []id.ID{o.ID}, engagement: e.ID, facility: o.Facility}.checkTx(op, in.Anyway)
	if err != nil {
		return "", err
	}
	if o, err = endTx(op, e, o, CancelInput{By: ByCompany, Reason: in.Reason}); err != nil {
		return "", err
	}
	a, err := in.takesTx(op, e, o, needs, e.Invitation, company)
	if err != nil {
		return "", err
	}
	a.Overruled = overruled
	made, _, err := agreeTx(op, a)
	if err != nil {
		return "", err
	}
	op.Audit(audit.Entry{Action: "engagement.replaced", Object: "engagement", ID: e.ID, Unit: e.Unit, Detail: map[string]string{"reason": in.Reason, "next": string(made.ID)}})
	return made.ID, in.tellTx(op, e, o, company.Name)
}

// nextTx loads the company that comes instead.
func (in ReplaceInput) nextTx(op *operation.Op, e Engagement) (relation.Organisation, error) {
	f := fault.Fields{}
	company, err := relation.OrganisationTx(op.Tx, op.Scope, in.Organisation)
	if err := choice(f, "organisation", err); err != nil {
		return company, err
	}
	switch {
	case company.ID == "":
	case company.ID == e.Organisation:
		f.Add("organisation", "engagement.same_company")
	case !gives(company.Kind):
		f.Add("organisation", "engagement.school_gives")
	}
	return company, f.Err()
}

// takesTx is the agreement that takes the place of one that ended, with the company's yes to its needs instead of the yes that made it.
func (in ReplaceInput) takesTx(op *operation.Op, e Engagement, o occurrence.Occurrence, needs []id.ID, yes id.ID, company relation.Organisation) (agreement, error) {
	a := agreement{
		Engagement: Engagement{
			Unit: e.Unit, UnitName: e.UnitName, Organisation: company.ID, OrganisationName: company.Name, Item: e.Item, ItemPlace: e.ItemPlace, Activity: e.Activity,
			Title: e.Title, Replaces: e.ID,
		},
		Needs: needs, Slot: in.Slot, Place: o.Place, Room: o.Facility, Pupils: o.PupilsExpected, People: o.PeoplePlanned, Prep: o.PrepMinutes, Value: o.ValueRule,
	}
	if o.Place == e.OrganisationName { // the visit goes along to the other company
		a.Place = company.Name
	}
	for _, n := range needs {
		invitation, err := need.ReplaceYesTx(op, need.Replaced{Need: n, Was: yes, Organisation: company.ID, On: in.Slot.On, Reason: in.Reason})
		if err != nil {
			return a, err
		}
		if a.Invitation == "" {
			a.Invitation = invitation
		}
	}
	if a.Invitation == "" {
		return a, nil
	}
	// A company that said yes before: that yes belongs to what comes of it now.
	_, err := op.Exec(`UPDATE engagement SET invitation_id = NULL, version = version + 1, operation_id = $2 WHERE {wall:engagement} AND invitation_id = $1`, a.Invitation, op.ID)
	return a, err
}

// tellTx thanks the company that can't, and tells the teacher.
func (in ReplaceInput) tellTx(op *operation.Op, e Engagement, o occurrence.Occurrence, next string) error {
	return tellTx(op, e, "replaced", func(to addressee) any {
		return ReplacedLetter{
			Name: to.Name, Company: to.Account == "", Organisation: e.OrganisationName, Next: next, School: e.UnitName, Title: e.Title, When: whenOf(o), Reason: in.Reason,
			Calendar: inCalendar(o),
		}
	})
}

// endTx ends an engagement that did not take place, and keeps why and whose doing it is. It returns the occurrence as it is now.
func endTx(op *operation.Op, e Engagement, o occurrence.Occurrence, in CancelInput) (occurrence.Occurrence, error) {
	o, err := occurrence.CancelTx(op, o.ID)
	if err != nil {
		return o, err
	}
	err = op.Insert(`INSERT INTO engagement_cancellation (network_id, engagement_id, unit_id, reason, by_party, cancelled_at, cancelled_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, op.Network(), e.ID, e.Unit, in.Reason, in.By, op.At, op.Scope.Account(), op.ID)
	if err != nil {
		return o, err
	}
	return o, momentTx(op, e, relation.ContactCancelled)
}

// vacantTx finds the engagement of a need that was called off and in whose place nobody came yet; empty without one.
func vacantTx(op *operation.Op, needID id.ID) (id.ID, error) {
	keys, err := operation.Select[id.ID](op, `SELECT e.id FROM engagement_need en
		JOIN engagement e ON e.network_id = en.network_id AND e.id = en.engagement_id AND e.deleted_at IS NULL
		JOIN occurrence o ON o.network_id = e.network_id AND o.source_id = e.id
		WHERE {wall:en} AND en.need_id = $1 AND o.cancelled_at IS NOT NULL AND o.postponed_at IS NULL AND o.deleted_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM engagement r WHERE r.network_id = e.network_id AND r.replaces_id = e.id AND r.deleted_at IS NULL)
		ORDER BY o.cancelled_at, e.id LIMIT 1`, needID)
	if err != nil || len(keys) == 0 {
		return "", err
	}
	return keys[0], nil
}
