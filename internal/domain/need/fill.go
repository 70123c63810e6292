package need

import (
	"time"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// reachable is the condition under which a need's state may change: by somebody who may write it, or by the company
// whose own invitation for it was just answered.
const reachable = `({need.write:need} OR EXISTS (SELECT 1 FROM invitation mine
	WHERE {invitation.answer:mine} AND mine.network_id = need.network_id AND mine.need_id IN (need.id, need.visit_id)))`

// FillTx closes the need when as many companies said yes as were wanted: other open invitations are taken back, their links
// end and the companies hear that they are no longer needed. It reports whether the need is filled now.
// The caller has just noted a yes by AnswerTx or AcceptOtherDateTx.
func FillTx(op *operation.Op, needID id.ID) (bool, error) {
	if err := lockNeed(op, needID); err != nil {
		return false, err
	}
	row, err := operation.Get[closing](op, `SELECT need.id, need.unit_id, u.name AS unit_name, need.title, need.state, need.wanted,
			`+agreedOf("need")+` AS agreed
		FROM need JOIN unit u ON u.network_id = need.network_id AND u.id = need.unit_id
		WHERE `+reachable+` AND need.id = $1 LIMIT 1`, needID)
	if err != nil {
		return false, err
	}
	if row.State != Open || row.Agreed < row.Wanted {
		return row.State == Filled, nil
	}
	return true, row.closeTx(op, Filled, "need.filled")
}

// closing is a need that leaves the state open.
type closing struct {
	ID       id.ID  `db:"id"`
	Unit     id.ID  `db:"unit_id"`
	UnitName string `db:"unit_name"`
	Title    string `db:"title"`
	State    State  `db:"state"`
	Wanted   int    `db:"wanted"`
	Agreed   int    `db:"agreed"`
	Reason   string // of who closes it; empty when it closes by itself
	early    bool   // closed with fewer companies than it wanted
}

// closeTx gives the need its final state and takes back what is still open.
func (c closing) closeTx(op *operation.Op, state State, action string) error {
	err := operation.Changed(op.Exec(`UPDATE need SET state = $2, closed_at = $3, version = version + 1, operation_id = $4
		WHERE `+reachable+` AND id = $1 AND state = 'open'`, c.ID, state, op.At, op.ID))
	if err != nil {
		return err
	}
	entry := audit.Entry{Action: action, Object: "need", ID: c.ID, Unit: c.Unit}
	step := Step{Kind: StepKind(state), Words: c.Reason}
	if c.Reason != "" {
		entry.Detail = map[string]any{"reason": c.Reason}
	}
	if c.early {
		step.Kind, step.Count = StepClosed, c.Agreed
	}
	op.Audit(entry)
	if err := noteTx(op, c.ID, c.Unit, step); err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE wave_plan SET state = 'done', next_at = NULL, version = version + 1, operation_id = $2
		WHERE EXISTS (SELECT 1 FROM need WHERE `+reachable+` AND need.network_id = wave_plan.network_id AND need.id = wave_plan.need_id)
			AND need_id = $1 AND state <> 'done'`, c.ID, op.ID)
	if err != nil {
		return err
	}
	if err := c.takeBackTx(op, ""); err != nil {
		return err
	}
	return c.followTx(op, state)
}

// pending is an invitation that still waits for an answer, or for the teacher's word on another date.
type pending struct {
	ID           id.ID      `db:"id"`
	Organisation id.ID      `db:"organisation_id"`
	Company      string     `db:"company"`
	ProposedOn   clock.Date `db:"proposed_on"`
	ExpiresAt    time.Time  `db:"expires_at"`
	Answer       Reply      `db:"answer"`
	Email        string     `db:"email"`
	Name         string     `db:"name"`
	Lang         string     `db:"lang"`
}

// takeBackTx takes back the pending invitations of the need, or only the one that is named, and tells the companies.
func (c closing) takeBackTx(op *operation.Op, only id.ID) error {
	rows, err := operation.Select[pending](op, `SELECT i.id, i.organisation_id, o.name AS company, i.proposed_on, i.expires_at, i.answer,
			COALESCE(l.email, '') AS email, COALESCE(p.name, '') AS name, COALESCE(p.lang, 'nl') AS lang
		FROM need JOIN invitation i ON i.network_id = need.network_id AND i.need_id = need.id
		JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
		LEFT JOIN person p ON p.network_id = i.network_id AND p.id = i.person_id AND p.deleted_at IS NULL
		LEFT JOIN link l ON l.network_id = i.network_id AND l.id = (SELECT MAX(x.id) FROM link x
			WHERE x.network_id = i.network_id AND x.subject_id = i.id AND x.kind = 'invitation' AND x.revoked_at IS NULL)
		WHERE `+reachable+` AND need.id = $1 AND (i.answer IS NULL OR i.answer = 'other_date') AND ($2 = '' OR i.id = $2)
		ORDER BY i.id LIMIT 500`, c.ID, string(only))
	if err != nil {
		return err
	}
	if only != "" && len(rows) == 0 {
		return fault.Conflict("need.nothing_to_take_back")
	}
	for _, r := range rows {
		if err := c.takeBackOneTx(op, r); err != nil {
			return err
		}
	}
	return nil
}

func (c closing) takeBackOneTx(op *operation.Op, r pending) error {
	_, err := op.Exec(`UPDATE invitation SET answer = 'withdrawn', answered_at = $3, version = version + 1, operation_id = $4
		WHERE EXISTS (SELECT 1 FROM need WHERE `+reachable+` AND need.network_id = invitation.network_id AND need.id = invitation.need_id)
			AND need_id = $1 AND id = $2`, c.ID, r.ID, op.At, op.ID)
	if err != nil {
		return err
	}
	if err := link.RevokeTx(op, link.Invitation, r.ID); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "invitation.taken_back", Object: "invitation", ID: r.ID, Unit: c.Unit})
	if err := noteTx(op, c.ID, c.Unit, Step{Kind: StepTakenBack, Organisation: r.Organisation}); err != nil {
		return err
	}
	if r.Email == "" || r.Answer == "" && !r.ExpiresAt.After(op.At) {
		return nil // nobody to tell, or no answer in time: nobody waits for us
	}
	return post.SendTx(op, post.Letter{
		Key: "no_longer_needed", To: r.Email, ToName: r.Name, Lang: r.Lang, Unit: c.Unit, Organisation: r.Organisation,
		AboutKind: "invitation", About: r.ID,
		Data: NoLongerNeededLetter{Name: r.Name, Organisation: r.Company, School: c.UnitName, Title: c.Title, Date: r.ProposedOn},
	})
}
