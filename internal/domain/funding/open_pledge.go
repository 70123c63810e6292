package funding

import (
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// OpenPledge is a pledge of which not all was contributed in its year.
type OpenPledge struct {
	Organisation id.ID       `db:"organisation_id"`
	Name         string      `db:"name"`
	Year         int         `db:"year"`
	Pledged      money.Cents `db:"pledged"`
	Used         money.Cents `db:"used"`
}

// Left is what is still to come.
func (p OpenPledge) Left() money.Cents { return p.Pledged - p.Used }

// names are the organisation of pledges p and those that were merged into it: a merge moves pledges, and what was booked stays with whom it was
// about. It is a list and no condition with OR, so that every planner takes the index of what is compared with it.
const names = `(SELECT p.organisation_id UNION ALL SELECT n.id FROM organisation n WHERE n.network_id = p.network_id AND n.merged_into = p.organisation_id)`

// givenBy starts a sum of what givers gave under the grant and in the year of pledges p.
const givenBy = `SELECT SUM(z.cents) FROM ledger_giver z WHERE {contribution.read:z} AND z.grant_id = p.grant_id AND z.year = p.year`

// pledgedBy selects per grant, organisation and year what pledges p say and what is used of them: what the organisation gave itself, and for
// an umbrella what others gave for it, each contribution once. Callers narrow further and end with pledgedGroup.
const pledgedBy = `SELECT p.network_id, p.grant_id, p.organisation_id, p.year, SUM(p.cents) AS pledged,
		COALESCE((` + givenBy + ` AND z.organisation_id IN ` + names + `), 0)
		+ COALESCE((` + givenBy + ` AND z.umbrella_id <> '' AND z.umbrella_id IN ` + names + ` AND z.organisation_id NOT IN ` + names + `), 0) AS used
	FROM pledge p WHERE {pledge.read:p} AND p.deleted_at IS NULL`

const pledgedGroup = ` GROUP BY p.network_id, p.grant_id, p.organisation_id, p.year`

// OpenPledges is what umbrellas have left of their pledges for a calendar year, for each of their members, as far as the principal may see
// what was pledged and booked. It weighs in the ranking of companies.
var OpenPledges = need.Signal{Kind: need.SignalPledge, SQL: `
	SELECT b.member_id AS organisation_id, u.pledged - u.used AS n, 0 AS used, o.name AS text
	FROM (SELECT x.network_id, x.organisation_id, SUM(x.pledged) AS pledged, SUM(x.used) AS used FROM (` + pledgedBy + `
			AND EXISTS (SELECT 1 FROM need q WHERE {wall:q} AND q.id = $7
				AND q.period_from BETWEEN CAST(p.year AS TEXT) || '-01-01' AND CAST(p.year AS TEXT) || '-12-31')` + pledgedGroup + `) x
		GROUP BY x.network_id, x.organisation_id) u
	JOIN umbrella_membership b ON b.network_id = u.network_id AND b.umbrella_id = u.organisation_id AND b.deleted_at IS NULL
		AND (b.valid_from IS NULL OR b.valid_from <= $4) AND (b.valid_to IS NULL OR b.valid_to >= $4)
	JOIN organisation o ON o.network_id = u.network_id AND o.id = u.organisation_id AND o.deleted_at IS NULL
	WHERE u.pledged > u.used`}

// openPledgesTx lists the pledges of this year and later of which most is still to come.
func openPledgesTx(tx *db.Tx, sc access.Scope, filter Filter, today clock.Date) ([]OpenPledge, error) {
	var b db.Builder
	b.Add(`SELECT x.organisation_id, o.name, x.year, x.pledged, x.used FROM (`+pledgedBy+` AND p.year >= $1`, today.Year())
	filter.pledges(&b)
	b.Add(pledgedGroup + `) x JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id
		WHERE x.pledged > x.used ORDER BY x.year, x.pledged - x.used DESC, x.organisation_id LIMIT 20`)
	return db.Select[OpenPledge](tx, sc.BindQuery(b.Query()))
}
