package steering

import (
	"context"
	"slices"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Money is how co-financing stands in the period, and what was booked since the previous meeting.
type Money struct {
	funding.Figures
	Expected money.Cents // with what the pace or the plan adds
	Target   money.Cents // the region's own goal; 0: none
	TargetBP int
	ShortOn  clock.Date // when it is short for the first time; empty: never
	ShortBy  money.Cents
	Came     money.Cents // carried out, booked since
	Passed   money.Cents // checked since
}

// Page is what the directors see. A part that the principal may not read is empty.
type Page struct {
	Ask
	From, To  clock.Date // the period
	Today     clock.Date
	Grant     funding.Grant // the zero Grant: there is none
	Grants    []funding.Grant
	Units     []network.Unit
	Money     Money
	Lessons   map[engagement.State]int // in the period
	HeldSince int                      // lessons since the previous meeting
	Needs     map[need.Stage]int
	Ending    int // agreements that end soon
	Weeks     int // how soon that is
	Counts    map[Kind]int
	Sums      map[Kind]int64 // of M
	Late      []Record       // activities, by kind, the first few of each
	Decisions []Decision
}

// past are the states that engagement.Past comes to.
var past = []engagement.State{engagement.Signed, engagement.Waiting, engagement.ToCount}

// Held is how many lessons and visits took place.
func (p Page) Held() (n int) {
	for _, s := range past {
		n += p.Lessons[s]
	}
	return n
}

// shown is how many activities of a kind stand on the page itself.
const shown = 5

// within checks that the unit is in reach.
func (a Ask) within(sc access.Scope) error {
	if a.Unit == "" {
		return nil
	}
	return sc.RequireOn(access.ContributionRead, a.Unit)
}

// Page reads the page in eight queries.
func (s *Service) Page(ctx context.Context, sc access.Scope, a Ask) (p Page, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return p, err
	}
	if err := a.within(sc); err != nil {
		return p, err
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		f, err := funding.ForecastTx(tx, sc, a.Grant, a.Unit, clock.DateOf(now))
		if err != nil {
			return err
		}
		m := a.at(f.Grant, now)
		p = Page{Ask: m.Ask, From: m.from, To: m.to, Today: m.today, Grant: f.Grant, Grants: f.Grants}
		if p.Units, err = network.TreeTx(tx, sc); err != nil || f.Grant.ID == "" {
			return err
		}
		p.Money = standing(f, m.Year)
		if p.Weeks, err = agreement.WeeksTx(tx, sc); err != nil {
			return err
		}
		rows, err := db.Select[Record](tx, sc.BindQuery(m.figures(tx, sc, p.Weeks)))
		if err != nil {
			return err
		}
		p.take(rows)
		p.Decisions, err = decisionsTx(tx, sc, m)
		return err
	})
	return p, operation.Wrap("read steering page", err)
}

// standing takes a year out of the forecast, or the whole grant.
func standing(f funding.Forecast, year int) Money {
	m := Money{Figures: f.Total, Target: f.Target, TargetBP: f.Grant.TargetBP, ShortOn: f.ShortOn, ShortBy: f.ShortBy}
	for _, y := range f.Years {
		switch {
		case year == Whole:
			m.Expected = y.Before
		case y.Year == year:
			m.Figures, m.Target, m.Expected = y.Figures, y.Target, y.Total
		}
	}
	return m
}

// The kinds of rows that are no records.
const (
	lessonRow Kind = "lesson"
	needRow   Kind = "need"
	endingRow Kind = "ending"
	sinceRow  Kind = "since"
	movedRow  Kind = "moved"
)

// figures asks for all numbers of the page at once, and for the activities that stand on it.
func (m moment) figures(tx *db.Tx, sc access.Scope, weeks int) db.Query {
	var b db.Builder
	add := func(needs access.Action, head string, q db.Query, tail string, args ...any) {
		if !sc.Can(needs) {
			return
		}
		if len(b.Query().Text) > 0 {
			b.Add(` UNION ALL `)
		}
		b.Add(head).Add(q.Text, q.Args...)
		b.Add(tail, args...)
	}
	const none = `, '' AS title, '' AS sub, '' AS day, 0 AS at, `
	moved := m.Filter().MovedQuery(m.Since)
	add(access.ContributionRead, `SELECT 'moved' AS kind, '' AS id`+none+`q.carried_out AS n, q.checked AS m FROM (`, moved, `) AS q`)
	lessons := engagement.Filter{Unit: m.Unit, From: m.from, To: m.to}.TallyQuery(tx, sc, m.now)
	add(access.EngagementRead, `SELECT 'lesson' AS kind, q.state AS id`+none+`q.n, 0 AS m FROM (`, lessons, `) AS q`)
	lately := engagement.Filter{Unit: m.Unit, From: m.Since, To: m.today}.TallyQuery(tx, sc, m.now)
	add(access.EngagementRead, `SELECT 'since' AS kind, q.state AS id`+none+`q.n, 0 AS m FROM (`, lately, `) AS q`)
	add(access.NeedRead, `SELECT 'need' AS kind, q.stage AS id`+none+`q.n, 0 AS m FROM (`, need.Filter{Unit: m.Unit}.StageQuery(sc, m.now), `) AS q`)
	add(access.AgreementRead, `SELECT 'ending' AS kind, '' AS id`+none+`q.n, 0 AS m FROM (`, agreement.Filter{Unit: m.Unit}.SoonQuery(m.today, weeks), `) AS q`)
	for _, k := range slices.Concat([]Kind{Active, Fresh}, Depths(), Activities(), Changes()) {
		add(sources[k].needs, `SELECT '`+string(k)+`' AS kind, '' AS id`+none+`COUNT(*) AS n, COALESCE(SUM(q.m), 0) AS m FROM (`, m.query(k), `) AS q`)
	}
	for _, k := range Activities() {
		add(sources[k].needs, `SELECT * FROM (SELECT '`+string(k)+`' AS kind, q.id, q.title, q.sub, q.day, q.at, q.n, q.m FROM (`, m.query(k), `) AS q ORDER BY q.day, q.title, q.id LIMIT $1) AS l`, shown)
	}
	return b.Query()
}

// take puts the numbers where the page looks for them.
func (p *Page) take(rows []Record) {
	p.Lessons, p.Needs, p.Counts, p.Sums = map[engagement.State]int{}, map[need.Stage]int{}, map[Kind]int{}, map[Kind]int64{}
	for _, r := range rows {
		switch {
		case r.Kind == movedRow:
			p.Money.Came, p.Money.Passed = money.Cents(r.N), money.Cents(r.M)
		case r.Kind == lessonRow:
			p.Lessons[engagement.State(r.ID)] = r.N
		case r.Kind == sinceRow:
			if slices.Contains(past, engagement.State(r.ID)) {
				p.HeldSince += r.N
			}
		case r.Kind == needRow:
			p.Needs[need.Stage(r.ID)] = r.N
		case r.Kind == endingRow:
			p.Ending = r.N
		case r.ID != id.ID(""):
			p.Late = append(p.Late, r)
		default:
			p.Counts[r.Kind], p.Sums[r.Kind] = r.N, r.M
		}
	}
}
