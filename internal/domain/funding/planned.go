package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Planned is an occurrence that is not signed yet, with what it would be worth: a projection.
type Planned struct {
	Occurrence   id.ID       `db:"id"`
	Engagement   id.ID       `db:"source_id"`
	Title        string      `db:"title"`
	Unit         id.ID       `db:"unit_id"`
	UnitName     string      `db:"unit_name"`
	Organisation id.ID       `db:"organisation_id"`
	Company      string      `db:"organisation_name"`
	HeldOn       clock.Date  `db:"held_on"`
	Line         id.ID       `db:"line_id"`
	LineName     string      `db:"line_name"`
	Cents        money.Cents `db:"cents"`
}

// plannedFrom finds the occurrences that may still become contributions, each with the grant and rate under which it would
// be booked (as homeTx and RateTx find them). $1 is the day on which the rate is known. What has no such grant or rate has
// no projected value and is left out.
var plannedFrom = `FROM occurrence o
	LEFT JOIN activity a ON a.network_id = o.network_id AND a.id = o.activity_id
	LEFT JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id
	JOIN subsidy_grant g ON g.network_id = o.network_id AND g.deleted_at IS NULL AND g.start_on <= o.held_on AND g.end_on >= o.held_on
		AND g.id = COALESCE(l.grant_id, (SELECT CASE WHEN COUNT(*) = 1 THEN MIN(x.id) END FROM subsidy_grant x
			JOIN unit_closure k ON k.network_id = x.network_id AND k.ancestor_id = x.unit_id AND k.descendant_id = o.unit_id
			WHERE x.network_id = o.network_id AND x.deleted_at IS NULL AND x.start_on <= o.held_on AND x.end_on >= o.held_on))
	JOIN rate r ON r.network_id = g.network_id AND r.id = (SELECT y.id FROM rate y
		WHERE y.network_id = g.network_id AND y.scheme_id = g.scheme_id AND ` + rateHolds("y", "o.held_on", "$1") + `
			AND y.kind = CASE o.value_rule WHEN 'staff_hours' THEN 'staff_hour' WHEN 'supervision_hours' THEN 'supervision_hour' WHEN 'facility' THEN 'facility_hour' END
		ORDER BY ` + rateFirst("y") + ` LIMIT 1)`

const plannedWhere = ` WHERE {engagement.read:o} AND o.deleted_at IS NULL AND o.cancelled_at IS NULL AND o.organisation_id IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM sign_off s WHERE s.network_id = o.network_id AND s.occurrence_id = o.id)`

// plannedCents is Rate.Value in SQL, over the minutes that are expected: 600,000 is 60 minutes × 10,000 basis points.
const plannedCents = `(r.cents * r.share_bp * (CASE o.value_rule
	WHEN 'supervision_hours' THEN o.pupils_expected * ((o.ends_at - o.starts_at) / 60000000)
	WHEN 'facility' THEN (o.ends_at - o.starts_at) / 60000000
	ELSE o.people_planned * ((o.ends_at - o.starts_at) / 60000000 + o.prep_minutes) END) + 300000) / 600000`

// PlannedList is the projection behind a figure of the report.
type PlannedList struct {
	Rows  []Planned
	Total money.Cents // of all rows, also beyond the first thousand
	Count int
}

// Planned lists the occurrences behind a planned figure, first ones first, at most a thousand with the total of all.
func (s *Service) Planned(ctx context.Context, sc access.Scope, f Filter) (p PlannedList, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return p, err
	}
	if !f.present(clock.Today(s.Clock)) {
		return p, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		var list, sum db.Builder
		list.Add(`SELECT o.id, o.source_id, COALESCE(e.title, '') AS title, o.unit_id, u.name AS unit_name, o.organisation_id, n.name AS organisation_name, o.held_on,
			l.id AS line_id, COALESCE(l.name, '') AS line_name, `+plannedCents+` AS cents `+plannedFrom+`
			JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
			JOIN organisation n ON n.network_id = o.network_id AND n.id = o.organisation_id
			LEFT JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id`+plannedWhere, f.knownOn(clock.Today(s.Clock)))
		f.narrow(&list, plannedRow)
		list.Add(` ORDER BY o.held_on, o.id LIMIT 1000`)
		if p.Rows, err = db.Select[Planned](tx, sc.BindQuery(list.Query())); err != nil {
			return err
		}
		type totals struct {
			Count int         `db:"n"`
			Cents money.Cents `db:"cents"`
		}
		sum.Add(`SELECT COUNT(*) AS n, COALESCE(SUM(`+plannedCents+`), 0) AS cents `+plannedFrom+plannedWhere, f.knownOn(clock.Today(s.Clock)))
		f.narrow(&sum, plannedRow)
		t, err := db.Get[totals](tx, sc.BindQuery(sum.Query()))
		p.Count, p.Total = t.Count, t.Cents
		return err
	})
	return p, operation.Wrap("read planned", err)
}

// present reports whether the filter looks at today: what was planned on a day in the past is not kept. A filter on an
// umbrella has no planned figure, because the umbrella is settled when it is carried out.
func (f Filter) present(today clock.Date) bool {
	return (f.Known == "" || f.Known >= today) && f.Umbrella == ""
}
