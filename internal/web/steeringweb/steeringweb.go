// Package steeringweb delivers the page of the steering group: what directors look at every six weeks, the records behind its figures,
// and the decisions that are asked of them.
package steeringweb

import (
	"net/url"
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/steering"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
)

// Pages answers them.
type Pages struct {
	steering *steering.Service
}

// New makes the pages.
func New(s *steering.Service) *Pages { return &Pages{s} }

const section = "steering"

// whole is the year of an address that asks for all years.
const whole = "all"

// askOf reads an address. What is malformed asks for what is usual.
func askOf(c *page.Ctx) steering.Ask {
	a := steering.Ask{Grant: c.QueryID("grant"), Unit: c.QueryID("unit"), Year: c.QueryYear(), Since: check.Date(fault.Fields{}, "since", c.Query("since"))}
	if c.Query("year") == whole {
		a.Year = steering.Whole
	}
	return a
}

func yearValue(year int) string {
	if year == steering.Whole {
		return whole
	}
	return strconv.Itoa(year)
}

// values are a question as an address says it.
func values(a steering.Ask) url.Values {
	return filled("grant", string(a.Grant), "unit", string(a.Unit), "year", yearValue(a.Year), "since", string(a.Since))
}

// filled makes the values of an address from names and values; empty ones are left out.
func filled(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

func href(a steering.Ask) string { return page.Address("/steering", values(a)) }

// recordsHref is the list behind a figure of a kind.
func recordsHref(a steering.Ask, k steering.Kind) string {
	q := values(a)
	q.Set("kind", string(k))
	return page.Address("/steering/records", q)
}

// moneyHref is a page of co-financing under the question's filter.
func moneyHref(path string, a steering.Ask, more ...string) string {
	f := a.Filter()
	year := ""
	if f.Year != 0 {
		year = strconv.Itoa(f.Year)
	}
	return page.Address(path, filled(append([]string{"grant", string(f.Grant), "unit", string(f.Unit), "year", year}, more...)...))
}

func stageHref(a steering.Ask, stage funding.Stage, since clock.Date) string {
	return moneyHref("/funding/contributions", a, "stage", string(stage), "since", string(since))
}

// lessonsHref is the list of engagements of a state and a period.
func lessonsHref(a steering.Ask, state string, organisation id.ID, from, to clock.Date) string {
	return page.Address("/engagements", filled("state", state, "unit", string(a.Unit), "organisation", string(organisation), "from", string(from), "to", string(to)))
}

// activityHref is the list of engagements of an activity that are in a state.
func activityHref(state engagement.State, activity id.ID) string {
	return "/engagements?state=" + string(state) + "&activity=" + string(activity)
}
