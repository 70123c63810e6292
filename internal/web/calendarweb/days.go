package calendarweb

import (
	"strconv"

	"schakel/internal/domain/calendar"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/platform/clock"
	"schakel/internal/web/ui"
)

// day is one day of the view with what is on it.
type day struct {
	on     clock.Date
	out    bool // of the month before or after
	off    bool // weekend, holiday: no lessons
	busy   bool // tests or free days of a school that is looked at
	notes  []note
	events []calendar.Event
}

// note is a word of the school year at a day.
type note struct {
	kind string // holiday, public, test, internship, project or free
	text string
}

// days are the days of the view, in order.
func (v view) days() []day {
	var out []day
	next := 0
	for d := v.from; d <= v.to; d = d.AddDays(1) {
		x := day{on: d, out: v.kind == month && d.Month() != v.on.Month()}
		weekday := int(d.Time().Weekday())
		x.off = weekday == 0 || weekday == 6
		x.notes, x.off, x.busy = v.notesOn(d, x.off)
		for next < len(v.page.Events) && v.page.Events[next].On < d {
			next++
		}
		for next < len(v.page.Events) && v.page.Events[next].On == d {
			x.events = append(x.events, v.page.Events[next])
			next++
		}
		out = append(out, x)
	}
	return out
}

// notesOn tells what the school year says of a day. A stretch of days is named on its first day, on Mondays, and on the
// first day of the view.
func (v view) notesOn(d clock.Date, off bool) (notes []note, isOff, busy bool) {
	names := func(from clock.Date) bool { return d == from || d == v.from || d.Time().Weekday() == 1 }
	for _, h := range v.page.Holidays {
		if !h.Holds(d) {
			continue
		}
		off = true
		if h.Public {
			notes = append(notes, note{"public", h.Name(string(v.P.Lang()))})
		} else if names(h.From) {
			notes = append(notes, note{"holiday", h.Name(string(v.P.Lang()))})
		}
	}
	for _, kind := range schoolyear.WeekKinds() {
		var named []schoolyear.Week
		for _, w := range v.page.Weeks {
			if w.Kind == kind && w.Holds(d) {
				busy = busy || kind.Busy() && v.unit != ""
				if names(w.From) {
					named = append(named, w)
				}
			}
		}
		if len(named) > 2 && v.kind != agenda {
			notes = append(notes, note{string(kind), v.P.T("calendar.week."+string(kind)) + " · " + v.P.T("calendar.n_schools", len(named))})
			continue
		}
		for _, w := range named {
			notes = append(notes, note{string(kind), v.weekText(w)})
		}
	}
	return notes, off, busy
}

// weekText names a week of a school: Toetsweek · Noordik · leerjaar 3.
func (v view) weekText(w schoolyear.Week) string {
	text := v.P.T("calendar.week." + string(w.Kind))
	if w.Unit != v.unit {
		text += " · " + w.UnitName
	}
	if w.Title != "" {
		text += " · " + w.Title
	}
	return text
}

// fewNotes and fewEvents are what fits in a cell of a month; the rest stands behind a link to the day.
const (
	fewNotes  = 2
	fewEvents = 4
)

func (v view) few(x day) (events []calendar.Event, more int) {
	if v.kind != month || len(x.events) <= fewEvents {
		return x.events, 0
	}
	return x.events[:fewEvents-1], len(x.events) - fewEvents + 1
}

func (v view) fewNotes(x day) (notes []note, more int) {
	if len(x.notes) <= fewNotes || v.kind == agenda {
		return x.notes, 0
	}
	return x.notes[:fewNotes], len(x.notes) - fewNotes
}

// shown leaves the days without anything out of an agenda.
func (v view) shown() []day {
	all := v.days()
	if v.kind != agenda {
		return all
	}
	out := all[:0]
	for _, x := range all {
		if len(x.events) > 0 || len(x.notes) > 0 || x.on == v.Today() {
			out = append(out, x)
		}
	}
	return out
}

func (v view) dayClass(x day) string {
	class := "cal-day"
	for _, c := range []struct {
		on   bool
		name string
	}{
		{x.out, "cal-out"},
		{x.off, "cal-off"},
		{x.busy, "cal-busy"},
		{x.on == v.Today(), "cal-today"},
		{len(x.events) == 0 && len(x.notes) == 0, "cal-empty"},
	} {
		if c.on {
			class += " " + c.name
		}
	}
	return class
}

func number(d clock.Date) string { return strconv.Itoa(d.Time().Day()) }

// title names the stretch.
func (v view) title() string {
	if v.kind == month {
		return v.P.Month(v.on.Month()) + " " + strconv.Itoa(v.on.Year())
	}
	text := v.P.DateShort(v.from) + " – " + v.P.DateShort(v.to)
	if v.kind == week {
		_, n := v.from.Time().ISOWeek()
		text = v.P.T("calendar.week_no", strconv.Itoa(n)) + " · " + text
	}
	return text
}

// sub says who does it with whom, as far as the filter does not say so already.
func (v view) sub(e calendar.Event) string {
	switch {
	case v.company != "":
		return e.UnitName
	case v.unit == e.Unit:
		return e.OrganisationName
	}
	return e.OrganisationName + " · " + e.UnitName
}

func (v view) tabs() []ui.Tab {
	var tabs []ui.Tab
	for _, k := range views {
		tabs = append(tabs, ui.Tab{Label: v.P.T("calendar.view." + k), Href: v.href("view", k), Current: v.kind == k})
	}
	return tabs
}

func (v view) filters() ui.FilterBarProps {
	keep := func(name, value string) []ui.HiddenValue {
		if value == "" {
			return nil
		}
		return []ui.HiddenValue{{Name: name, Value: value}}
	}
	bar := ui.FilterBarProps{Action: "/calendar"}
	if v.kind != month {
		bar.Values = append(bar.Values, keep("view", v.kind)...)
	}
	if v.on != v.Today() {
		bar.Values = append(bar.Values, keep("on", string(v.on))...)
	}
	bar.Values = append(bar.Values, keep("organisation", string(v.company))...)
	units := ui.Field{Name: "unit", Label: v.P.T("calendar.unit"), Value: string(v.unit), Options: []ui.Option{{Label: v.P.T("calendar.all_units")}}}
	for _, u := range v.page.Units {
		if v.reads(u.ID) {
			units.Options = append(units.Options, ui.Option{Value: string(u.ID), Label: u.Name})
			if u.ID == v.unit {
				bar.Active = append(bar.Active, ui.ActiveFilter{Label: u.Name, RemoveHref: v.href("unit", "")})
			}
		}
	}
	whose := ui.Field{Name: "mine", Label: v.P.T("calendar.whose"), Options: []ui.Option{{Label: v.P.T("calendar.everybody")}, {Value: "1", Label: v.P.T("calendar.mine")}}}
	if v.mine {
		whose.Value = "1"
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("calendar.mine"), RemoveHref: v.href("mine", "")})
	}
	bar.Selects = append(bar.Selects, units, whose)
	if v.kind == lanes {
		by := ui.Field{Name: "by", Label: v.P.T("calendar.by"), Value: v.by}
		for _, kind := range laneKinds {
			by.Options = append(by.Options, ui.Option{Value: kind, Label: v.P.T("calendar.by." + kind)})
		}
		bar.Selects = append(bar.Selects, by)
	}
	if v.company != "" {
		name := v.P.T("calendar.one_company")
		if len(v.page.Events) > 0 {
			name = v.page.Events[0].OrganisationName
		}
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: name, RemoveHref: v.href("organisation", "")})
	}
	if len(bar.Active) > 0 {
		bar.ClearHref = v.href("unit", "", "mine", "", "organisation", "")
	}
	return bar
}

func (v view) secondary() []ui.Action {
	return []ui.Action{
		{Label: v.P.T("calendar.weeks"), Icon: "school", Href: "/calendar/weeks"},
		{Label: v.P.T("calendar.feeds"), Icon: "link", Href: "/calendar/feeds"},
	}
}
