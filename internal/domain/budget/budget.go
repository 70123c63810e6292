package budget

import (
	"cmp"
	"context"
	"slices"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Cover is what pays for a year (dekking).
type Cover struct {
	Year        int         `db:"year"`
	Granted     money.Cents `db:"grant_cents"`
	Cofinancing money.Cents `db:"cofinancing_cents"`
	Own         money.Cents `db:"own_cents"`
	RowVersion  int         `db:"version"`
	Costs       money.Cents // of the lines
	Promised    money.Cents // pledges that the reader may see
	CarriedOut  money.Cents // contributions that the reader may see
}

// Sum is all that covers.
func (c Cover) Sum() money.Cents { return c.Granted + c.Cofinancing + c.Own }

// Missing is what nothing covers; negative is more cover than costs.
func (c Cover) Missing() money.Cents { return c.Costs - c.Sum() }

// Row is a row of the table of costs: an activity, or a programme line with all of its activities.
type Row struct {
	ID         id.ID  // of the activity or the programme line; empty: not divided yet
	Code, Name string // empty for what is not divided
	Of         string // of an activity: its programme line
	Years      []money.Cents
	Total      money.Cents
	Promised   money.Cents // of a programme line
	CarriedOut money.Cents
}

// Budget is the budget of a grant with everything it adds up to.
type Budget struct {
	Grant      funding.Grant
	Years      []int
	Lines      []Line
	Covers     []Cover // per year of the grant
	Whole      Cover   // their sum
	Blocks     []Block
	Programme  []Row // per programme line
	Activities []Row
}

// Ungranted is what was granted and is not divided over the years yet; negative is more than was granted.
func (b Budget) Ungranted() money.Cents { return b.Grant.GrantCents - b.Whole.Granted }

// Block returns the block in which a year is.
func (b Budget) Block(year int) Block {
	for _, x := range b.Blocks {
		if x.Has(year) {
			return x
		}
	}
	return Block{}
}

// Budget returns the budget of a grant, in five queries.
func (s *Service) Budget(ctx context.Context, sc access.Scope, grant id.ID) (b Budget, err error) {
	if err := sc.Require(access.GrantRead); err != nil {
		return b, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if b, err = loadTx(tx, sc, access.GrantRead, grant); err != nil {
			return err
		}
		done, err := funding.DoneTx(tx, sc, grant)
		if err != nil {
			return err
		}
		b.beside(done)
		return nil
	})
	return b, operation.Wrap("read budget", err)
}

// loadTx reads a budget and adds it up.
func loadTx(tx *db.Tx, sc access.Scope, may access.Action, grant id.ID) (b Budget, err error) {
	if b.Grant, err = funding.GrantTx(tx, sc, may, grant); err != nil {
		return b, err
	}
	b.Years = b.Grant.Years()
	if b.Lines, err = db.Select[Line](tx, sc.Bind(`SELECT `+lineColumns+` WHERE {grant.read:b} AND b.grant_id = $1 AND b.deleted_at IS NULL
		ORDER BY l.code, a.code, b.year, b.what, b.id LIMIT 5000`, grant)); err != nil {
		return b, err
	}
	covers, err := db.Select[Cover](tx, sc.Bind(`SELECT c.year, c.grant_cents, c.cofinancing_cents, c.own_cents, c.version
		FROM budget_cover c WHERE {grant.read:c} AND c.grant_id = $1 LIMIT 100`, grant))
	if err != nil {
		return b, err
	}
	type state struct {
		First   int   `db:"first_year"`
		State   State `db:"state"`
		Version int   `db:"version"`
	}
	states, err := db.Select[state](tx, sc.Bind(`SELECT k.first_year, k.state, k.version FROM budget_block k WHERE {grant.read:k} AND k.grant_id = $1 LIMIT 100`, grant))
	if err != nil {
		return b, err
	}
	b.Blocks = blocksOf(b.Grant)
	for i := range b.Blocks {
		for _, s := range states {
			if s.First == b.Blocks[i].First {
				b.Blocks[i].State, b.Blocks[i].RowVersion = s.State, s.Version
			}
		}
	}
	return b, b.add(covers)
}

// add adds the lines up per year, activity, programme line and block.
func (b *Budget) add(covers []Cover) error {
	b.Covers = make([]Cover, len(b.Years))
	for i, year := range b.Years {
		b.Covers[i].Year = year
		for _, c := range covers {
			if c.Year == year {
				b.Covers[i] = c
			}
		}
	}
	for _, l := range b.Lines {
		if err := b.addLine(l); err != nil {
			return err
		}
	}
	slices.SortFunc(b.Programme, byCode)
	slices.SortFunc(b.Activities, byCode)
	b.Whole = Cover{}
	for _, c := range b.Covers {
		if err := b.Whole.plus(c); err != nil {
			return err
		}
	}
	b.addBlocks()
	return nil
}

// byCode orders rows as people number them; what is not divided comes last.
func byCode(x, y Row) int {
	return cmp.Or(cmp.Compare(boolInt(x.ID == ""), boolInt(y.ID == "")), cmp.Compare(x.Of, y.Of), cmp.Compare(x.Code, y.Code), cmp.Compare(x.ID, y.ID))
}

func (b *Budget) addLine(l Line) error {
	of := ""
	if l.Programme != "" {
		of = l.LineCode + " " + l.LineName
	}
	programme := rowFor(&b.Programme, Row{ID: l.Programme, Code: l.LineCode, Name: l.LineName}, len(b.Years))
	activity := rowFor(&b.Activities, Row{ID: l.Activity, Code: l.ActivityCode, Name: l.ActivityName, Of: of}, len(b.Years))
	for i, year := range b.Years {
		cents, err := l.In(b.Grant, year)
		if err != nil {
			return err
		}
		for _, sum := range []*money.Cents{&b.Covers[i].Costs, &programme.Years[i], &programme.Total, &activity.Years[i], &activity.Total} {
			if *sum, err = sum.Add(cents); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowFor finds the row with the id of a new one, or adds it.
func rowFor(rows *[]Row, r Row, years int) *Row {
	i := slices.IndexFunc(*rows, func(x Row) bool { return x.ID == r.ID })
	if i < 0 {
		r.Years = make([]money.Cents, years)
		*rows, i = append(*rows, r), len(*rows)
	}
	return &(*rows)[i]
}

func (b *Budget) addBlocks() {
	for i := range b.Blocks {
		k := &b.Blocks[i]
		for _, l := range b.Lines {
			if slices.ContainsFunc(l.Years(b.Grant), k.Has) {
				k.Lines++
				k.Global += boolInt(l.Activity == "")
			}
		}
		for _, c := range b.Covers {
			if k.Has(c.Year) {
				k.Missing += max(0, c.Missing())
				k.Over += max(0, -c.Missing())
			}
		}
	}
}

func (c *Cover) plus(o Cover) (err error) {
	for _, sum := range []struct {
		to   *money.Cents
		more money.Cents
	}{{&c.Granted, o.Granted}, {&c.Cofinancing, o.Cofinancing}, {&c.Own, o.Own}, {&c.Costs, o.Costs}} {
		if *sum.to, err = sum.to.Add(sum.more); err != nil {
			return err
		}
	}
	return nil
}

// beside puts what was promised and carried out beside what was budgeted.
func (b *Budget) beside(done []funding.Done) {
	for _, d := range done {
		for i := range b.Covers {
			if b.Covers[i].Year == d.Year {
				b.Covers[i].Promised += d.Promised
				b.Covers[i].CarriedOut += d.CarriedOut
			}
		}
		b.Whole.Promised += d.Promised
		b.Whole.CarriedOut += d.CarriedOut
		row := rowFor(&b.Programme, Row{ID: d.Line, Code: d.Code, Name: d.Name}, len(b.Years))
		row.Promised += d.Promised
		row.CarriedOut += d.CarriedOut
	}
	slices.SortFunc(b.Programme, byCode)
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
