package funding

import (
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// None is the filter value for rows without a programme line or without an umbrella.
const None id.ID = "none"

// Filter narrows the report and the lists behind its figures; the same filter gives the same rows in both.
type Filter struct {
	Grant        id.ID
	Unit         id.ID // with everything below it
	Own          bool  // the unit without what is below it
	Line         id.ID // or None
	Umbrella     id.ID // or None
	Organisation id.ID
	Year         int
	Known        clock.Date // rules, pledges and ledger as they were known on this day; empty: today
}

// columns are the columns of a row by which a filter narrows.
type columns struct {
	network, grant, unit, line, umbrella, organisation string
	day                                                string // either a day
	year                                               string // or a year
}

var (
	contributionRow = columns{"c.network_id", "c.grant_id", "c.unit_id", "c.line_id", "c.umbrella_id", "c.organisation_id", "", ""}
	transferRow     = columns{"c.network_id", "c.grant_id", "c.unit_id", "c.line_id", "c.umbrella_id", "c.organisation_id", "t.booked_on", ""}
	sumRow          = columns{"c.network_id", "c.grant_id", "c.unit_id", "c.line_id", "c.umbrella_id", "", "", "c.year"}
	pledgeRow       = columns{"p.network_id", "p.grant_id", "p.unit_id", "p.line_id", "CASE WHEN o.kind = 'umbrella' THEN o.id END", "p.organisation_id", "", "p.year"}
	plannedRow      = columns{"o.network_id", "g.id", "o.unit_id", "l.id", "", "o.organisation_id", "o.held_on", ""}
)

func (f Filter) pledges(b *db.Builder) {
	f.narrow(b, pledgeRow)
	if f.Known != "" {
		b.Add(` AND p.pledged_on <= $1`, f.Known)
	}
}

// narrow appends the filter's conditions.
func (f Filter) narrow(b *db.Builder, c columns) {
	if f.Grant != "" {
		b.Add(` AND `+c.grant+` = $1`, f.Grant)
	}
	switch {
	case f.Unit == "":
	case f.Own:
		b.Add(` AND `+c.unit+` = $1`, f.Unit)
	default:
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure k WHERE k.network_id = `+c.network+` AND k.ancestor_id = $1 AND k.descendant_id = `+c.unit+`)`, f.Unit)
	}
	narrowOrNone(b, c.line, f.Line)
	switch {
	case c.umbrella == "":
	case f.Umbrella == "" || f.Umbrella == None:
		narrowOrNone(b, c.umbrella, f.Umbrella)
	default:
		b.Add(` AND `+relation.SameAs(c.network, c.umbrella), f.Umbrella)
	}
	if f.Organisation != "" {
		b.Add(` AND `+relation.SameAs(c.network, c.organisation), f.Organisation)
	}
	switch {
	case f.Year == 0:
	case c.day != "":
		b.Add(` AND `+c.day+` BETWEEN $1 AND $2`, f.firstDay(), f.lastDay())
	case c.year != "":
		b.Add(` AND `+c.year+` = $1`, f.Year)
	}
}

func (f Filter) firstDay() clock.Date { return clock.FirstDay(f.Year) }

func (f Filter) lastDay() clock.Date { return clock.LastDay(f.Year) }

// summed reports whether the sums of the ledger can answer: they know no company and no past.
func (f Filter) summed() bool { return f.Organisation == "" && f.Known == "" }

func narrowOrNone(b *db.Builder, column string, value id.ID) {
	switch value {
	case "":
	case None:
		b.Add(` AND ` + column + ` IS NULL`)
	default:
		b.Add(` AND `+column+` = $1`, value)
	}
}

// knownOn is the day on which rules are looked up.
func (f Filter) knownOn(today clock.Date) clock.Date {
	if f.Known == "" || f.Known > today {
		return today
	}
	return f.Known
}

// asKnown narrows transfers t to those that were recorded by the end of the day of which the ledger is asked.
func (f Filter) asKnown(b *db.Builder) {
	if f.Known == "" {
		return
	}
	if end, err := f.Known.AddDays(1).At(0, 0); err == nil { // midnight exists every day in Amsterdam
		b.Add(` AND t.recorded_at < $1`, end)
	}
}
