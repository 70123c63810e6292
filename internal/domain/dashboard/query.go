package dashboard

import (
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Rows that are no items.
const (
	visitRow     Kind = "visit"
	companiesRow Kind = "companies"
	lessonsRow   Kind = "lessons"
	pupilsRow    Kind = "pupils"
	setupRow     Kind = "setup"
)

// row is one answer; all parts of the query have its columns.
type row struct {
	Item
	School string    `db:"school"`
	Place  string    `db:"place"`
	Until  time.Time `db:"until"`
}

// moment is who asks and when.
type moment struct {
	now     time.Time
	today   clock.Date
	account id.ID
}

func (m moment) ago(days int) time.Time { return m.now.AddDate(0, 0, -days) }

// part is one question of the page with the action that its rows need. A person who lacks it is not asked it.
type part struct {
	needs access.Action
	text  string
	args  []any
}

// perPart is how many rows a part of what waits gives at most: more than the page shows.
const perPart = MaxWaiting + 1

// query asks everything at once.
func (m moment) query(sc access.Scope) db.Query {
	var b db.Builder
	parts := append(append(m.waiting(), m.wrong()...), m.figures()...)
	parts = append(parts, ledgerPart(sc))
	cooling := relation.CoolingMineQuery(sc, m.now)
	parts = append(parts, part{access.RelationshipRead, count(Cooling) + cooling.Text + ` HAVING COUNT(*) > 0`, cooling.Args})
	first := true
	for _, p := range parts {
		if !sc.Can(p.needs) {
			continue
		}
		if !first {
			b.Add(` UNION ALL `)
		}
		first = false
		b.Add(`SELECT * FROM (`+p.text+`) AS part`, p.args...)
	}
	return b.Query()
}

// mine is the condition that an engagement is this person's: they agreed it, or asked for it.
const mine = `(e.agreed_by = $1 OR EXISTS (SELECT 1 FROM engagement_need en JOIN need a ON a.network_id = en.network_id AND a.id = en.need_id
	WHERE en.network_id = e.network_id AND en.engagement_id = e.id AND a.asked_by = $1))`

// took is where engagements that take place come from.
const took = ` FROM occurrence o
	JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
	JOIN organisation c ON c.network_id = o.network_id AND c.id = o.organisation_id
	WHERE {engagement.read:o} AND o.source_kind = 'engagement' AND o.deleted_at IS NULL AND o.cancelled_at IS NULL`

const (
	counted = `EXISTS (SELECT 1 FROM attendance_count k WHERE k.network_id = o.network_id AND k.occurrence_id = o.id)`
	signed  = `EXISTS (SELECT 1 FROM sign_off s WHERE s.network_id = o.network_id AND s.occurrence_id = o.id)`
	noYes   = `(SELECT COUNT(*) FROM invitation y WHERE y.network_id = n.network_id AND y.need_id = COALESCE(n.visit_id, n.id) AND y.answer = 'yes' AND y.called_off_at IS NULL)`
)

// The patience of the page, in days.
const (
	signPatience  = 7   // until a missing signature waits for who agreed
	signGone      = 60  // from then on it is only counted among what goes wrong
	countPatience = 7   // until a missing count goes wrong
	lateSign      = 21  // until a missing signature goes wrong
	needEnds      = 21  // before the end of a need's period
	offerFresh    = 365 // until an offer must be confirmed again
	lookBack      = 400 // no further: what is older is not repaired any more
)

// waiting are the questions whose answers wait for this very person.
func (m moment) waiting() []part {
	return []part{
		{access.ContactRecord, `SELECT 'action' AS kind, x.organisation_id AS id, x.what AS title, o.name AS sub, x.due_on AS day, 0 AS at, 0 AS n,
				'' AS school, '' AS place, 0 AS until
			FROM next_action x JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id AND o.deleted_at IS NULL
			WHERE {contact.record:x} AND x.assignee_id = $1 AND x.done_at IS NULL AND x.deleted_at IS NULL AND x.due_on <= $2
			ORDER BY x.due_on, x.id LIMIT $3`, []any{m.account, m.today, perPart}},
		{access.NoteRead, `SELECT 'mention' AS kind, k.organisation_id AS id, b.name AS title, o.name AS sub, '' AS day, x.created_at AS at, 0 AS n,
				'' AS school, '' AS place, 0 AS until
			FROM contact_mention x JOIN contact_moment k ON k.network_id = x.network_id AND k.id = x.moment_id AND k.deleted_at IS NULL
			JOIN organisation o ON o.network_id = k.network_id AND o.id = k.organisation_id AND o.deleted_at IS NULL
			JOIN account b ON b.id = x.by_id
			WHERE {wall:x} AND {account.own:x} AND {note.read:x} AND x.seen_at IS NULL ORDER BY x.created_at, x.id LIMIT $1`, []any{perPart}},
		{access.NeedWrite, `SELECT 'other_date' AS kind, n.id, n.title, o.name AS sub, COALESCE(i.answer_on, '') AS day, i.answered_at AS at, 0 AS n,
				'' AS school, '' AS place, 0 AS until
			FROM invitation i JOIN need n ON n.network_id = i.network_id AND n.id = i.need_id
			JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
			WHERE {need.write:n} AND n.deleted_at IS NULL AND n.state = 'open' AND i.answer = 'other_date' AND (n.asked_by = $1 OR i.sent_by = $1)
			ORDER BY i.answered_at, i.id LIMIT $2`, []any{m.account, perPart}},
		{access.EngagementManage, `SELECT 'not_counted' AS kind, e.id, e.title, c.name AS sub, o.held_on AS day, o.ends_at AS at, 0 AS n,
				'' AS school, '' AS place, 0 AS until` + took + `
				AND ` + mine + ` AND o.ends_at <= $2 AND o.ends_at > $3 AND NOT ` + counted + ` AND NOT ` + signed + `
			ORDER BY o.ends_at, o.id LIMIT $4`, []any{m.account, m.now, m.ago(lookBack), perPart}},
		{access.EngagementManage, `SELECT 'not_signed' AS kind, e.id, e.title, c.name AS sub, o.held_on AS day, o.ends_at AS at, 0 AS n,
				'' AS school, '' AS place, 0 AS until` + took + `
				AND (` + mine + ` OR EXISTS (SELECT 1 FROM relationship r WHERE {relationship.read:r} AND r.organisation_id = o.organisation_id
					AND r.owner_id = $1 AND r.deleted_at IS NULL))
				AND o.ends_at <= $2 AND o.ends_at > $3 AND ` + counted + ` AND NOT ` + signed + `
			ORDER BY o.ends_at, o.id LIMIT $4`, []any{m.account, m.ago(signPatience), m.ago(signGone), perPart}},
		{access.ContributionCheck, `SELECT 'to_check' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, MIN(c.created_at) AS at, COUNT(*) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM contribution c WHERE {contribution.check:c} AND c.recorded_by <> $1
				AND NOT EXISTS (SELECT 1 FROM contribution_check k WHERE k.network_id = c.network_id AND k.contribution_id = c.id AND k.checked_by = $1)
				AND ` + funding.WaitsForCheck + `
			HAVING COUNT(*) > 0`, []any{m.account}},
		{access.OrganisationWrite, `SELECT 'claims' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, MIN(x.created_at) AS at, COUNT(*) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM membership_claim x JOIN organisation o ON o.network_id = x.network_id AND o.id = x.umbrella_id AND o.deleted_at IS NULL
			WHERE {organisation.write:x} AND {person.read:x} AND x.state = 'open' HAVING COUNT(*) > 0`, nil},
		{access.OfferWrite, `SELECT 'registered' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, MIN(x.created_at) AS at, COUNT(*) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM registration x WHERE {organisation.write:x} AND {person.write:x} AND {offer.write:x} AND x.state = 'open' HAVING COUNT(*) > 0`, nil},
		{access.AgreementWrite, `SELECT 'unsigned' AS kind, a.id, a.name AS title, o.name AS sub, '' AS day, COALESCE(v.sent_at, 0) AS at, CASE WHEN v.state = 'refused' THEN 1 ELSE 0 END AS n,
				'' AS school, '' AS place, 0 AS until
			FROM agreement a JOIN agreement_version v ON v.network_id = a.network_id AND v.agreement_id = a.id
			JOIN organisation o ON o.network_id = a.network_id AND o.id = a.organisation_id
			WHERE {agreement.write:a} AND a.deleted_at IS NULL AND a.created_by = $1 AND (v.state = 'refused' OR v.state = 'sent' AND v.sent_at < $2)
			ORDER BY v.sent_at, a.id LIMIT $3`, []any{m.account, m.ago(signPatience), perPart}},
		{access.NeedRead, `SELECT 'no_yes' AS kind, n.id, n.title, '' AS sub, '' AS day, n.asked_at AS at,
				(SELECT COUNT(*) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = COALESCE(n.visit_id, n.id)) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM need n WHERE {need.read:n} AND n.asked_by = $1 AND n.state = 'open' AND n.period_to >= $2 AND n.deleted_at IS NULL AND ` + noYes + ` = 0
			ORDER BY n.asked_at, n.id LIMIT $3`, []any{m.account, m.today, perPart}},
	}
}

// wrong are the questions that count what goes wrong within reach. Those who only ask for their own class get the own
// things above; these are for who looks after others.
func (m moment) wrong() []part {
	return []part{
		{access.RelationshipRead, count(LateActions) + ` FROM next_action x WHERE {contact.record:x} AND x.assignee_id <> $1 AND x.due_on < $2
			AND x.done_at IS NULL AND x.deleted_at IS NULL HAVING COUNT(*) > 0`, []any{m.account, m.today}},
		{access.RelationshipRead, count(LateCounts) + took + ` AND o.ends_at <= $1 AND o.ends_at > $2 AND NOT ` + counted + ` AND NOT ` + signed +
			` HAVING COUNT(*) > 0`, []any{m.ago(countPatience), m.ago(lookBack)}},
		{access.RelationshipRead, count(LateSigns) + took + ` AND o.ends_at <= $1 AND o.ends_at > $2 AND ` + counted + ` AND NOT ` + signed +
			` HAVING COUNT(*) > 0`, []any{m.ago(lateSign), m.ago(lookBack)}},
		{access.NeedRead, `SELECT 'needs_ending' AS kind, COALESCE(MIN(n.id), '') AS id, COALESCE(MIN(n.title), '') AS title, '' AS sub, '' AS day, 0 AS at, COUNT(*) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM need n WHERE {need.read:n} AND n.state = 'open' AND n.deleted_at IS NULL AND n.period_to BETWEEN $1 AND $2 AND ` + noYes + ` < n.wanted
			HAVING COUNT(*) > 0`, []any{m.today, m.today.AddDays(needEnds)}},
		{access.AgreementRead, `SELECT 'agreements' AS kind, COALESCE(MIN(a.id), '') AS id, COALESCE(MIN(a.name), '') AS title, '' AS sub, COALESCE(MIN(a.end_on), '') AS day, 0 AS at, COUNT(*) AS n,
				'' AS school, '' AS place, 0 AS until
			FROM agreement a WHERE {agreement.read:a} AND a.deleted_at IS NULL AND a.state = 'active' AND a.told_at IS NOT NULL AND a.end_on >= $1
				AND NOT EXISTS (SELECT 1 FROM agreement x WHERE x.network_id = a.network_id AND x.renews_id = a.id AND x.deleted_at IS NULL)
			HAVING COUNT(*) > 0`, []any{m.today}},
		{access.ImportRun, count(OffersStale) + ` FROM offer f JOIN organisation o ON o.network_id = f.network_id AND o.id = f.organisation_id AND o.deleted_at IS NULL
			WHERE {offer.read:f} AND f.deleted_at IS NULL AND f.confirmed_on < $1 HAVING COUNT(*) > 0`, []any{m.today.AddDays(-offerFresh)}},
		{access.ContributionRecord, count(HoursUnbooked) + ` FROM sign_off s WHERE {contribution.record:s} AND NOT EXISTS (SELECT 1 FROM contribution b
			WHERE b.network_id = s.network_id AND b.source_kind = 'sign_off' AND b.source_id = s.occurrence_id AND b.organisation_id = s.organisation_id)
			HAVING COUNT(*) > 0`, nil},
	}
}

// ledgerPart asks those who guard the ledger, and nobody else, whether it held when it was last verified.
func ledgerPart(sc access.Scope) part {
	needs := access.GrantManage
	if !sc.Can(needs) {
		needs = access.Upkeep
	}
	return part{needs, `SELECT 'ledger_broken' AS kind, '' AS id, k.flaw AS title, CAST(k.flaw_year AS TEXT) AS sub, '' AS day, k.finished_at AS at, k.flaw_seq AS n, '' AS school, '' AS place, 0 AS until
		FROM ledger_check k WHERE {wall:k} AND k.flaw <> '' AND NOT EXISTS (SELECT 1 FROM ledger_check y WHERE y.network_id = k.network_id AND (y.finished_at, y.id) > (k.finished_at, k.id)) LIMIT 1`, nil}
}

func count(kind Kind) string {
	return `SELECT '` + string(kind) + `' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, 0 AS at, COUNT(*) AS n, '' AS school, '' AS place, 0 AS until`
}

// figures are the visits of the coming days, the goals and the steps of setting up.
func (m moment) figures() []part {
	year := schoolyear.Of(m.today)
	held := took + ` AND o.held_on BETWEEN $1 AND $2 AND o.ends_at <= $3`
	span := []any{year.First(), year.Last(), m.now}
	const weekDays, mostVisits = 6, 60
	return append([]part{
		{access.EngagementRead, `SELECT 'visit' AS kind, e.id, e.title, c.name AS sub, o.held_on AS day, o.starts_at AS at, 0 AS n, u.name AS school, o.place, o.ends_at AS until
			FROM occurrence o JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
			JOIN organisation c ON c.network_id = o.network_id AND c.id = o.organisation_id
			JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
			WHERE {engagement.read:o} AND o.source_kind = 'engagement' AND o.deleted_at IS NULL AND o.cancelled_at IS NULL AND o.held_on BETWEEN $1 AND $2
			ORDER BY o.starts_at, o.id LIMIT $3`, []any{m.today, m.today.AddDays(weekDays), mostVisits}},
		{access.EngagementRead, count(lessonsRow) + held, span},
		{access.EngagementRead, `SELECT 'companies' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, 0 AS at, COUNT(DISTINCT o.organisation_id) AS n,
			'' AS school, '' AS place, 0 AS until` + held, span},
		{access.EngagementRead, `SELECT 'pupils' AS kind, '' AS id, '' AS title, '' AS sub, '' AS day, 0 AS at, COALESCE(SUM((SELECT k.pupils FROM attendance_count k
				WHERE k.network_id = o.network_id AND k.occurrence_id = o.id ORDER BY k.counted_at DESC, k.id DESC LIMIT 1)), 0) AS n,
			'' AS school, '' AS place, 0 AS until` + held, span},
	}, setupParts()...)
}

// setupParts ask whether each step of setting up was taken: at least one row of the network is there.
func setupParts() []part {
	some := func(step Step, from string) part {
		return part{access.Wall, `SELECT 'setup' AS kind, '` + string(step) + `' AS id, '' AS title, '' AS sub, '' AS day, 0 AS at, CASE WHEN EXISTS (SELECT 1 FROM ` + from +
			`) THEN 1 ELSE 0 END AS n, '' AS school, '' AS place, 0 AS until`, nil}
	}
	return []part{
		some(Schools, `unit s WHERE {wall:s} AND s.kind IN ('school', 'college') AND s.deleted_at IS NULL`),
		some(People, `role_grant s WHERE {wall:s} AND s.role IN ('teacher', 'relation_manager', 'project_leader') AND s.revoked_at IS NULL`),
		some(Companies, `organisation s WHERE {wall:s} AND s.kind = 'company' AND s.deleted_at IS NULL`),
		some(Menu, `menu_item s WHERE {wall:s} AND s.active AND s.deleted_at IS NULL`),
		some(Grant, `subsidy_grant s WHERE {wall:s} AND s.deleted_at IS NULL`),
		some(Invite, `offer s WHERE {wall:s} AND s.deleted_at IS NULL`),
		some(FirstNeed, `need s WHERE {wall:s} AND s.deleted_at IS NULL`),
	}
}
