package steering

import (
	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// betweenMeetings is how long ago the previous meeting was when nobody says so, in days.
const betweenMeetings = 42

// Whole is the year of a question about all years of a grant.
const Whole = -1

// Ask says about what and since when the page is.
type Ask struct {
	Grant id.ID      // empty: the grant of today
	Unit  id.ID      // with everything below it; empty: all that the principal may read
	Year  int        // calendar year; Whole is all years of the grant, 0 the present one
	Since clock.Date // of the previous meeting
}

// settle fills in what was not said.
func (a Ask) settle(g funding.Grant, today clock.Date) Ask {
	a.Grant = g.ID
	if a.Year == 0 {
		a.Year = today.Year()
	}
	if a.Year != Whole && (a.Year < g.StartOn.Year() || a.Year > g.EndOn.Year()) {
		a.Year = Whole
	}
	if a.Since == "" || a.Since > today {
		a.Since = today.AddDays(-betweenMeetings)
	}
	return a
}

// Filter is the question as co-financing knows it.
func (a Ask) Filter() funding.Filter {
	return funding.Filter{Grant: a.Grant, Unit: a.Unit, Year: max(0, a.Year)}
}

// period is from and to which day what was done counts.
func (a Ask) period(g funding.Grant) (from, to clock.Date) {
	if a.Year == Whole {
		return g.StartOn, g.EndOn
	}
	return clock.FirstDay(a.Year), clock.LastDay(a.Year)
}

// below narrows rows of an alias to the unit that is asked about.
func (a Ask) below(b *db.Builder, alias string) {
	if a.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure k WHERE k.network_id = `+alias+`.network_id AND k.ancestor_id = $1 AND k.descendant_id = `+alias+`.unit_id)`, a.Unit)
	}
}
