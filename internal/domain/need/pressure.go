package need

import (
	"context"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Pressure is how much the whole network asks of one company: everybody sees who asked when and what came of it; what it was
// about stays with those who may read the need.
type Pressure struct {
	Organisation relation.Organisation
	Rules        Rules
	Recent       int // requests in the last Rules.Days days
	ThisYear     int // requests for this school year, of its own ceiling Organisation.YearLimit
	Planned      int // agreed, and neither done nor cancelled yet
	Queued       int // needs that wait for a turn
	AgainOn      clock.Date
	Asks         []Ask // of the last two years, the latest first
	Periods      []Period
}

// Ask is one request to the company.
type Ask struct {
	SentAt  time.Time  `db:"sent_at"`
	Unit    string     `db:"unit_name"`
	Need    id.ID      `db:"need_id"` // empty: out of the principal's reach
	Title   string     `db:"title"`
	On      clock.Date `db:"proposed_on"`
	Reply   Reply      `db:"answer"`
	AgainOn clock.Date `db:"again_on"`
}

// Period is a quarter of a year with what was asked in it.
type Period struct {
	Year, Quarter               int
	Asked, Yes, No, Open, Other int
}

// PressureOf returns the one picture of a company.
func (s *Service) PressureOf(ctx context.Context, sc access.Scope, company id.ID) (p Pressure, err error) {
	if err := sc.Require(access.ContactRead); err != nil {
		return p, err
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if p.Organisation, err = relation.OrganisationTx(tx, sc, company); err != nil {
			return err
		}
		if p.Rules, err = rulesTx(tx, sc); err != nil {
			return err
		}
		agreed, err := relation.PressureTx(tx, sc, []id.ID{company}, now.AddDate(-1, 0, 0))
		if err != nil {
			return err
		}
		p.Planned = agreed[company].Planned
		p.Queued, err = db.Get[int](tx, sc.Bind(`SELECT COUNT(*) FROM ask_queue q WHERE {wall:q} AND q.organisation_id = $1 AND q.state = 'waiting' LIMIT 1`, company))
		if err != nil {
			return err
		}
		p.Asks, err = db.Select[Ask](tx, sc.Bind(`SELECT i.sent_at, u.name AS unit_name, COALESCE(n.id, '') AS need_id, COALESCE(n.title, '') AS title,
				COALESCE(i.answer_on, i.proposed_on) AS proposed_on, i.answer, COALESCE(i.again_on, '') AS again_on
			FROM invitation i
			JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id
			LEFT JOIN need n ON {need.read:n} AND n.network_id = i.network_id AND n.id = i.need_id
			WHERE {wall:i} AND i.organisation_id = $1 AND i.sent_at > $2 ORDER BY i.sent_at DESC, i.id DESC LIMIT 500`, company, now.AddDate(-2, 0, 0)))
		return err
	})
	p.count(now)
	return p, operation.Wrap("read pressure", err)
}

// count adds up the requests: those of late, those for this school year, and those of each quarter.
func (p *Pressure) count(now time.Time) {
	today, year := clock.DateOf(now), schoolyear.Of(clock.DateOf(now))
	for _, a := range p.Asks {
		if a.SentAt.After(p.Rules.since(now)) {
			p.Recent++
		}
		if a.Reply != TakenBack && a.On >= year.First() && a.On <= year.Last() {
			p.ThisYear++
		}
		if a.AgainOn > today {
			p.AgainOn = max(p.AgainOn, a.AgainOn)
		}
		d := clock.DateOf(a.SentAt)
		y, q := d.Year(), (int(d.Month())+2)/3
		if n := len(p.Periods); n == 0 || p.Periods[n-1].Year != y || p.Periods[n-1].Quarter != q {
			p.Periods = append(p.Periods, Period{Year: y, Quarter: q})
		}
		p.Periods[len(p.Periods)-1].add(a.Reply)
	}
}

func (p *Period) add(r Reply) {
	p.Asked++
	switch r {
	case Yes:
		p.Yes++
	case No:
		p.No++
	case "":
		p.Open++
	default:
		p.Other++
	}
}

// since is from when requests count for the network's ceiling.
func (r Rules) since(now time.Time) time.Time { return now.AddDate(0, 0, -r.Days) }
