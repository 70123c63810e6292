package funding

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// WorthTx reads a pledge as a form says it and values it by the rate that is known today, without noting it: an agreement that is being
// drafted says what it will be worth.
func WorthTx(op *operation.Op, in PledgeInput) (Pledge, error) {
	g, err := operation.Found(grantTx(op.Tx, op.Scope, access.GrantRead, in.Grant))
	if err != nil {
		return Pledge{}, err
	}
	return pledgeTx(op, g, in)
}

// PledgeAgreedTx notes a pledge of an agreement that all have signed, at the value that they signed for. The last signer holds a link and
// may make no pledges: the right to was that of who sent the agreement.
func PledgeAgreedTx(op *operation.Op, p Pledge) (id.ID, error) { return p.insert(op) }

// WithdrawAgreedTx takes away a pledge that an amendment or the end of its agreement undid. One that was withdrawn by hand stays so.
func WithdrawAgreedTx(op *operation.Op, pledge, unit id.ID) error {
	n, err := op.Exec(`UPDATE pledge AS p SET deleted_at = $2, deleted_op = $3, operation_id = $3, version = version + 1
		WHERE {wall:p} AND p.id = $1 AND p.deleted_at IS NULL`, pledge, op.At, op.ID)
	if err == nil && n > 0 {
		op.Audit(audit.Entry{Action: "pledge.withdrawn", Object: "pledge", ID: pledge, Unit: unit})
	}
	return err
}

// Drawn is what an organisation did of what it pledged, in a calendar year.
type Drawn struct {
	Year    int         `db:"year"`
	Pledged money.Cents `db:"pledged"`
	Booked  money.Cents `db:"booked"`
}

// DrawnTx compares, per year, what an organisation pledged under a grant with what was booked for it: its own contributions, or those
// of its members when it is an umbrella. A contribution is booked once, so it uses up a pledge once.
func DrawnTx(tx *db.Tx, sc access.Scope, organisation, grant id.ID, umbrella bool) ([]Drawn, error) {
	column := "c.organisation_id"
	if umbrella {
		column = "c.umbrella_id"
	}
	return db.Select[Drawn](tx, sc.Bind(`SELECT x.year, SUM(x.pledged) AS pledged, SUM(x.booked) AS booked FROM (
			SELECT p.year, SUM(p.cents) AS pledged, 0 AS booked FROM pledge p
			WHERE {pledge.read:p} AND p.organisation_id = $1 AND p.grant_id = $2 AND p.deleted_at IS NULL GROUP BY p.year
			UNION ALL SELECT CAST(SUBSTR(c.performed_on, 1, 4) AS INTEGER) AS year, 0 AS pledged, SUM(c.cents) AS booked FROM contribution c
			WHERE {contribution.read:c} AND `+column+` = $1 AND c.grant_id = $2 AND `+counting+`
			GROUP BY SUBSTR(c.performed_on, 1, 4)) x
		GROUP BY x.year ORDER BY x.year LIMIT 60`, organisation, grant))
}
