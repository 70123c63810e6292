package need

import (
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/fault"
)

// mostPasses is how often one invitation may go from colleague to colleague.
const mostPasses = 2

// passTx gives an invitation to a colleague at the same company: the colleague gets the mail with a link, and the link of who
// passed it on is used up. The caller holds the lock on the need and has looked whether it may still be answered.
func (a Answered) passTx(op *operation.Op, l link.Link, in Answer) error {
	passed, err := operation.Get[int](op, `SELECT COUNT(*) FROM link l WHERE {wall:l} AND l.kind = 'invitation' AND l.subject_id = $1 AND l.used_at IS NOT NULL LIMIT 1`, a.Invitation)
	if err != nil {
		return err
	}
	if passed >= mostPasses {
		return fault.Fields{"email": {Key: "need.passed_enough"}}.Err()
	}
	to, err := relation.ColleagueTx(op, a.Organisation, in.Name, in.Email)
	if err != nil {
		return err
	}
	if to.NoMail {
		return fault.Fields{"email": {Key: "need.colleague_no_mail"}}.Err()
	}
	if to.Email == l.Email {
		return fault.Fields{"email": {Key: "need.colleague_is_you"}}.Err()
	}
	if err := link.UseTx(op, l.ID); err != nil {
		return err
	}
	until := op.At.Add(link.Rules[link.Invitation].Lifetime)
	err = operation.Changed(op.Exec(`UPDATE invitation SET person_id = $2, passed_at = $3, expires_at = $4, reminded_at = NULL, version = version + 1, operation_id = $5
		WHERE {invitation.answer:invitation} AND id = $1 AND answer IS NULL`, a.Invitation, to.ID, op.At, until, op.ID))
	if err != nil {
		return err
	}
	if err := a.mailColleagueTx(op, to, until); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "invitation.passed", Object: "invitation", ID: a.Invitation, Unit: a.Unit, Detail: map[string]any{"person": to.ID}})
	return noteTx(op, a.Need, a.Unit, Step{Kind: StepColleague, Organisation: a.Organisation})
}

func (a Answered) mailColleagueTx(op *operation.Op, to relation.ContactPerson, until time.Time) error {
	n, err := operation.Get[Need](op, dueText, a.Need)
	if err != nil {
		return err
	}
	if n, err = n.roundTx(op.Tx, op.Scope); err != nil {
		return err
	}
	made, err := link.MakeTx(op, link.New{Kind: link.Invitation, Email: to.Email, Organisation: a.Organisation, Person: to.ID, Subject: a.Invitation})
	if err != nil {
		return err
	}
	via := ""
	if a.Person != "" {
		if via, err = operation.Get[string](op, `SELECT p.name FROM person p WHERE {wall:p} AND p.id = $1 LIMIT 1`, a.Person); err != nil {
			return err
		}
	}
	return post.SendTx(op, post.Letter{
		Key: "invitation", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: made, Unit: a.Unit, Organisation: a.Organisation,
		AboutKind: "invitation", About: a.Invitation, Data: n.letter(to, a.OrganisationName, a.ProposedOn, until, via),
	})
}

// PassedOn reports whether the link was used to pass the invitation on, and the colleague has not answered yet.
func (a Asked) PassedOn(l link.Link) bool { return l.UsedAt != nil && a.Reply == "" }
