package budget

import (
	"slices"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Cost is what a line pays for (kostensoort).
type Cost string

// The kinds of cost.
const (
	Staff    Cost = "staff"    // people of the schools
	Hire     Cost = "hire"     // people from elsewhere
	Material Cost = "material" // what is used up
	Room     Cost = "room"     // rooms and their use
	Travel   Cost = "travel"   // of pupils and staff
	InKind   Cost = "in_kind"  // what companies give, valued
	Other    Cost = "other"
	Machine  Cost = "machine" // depreciation of what is bought
)

// Costs lists the kinds that a form shows; a machine has a form of its own.
func Costs() []Cost { return []Cost{Staff, Hire, Material, Room, Travel, InKind, Other} }

// Measure is that of which a quantity is a number.
type Measure string

// Measures lists them in the order in which forms show them.
func Measures() []Measure { return []Measure{"hour", "day", "piece", "group", "month", "total"} }

// Line is a line of a budget: quantity × price in a year, or a machine that wears out over several.
type Line struct {
	ID           id.ID       `db:"id"`
	Unit         id.ID       `db:"unit_id"` // of the grant
	Grant        id.ID       `db:"grant_id"`
	Activity     id.ID       `db:"activity_id"` // empty: global, not divided yet
	ActivityCode string      `db:"activity_code"`
	ActivityName string      `db:"activity_name"`
	Programme    id.ID       `db:"line_id"` // programme line of the activity
	LineCode     string      `db:"line_code"`
	LineName     string      `db:"line_name"`
	Year         int         `db:"year"` // 0 for a machine: its years follow from its term
	Cost         Cost        `db:"cost"`
	What         string      `db:"what"`
	Measure      Measure     `db:"measure"`
	Quantity     int         `db:"quantity"` // in hundredths
	Price        money.Cents `db:"price_cents"`
	Residual     money.Cents `db:"residual_cents"` // of a machine: what each is still worth after its term
	Term         int         `db:"term_months"`    // of a machine
	UsedFrom     clock.Date  `db:"used_from"`      // of a machine
	RowVersion   int         `db:"version"`
}

const lineColumns = `b.id, b.unit_id, b.grant_id, b.activity_id, COALESCE(a.code, '') AS activity_code, COALESCE(a.name, '') AS activity_name,
	COALESCE(a.line_id, '') AS line_id, COALESCE(l.code, '') AS line_code, COALESCE(l.name, '') AS line_name,
	b.year, b.cost, b.what, b.measure, b.quantity, b.price_cents, b.residual_cents, b.term_months, b.used_from, b.version
	FROM budget_line b
	LEFT JOIN activity a ON a.network_id = b.network_id AND a.id = b.activity_id
	LEFT JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id`

// Amount is quantity × price, rounded once, half away from zero. Of a machine it is the purchase, not the cost.
func (l Line) Amount() (money.Cents, error) { return money.ShareBP(l.Price, l.Quantity*100) }

// worn is what the machines lose over their whole term.
func (l Line) worn() (money.Cents, error) { return money.ShareBP(l.Price-l.Residual, l.Quantity*100) }

// In is what the line costs in a year of the grant. A machine costs the same each month of its term, from the month in which it is
// taken into use, and only the months within the grant's period count. Its years are differences of rounded running sums, so that they
// add up to the share of the term that falls in the project, and to the whole when all of it does.
func (l Line) In(g funding.Grant, year int) (money.Cents, error) {
	if l.Cost != Machine {
		if l.Year != year {
			return 0, nil
		}
		return l.Amount()
	}
	first := month(l.UsedFrom)
	from := max(first, month(g.StartOn), 12*year)
	to := min(first+l.Term-1, month(g.EndOn), 12*year+11)
	if to < from {
		return 0, nil
	}
	worn, err := l.worn()
	if err != nil {
		return 0, err
	}
	until, err := part(worn, to-first+1, l.Term)
	if err != nil {
		return 0, err
	}
	before, err := part(worn, from-first, l.Term)
	return until - before, err
}

// Counted is what the line costs in the whole project.
func (l Line) Counted(g funding.Grant) (sum money.Cents, err error) {
	for _, year := range g.Years() {
		c, err := l.In(g, year)
		if err != nil {
			return 0, err
		}
		if sum, err = sum.Add(c); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// Months is how many months of a machine's term fall in the project.
func (l Line) Months(g funding.Grant) int {
	first := month(l.UsedFrom)
	return max(0, min(first+l.Term-1, month(g.EndOn))-max(first, month(g.StartOn))+1)
}

// Years are those of the grant in which the line costs something, or would if it were not free.
func (l Line) Years(g funding.Grant) (out []int) {
	if l.Cost != Machine {
		return []int{l.Year}
	}
	first := month(l.UsedFrom)
	for _, year := range g.Years() {
		if max(first, 12*year) <= min(first+l.Term-1, 12*year+11) {
			out = append(out, year)
		}
	}
	return out
}

// month numbers the calendar months through.
func month(d clock.Date) int { return 12*d.Year() + int(d.Month()) - 1 }

// part is n of the whole's equal parts, rounded half up; none is negative.
func part(whole money.Cents, n, of int) (money.Cents, error) {
	times, err := whole.Mul(int64(n))
	if err != nil {
		return 0, err
	}
	return (times + money.Cents(of)/2) / money.Cents(of), nil
}

// State is how far the detail of a block of years is.
type State string

// The states of a block.
const (
	Open     State = "open"
	Detailed State = "detailed"
	Fixed    State = "fixed"
)

// Block is two years of a grant that are detailed together.
type Block struct {
	First, Last int
	State       State
	RowVersion  int
	Global      int         // lines without an activity
	Lines       int         // lines that cost something in it
	Missing     money.Cents // sum of what is missing in its years that are not covered; negative years are in Over
	Over        money.Cents // sum of what covers more than is needed
}

// Balanced reports whether in each of its years what covers is what it costs.
func (k Block) Balanced() bool { return k.Missing == 0 && k.Over == 0 }

// Has reports whether a year is in the block.
func (k Block) Has(year int) bool { return k.First <= year && year <= k.Last }

// blocksOf divides the years of a grant in pairs, from its first; an odd last year stands alone.
func blocksOf(g funding.Grant) (out []Block) {
	for pair := range slices.Chunk(g.Years(), 2) {
		out = append(out, Block{First: pair[0], Last: pair[len(pair)-1], State: Open})
	}
	return out
}
