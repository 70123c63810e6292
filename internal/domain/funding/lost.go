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

// Lost is an engagement that does not take place, with what it was expected to bring: computed from what was planned, by the rule of its
// menu item and the rate of the day on which it stood. Nothing of it is stored.
type Lost struct {
	Planned
	Waits  bool   `db:"waits"` // it waits for another date: not lost yet
	Reason string `db:"reason"`
	By     string `db:"by_party"` // school or company
}

// lostWhere leaves out an engagement in whose place another one came: that one brings it, or is lost itself.
const lostWhere = ` WHERE {engagement.read:o} AND o.deleted_at IS NULL AND o.cancelled_at IS NOT NULL AND o.organisation_id IS NOT NULL AND o.source_kind = 'engagement'
	AND NOT EXISTS (SELECT 1 FROM engagement r WHERE r.network_id = o.network_id AND r.replaces_id = o.source_id AND r.deleted_at IS NULL)`

// lostColumns say what, for whom, how much and why. The latest postponement is the one that holds.
const lostColumns = `SELECT o.id, o.source_id, e.title, o.unit_id, u.name AS unit_name, o.organisation_id, n.name AS organisation_name, o.held_on,
	l.id AS line_id, COALESCE(l.name, '') AS line_name, ` + plannedCents + ` AS cents, o.postponed_at IS NOT NULL AS waits,
	COALESCE(CASE WHEN o.postponed_at IS NULL THEN x.reason ELSE p.reason END, '') AS reason,
	COALESCE(CASE WHEN o.postponed_at IS NULL THEN x.by_party ELSE p.by_party END, '') AS by_party `

const lostJoins = `
	JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
	JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
	JOIN organisation n ON n.network_id = o.network_id AND n.id = o.organisation_id
	LEFT JOIN engagement_cancellation x ON x.network_id = o.network_id AND x.engagement_id = e.id
	LEFT JOIN occurrence_postponement p ON p.network_id = o.network_id AND p.id = (SELECT q.id FROM occurrence_postponement q
		WHERE q.network_id = o.network_id AND q.occurrence_id = o.id ORDER BY q.postponed_at DESC, q.id DESC LIMIT 1)`

// LostSum is what was lost of a year and a filter, and what waits for another date.
type LostSum struct {
	Total   money.Cents `db:"total"`
	Count   int         `db:"n"`
	Waiting money.Cents `db:"waiting"`
	Waits   int         `db:"waits"`
}

// Empty reports whether nothing was lost and nothing waits.
func (l LostSum) Empty() bool { return l == LostSum{} }

// LostList is what does not come in of what was planned: the latest thousand, and the sums of all.
type LostList struct {
	LostSum
	Rows []Lost
}

func lostSumTx(tx *db.Tx, sc access.Scope, f Filter, today clock.Date) (LostSum, error) {
	var b db.Builder
	b.Add(`SELECT COALESCE(SUM(CASE WHEN o.postponed_at IS NULL THEN `+plannedCents+` ELSE 0 END), 0) AS total,
			COALESCE(SUM(CASE WHEN o.postponed_at IS NULL THEN 1 ELSE 0 END), 0) AS n,
			COALESCE(SUM(CASE WHEN o.postponed_at IS NULL THEN 0 ELSE `+plannedCents+` END), 0) AS waiting,
			COALESCE(SUM(CASE WHEN o.postponed_at IS NULL THEN 0 ELSE 1 END), 0) AS waits `+plannedFrom+`
		JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL`+lostWhere, f.knownOn(today))
	f.narrow(&b, plannedRow)
	return db.Get[LostSum](tx, sc.BindQuery(b.Query()))
}

// lostTx lists what was lost by the rates known on a day; narrow adds which, in what order and how many.
func lostTx(tx *db.Tx, sc access.Scope, known clock.Date, narrow func(b *db.Builder)) ([]Lost, error) {
	var b db.Builder
	b.Add(lostColumns+plannedFrom+lostJoins+lostWhere, known)
	narrow(&b)
	return db.Select[Lost](tx, sc.BindQuery(b.Query()))
}

// LostSum returns what was lost under a filter, and what waits for another date; nothing when the filter looks at a day in the past.
func (s *Service) LostSum(ctx context.Context, sc access.Scope, f Filter) (sum LostSum, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return sum, err
	}
	today := clock.Today(s.Clock)
	if !f.present(today) {
		return sum, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		sum, err = lostSumTx(tx, sc, f, today)
		return err
	})
	return sum, operation.Wrap("read what was lost", err)
}

// Lost lists what was lost under a filter with the reasons, latest day first, at most a thousand with the totals of all.
func (s *Service) Lost(ctx context.Context, sc access.Scope, f Filter) (out LostList, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return out, err
	}
	today := clock.Today(s.Clock)
	if !f.present(today) {
		return out, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out.Rows, err = lostTx(tx, sc, f.knownOn(today), func(b *db.Builder) {
			f.narrow(b, plannedRow)
			b.Add(` ORDER BY o.held_on DESC, o.id LIMIT 1000`)
		})
		if err != nil {
			return err
		}
		out.LostSum, err = lostSumTx(tx, sc, f, today)
		return err
	})
	return out, operation.Wrap("read what was lost", err)
}

// LostOfNeed returns what the engagements of a need were expected to bring that do not take place now.
func (s *Service) LostOfNeed(ctx context.Context, sc access.Scope, need id.ID) (out []Lost, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = lostTx(tx, sc, clock.Today(s.Clock), func(b *db.Builder) {
			b.Add(` AND EXISTS (SELECT 1 FROM engagement_need en WHERE en.network_id = e.network_id AND en.engagement_id = e.id AND en.need_id = $1) ORDER BY o.id LIMIT 100`, need)
		})
		return err
	})
	return out, operation.Wrap("read what was lost", err)
}

// LostOf returns what engagements were expected to bring that do not take place now, by engagement.
func (s *Service) LostOf(ctx context.Context, sc access.Scope, engagements []id.ID) (out map[id.ID]Lost, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	out = map[id.ID]Lost{}
	if len(engagements) == 0 {
		return out, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := lostTx(tx, sc, clock.Today(s.Clock), func(b *db.Builder) {
			b.Add(` AND o.source_id = ANY($1) ORDER BY o.id LIMIT 100`, db.List(engagements))
		})
		for _, r := range rows {
			out[r.Engagement] = r
		}
		return err
	})
	return out, operation.Wrap("read what was lost", err)
}
