package funding

import (
	"cmp"
	"slices"

	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// The kinds of fact.
const (
	factPledge    = "pledge"
	factPlanned   = "planned"
	factLedger    = "ledger"
	factShare     = "share"
	factWaiting   = "waiting"
	factUndivided = "undivided" // made from shares
)

// fact is a sum of rows that are alike in everything the report looks at.
type fact struct {
	What         string      `db:"what"`
	Grant        id.ID       `db:"grant_id"`
	Unit         id.ID       `db:"unit_id"`
	Line         id.ID       `db:"line_id"`
	Umbrella     id.ID       `db:"umbrella_id"`
	UmbrellaName string      `db:"umbrella_name"`
	Year         int         `db:"year"`
	Cents        money.Cents `db:"cents"` // promised, planned, base; a number for what waits
	balances
	minimum money.Cents // of a share
}

func (x fact) figures() Figures {
	switch x.What {
	case factPledge:
		return Figures{Promised: x.Cents}
	case factPlanned:
		return Figures{Planned: x.Cents}
	case factLedger:
		return x.balances.figures()
	default:
		return Figures{Base: x.Cents, Minimum: x.minimum}
	}
}

// facts are all that a report is computed from.
type facts struct {
	grants   []Grant
	versions []Version // known on the day of the rules
	units    []network.Unit
	lines    []Line
	rows     []fact // without shares
	shares   []fact // of all units, since each one's minimum is a part of the whole
}

// readFacts reads them in six queries.
func readFacts(tx *db.Tx, sc access.Scope, f Filter, today clock.Date) (in facts, err error) {
	if in, err = storedFacts(tx, sc, f, today); err != nil || !f.present(today) {
		return in, err
	}
	planned, err := db.Select[fact](tx, sc.BindQuery(f.plannedQuery(today)))
	in.rows = append(in.rows, planned...)
	return in, err
}

// storedFacts are those without what is only planned.
func storedFacts(tx *db.Tx, sc access.Scope, f Filter, today clock.Date) (in facts, err error) {
	if in.grants, err = GrantsTx(tx, sc); err != nil {
		return in, err
	}
	if in.versions, err = versionsTx(tx, sc, f.knownOn(today)); err != nil {
		return in, err
	}
	if in.units, err = network.TreeTx(tx, sc); err != nil {
		return in, err
	}
	in.lines, err = db.Select[Line](tx, sc.Bind(`SELECT l.id, l.grant_id, l.code, l.name FROM programme_line l WHERE {wall:l} ORDER BY l.grant_id, l.code, l.id LIMIT 1000`))
	if err != nil {
		return in, err
	}
	all, err := db.Select[fact](tx, sc.BindQuery(f.factsQuery()))
	if err != nil {
		return in, err
	}
	in.take(all)
	return in, err
}

// take puts facts where the report looks for them.
func (in *facts) take(all []fact) {
	for _, x := range all {
		if x.What == factShare {
			in.shares = append(in.shares, x)
		} else {
			in.rows = append(in.rows, x)
		}
	}
	slices.SortFunc(in.shares, func(a, b fact) int { // of equal remainders the earlier share gets the cent
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Grant, b.Grant))
	})
}

// versionsTx returns what schemes ask for as it was known on a day, with what the network decided itself: the one that counts first.
func versionsTx(tx *db.Tx, sc access.Scope, known clock.Date) ([]Version, error) {
	return db.Select[Version](tx, sc.Bind(`SELECT x.id, x.scheme_id, x.valid_from, x.valid_to, x.decided_on, x.minimum_bp, x.base, x.source, x.confirmed, x.own, x.grant_id, x.reason
		FROM (SELECT `+versionColumns+`, FALSE AS own, NULL AS grant_id, '' AS reason, v.decided_on AS known_from FROM scheme_version v WHERE {wall:v} AND v.decided_on <= $1
			UNION ALL SELECT m.id, m.scheme_id, m.valid_from, COALESCE(z.last_on, m.valid_to), m.decided_on, m.minimum_bp, m.base, m.source,
				TRUE, TRUE, m.grant_id, m.reason, m.known_from FROM own_minimum m
				LEFT JOIN own_rule_end z ON z.network_id = m.network_id AND z.rule_id = m.id AND z.known_from <= $1
			WHERE {wall:m} AND m.known_from <= $1) x
		ORDER BY x.own DESC, x.grant_id IS NULL, x.known_from DESC, x.decided_on DESC, x.valid_from DESC, x.id DESC LIMIT 1000`, known))
}

func (f Filter) plannedQuery(today clock.Date) db.Query {
	var b db.Builder
	b.Add(`SELECT 'planned' AS what, g.id AS grant_id, o.unit_id, l.id AS line_id, CAST(substr(o.held_on, 1, 4) AS INTEGER) AS year,
		SUM(`+plannedCents+`) AS cents `+plannedFrom+plannedWhere, f.knownOn(today))
	f.narrow(&b, plannedRow)
	b.Add(` GROUP BY 2, 3, 4, 5 LIMIT 100000`)
	return b.Query()
}

// factsQuery sums pledges, ledger and shares, and counts the signatures that wait.
func (f Filter) factsQuery() db.Query {
	var b db.Builder
	b.Add(`SELECT 'pledge' AS what, p.grant_id, p.unit_id, p.line_id, CASE WHEN o.kind = 'umbrella' THEN o.id END AS umbrella_id,
			CASE WHEN o.kind = 'umbrella' THEN o.name END AS umbrella_name, p.year, SUM(p.cents) AS cents,
			0 AS carried_out, 0 AS evidenced, 0 AS parked, 0 AS checked, 0 AS reported
		FROM pledge p JOIN organisation o ON o.network_id = p.network_id AND o.id = p.organisation_id
		WHERE {pledge.read:p} AND p.deleted_at IS NULL`)
	f.pledges(&b)
	b.Add(` GROUP BY 2, 3, 4, 5, 6, 7
		UNION ALL `)
	if f.summed() {
		f.sums(&b)
	} else {
		f.transfers(&b)
	}
	b.Add(` GROUP BY 2, 3, 4, 5, 6, 7
		UNION ALL
		SELECT 'share', s.grant_id, s.unit_id, NULL, NULL, NULL, s.year, s.base_cents, 0, 0, 0, 0, 0
		FROM grant_share s WHERE {grant.read:s} AND s.deleted_at IS NULL
		UNION ALL
		SELECT 'waiting', NULL, s.unit_id, NULL, NULL, NULL, 0, COUNT(*), 0, 0, 0, 0, 0 ` + pendingFrom + ` AND {contribution.read:s} GROUP BY 3
		LIMIT 100000`)
	return b.Query()
}

// sums appends what the accounts hold, from the sums that every booking keeps.
func (f Filter) sums(b *db.Builder) {
	b.Add(`SELECT 'ledger', c.grant_id, c.unit_id, c.line_id, n.id, n.name, c.year, 0,
			SUM(c.carried_out), SUM(c.evidenced), SUM(c.parked), SUM(c.checked), SUM(c.reported)
		FROM (SELECT z.network_id, z.grant_id, z.unit_id, NULLIF(z.line_id, '') AS line_id, NULLIF(z.umbrella_id, '') AS umbrella_id, z.year,
				z.carried_out, z.evidenced, z.parked, z.checked, z.reported FROM ledger_sum z WHERE {contribution.read:z}) c
		` + relation.Became("n", "c.network_id", "c.umbrella_id") + ` WHERE 1 = 1`)
	f.narrow(b, sumRow)
}

// transfers appends the same from the transfers themselves: for one company, or as it was known on an earlier day.
func (f Filter) transfers(b *db.Builder) {
	b.Add(`SELECT 'ledger', c.grant_id, c.unit_id, c.line_id, n.id, n.name, CAST(substr(t.booked_on, 1, 4) AS INTEGER), 0, ` + balanceColumns + `
		FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
		` + relation.Became("n", "c.network_id", "c.umbrella_id") + `
		WHERE {contribution.read:t}`)
	f.narrow(b, transferRow)
	f.asKnown(b)
}
