package funding

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// GrantTx returns a grant on which the principal may do something, inside a transaction; one that is not there is fault.NotFound.
func GrantTx(tx *db.Tx, sc access.Scope, may access.Action, key id.ID) (Grant, error) {
	return operation.Found(grantTx(tx, sc, may, key))
}

// Done is the co-financing of a programme line in a year, beside what was budgeted.
type Done struct {
	Line       id.ID // empty: of no line
	Code, Name string
	Year       int
	Promised   money.Cents
	CarriedOut money.Cents
}

// DoneTx sums what was promised and carried out under a grant per programme line and year, as far as the principal may read pledges and
// contributions. It reads the sums that every booking keeps, not the ledger.
func DoneTx(tx *db.Tx, sc access.Scope, grant id.ID) ([]Done, error) {
	type row struct {
		Line     id.ID       `db:"line_id"`
		Code     string      `db:"code"`
		Name     string      `db:"name"`
		Year     int         `db:"year"`
		Promised money.Cents `db:"promised"`
		balances
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT x.line_id, COALESCE(l.code, '') AS code, COALESCE(l.name, '') AS name, x.year, x.promised, x.carried_out, x.evidenced, x.parked, x.checked, x.reported
		FROM (SELECT z.network_id, z.line_id, z.year, 0 AS promised, SUM(z.carried_out) AS carried_out, SUM(z.evidenced) AS evidenced,
			SUM(z.parked) AS parked, SUM(z.checked) AS checked, SUM(z.reported) AS reported
		FROM ledger_sum z WHERE {contribution.read:z} AND z.grant_id = $1 GROUP BY z.network_id, z.line_id, z.year
		UNION ALL SELECT p.network_id, COALESCE(p.line_id, ''), p.year, SUM(p.cents), 0, 0, 0, 0, 0
		FROM pledge p WHERE {pledge.read:p} AND p.grant_id = $1 AND p.deleted_at IS NULL GROUP BY p.network_id, COALESCE(p.line_id, ''), p.year) x
		LEFT JOIN programme_line l ON l.network_id = x.network_id AND l.id = x.line_id LIMIT 10000`, grant))
	out := make([]Done, len(rows))
	for i, r := range rows {
		out[i] = Done{Line: r.Line, Code: r.Code, Name: r.Name, Year: r.Year, Promised: r.Promised, CarriedOut: r.figures().CarriedOut}
	}
	return out, err
}
