package need

import (
	"cmp"
	"slices"

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

// The replies. Taken back is ours: the need was filled or withdrawn before the company answered. Later is kept as a no with
// the day from which the company may be asked again; colleague keeps the invitation open, for somebody else at the company.
const (
	Yes       Reply = "yes"
	No        Reply = "no"
	OtherDate Reply = "other_date"
	Later     Reply = "later"
	Colleague Reply = "colleague"
	TakenBack Reply = "withdrawn"
)

// contactOf is the contact moment that an answer leaves.
var contactOf = map[Reply]relation.ContactKind{Yes: relation.ContactYes, No: relation.ContactNo, OtherDate: relation.ContactOtherDate}

// Answer is what a company says to an invitation.
type Answer struct {
	Reply Reply
	On    clock.Date // the day it proposes; for OtherDate only
	Text  string     // in its own words, may be empty
	Month string     // for Later: 2027-03, the month from which it may be asked again
	Name  string     // of the colleague
	Email string     // of the colleague

	again clock.Date
}

// monthsAhead is how many months a company can put a question off.
const monthsAhead = 12

// Months lists the months to which a question can be put off, as their first days.
func Months(today clock.Date) []clock.Date {
	first := clock.Date(string(today)[:8] + "01")
	out := make([]clock.Date, 0, monthsAhead)
	for range monthsAhead {
		first = clock.Date(string(first.AddDays(31))[:8] + "01")
		out = append(out, first)
	}
	return out
}

// Validate cleans the answer or returns a fault with messages per field. A proposed day lies after today and within a year.
func (a *Answer) Validate(today clock.Date) error {
	f := fault.Fields{}
	a.Reply = check.Choice(f, "answer", string(a.Reply), Yes, No, OtherDate, Later, Colleague)
	a.Text = check.OptionalMultiline(f, "text", a.Text, 1000)
	if a.Reply == Later {
		if a.again = clock.Date(a.Month + "-01"); !slices.Contains(Months(today), a.again) {
			f.Add("month", "field.choice")
		}
	}
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
		n.menu_item_id, n.activity_id, n.title,
		n.pupils + COALESCE((SELECT SUM(j.pupils) FROM need j WHERE j.network_id = n.network_id AND j.visit_id = n.id AND j.id <> n.id), 0) AS pupils, n.asked_by, i.proposed_on, i.answer, i.answer_on, n.state, n.wanted
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
	if a.Reply == Colleague {
		return row, row.passTx(op, l, a)
	}
	if err := link.UseTx(op, l.ID); err != nil {
		return row, err
	}
	kept := a.Reply
	if kept == Later {
		kept = No
	}
	err = operation.Changed(op.Exec(`UPDATE invitation SET answer = $2, answered_at = $3, answer_on = $4, answer_text = $5, again_on = $6, version = version + 1, operation_id = $7
		WHERE {invitation.answer:invitation} AND id = $1 AND answer IS NULL`, row.Invitation, kept, op.At, a.On, a.Text, a.again, op.ID))
	if err != nil {
		return row, err
	}
	row.Reply, row.AnswerOn = kept, a.On
	step := Step{Kind: StepKind(a.Reply), Organisation: row.Organisation, Words: string(cmp.Or(a.On, a.again))}
	if err := row.tell(op, "invitation.answered", contactOf[kept], step, a); err != nil || kept != No {
		return row, err
	}
	return row, row.advanceTx(op)
}

// advanceTx lets the next wave go at once when nobody of the latest wave can still say yes.
func (a Answered) advanceTx(op *operation.Op) error {
	n, err := op.Exec(`UPDATE wave_plan SET next_at = $2, version = version + 1, operation_id = $3
		WHERE EXISTS (SELECT 1 FROM invitation mine WHERE {invitation.answer:mine} AND mine.network_id = wave_plan.network_id AND mine.need_id = wave_plan.need_id)
			AND need_id = $1 AND state = 'running' AND next_at > $2
			AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.network_id = wave_plan.network_id AND i.need_id = wave_plan.need_id AND i.answer IS NULL AND i.expires_at > $2)`,
		a.Need, op.At, op.ID)
	if err == nil && n > 0 {
		op.Enqueue(sweepSoon(a.Need))
	}
	return err
}

// mayAnswer says why an answer comes too late.
func (a Answered) mayAnswer(reply Reply) error {
	switch {
	case a.Reply == TakenBack && a.State == Filled, a.Reply == "" && a.State == Filled && (reply == Yes || reply == Colleague):
		return fault.Conflict("need.filled_meanwhile")
	case a.Reply == TakenBack, a.Reply == "" && a.State != Open && (reply == Yes || reply == Colleague):
		return fault.Conflict("need.taken_back")
	case a.Reply != "":
		return fault.Conflict("link.used")
	}
	return nil
}

// tell adds the contact moment, the step and the audit row of an answer.
func (a Answered) tell(op *operation.Op, action string, kind relation.ContactKind, step Step, detail any) error {
	op.Audit(audit.Entry{Action: action, Object: "invitation", ID: a.Invitation, Unit: a.Unit, Detail: detail})
	if err := noteTx(op, a.Need, a.Unit, step); err != nil {
		return err
	}
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
	return row, row.tell(op, "invitation.date_accepted", relation.ContactYes, Step{Kind: StepAccepted, Organisation: row.Organisation, Words: string(row.AnswerOn)}, map[string]any{"on": row.AnswerOn})
}

// lockNeed makes other writers of the same need wait, so that counting the yes answers is safe.
func lockNeed(op *operation.Op, need id.ID) error { return op.Lock("need:" + string(need)) }
