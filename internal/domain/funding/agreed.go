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

// DrawnTx compares, per year, what an organisation pledged under a grant with what was booked for it: what it gave itself, and what its members
// gave for it when it is an umbrella. A contribution is booked once, so it uses up a pledge once.
func DrawnTx(tx *db.Tx, sc access.Scope, organisation, grant id.ID) ([]Drawn, error) {
	const names = `(SELECT CAST($1 AS TEXT) UNION ALL SELECT n.id FROM organisation n WHERE {wall:n} AND n.merged_into = $1)`
	return db.Select[Drawn](tx, sc.Bind(`SELECT x.year, SUM(x.pledged) AS pledged, SUM(x.booked) AS booked FROM (
			SELECT p.year, p.cents AS pledged, 0 AS booked FROM pledge p
			WHERE {pledge.read:p} AND p.organisation_id = $1 AND p.grant_id = $2 AND p.deleted_at IS NULL
			UNION ALL SELECT z.year, 0, z.cents FROM ledger_giver z WHERE {contribution.read:z} AND z.grant_id = $2 AND z.organisation_id IN `+names+`
			UNION ALL SELECT z.year, 0, z.cents FROM ledger_giver z
			WHERE {contribution.read:z} AND z.grant_id = $2 AND z.umbrella_id <> '' AND z.umbrella_id IN `+names+` AND z.organisation_id NOT IN `+names+`) x
		GROUP BY x.year HAVING SUM(x.pledged) <> 0 OR SUM(x.booked) <> 0 ORDER BY x.year LIMIT 60`, organisation, grant))
}
