package need

import (
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Reply is what became of an invitation.
type Reply string

// The replies. Taken back is ours: the need was filled or withdrawn before the company answered.
const (
	Yes       Reply = "yes"
	No        Reply = "no"
	OtherDate Reply = "other_date"
	TakenBack Reply = "withdrawn"
)

// contactOf is the contact moment that an answer leaves.
var contactOf = map[Reply]relation.ContactKind{Yes: relation.ContactYes, No: relation.ContactNo, OtherDate: relation.ContactOtherDate}

// Answer is what a company says to an invitation.
type Answer struct {
	Reply Reply
	On    clock.Date // the day it proposes; for OtherDate only
	Text  string     // in its own words, may be empty
}

// Validate cleans the answer or returns a fault with messages per field. A proposed day lies after today and within a year.
func (a *Answer) Validate(today clock.Date) error {
	f := fault.Fields{}
	a.Reply = check.Choice(f, "answer", string(a.Reply), Yes, No, OtherDate)
	a.Text = check.OptionalMultiline(f, "text", a.Text, 1000)
	if a.Reply != OtherDate {
		a.On = ""
		return f.Err()
	}
	a.On = check.Date(f, "on", string(a.On))
	if a.On != "" && (a.On <= today || a.On > today.AddDays(366)) {
		f.Add("on", "need.day_ahead")
	}
	return f.Err()
}

// Answered is what an answer leads to: all that an engagement needs to be made from a yes.
type Answered struct {
	Invitation       id.ID      `db:"id"`
	Need             id.ID      `db:"need_id"`
	Unit             id.ID      `db:"unit_id"`
	UnitName         string     `db:"unit_name"`
	Organisation     id.ID      `db:"organisation_id"`
	OrganisationName string     `db:"organisation_name"`
	Person           id.ID      `db:"person_id"`
	Offer            id.ID      `db:"offer_id"`
	Item             id.ID      `db:"menu_item_id"`
	Activity         id.ID      `db:"activity_id"`
	Title            string     `db:"title"`
	Pupils           int        `db:"pupils"`
	AskedBy          id.ID      `db:"asked_by"`
	ProposedOn       clock.Date `db:"proposed_on"`
	Reply            Reply      `db:"answer"`
	AnswerOn         clock.Date `db:"answer_on"`
	State            State      `db:"state"` // of the need
	Wanted           int        `db:"wanted"`
}

// On returns the day on which both agree: the one the company proposed, else the one it was asked for.
func (a Answered) On() clock.Date {
	if a.AnswerOn != "" {
		return a.AnswerOn
	}
	return a.ProposedOn
}

const answeredColumns = `i.id, i.need_id, i.unit_id, u.name AS unit_name, i.organisation_id, o.name AS organisation_name, i.person_id, i.offer_id,
		n.menu_item_id, n.activity_id, n.title, n.pupils, n.asked_by, i.proposed_on, i.answer, i.answer_on, n.state, n.wanted
	FROM invitation i
	JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id
	JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
	JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id `

// AnswerTx notes the answer of the company that holds the link, exactly once. It uses up the link and adds the contact
// moment. A yes to a need that was filled in the meantime is fault.Conflict("need.filled_meanwhile"), to one that was
// taken back fault.Conflict("need.taken_back"), and a second answer fault.Conflict("link.used").
// After a yes the caller makes the engagement and calls FillTx.
func AnswerTx(op *operation.Op, l link.Link, a Answer) (Answered, error) {
	if err := op.Scope.Require(access.InvitationAnswer); err != nil {
		return Answered{}, err
	}
	if err := a.Validate(op.Today()); err != nil {
		return Answered{}, err
	}
	needID, err := operation.Get[id.ID](op, `SELECT i.need_id FROM invitation i WHERE {invitation.answer:i} LIMIT 1`)
	if err != nil {
		return Answered{}, err
	}
	if err := lockNeed(op, needID); err != nil {
		return Answered{}, err
	}
	row, err := operation.Get[Answered](op, `SELECT `+answeredColumns+` WHERE {invitation.answer:i} LIMIT 1`)
	if err != nil {
		return Answered{}, err
	}
	if err := row.mayAnswer(a.Reply); err != nil {
		return row, err
	}
	if err := link.UseTx(op, l.ID); err != nil {
		return row, err
	}
	err = operation.Changed(op.Exec(`UPDATE invitation SET answer = $2, answered_at = $3, answer_on = $4, answer_text = $5, version = version + 1, operation_id = $6
		WHERE {invitation.answer:invitation} AND id = $1 AND answer IS NULL`, row.Invitation, a.Reply, op.At, a.On, a.Text, op.ID))
	if err != nil {
		return row, err
	}
	row.Reply, row.AnswerOn = a.Reply, a.On
	return row, row.tell(op, "invitation.answered", contactOf[a.Reply], a)
}

// mayAnswer says why an answer comes too late.
func (a Answered) mayAnswer(reply Reply) error {
	switch {
	case a.Reply == TakenBack && a.State == Filled, a.Reply == "" && a.State == Filled && reply == Yes:
		return fault.Conflict("need.filled_meanwhile")
	case a.Reply == TakenBack, a.Reply == "" && a.State != Open && reply == Yes:
		return fault.Conflict("need.taken_back")
	case a.Reply != "":
		return fault.Conflict("link.used")
	}
	return nil
}

// tell adds the contact moment and the audit row of an answer.
func (a Answered) tell(op *operation.Op, action string, kind relation.ContactKind, detail any) error {
	op.Audit(audit.Entry{Action: action, Object: "invitation", ID: a.Invitation, Unit: a.Unit, Detail: detail})
	return relation.RecordContactTx(op, relation.Contact{
		Unit: a.Unit, Organisation: a.Organisation, Person: a.Person, Kind: kind, At: op.At,
		SourceKind: "invitation", SourceID: a.Invitation,
	})
}

// AcceptOtherDateTx turns a company's other date for a need into a yes, by somebody who may write the need. The caller makes
// the engagement and calls FillTx. An invitation that holds no open other date is fault.Conflict("need.no_other_date").
func AcceptOtherDateTx(op *operation.Op, needID, invitation id.ID) (Answered, error) {
	if err := lockNeed(op, needID); err != nil {
		return Answered{}, err
	}
	row, err := operation.Get[Answered](op, `SELECT `+answeredColumns+` WHERE {need.write:n} AND n.id = $1 AND i.id = $2 AND n.deleted_at IS NULL LIMIT 1`,
		needID, invitation)
	if err != nil {
		return row, err
	}
	switch {
	case row.State == Filled:
		return row, fault.Conflict("need.filled_meanwhile")
	case row.State != Open || row.Reply != OtherDate:
		return row, fault.Conflict("need.no_other_date")
	case row.AnswerOn <= op.Today():
		return row, fault.Conflict("need.other_date_past")
	}
	err = operation.Changed(op.Exec(`UPDATE invitation SET answer = 'yes', version = version + 1, operation_id = $2
		WHERE {need.write:invitation} AND id = $1 AND answer = 'other_date'`, row.Invitation, op.ID))
	if err != nil {
		return row, err
	}
	row.Reply = Yes
	return row, row.tell(op, "invitation.date_accepted", relation.ContactYes, map[string]any{"on": row.AnswerOn})
}

// lockNeed makes other writers of the same need wait, so that counting the yes answers is safe.
func lockNeed(op *operation.Op, need id.ID) error { return op.Lock("need:" + string(need)) }
