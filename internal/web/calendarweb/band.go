package calendarweb

import (
	"strconv"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/web/ui"
)

// bar is a stretch of the school year on the band; X and Width count months from 1 August.
type bar struct {
	class    string
	x, width string
	y, h     string
}

// monthLink is one month of the band.
type monthLink struct {
	label, long, href string
	current           bool
}

// bars draw the holidays, the weeks of schools, what the view shows, and today.
func (v view) bars() []bar {
	first, last := v.page.Year.First(), v.page.Year.Last()
	var out []bar
	add := func(class string, from, to clock.Date, y, h string) {
		from, to = max(from, first), min(to, last)
		if from <= to {
			a, b := position(first, from), position(first, to.AddDays(1))
			out = append(out, bar{class, decimal(a), decimal(b - a), y, h})
		}
	}
	add("cal-band-view", v.from, v.to, "0", "10")
	for _, h := range v.page.Holidays {
		if !h.Public {
			add("cal-band-holiday", h.From, h.To, "0", "6")
		}
	}
	for _, w := range v.page.Weeks {
		add("cal-band-"+string(w.Kind), w.From, w.To, "6.5", "3.5")
	}
	add("cal-band-today", v.Today(), v.Today(), "0", "10")
	return out
}

// position is a day on a band on which every month is one wide.
func position(first, d clock.Date) float64 {
	months := (d.Year()-first.Year())*12 + int(d.Month()) - int(first.Month())
	days := nextMonth(d).AddDays(-1).Time().Day()
	return float64(months) + float64(d.Time().Day()-1)/float64(days)
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', 3, 64) }

func (v view) months() []monthLink {
	var out []monthLink
	for d := v.page.Year.First(); d <= v.page.Year.Last(); d = nextMonth(d) {
		out = append(out, monthLink{
			label: v.P.MonthShort(d.Month()), long: v.P.Month(d.Month()) + " " + strconv.Itoa(d.Year()), href: v.href("on", string(d)),
			current: firstOf(v.on) == d,
		})
	}
	return out
}

// yearRows are the holidays and weeks of the school year in words.
func (v view) yearRows() []ui.Def {
	var out []ui.Def
	for _, h := range v.page.Holidays {
		out = append(out, ui.Def{Term: h.Name(string(v.P.Lang())), Text: v.span(h.From, h.To)})
	}
	for _, w := range v.page.Weeks {
		out = append(out, ui.Def{Term: v.weekText(w), Text: v.span(w.From, w.To)})
	}
	return out
}

// span writes from which day to which: 12 okt – 20 okt 2026.
func (v view) span(from, to clock.Date) string {
	if from == to {
		return v.P.DateShort(from)
	}
	if from.Year() == to.Year() {
		return number(from) + " " + v.P.MonthShort(from.Month()) + " – " + v.P.DateShort(to)
	}
	return v.P.DateShort(from) + " – " + v.P.DateShort(to)
}

func (v view) yearTitle() string { return v.P.T("calendar.year", v.page.Year.String()) }

// regionText says whose holidays are shown, or that nobody said so yet.
func (v view) regionText() string {
	if v.page.Region == "" {
		return v.P.T("calendar.no_region")
	}
	return v.P.T("calendar.region_is", v.P.T("calendar.region."+string(v.page.Region)))
}

// weekdays are the heads of the columns of a month.
func (v view) weekdays() []string {
	var out []string
	for d := time.Monday; d <= time.Saturday; d++ {
		out = append(out, v.P.WeekdayShort(d))
	}
	return append(out, v.P.WeekdayShort(time.Sunday))
}
