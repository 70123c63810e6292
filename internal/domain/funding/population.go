package funding

import (
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// HeadTx returns the end of the ledger; the zero Head when nothing was booked yet.
func HeadTx(tx *db.Tx, sc access.Scope) (Head, error) { return headTx(tx, sc) }

// Member is a contribution of a year with what it brings to a figure of that year.
type Member struct {
	ID    id.ID       `db:"id"`
	Unit  id.ID       `db:"unit_id"`
	Cents money.Cents `db:"cents"` // negative when the year took back what an earlier one held
}

// PopulationTx lists what is behind a figure of a grant's year, as the ledger was when its last transfer was until. Together its members
// are the figure of the report, to the cent.
func PopulationTx(tx *db.Tx, sc access.Scope, grant id.ID, year int, stage Stage, until int64) ([]Member, error) {
	f := Filter{Year: year}
	return db.Select[Member](tx, sc.Bind(`SELECT x.id, x.unit_id, x.cents FROM (SELECT t.contribution_id AS id, t.unit_id,
			SUM(CASE WHEN t.credit = ANY($1) THEN t.cents ELSE 0 END) - SUM(CASE WHEN t.debit = ANY($1) THEN t.cents ELSE 0 END) AS cents
		FROM ledger_transfer t WHERE {contribution.read:t} AND t.grant_id = $2 AND t.booked_on BETWEEN $3 AND $4 AND t.seq <= $5
		GROUP BY t.contribution_id, t.unit_id) x WHERE x.cents <> 0 ORDER BY x.id LIMIT 1000000`,
		db.List(stage.accounts()), grant, f.firstDay(), f.lastDay(), until))
}
