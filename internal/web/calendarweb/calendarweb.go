// Package calendarweb holds the pages of the calendar: what takes place per month, week, day and lane with the school year
// behind it, the weeks that a school keeps for itself, and the feeds for calendar apps.
package calendarweb

import (
	"net/http"
	"net/url"
	"slices"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/network"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
)

// Pages answers the requests about the calendar.
type Pages struct {
	calendar   *calendar.Service
	schoolyear *schoolyear.Service
	network    *network.Service
	links      *link.Keeper
}

// New makes the pages.
func New(c *calendar.Service, y *schoolyear.Service, n *network.Service, l *link.Keeper) *Pages {
	return &Pages{c, y, n, l}
}

const section = "calendar"

// The views of the calendar.
const (
	month  = "month"
	week   = "week"
	agenda = "agenda"
	lanes  = "lanes"
)

var views = []string{month, week, agenda, lanes}

// What the lanes are of.
const (
	bySchool  = "school"
	byClass   = "class"
	byTeacher = "teacher"
	byCompany = "company"
	byRoom    = "facility"
)

var laneKinds = []string{bySchool, byClass, byTeacher, byCompany, byRoom}

// How many days an agenda shows, and how many weeks the lanes do.
const (
	agendaDays = 28
	laneWeeks  = 8
)

// view is one page of the calendar.
type view struct {
	*page.Ctx
	kind     string
	on       clock.Date // the day around which it is
	from, to clock.Date
	by       string // what the lanes are of
	mine     bool
	unit     id.ID
	company  id.ID
	page     calendar.Page
}

// Show shows a stretch of the calendar. Everything that decides what is shown stands in the address.
func (h *Pages) Show(c *page.Ctx) (err error) {
	v := view{Ctx: c, kind: c.Query("view"), by: c.Query("by"), mine: c.Query("mine") != "", unit: c.QueryID("unit"), company: c.QueryID("organisation")}
	v.on, err = clock.ParseDate(c.Query("on"))
	if err != nil || v.on < "2015-01-01" || v.on > "2099-12-31" {
		v.on = c.Today()
	}
	v.stretch()
	f := calendar.Filter{From: v.from, To: v.to, Unit: v.unit, Organisation: v.company}
	if v.kind == lanes {
		f.Classes, f.Facilities = v.by == byClass || v.by == byTeacher, v.by == byRoom
	}
	if v.mine {
		f.Account = c.Scope.Account()
	}
	if v.page, err = h.calendar.Page(c.Context(), c.Scope, f); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("calendar.title"), Section: section, Wide: true}, calendarPage(v))
}

// stretch chooses the days of the view.
func (v *view) stretch() {
	switch v.kind {
	case week:
		v.from = mondayOf(v.on)
		v.to = v.from.AddDays(6)
	case agenda:
		v.from = v.on
		v.to = v.on.AddDays(agendaDays - 1)
	case lanes:
		v.from = mondayOf(v.on)
		v.to = v.from.AddDays(7*laneWeeks - 1)
	default:
		v.kind = month
		first := firstOf(v.on)
		v.from = mondayOf(first)
		v.to = mondayOf(nextMonth(first).AddDays(-1)).AddDays(6)
	}
	if !slices.Contains(laneKinds, v.by) {
		v.by = bySchool
	}
}

func mondayOf(d clock.Date) clock.Date { return d.AddDays(-(int(d.Time().Weekday()) + 6) % 7) }

func firstOf(d clock.Date) clock.Date { return d[:8] + "01" }

func nextMonth(d clock.Date) clock.Date { return firstOf(firstOf(d).AddDays(31)) }

// step is the day around which the view before (-1) or after (1) is.
func (v view) step(n int) clock.Date {
	switch v.kind {
	case week:
		return v.from.AddDays(7 * n)
	case agenda:
		return v.from.AddDays(agendaDays * n)
	case lanes:
		return v.from.AddDays(7 * laneWeeks * n)
	}
	if n < 0 {
		return firstOf(firstOf(v.on).AddDays(-1))
	}
	return nextMonth(v.on)
}

// href is the address of this calendar with some things changed: pairs of a name and a value, which is left out when empty.
func (v view) href(changes ...string) string {
	is := map[string]string{"view": v.kind, "on": string(v.on), "unit": string(v.unit), "organisation": string(v.company)}
	if v.mine {
		is["mine"] = "1"
	}
	if v.by != bySchool {
		is["by"] = v.by
	}
	for i := 0; i+1 < len(changes); i += 2 {
		is[changes[i]] = changes[i+1]
	}
	q := url.Values{}
	for name, value := range is {
		if value == "" || name == "view" && value == month || name == "on" && value == string(v.Today()) || name == "by" && is["view"] != lanes {
			continue
		}
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/calendar"
	}
	return "/calendar?" + q.Encode()
}
