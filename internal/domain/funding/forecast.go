package funding

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// paceMonths is over how many whole months the pace is taken: a year, so that summers and Decembers count once.
const paceMonths = 12

// WhatIf is a change that has not happened: a company that stops, what is planned in a quarter that moves to the next year.
type WhatIf struct {
	Without id.ID // company
	Shift   bool  // the last three months of this year move to the next
	Choose  bool  // the companies to choose from are wanted: to rank them, a year of contributions is added up
}

// Any reports whether something is asked.
func (w WhatIf) Any() bool { return w.Without != "" || w.Shift }

// ForecastYear is a calendar year of a grant as it is expected.
type ForecastYear struct {
	Year    int
	Figures             // what the report says of it
	Target  money.Cents // the region's own goal; 0: none
	Ahead   money.Cents // what the pace or the plan adds, whichever is more
	Total   money.Cents // carried out and ahead
	Before  money.Cents // expected of this year and all before it
	Minimal money.Cents // the minimum of this year and all before it
}

// Short is how much this year and those before it stay below their minimum; negative is more than enough.
func (y ForecastYear) Short() money.Cents { return y.Minimal - y.Before }

// Month is what was carried out in a calendar month.
type Month struct {
	Month string      `db:"month"` // 2026-11
	Cents money.Cents `db:"cents"`
}

// Giver is a company with what it contributed over the months of the pace.
type Giver struct {
	ID    id.ID       `db:"id"`
	Name  string      `db:"name"`
	Cents money.Cents `db:"cents"`
}

// Forecast is where a grant is heading: the figures of its years, the pace of the last twelve months, the first year-end on which it
// is short, and what would repair it. Nothing of it is stored, and no company's promise is counted before something is planned.
type Forecast struct {
	Grants   []Grant
	Grant    Grant // the zero Grant when there is none
	Unit     id.ID
	Today    clock.Date
	WhatIf   WhatIf
	Total    Figures
	Target   money.Cents // of the whole grant; 0: none
	Years    []ForecastYear
	Months   []Month     // the last 24 whole months, oldest first, with those in which nothing came in
	Pace     money.Cents // per month, over the last twelve whole months
	Needed   money.Cents // per month from now on to reach the minimum at the end
	ShortOn  clock.Date  // end of the first year by which it is short; empty: never
	ShortBy  money.Cents
	Overdue  money.Cents // took place and is not signed yet
	Pledges  []OpenPledge
	Givers   []Giver // the largest, for what-if, when they are wanted
	Lost     LostSum
	Promises bool // the principal may read pledges
}

// Forecast looks ahead for a grant, narrowed to a unit when one is given. Without a grant it takes the one of today.
func (s *Service) Forecast(ctx context.Context, sc access.Scope, grant, unit id.ID, w WhatIf) (f Forecast, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return f, err
	}
	if unit != "" {
		if err := sc.RequireOn(access.ContributionRead, unit); err != nil {
			return f, err
		}
	}
	f = Forecast{Unit: unit, Today: clock.Today(s.Clock), WhatIf: w, Promises: sc.Can(access.PledgeRead)}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if err := f.lookTx(tx, sc, grant); err != nil || f.Grant.ID == "" {
			return err
		}
		return f.repairTx(tx, sc, f.filter())
	})
	return f, operation.Wrap("forecast", err)
}

// ForecastTx is Forecast inside a transaction, without what would repair it, in four queries.
func ForecastTx(tx *db.Tx, sc access.Scope, grant, unit id.ID, today clock.Date) (Forecast, error) {
	f := Forecast{Unit: unit, Today: today, Promises: sc.Can(access.PledgeRead)}
	err := f.lookTx(tx, sc, grant)
	return f, operation.Wrap("forecast", err)
}

func (f *Forecast) filter() Filter { return Filter{Grant: f.Grant.ID, Unit: f.Unit} }

// lookTx reads the figures of the years and where they are heading; nothing when there is no grant.
func (f *Forecast) lookTx(tx *db.Tx, sc access.Scope, grant id.ID) (err error) {
	if f.Grants, err = GrantsTx(tx, sc); err != nil || len(f.Grants) == 0 {
		return err
	}
	var found bool
	if f.Grant, found = GrantOf(f.Grants, grant, f.Today); !found {
		return fault.NotFound("fault.not_found")
	}
	filter := f.filter()
	in, err := outlookFacts(tx, sc, f.Grants, filter, f.Today)
	if err != nil {
		return err
	}
	r := Report{Filter: filter, Known: f.Today, HasMinimum: true}
	if err := r.compute(sc, in); err != nil {
		return err
	}
	f.Total = r.Total.Figures
	if err := f.paceTx(tx, sc, filter); err != nil {
		return err
	}
	less, err := f.lessTx(tx, sc, filter)
	if err != nil {
		return err
	}
	return f.ahead(r.Years, less)
}

// GrantOf is the one that was asked for, or the one of today, or the latest; found is false when there is none.
func GrantOf(grants []Grant, asked id.ID, today clock.Date) (g Grant, found bool) {
	for _, g := range grants {
		if asked == g.ID || asked == "" && g.StartOn <= today && g.EndOn >= today {
			return g, true
		}
	}
	if asked == "" && len(grants) > 0 {
		return grants[0], true
	}
	return Grant{}, false
}

// overdue marks, among the months, what took place and is not signed yet.
const overdue = "overdue"

// paceTx reads the months behind today, takes their pace, and reads what took place and is not signed yet.
func (f *Forecast) paceTx(tx *db.Tx, sc access.Scope, filter Filter) error {
	this := f.Today.Time()
	first := time.Date(this.Year(), this.Month(), 1, 0, 0, 0, 0, time.UTC)
	var b db.Builder
	b.Add(`SELECT z.month, SUM(z.carried_out) AS cents FROM ledger_month z WHERE {contribution.read:z} AND z.grant_id = $1 AND z.month >= $2 AND z.month < $3`,
		f.Grant.ID, first.AddDate(0, -2*paceMonths, 0).Format("2006-01"), first.Format("2006-01"))
	if f.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure k WHERE k.network_id = z.network_id AND k.ancestor_id = $1 AND k.descendant_id = z.unit_id)`, f.Unit)
	}
	b.Add(` GROUP BY z.month UNION ALL SELECT '`+overdue+`', COALESCE(SUM(`+plannedCents+`), 0) `+plannedFrom+plannedWhere, f.Today)
	b.Add(` AND o.held_on < $1`, f.Today)
	filter.narrow(&b, plannedRow)
	b.Add(` LIMIT 100`)
	rows, err := db.Select[Month](tx, sc.BindQuery(b.Query()))
	if err != nil {
		return err
	}
	by := map[string]money.Cents{}
	for _, m := range rows {
		by[m.Month] = m.Cents
	}
	f.Overdue = by[overdue]
	var sum money.Cents
	for n := 2 * paceMonths; n > 0; n-- {
		month := first.AddDate(0, -n, 0).Format("2006-01")
		f.Months = append(f.Months, Month{month, by[month]})
		if n <= paceMonths {
			sum += by[month]
		}
	}
	f.Pace = max(0, sum) / money.Cents(f.paceOver())
	return nil
}

// paceOver is over how many months the pace is known: a grant that began this year has not had twelve yet.
func (f *Forecast) paceOver() int {
	began, today := f.Grant.StartOn.Time(), f.Today.Time()
	months := (today.Year()-began.Year())*12 + int(today.Month()-began.Month())
	return min(max(months, 1), paceMonths)
}

// less is what a change that has not happened takes away: per month of the pace, and of the plan by year.
type less struct {
	pace    money.Cents
	planned map[int]money.Cents
}

// lessTx reads what the company that stops contributes, and what is planned in the quarter that moves.
func (f *Forecast) lessTx(tx *db.Tx, sc access.Scope, filter Filter) (l less, err error) {
	l.planned = map[int]money.Cents{}
	if !f.WhatIf.Any() {
		return l, nil
	}
	if f.WhatIf.Without != "" {
		filter.Organisation = f.WhatIf.Without
		from := clock.DateOf(f.Today.Time().AddDate(0, -f.paceOver(), 0))
		var b db.Builder
		b.Add(`SELECT COALESCE(SUM(c.cents), 0) FROM contribution c WHERE {contribution.read:c} AND c.performed_on >= $1 AND `+counting, from)
		filter.narrow(&b, contributionRow)
		given, err := db.Get[money.Cents](tx, sc.BindQuery(b.Query()))
		if err != nil {
			return l, err
		}
		l.pace = given / money.Cents(f.paceOver())
		planned, err := db.Select[fact](tx, sc.BindQuery(filter.plannedQuery(f.Today)))
		for _, x := range planned {
			l.planned[x.Year] += x.Cents
		}
		if err != nil {
			return l, err
		}
	}
	if f.WhatIf.Shift {
		filter.Organisation = ""
		moved, err := f.plannedFromTx(tx, sc, filter, clock.Date(fmt.Sprintf("%d-10-01", f.Today.Year())))
		if err != nil {
			return l, err
		}
		l.planned[f.Today.Year()] += moved
		l.planned[f.Today.Year()+1] -= moved
	}
	return l, nil
}

// plannedFromTx is what is planned from a day to the end of its year.
func (f *Forecast) plannedFromTx(tx *db.Tx, sc access.Scope, filter Filter, from clock.Date) (money.Cents, error) {
	var b db.Builder
	b.Add(`SELECT COALESCE(SUM(`+plannedCents+`), 0) `+plannedFrom+plannedWhere, f.Today)
	b.Add(` AND o.held_on >= $1`, max(from, f.Today))
	filter.Year = from.Year()
	filter.narrow(&b, plannedRow)
	return db.Get[money.Cents](tx, sc.BindQuery(b.Query()))
}

// ahead computes what is expected of each year and where it falls short.
func (f *Forecast) ahead(rows []Row, l less) (err error) {
	now, pace := f.Today.Year(), max(0, f.Pace-l.pace)
	left := 12 - int(f.Today.Time().Month()) + 1 // months of this year, the present one included
	sums := map[int]Figures{}
	for _, r := range rows {
		if !r.Undivided {
			sums[r.Filter.Year] = r.Figures
		}
	}
	rest := restOf(rows) // a minimum that no year has a share of counts at the end
	var expected, minimal money.Cents
	years := f.Grant.Years()
	for i, year := range years {
		y := ForecastYear{Year: year, Figures: sums[year]}
		planned := max(0, y.Planned-l.planned[year])
		switch {
		case year < now:
			y.Ahead = 0
		case year == now:
			y.Ahead = max(planned, pace*money.Cents(left))
		default:
			y.Ahead = max(planned, pace*12)
		}
		if f.WhatIf.Shift && year == now {
			y.Ahead = max(0, y.Ahead-pace*money.Cents(min(left, 3)))
		}
		if f.WhatIf.Shift && year == now+1 {
			y.Ahead += pace * money.Cents(min(left, 3))
		}
		if y.Total, err = y.CarriedOut.Add(y.Ahead); err != nil {
			return err
		}
		expected, minimal = expected+y.Total, minimal+y.Minimum
		if i == len(years)-1 {
			minimal += rest.Minimum
		}
		y.Before, y.Minimal = expected, minimal
		if f.Grant.TargetBP > 0 {
			if y.Target, err = money.ShareBP(y.Base, f.Grant.TargetBP); err != nil {
				return err
			}
		}
		if f.ShortOn == "" && y.Short() > 0 && year >= now {
			f.ShortOn, f.ShortBy = min(f.Grant.EndOn, clock.LastDay(year)), y.Short()
		}
		f.Years = append(f.Years, y)
	}
	if f.Grant.TargetBP > 0 {
		if f.Target, err = money.ShareBP(f.Total.Base, f.Grant.TargetBP); err != nil {
			return err
		}
	}
	f.Needed = f.needed()
	return nil
}

func restOf(rows []Row) (rest Figures) {
	for _, r := range rows {
		if r.Undivided {
			rest = r.Figures
		}
	}
	return rest
}

// needed is what must come in per month from now on to reach the minimum on the grant's last day.
func (f *Forecast) needed() money.Cents {
	missing := f.Total.Minimum - f.Total.CarriedOut
	end, today := f.Grant.EndOn.Time(), f.Today.Time()
	months := (end.Year()-today.Year())*12 + int(end.Month()-today.Month()) + 1
	if missing <= 0 || months <= 0 {
		return 0
	}
	return (missing + money.Cents(months) - 1) / money.Cents(months)
}

// repairTx reads what else would bring the figures up: pledges that are open, what waits for a date.
func (f *Forecast) repairTx(tx *db.Tx, sc access.Scope, filter Filter) (err error) {
	if f.Lost, err = lostSumTx(tx, sc, filter, f.Today); err != nil {
		return err
	}
	if f.Promises {
		if f.Pledges, err = openPledgesTx(tx, sc, filter, f.Today); err != nil {
			return err
		}
	}
	if !f.WhatIf.Choose && f.WhatIf.Without == "" {
		return nil
	}
	from := clock.DateOf(f.Today.Time().AddDate(0, -paceMonths, 0))
	var q db.Builder
	q.Add(`SELECT o.id, o.name, SUM(c.cents) AS cents FROM contribution c `+relation.Became("o", "c.network_id", "c.organisation_id")+`
		WHERE {contribution.read:c} AND c.performed_on >= $1 AND `+counting, from)
	filter.narrow(&q, contributionRow)
	q.Add(` GROUP BY o.id, o.name ORDER BY cents DESC, o.id LIMIT 25`)
	f.Givers, err = db.Select[Giver](tx, sc.BindQuery(q.Query()))
	return err
}
