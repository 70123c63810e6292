package need

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Match proposes companies for a need, best first, each with its reasons. Companies that were invited already are left out.
// It costs three queries, whatever the number of companies.
func (s *Service) Match(ctx context.Context, sc access.Scope, key id.ID) (out []Proposal, err error) {
	if err := sc.Require(access.InvitationSend); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		_, out, err = s.matchTx(tx, sc, key, nil, s.Clock.Now())
		return err
	})
	return out, operation.Wrap("match need", err)
}

// matchTx ranks all companies that take part, or only those that are named.
func (s *Service) matchTx(tx *db.Tx, sc access.Scope, key id.ID, only []id.ID, now time.Time) (Need, []Proposal, error) {
	w, err := wishTx(tx, sc, key)
	if err != nil {
		return Need{}, nil, err
	}
	out, err := s.rankTx(tx, sc, w, only, now, w.rules())
	return w.Need, out, err
}

// rankTx ranks companies for a need that was loaded. It costs two queries.
func (s *Service) rankTx(tx *db.Tx, sc access.Scope, w wish, only []id.ID, now time.Time, rules Rules) ([]Proposal, error) {
	candidates, err := candidatesTx(tx, sc, w, only)
	if err != nil {
		return nil, err
	}
	about, err := s.knownTx(tx, sc, w, now, rules)
	if err != nil {
		return nil, err
	}
	f := facts{rules: rules, max: rules.Weights.V.Sum(), wish: w, months: monthsOf(w.From, w.To), today: clock.DateOf(now)}
	proposals, nothing := make([]Proposal, len(candidates)), &known{}
	for i := range candidates {
		c := &candidates[i]
		if f.known = about[c.Organisation]; f.known == nil {
			f.known = nothing
		}
		proposals[i] = c.propose(&f)
	}
	return order(proposals), nil
}

// wishTx loads the need with the place of the school that asks, and the rules by which companies are asked; a unit without
// coordinates borrows none.
func wishTx(tx *db.Tx, sc access.Scope, key id.ID) (wish, error) {
	return operation.Found(db.Get[wish](tx, sc.Bind(`SELECT `+wishColumns+needFrom+wishFrom+`
		WHERE {invitation.send:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)))
}

// candidatesTx loads the companies that offer something. With an item each company comes once, with its offer of that item
// or without; with "I don't know yet" once per offer. What is empty comes as NULL: with thousands of rows that saves a third of
// the time.
func candidatesTx(tx *db.Tx, sc access.Scope, w wish, only []id.ID) ([]candidate, error) {
	var b db.Builder
	b.Add(`SELECT o.id AS organisation_id, o.name, NULLIF(o.place, '') AS place, o.lat_e6, o.lon_e6, o.year_limit,
			CASE WHEN f.id IS NULL THEN NULLIF(o.profiles, '[]') END AS own_profiles,
			f.id AS offer_id, f.menu_item_id AS item_id, f.times_per_year, NULLIF(f.months, '[]') AS months, NULLIF(f.profiles, '[]') AS profiles, NULLIF(f.levels, '[]') AS levels,
			f.max_group, f.max_km, f.person_id, NULLIF(f.remark, '') AS remark, NULLIF(f.weekdays, '[]') AS weekdays, COALESCE(f.notice_days, 0) AS notice_days`)
	if w.Item != "" {
		b.Add(` FROM organisation o LEFT JOIN offer f ON f.network_id = o.network_id AND f.organisation_id = o.id AND f.menu_item_id = $1 AND f.deleted_at IS NULL`, w.Item)
	} else {
		b.Add(`, m.name_nl AS item_nl, m.name_en AS item_en, m.name_nl || ' ' || m.name_en || ' ' || m.teacher_nl || ' ' || f.remark AS about FROM organisation o
			JOIN offer f ON f.network_id = o.network_id AND f.organisation_id = o.id AND f.deleted_at IS NULL
			JOIN menu_item m ON m.network_id = f.network_id AND m.id = f.menu_item_id AND m.active`)
	}
	b.Add(`
		WHERE {organisation.read:o.id} AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL
			AND (f.id IS NOT NULL OR EXISTS (SELECT 1 FROM offer e WHERE {offer.read:e} AND e.organisation_id = o.id AND e.deleted_at IS NULL))
			AND o.id NOT IN (SELECT x.organisation_id FROM invitation x WHERE {invitation.send:x} AND x.need_id = $1
				AND NOT (COALESCE(x.answer, '') = 'withdrawn' AND COALESCE(x.answered_at, 0) <= $2))`, w.ID, w.reopened())
	if only != nil {
		b.Add(` AND o.id = ANY($1)`, db.List(only))
	}
	b.Add(` ORDER BY o.id, f.id LIMIT 50000`)
	return db.Select[candidate](tx, sc.BindQuery(b.Query()))
}

// reopened returns when the need was open again, the beginning of time when it never was.
func (n Need) reopened() time.Time {
	if n.ReopenedAt == nil {
		return time.UnixMicro(0)
	}
	return *n.ReopenedAt
}

// monthsOf lists the calendar months that a period touches.
func monthsOf(from, to clock.Date) []int {
	seen := [13]bool{}
	var out []int
	for d := from; d <= to && len(out) < 12; d = d.AddDays(1) {
		if m := int(d.Month()); !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}
