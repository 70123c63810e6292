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
	if w.Need, err = w.roundTx(tx, sc); err != nil {
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
	// Reasons lie in one piece of memory: thousands of small ones cost more than the ranking.
	whys := make([]Why, len(candidates)*mostWhys)
	f := facts{rules: rules, max: rules.Weights.V.Sum(), wish: w, months: monthsOf(w.From, w.To), today: clock.DateOf(now)}
	proposals, nothing := make([]Proposal, len(candidates)), &known{}
	for i := range candidates {
		c := &candidates[i]
		if f.known = about[c.Organisation]; f.known == nil {
			f.known = nothing
		}
		c.propose(&f, &proposals[i], whys[i*mostWhys:i*mostWhys:(i+1)*mostWhys])
	}
	return order(proposals, w.Item != ""), nil
}

// wishTx loads the need with the place of the school that asks, and the rules by which companies are asked; a unit without
// coordinates borrows none.
func wishTx(tx *db.Tx, sc access.Scope, key id.ID) (wish, error) {
	return operation.Found(db.Get[wish](tx, sc.Bind(`SELECT `+wishColumns+needFrom+wishFrom+`
		WHERE {invitation.send:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)))
}

// candidatesTx loads the companies that offer something, in no order: rank makes one. With an item each company comes once, with its
// offer of that item or without; with "I don't know yet" once per offer. Companies are found through their offers, since most of a
// network have none (the cross join keeps SQLite from looking at all of them). What is empty comes as NULL: with thousands of rows
// that saves a third of the time.
func candidatesTx(tx *db.Tx, sc access.Scope, w wish, only []id.ID) ([]candidate, error) {
	var b db.Builder
	b.Add(`SELECT o.id AS organisation_id, o.name, NULLIF(o.place, '') AS place, o.lat_e6, o.lon_e6, o.year_limit,
			f.times_per_year, NULLIF(f.months, '[]') AS months, NULLIF(f.profiles, '[]') AS profiles, NULLIF(f.levels, '[]') AS levels,
			f.max_group, f.max_km, f.person_id, NULLIF(f.remark, '') AS remark, NULLIF(f.weekdays, '[]') AS weekdays, NULLIF(f.notice_days, 0) AS notice_days`)
	if w.Item != "" {
		b.Add(`, CASE WHEN f.menu_item_id = $1 THEN f.id END AS offer_id, CASE WHEN f.menu_item_id <> $1 THEN NULLIF(o.profiles, '[]') END AS own_profiles
			FROM offer f CROSS JOIN organisation o
			WHERE {offer.read:f} AND f.deleted_at IS NULL AND o.network_id = f.network_id AND o.id = f.organisation_id
				AND (f.menu_item_id = $1 OR NOT EXISTS (SELECT 1 FROM offer e WHERE e.network_id = f.network_id AND e.organisation_id = f.organisation_id
					AND e.deleted_at IS NULL AND (e.menu_item_id = $1 OR e.menu_item_id < f.menu_item_id)))`, w.Item)
	} else {
		b.Add(`, f.id AS offer_id, f.menu_item_id AS item_id, m.name_nl AS item_nl, m.name_en AS item_en,
				m.name_nl || ' ' || m.name_en || ' ' || m.teacher_nl || ' ' || f.remark AS about
			FROM offer f CROSS JOIN organisation o JOIN menu_item m ON m.network_id = f.network_id AND m.id = f.menu_item_id AND m.active
			WHERE {offer.read:f} AND f.deleted_at IS NULL AND o.network_id = f.network_id AND o.id = f.organisation_id`)
	}
	if only != nil {
		b.Add(` AND f.organisation_id = ANY($1)`, db.List(only))
	}
	b.Add(` AND {organisation.read:o.id} AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL
			AND o.id NOT IN (SELECT x.organisation_id FROM invitation x WHERE {invitation.send:x} AND x.need_id = $1
				AND NOT (COALESCE(x.answer, '') = 'withdrawn' AND COALESCE(x.answered_at, 0) <= $2))
		LIMIT 50000`, w.ID, w.reopened())
	list, err := db.Select[candidate](tx, sc.BindQuery(b.Query()))
	for i := range list {
		list[i].settle(&w)
	}
	return list, err
}

// settle makes of the row of another offer a company without the one that is asked.
func (c *candidate) settle(w *wish) {
	switch {
	case w.Item == "":
	case c.Offer != "":
		c.Item = w.Item
	default:
		*c = candidate{Organisation: c.Organisation, Name: c.Name, Place: c.Place, LatE6: c.LatE6, LonE6: c.LonE6, YearLimit: c.YearLimit, Own: c.Own}
	}
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
