package need

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Replaced is a company that takes the place of one whose yes to a need does not hold any more.
type Replaced struct {
	Need         id.ID
	Was          id.ID // the invitation whose yes does not hold; empty when it was agreed by hand
	Organisation id.ID // who comes instead, agreed by hand
	On           clock.Date
	Reason       string
}

// ReplaceYesTx calls a yes off and notes the yes of the company that comes instead, as if it had answered: the need stays as full as
// it was, and nobody else is asked. It returns the invitation that carries the new yes, empty when that stands with another need of the same visit. The caller has loaded need and company through
// its scope.
func ReplaceYesTx(op *operation.Op, r Replaced) (id.ID, error) {
	if err := lockNeed(op, r.Need); err != nil {
		return "", err
	}
	if r.Was != "" {
		_, err := op.Exec(`UPDATE invitation SET called_off_at = $3, version = version + 1, operation_id = $4
			WHERE {wall:invitation} AND id = $1 AND need_id = $2 AND answer = 'yes' AND called_off_at IS NULL`, r.Was, r.Need, op.At, op.ID)
		if err != nil {
			return "", operation.Wrap("replace yes", err)
		}
	}
	if follows, err := operation.Select[id.ID](op, `SELECT n.id FROM need n WHERE {wall:n} AND n.id = $1 AND n.visit_id <> n.id LIMIT 1`, r.Need); err != nil || len(follows) > 0 {
		return "", operation.Wrap("replace yes", err) // the yes stands with the need that leads the visit
	}
	unit, err := operation.Get[id.ID](op, `SELECT n.unit_id FROM need n WHERE {wall:n} AND n.id = $1 LIMIT 1`, r.Need)
	if err != nil {
		return "", operation.Wrap("replace yes", err)
	}
	key, err := db.Get[id.ID](op.Tx, db.Q(`INSERT INTO invitation (network_id, id, unit_id, need_id, organisation_id, proposed_on, sent_at, sent_by, expires_at,
			answer, answered_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, 'yes', $7, $9)
		ON CONFLICT (network_id, need_id, organisation_id) DO UPDATE SET proposed_on = excluded.proposed_on, answer = 'yes', answered_at = excluded.answered_at,
			answer_on = NULL, called_off_at = NULL, again_on = NULL, version = invitation.version + 1, operation_id = excluded.operation_id
		RETURNING id`, op.Network(), op.NewID(), unit, r.Need, r.Organisation, r.On, op.At, string(op.Scope.Actor()), op.ID))
	if err != nil {
		return "", operation.Wrap("replace yes", err)
	}
	if err := link.RevokeTx(op, link.Invitation, key); err != nil {
		return "", operation.Wrap("replace yes", err)
	}
	op.Audit(audit.Entry{Action: "need.company_replaced", Object: "need", ID: r.Need, Unit: unit, Detail: map[string]any{"organisation": r.Organisation, "reason": r.Reason}})
	return key, nil
}
