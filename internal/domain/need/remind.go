package need

import (
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// remindersDue asks companies that have not answered once more, and never again. When is in the plan of the waves; without
// waves it is usualRemind days.
var remindersDue = duty{
	"remind",
	func(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
		return db.Select[id.ID](tx, sc.Bind(`SELECT i.id FROM invitation i
			JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id AND n.state = 'open'
			LEFT JOIN wave_plan w ON w.network_id = i.network_id AND w.need_id = i.need_id
			WHERE {wall:i} AND i.answer IS NULL AND i.reminded_at IS NULL AND i.expires_at > $1 AND COALESCE(w.remind_days, $2) > 0
				AND COALESCE(i.passed_at, i.sent_at) + COALESCE(w.remind_days, $2) * 86400000000 <= $1
			ORDER BY i.id LIMIT 1000`, now, usualRemind)) // a day has 86,400,000,000 microseconds
	},
	remindTx,
}

func remindTx(op *operation.Op, key id.ID) error {
	needID, err := operation.Get[id.ID](op, `SELECT i.need_id FROM invitation i WHERE {wall:i} AND i.id = $1 LIMIT 1`, key)
	if err != nil {
		return err
	}
	n, err := dueNeedTx(op, needID)
	if err != nil {
		return err
	}
	changed, err := op.Exec(`UPDATE invitation SET reminded_at = $2, version = version + 1, operation_id = $3
		WHERE {wall:invitation} AND id = $1 AND answer IS NULL AND reminded_at IS NULL`, key, op.At, op.ID)
	if err != nil {
		return err
	}
	if changed == 0 || n.State != Open {
		return errNotDue
	}
	type waiting struct {
		Organisation id.ID      `db:"organisation_id"`
		Name         string     `db:"name"`
		Person       id.ID      `db:"person_id"`
		On           clock.Date `db:"proposed_on"`
		ExpiresAt    time.Time  `db:"expires_at"`
		Link         id.ID      `db:"link_id"`
	}
	i, err := operation.Get[waiting](op, `SELECT i.organisation_id, o.name, i.person_id, i.proposed_on, i.expires_at, l.id AS link_id
		FROM invitation i JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
		JOIN link l ON l.network_id = i.network_id AND l.subject_id = i.id AND l.kind = 'invitation' AND l.used_at IS NULL AND l.revoked_at IS NULL
		WHERE {wall:i} AND i.id = $1 ORDER BY l.id DESC LIMIT 1`, key)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "invitation.reminded", Object: "invitation", ID: key, Unit: n.Unit})
	to, err := relation.MailPersonTx(op, i.Organisation, i.Person, relation.MailRequest)
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindNotFound) {
		return nil // who was asked left, or wants no mail any more
	}
	if err != nil {
		return err
	}
	if err := noteTx(op, n.ID, n.Unit, Step{Kind: StepReminded, Organisation: i.Organisation}); err != nil {
		return err
	}
	return post.SendTx(op, post.Letter{
		Key: "invitation_reminder", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: i.Link, Unit: n.Unit, Organisation: i.Organisation,
		AboutKind: "invitation", About: key, Data: n.letter(to, i.Name, i.On, i.ExpiresAt, ""),
	})
}

// letter is what an invitation says.
func (n Need) letter(to relation.ContactPerson, company string, on clock.Date, until time.Time, via string) InvitationLetter {
	return InvitationLetter{
		Name: to.Name, Organisation: company, School: n.UnitName, Teacher: n.Asker, Item: n.ItemName(to.Lang), Title: n.Title, Goal: n.Goal,
		Pupils: n.Pupils, Date: on, Answer: clock.DateOf(until), Via: via,
	}
}
