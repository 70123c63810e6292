package funding

import (
	"context"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Figures are the stages of co-financing. What is evidenced is part of what is carried out, what is checked is part of what is
// evidenced, and what is reported is part of what is checked; promised and planned are projections beside them, and what is
// parked counts nowhere.
type Figures struct {
	Promised   money.Cents
	Planned    money.Cents
	CarriedOut money.Cents
	Evidenced  money.Cents
	Checked    money.Cents
	Reported   money.Cents
	Parked     money.Cents
	Base       money.Cents // of which the minimum is a percentage
	Minimum    money.Cents
}

// Forecast is what there will be when all that is planned is carried out.
func (f Figures) Forecast() money.Cents { return f.CarriedOut + f.Planned }

// Short is how much is missing to the minimum of what is carried out and planned; negative is more than enough.
func (f Figures) Short() money.Cents { return f.Minimum - f.Forecast() }

// Empty reports whether there is nothing to show.
func (f Figures) Empty() bool { return f == Figures{} }

func (f *Figures) add(o Figures) (err error) {
	for _, sum := range []struct {
		to   *money.Cents
		more money.Cents
	}{
		{&f.Promised, o.Promised},
		{&f.Planned, o.Planned},
		{&f.CarriedOut, o.CarriedOut},
		{&f.Evidenced, o.Evidenced},
		{&f.Checked, o.Checked},
		{&f.Reported, o.Reported},
		{&f.Parked, o.Parked},
		{&f.Base, o.Base},
		{&f.Minimum, o.Minimum},
	} {
		if *sum.to, err = sum.to.Add(sum.more); err != nil {
			return err
		}
	}
	return nil
}

// Row is a line of the report with the filter that gives the records behind its figures.
type Row struct {
	Label  string // empty: Key says what it is
	Key    string // catalogue key for rows without a name of their own
	Filter Filter
	Figures
	Undivided bool // the part of the base that no share names: it has no records
}

// GrantRule is a grant with the rule by which its minimum is computed.
type GrantRule struct {
	Grant
	Rule    Version // the zero Version when no decision was known yet
	Base    money.Cents
	Divided money.Cents // sum of the shares
}

// Report is the co-financing against the minimum.
type Report struct {
	Filter     Filter
	Known      clock.Date // the day of the rules
	Grants     []GrantRule
	Total      Row
	Units      []Row
	Lines      []Row
	Years      []Row
	ByGrant    []Row
	Umbrellas  []Row
	Waiting    int // signatures that are not booked yet
	Lost       LostSum
	HasMinimum bool // false when narrowed by what has no share: a line, an umbrella, a company

	// What the filter can be set to.
	AllGrants []Grant
	AllUnits  []network.Unit
	AllLines  []Line
}

// Line is a programme line.
type Line struct {
	ID    id.ID  `db:"id"`
	Grant id.ID  `db:"grant_id"`
	Code  string `db:"code"`
	Name  string `db:"name"`
}

// Report computes the co-financing from the pledges, the plan, the ledger and the shares that the principal may read, in seven
// queries. Nothing in it is stored. Row by row it adds up to the total, to the cent.
func (s *Service) Report(ctx context.Context, sc access.Scope, f Filter) (r Report, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return r, err
	}
	if f.Unit != "" {
		if err := sc.RequireOn(access.ContributionRead, f.Unit); err != nil {
			return r, err
		}
	}
	today := clock.Today(s.Clock)
	r = Report{Filter: f, Known: f.knownOn(today), HasMinimum: f.Line == "" && f.Umbrella == "" && f.Organisation == ""}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		in, err := readFacts(tx, sc, f, today)
		if err != nil {
			return err
		}
		if err := r.compute(sc, in); err != nil || len(in.grants) == 0 || !f.present(today) {
			return err
		}
		r.Lost, err = lostSumTx(tx, sc, f, today)
		return err
	})
	return r, operation.Wrap("report", err)
}

// compute adds the facts up.
func (r *Report) compute(sc access.Scope, in facts) error {
	r.AllGrants, r.AllUnits, r.AllLines = in.grants, in.units, in.lines
	minimums, err := r.minimums(sc, in)
	if err != nil {
		return err
	}
	sums := newSums(r.Filter, in)
	for _, fact := range append(in.rows, minimums...) {
		if fact.What == factWaiting {
			r.Waiting += int(fact.Cents)
			continue
		}
		if err := sums.add(fact); err != nil {
			return err
		}
	}
	r.Total = Row{Filter: r.Filter, Figures: sums.total}
	r.Units, r.Lines, r.Years, r.ByGrant, r.Umbrellas = sums.unitRows(), sums.lineRows(), sums.yearRows(), sums.grantRows(), sums.umbrellaRows()
	return nil
}
