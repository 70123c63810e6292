package calendarweb

import (
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// lane is what one school, class, teacher or company does, or who has a facility, week by week.
type lane struct {
	unit  id.ID // whose weeks hold in it; empty for a company and a facility
	name  string
	href  string // of what it is of, if it has a page
	cells []cell
}

// cell is one week of a lane.
type cell struct {
	notes  []note
	busy   bool
	events []calendar.Event
	uses   []facility.Use
}

// laneWho is the other side of an event in a lane.
func (v view) laneWho(e *calendar.Event) string {
	if v.by == byCompany {
		return e.UnitName
	}
	return e.OrganisationName
}

// lanes lays the events out per school, class or company, by name. A school that keeps weeks has its lane without events too.
func (v view) lanes() []lane {
	if v.by == byRoom {
		return v.roomLanes()
	}
	var out []lane
	at := map[string]int{}
	of := func(key string, unit id.ID, name string) *lane {
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, lane{unit: unit, name: name, cells: make([]cell, laneWeeks)})
		}
		return &out[i]
	}
	for i := range v.page.Events {
		e := &v.page.Events[i]
		if n := v.from.DaysUntil(e.On) / 7; n >= 0 && n < laneWeeks {
			c := &of(v.laneOf(e)).cells[n]
			c.events = append(c.events, *e)
		}
	}
	if v.by == bySchool {
		for _, w := range v.page.Weeks {
			if w.To >= v.from && w.From <= v.to && v.reads(w.Unit) {
				of(string(w.Unit), w.Unit, w.UnitName)
			}
		}
	}
	if v.by != byCompany {
		for i := range out {
			v.noteWeeks(&out[i])
		}
	}
	slices.SortStableFunc(out, func(a, b lane) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return out
}

// roomLanes lays out per facility who has it, by name. One that nobody has is there too: it is free.
func (v view) roomLanes() []lane {
	var out []lane
	at := map[id.ID]int{}
	for _, f := range v.page.Rooms.Facilities {
		at[f.ID] = len(out)
		out = append(out, lane{name: f.Name, href: "/facilities/" + string(f.ID), cells: make([]cell, laneWeeks)})
	}
	for _, u := range v.page.Rooms.Uses {
		if n := v.from.DaysUntil(u.On) / 7; n >= 0 && n < laneWeeks && (v.unit == "" || v.page.Follows(u.Unit, v.unit)) {
			c := &out[at[u.Facility]].cells[n]
			c.uses = append(c.uses, u)
		}
	}
	return out
}

// nothing reports whether there is nothing to show in the stretch.
func (v view) nothing() bool {
	if v.kind == lanes && v.by == byRoom {
		return len(v.page.Rooms.Facilities) == 0
	}
	return len(v.page.Events) == 0
}

// laneOf is the lane of an event: what it is of, whose weeks hold in it, and its name. A class is one by its name, at its school.
func (v view) laneOf(e *calendar.Event) (key string, unit id.ID, name string) {
	switch v.by {
	case byCompany:
		return string(e.Organisation), "", e.OrganisationName
	case byClass:
		class := e.Class
		if class == "" {
			class = v.P.T("calendar.no_class")
		}
		return string(e.Unit) + " " + strings.ToLower(e.Class), e.Unit, e.UnitName + " · " + class
	case byTeacher:
		teacher := e.Teacher
		if teacher == "" {
			teacher = v.P.T("calendar.no_teacher")
		}
		return string(e.Unit) + " " + strings.ToLower(e.Teacher), e.Unit, teacher + " · " + e.UnitName
	default:
		return string(e.Unit), e.Unit, e.UnitName
	}
}

// noteWeeks notes the weeks that hold for a school: its own, and those of what stands above it.
func (v view) noteWeeks(l *lane) {
	for _, w := range v.page.Weeks {
		if !v.page.Follows(l.unit, w.Unit) {
			continue
		}
		for n := range l.cells {
			monday := v.from.AddDays(7 * n)
			if w.To < monday || w.From > monday.AddDays(6) {
				continue
			}
			text := v.P.T("calendar.week." + string(w.Kind))
			if w.Title != "" {
				text += " · " + w.Title
			}
			l.cells[n].notes = append(l.cells[n].notes, note{string(w.Kind), text})
			l.cells[n].busy = l.cells[n].busy || w.Kind.Busy()
		}
	}
}

// reads reports whether the reader sees the engagements of a unit.
func (v view) reads(unit id.ID) bool { return v.Scope.CanOn(access.EngagementRead, unit) }

// laneWeek is the head of one column of the lanes.
type laneWeek struct {
	monday  clock.Date
	no      string
	holiday string
	now     bool
}

func (v view) laneWeeks() []laneWeek {
	var out []laneWeek
	for n := range laneWeeks {
		monday := v.from.AddDays(7 * n)
		_, no := monday.Time().ISOWeek()
		w := laneWeek{monday: monday, no: strconv.Itoa(no), now: mondayOf(v.Today()) == monday}
		if h, ok := v.schoolHoliday(monday); ok {
			w.holiday = h.Name(string(v.P.Lang()))
		}
		out = append(out, w)
	}
	return out
}

// schoolHoliday is the school holiday in the lessons of the week that begins on a Monday.
func (v view) schoolHoliday(monday clock.Date) (schoolyear.Holiday, bool) {
	for _, h := range v.page.Holidays {
		if !h.Public && h.From <= monday.AddDays(4) && h.To >= monday {
			return h, true
		}
	}
	return schoolyear.Holiday{}, false
}
