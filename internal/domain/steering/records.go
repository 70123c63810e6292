package steering

import (
	"context"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Kind names a figure that has no list elsewhere.
type Kind string

// The kinds. Of companies ID is the organisation and N how many lessons; of activities N is planned and M held.
const (
	Active    Kind = "active"    // companies with which something took place in the period
	Fresh     Kind = "new"       // of those, companies with which it was the first time
	Late      Kind = "late"      // activities that have ended without everything that was planned
	Still     Kind = "still"     // activities that run and for which nothing is planned
	Coming    Kind = "coming"    // activities that begin or end soon
	Met       Kind = "met"       // relations that began since the previous meeting
	Deepened  Kind = "deepened"  // relations whose depth changed since
	First     Kind = "first"     // companies with which something took place for the first time since
	Asked     Kind = "asked"     // needs asked since
	Filled    Kind = "filled"    // needs for which enough companies were found since
	Agreed    Kind = "agreed"    // engagements agreed since
	Cancelled Kind = "cancelled" // engagements cancelled since
	Signed    Kind = "signed"    // agreements and amendments that came into force since
	Pledged   Kind = "pledged"   // pledges made since; M is cents
)

// On is the day of the instant at which it was.
func (r Record) On() clock.Date { return clock.DateOf(r.At) }

// May reports whether the principal may read the rows of a kind.
func May(sc access.Scope, k Kind) bool { return sc.Can(sources[k].needs) }

// depthKind is the figure of relations of a depth.
func depthKind(d relation.Depth) Kind { return Kind("depth_" + string(d)) }

// Changes lists the kinds of what changed since the previous meeting, in the order of the page.
func Changes() []Kind {
	return []Kind{Agreed, Cancelled, Asked, Filled, First, Met, Deepened, Signed, Pledged}
}

// Activities lists the kinds of what is late or coming.
func Activities() []Kind { return []Kind{Late, Still, Coming} }

// Depths lists the kinds of relations by depth, from shallow to deep.
func Depths() []Kind {
	var out []Kind
	for _, d := range relation.Depths() {
		out = append(out, depthKind(d))
	}
	return out
}

// Patience of the page, in days.
const (
	stillAfter = 28 // until an activity for which nothing is planned stands still
	ahead      = 84 // how far the page looks: two meetings
)

// Record is what a figure counted.
type Record struct {
	Kind  Kind       `db:"kind"`
	ID    id.ID      `db:"id"` // of the organisation, activity, need, engagement or agreement
	Title string     `db:"title"`
	Sub   string     `db:"sub"`
	Day   clock.Date `db:"day"`
	At    time.Time  `db:"at"`
	N     int        `db:"n"`
	M     int64      `db:"m"`
}

// moment is the question, settled, with the time at which it is asked.
type moment struct {
	Ask
	now      time.Time
	today    clock.Date
	since    time.Time
	from, to clock.Date // the period
}

func (a Ask) at(g funding.Grant, now time.Time) moment {
	m := moment{now: now, today: clock.DateOf(now)}
	m.Ask = a.settle(g, m.today)
	m.from, m.to = m.period(g)
	m.since, _ = m.Since.At(0, 0) // midnight exists every day in Amsterdam
	return m
}

// tables are where the rows of the kinds come from, each with all columns of Record but its kind.
const (
	companiesFrom = `SELECT c.id, c.name AS title, '' AS sub, MAX(o.held_on) AS day, 0 AS at, COUNT(*) AS n, 0 AS m FROM occurrence o
		JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL `
	companiesWhere = ` WHERE {engagement.read:o} AND o.source_kind = 'engagement' AND o.deleted_at IS NULL AND o.cancelled_at IS NULL AND o.ends_at <= $1 AND o.held_on <= $2`
	relationsFrom  = `SELECT r.organisation_id AS id, g.name AS title, u.name AS sub, '' AS day, r.created_at AS at, 0 AS n, 0 AS m FROM relationship r
		JOIN organisation g ON g.network_id = r.network_id AND g.id = r.organisation_id AND g.deleted_at IS NULL AND g.merged_into IS NULL
		JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id WHERE {relationship.read:r} AND r.deleted_at IS NULL`
	activitiesFrom = `SELECT a.id, a.name AS title, l.code || '.' || a.code AS sub, a.end_on AS day, 0 AS at, COALESCE(t.planned, 0) AS n, COALESCE(t.held, 0) AS m
		FROM activity a JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id AND l.deleted_at IS NULL
		LEFT JOIN (` + programme.Tallies + `) AS t ON t.activity_id = a.id
		WHERE {programme.read:a} AND a.deleted_at IS NULL AND l.grant_id = $1`
	engagementsFrom = `SELECT e.id, e.title, g.name AS sub, o.held_on AS day, 0 AS at, 0 AS n, 0 AS m FROM occurrence o
		JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
		JOIN organisation g ON g.network_id = e.network_id AND g.id = e.organisation_id
		WHERE {engagement.read:o} AND o.source_kind = 'engagement' AND o.deleted_at IS NULL`
	needsFrom = `SELECT n.id, n.title, u.name AS sub, '' AS day, n.asked_at AS at, 0 AS n, 0 AS m FROM need n
		JOIN unit u ON u.network_id = n.network_id AND u.id = n.unit_id WHERE {need.read:n} AND n.deleted_at IS NULL`
	agreementsFrom = `SELECT a.id, a.name AS title, g.name AS sub, '' AS day, v.active_at AS at, 0 AS n, 0 AS m FROM agreement_version v
		JOIN agreement a ON a.network_id = v.network_id AND a.id = v.agreement_id AND a.deleted_at IS NULL
		JOIN organisation g ON g.network_id = a.network_id AND g.id = a.organisation_id WHERE {agreement.read:a}`
	pledgesFrom = `SELECT p.organisation_id AS id, g.name AS title, u.name AS sub, p.pledged_on AS day, 0 AS at, p.year AS n, p.cents AS m FROM pledge p
		JOIN organisation g ON g.network_id = p.network_id AND g.id = p.organisation_id
		JOIN unit u ON u.network_id = p.network_id AND u.id = p.unit_id WHERE {pledge.read:p} AND p.deleted_at IS NULL AND p.grant_id = $1`
)

// source says how the query of a kind is made: what its rows need, of which alias the unit counts, and what comes before and after.
type source struct {
	needs  access.Action
	alias  string
	rows   func(m moment, b *db.Builder)
	groups func(m moment, b *db.Builder) // nil: none
}

// sources are the kinds. Those of relations by depth are added below.
var sources = map[Kind]source{
	Active: {access.EngagementRead, "o", func(m moment, b *db.Builder) {
		m.companies(b)
		b.Add(` AND o.held_on >= $1`, m.from)
	}, groupCompanies},
	Fresh: {access.EngagementRead, "o", moment.companies, func(m moment, b *db.Builder) {
		groupCompanies(m, b)
		b.Add(` HAVING MIN(o.held_on) >= $1`, m.from)
	}},
	First: {access.EngagementRead, "o", moment.companies, func(m moment, b *db.Builder) {
		groupCompanies(m, b)
		b.Add(` HAVING MIN(o.held_on) >= $1`, m.Since)
	}},
	Late: {access.ProgrammeRead, "a", func(m moment, b *db.Builder) {
		b.Add(activitiesFrom, m.Grant).Add(` AND a.end_on >= $1 AND a.end_on < $2 AND a.end_on <= $3 AND COALESCE(t.held, 0) < CASE WHEN t.planned > 0 THEN t.planned ELSE 1 END`, m.from, m.today, m.to)
	}, nil},
	Still: {access.ProgrammeRead, "a", func(m moment, b *db.Builder) {
		b.Add(activitiesFrom, m.Grant).Add(` AND a.start_on <= $1 AND a.end_on >= $2 AND t.planned IS NULL`, m.today.AddDays(-stillAfter), m.today)
	}, nil},
	Coming: {access.ProgrammeRead, "a", func(m moment, b *db.Builder) {
		b.Add(activitiesFrom, m.Grant).Add(` AND (a.start_on > $1 AND a.start_on <= $2 OR a.start_on <= $1 AND a.end_on >= $1 AND a.end_on <= $2)`, m.today, m.today.AddDays(ahead))
	}, nil},
	Met: {access.RelationshipRead, "r", func(m moment, b *db.Builder) { b.Add(relationsFrom).Add(` AND r.created_at >= $1`, m.since) }, nil},
	Deepened: {access.RelationshipRead, "r", func(m moment, b *db.Builder) {
		b.Add(relationsFrom).Add(` AND EXISTS (SELECT 1 FROM relationship_depth s WHERE s.network_id = r.network_id AND s.relationship_id = r.id AND s.at >= $1)`, m.since)
	}, nil},
	Asked: {access.NeedRead, "n", func(m moment, b *db.Builder) { b.Add(needsFrom).Add(` AND n.asked_at >= $1`, m.since) }, nil},
	Filled: {access.NeedRead, "n", func(m moment, b *db.Builder) {
		b.Add(needsFrom).Add(` AND n.state = 'filled' AND n.closed_at >= $1`, m.since)
	}, nil},
	Agreed: {access.EngagementRead, "o", func(m moment, b *db.Builder) { b.Add(engagementsFrom).Add(` AND e.agreed_at >= $1`, m.since) }, nil},
	Cancelled: {access.EngagementRead, "o", func(m moment, b *db.Builder) {
		b.Add(engagementsFrom).Add(` AND o.cancelled_at >= $1 AND o.postponed_at IS NULL`, m.since)
	}, nil},
	Signed:  {access.AgreementRead, "a", func(m moment, b *db.Builder) { b.Add(agreementsFrom).Add(` AND v.active_at >= $1`, m.since) }, nil},
	Pledged: {access.PledgeRead, "p", func(m moment, b *db.Builder) { b.Add(pledgesFrom, m.Grant).Add(` AND p.pledged_on >= $1`, m.Since) }, nil},
}

func init() { //nolint:gochecknoinits // one entry per depth
	for _, d := range relation.Depths() {
		sources[depthKind(d)] = source{access.RelationshipRead, "r", func(_ moment, b *db.Builder) {
			b.Add(relationsFrom).Add(` AND r.status = 'active' AND r.depth = $1`, d)
		}, nil}
	}
}

// companies appends those with which something took place up to the end of the period.
func (m moment) companies(b *db.Builder) {
	b.Add(companiesFrom+relation.Became("c", "o.network_id", "o.organisation_id")+companiesWhere, m.now, m.to)
}

func groupCompanies(_ moment, b *db.Builder) { b.Add(` GROUP BY c.id, c.name`) }

// query is that of a kind's rows.
func (m moment) query(k Kind) db.Query {
	var b db.Builder
	s := sources[k]
	s.rows(m, &b)
	m.below(&b, s.alias)
	if s.groups != nil {
		s.groups(m, &b)
	}
	return b.Query()
}

// List is what stands behind a figure.
type List struct {
	Ask      Ask
	Kind     Kind
	From, To clock.Date // the period
	Rows     []Record   // the first thousand
	Count    int
}

// most is how many records a list shows.
const most = 1000

// Records lists what a figure of the page counted.
func (s *Service) Records(ctx context.Context, sc access.Scope, a Ask, k Kind) (out List, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return out, err
	}
	if err := a.within(sc); err != nil {
		return out, err
	}
	if _, known := sources[k]; !known {
		return out, fault.NotFound("fault.not_found")
	}
	if err := sc.Require(sources[k].needs); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		grants, err := funding.GrantsTx(tx, sc)
		if err != nil {
			return err
		}
		g, found := funding.GrantOf(grants, a.Grant, clock.Today(s.Clock))
		if !found {
			return fault.NotFound("fault.not_found")
		}
		m := a.at(g, s.Clock.Now())
		out = List{Ask: m.Ask, Kind: k, From: m.from, To: m.to}
		var b db.Builder
		q := m.query(k)
		b.Add(`SELECT x.id, x.title, x.sub, x.day, x.at, x.n, x.m, COUNT(*) OVER () AS total FROM (`).Add(q.Text, q.Args...)
		b.Add(`) AS x ORDER BY x.title, x.sub, x.id, x.day LIMIT $1`, most)
		type row struct {
			Record
			Total int `db:"total"`
		}
		rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
		for _, r := range rows {
			r.Kind = k
			out.Rows, out.Count = append(out.Rows, r.Record), r.Total
		}
		return err
	})
	return out, operation.Wrap("read records of the steering group", err)
}
