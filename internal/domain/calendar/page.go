package calendar

import (
	"context"
	"slices"

	"schakel/internal/domain/facility"
	"schakel/internal/domain/network"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// MaxEvents is how many events one page of the calendar holds.
const MaxEvents = 1500

// Page is a stretch of the calendar with the school year behind it.
type Page struct {
	Events   []Event
	More     bool              // there are more events than the page holds
	Rooms    facility.Overview // when asked for: the facilities and what takes them up
	Units    []network.Unit
	Weeks    []schoolyear.Week    // of the school year, of the chosen unit (or where the reader works) and what is above and below it
	Region   schoolyear.Region    // of the chosen unit, or of where the reader works; empty when nobody chose one
	Holidays []schoolyear.Holiday // of the school year in that region
	Year     schoolyear.Year      // in which the stretch begins

	parents map[id.ID]id.ID
	names   map[id.ID]string
}

// Page returns the events of a stretch of days, and the school year in which it begins (with the days of the stretch that
// lie beyond it), in four queries; in five with the facilities.
func (s *Service) Page(ctx context.Context, sc access.Scope, f Filter) (p Page, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return p, err
	}
	f.Limit = MaxEvents + 1
	var regions []schoolyear.RegionOf
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if f.Facilities {
			p.Rooms, err = facility.OverviewTx(tx, sc, f.From, f.To)
		} else {
			p.Events, err = eventsTx(tx, sc, f, s.Clock.Now())
		}
		if err != nil {
			return err
		}
		if p.Units, err = network.TreeTx(tx, sc); err != nil {
			return err
		}
		if regions, err = schoolyear.RegionsTx(tx, sc); err != nil {
			return err
		}
		p.Year = schoolyear.Of(f.From)
		p.Weeks, err = schoolyear.WeeksTx(tx, sc, p.Year.First(), max(p.Year.Last(), f.To))
		return err
	})
	if err != nil {
		return p, operation.Wrap("read calendar", err)
	}
	if p.More = len(p.Events) > MaxEvents; p.More {
		p.Events = p.Events[:MaxEvents]
	}
	p.climb()
	for i := range p.Events {
		p.Events[i].UnitName = p.names[p.Events[i].Unit]
	}
	looked := []id.ID{f.Unit}
	if f.Unit == "" { // where the reader works
		looked = sc.HomeUnits()
	}
	p.Weeks = slices.DeleteFunc(p.Weeks, func(w schoolyear.Week) bool {
		return !slices.ContainsFunc(looked, func(unit id.ID) bool { return p.concerns(w.Unit, unit) })
	})
	for _, unit := range looked {
		if p.Region = regionOf(p.line(unit), regions); p.Region != "" {
			break
		}
	}
	p.Holidays = schoolyear.Holidays(p.Region, p.Year.First(), max(p.Year.Last(), f.To))
	return p, nil
}

// line is a unit with those above it, up to the network.
func (p Page) line(unit id.ID) []id.ID {
	var out []id.ID
	for at := unit; at != "" && len(out) <= len(p.Units); at = p.parents[at] {
		out = append(out, at)
	}
	return out
}

// climb notes which unit stands above which, and what they are called.
func (p *Page) climb() {
	p.parents, p.names = make(map[id.ID]id.ID, len(p.Units)), make(map[id.ID]string, len(p.Units))
	for _, u := range p.Units {
		p.parents[u.ID], p.names[u.ID] = u.Parent, u.Name
	}
}

// concerns reports whether a week of one unit matters to somebody who looks at another: weeks of what stands above hold
// there too, weeks of what is below are shown with their school's name.
func (p Page) concerns(of, looked id.ID) bool { return p.Follows(looked, of) || p.Follows(of, looked) }

// Follows reports whether a week of unit of holds for unit as well: it is the same one, or stands above it.
func (p Page) Follows(unit, of id.ID) bool { return slices.Contains(p.line(unit), of) }

// regionOf is the region of the nearest unit of a line that has one.
func regionOf(line []id.ID, regions []schoolyear.RegionOf) schoolyear.Region {
	for _, unit := range line {
		for _, r := range regions {
			if r.Unit == unit {
				return r.Region
			}
		}
	}
	return ""
}

// HolidayOn returns the holiday on a day; a public one goes before a school holiday.
func (p Page) HolidayOn(d clock.Date) (found schoolyear.Holiday, ok bool) {
	for _, h := range p.Holidays {
		if h.Holds(d) && (!ok || h.Public) {
			found, ok = h, true
		}
	}
	return found, ok
}
