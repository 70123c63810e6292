package api

import (
	"time"

	"schakel/internal/domain/calendar"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// mostDays is how long a stretch of the calendar may be.
const mostDays = 62

// event is an engagement in the calendar.
type event struct {
	Engagement   id.ID      `json:"engagement" format:"uuid"`
	Title        string     `json:"title"`
	Unit         id.ID      `json:"unit" format:"uuid"`
	UnitName     string     `json:"unit_name"`
	Organisation id.ID      `json:"organisation" format:"uuid"`
	OrgName      string     `json:"organisation_name"`
	On           clock.Date `json:"on" format:"date"`
	StartsAt     time.Time  `json:"starts_at"`
	EndsAt       time.Time  `json:"ends_at"`
	Counted      bool       `json:"counted" doc:"it took place: the attendance was counted"`
}

// stretch is a part of the calendar.
type stretch struct {
	Events []event `json:"events" nullable:"false" doc:"in their order; cancelled ones are left out"`
	More   bool    `json:"more" doc:"there are more than fit: ask for fewer days"`
}

func (a *API) calendar() []operation {
	return []operation{
		reading("getCalendar", "/calendar", "-", access.C1, "engagement:read", []access.Action{access.EngagementRead}, func(c *call) (stretch, error) {
			from, to := clock.Date(c.text("from")), clock.Date(c.text("to"))
			if from == "" {
				from = clock.Today(a.env.Clock)
			}
			if to == "" {
				to = from.AddDays(mostDays - 1)
			}
			if to < from || to >= from.AddDays(mostDays) {
				return stretch{}, fault.Fields{"?to": {Key: "api.stretch", Args: []any{mostDays}}}.Err()
			}
			p, err := a.services.Calendar.Page(c.r.Context(), c.sc, calendar.Filter{From: from, To: to, Unit: c.ask("unit"), Organisation: c.ask("organisation")})
			out := stretch{Events: make([]event, len(p.Events)), More: p.More}
			for i, e := range p.Events {
				out.Events[i] = event{
					Engagement: e.Engagement, Title: e.Title, Unit: e.Unit, UnitName: e.UnitName, Organisation: e.Organisation, OrgName: e.OrganisationName,
					On: e.On, StartsAt: e.Starts, EndsAt: e.Ends, Counted: e.Counted,
				}
			}
			return out, err
		}).with(param{name: "from", kind: "date"}, param{name: "to", kind: "date"}, param{name: "unit", kind: "uuid"}, param{name: "organisation", kind: "uuid"}),
	}
}
