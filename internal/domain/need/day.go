package need

import (
	"cmp"
	"strings"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
)

// dayFor returns the day to ask a company for: the wanted one when the company takes it, else its first after that within the need's
// period, else its first in the period.
func (p Proposal) dayFor(n Need, on, today clock.Date) clock.Date {
	if p.Days.Takes(on, today) {
		return on
	}
	return cmp.Or(p.Days.First(on, n.To, today), p.Days.First(n.From, n.To, today), on)
}

// dayTaken refuses a day that a company does not take, by name: of the week, or too soon.
func dayTaken(proposals []Proposal, on, today clock.Date) error {
	var not []string
	for _, p := range proposals {
		if !p.Days.Takes(on, today) {
			not = append(not, p.Name)
		}
	}
	if len(not) == 0 {
		return nil
	}
	return fault.Fields{"on": {Key: "need.day_not_theirs", Args: []any{strings.Join(not, ", ")}}}.Err()
}
