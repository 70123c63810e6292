package menu

import (
	"slices"
	"strconv"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// Days are the limits of an offer about days: on which of the week, and how long before. The zero value takes every day.
type Days struct {
	Weekdays db.JSON[[]int] `db:"weekdays"`    // 1 is Monday, 6 Saturday; empty is all
	Notice   int            `db:"notice_days"` // between being asked and the day itself
}

// Why no day of a period suits.
const (
	StopNotice   = "notice"
	StopWeekdays = "weekdays"
)

// mostNotice is how many days before a company may want to know.
const mostNotice = 180

// Takes reports whether a company that is asked today takes the day.
func (d Days) Takes(on, today clock.Date) bool {
	return on >= today.AddDays(d.Notice) && (len(d.Weekdays.V) == 0 || slices.Contains(d.Weekdays.V, weekday(on)))
}

// First returns the first day of the period that a company takes when it is asked today, the zero date without one.
func (d Days) First(from, to, today clock.Date) clock.Date {
	day := max(from, today.AddDays(d.Notice))
	for range 7 { // days of the week
		switch {
		case day > to:
			return ""
		case d.Takes(day, today):
			return day
		}
		day = day.AddDays(1)
	}
	return ""
}

// Stop returns why no day of the period suits when the company is asked today: StopNotice, StopWeekdays, or empty when one does.
func (d Days) Stop(from, to, today clock.Date) string {
	switch {
	case d.Notice > 0 && to < today.AddDays(d.Notice):
		return StopNotice
	case len(d.Weekdays.V) > 0 && d.First(from, to, today) == "":
		return StopWeekdays
	default:
		return ""
	}
}

// weekday is the day of the week, 1 for Monday to 7 for Sunday.
func weekday(on clock.Date) int { return (int(on.Time().Weekday())+6)%7 + 1 }

// Weekdays are the days of the week on which companies and schools meet.
func Weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
}

// weekdays reads ticked days of the week; all of them is the same as none.
func weekdays(f fault.Fields, field string, values []string) []int {
	return numbers(f, field, values, len(Weekdays()))
}

// months reads ticked months; all twelve is the same as none.
func months(f fault.Fields, field string, values []string) []int {
	return numbers(f, field, values, 12)
}

// numbers reads ticked numbers from 1 to most, sorted; all of them is the same as none.
func numbers(f fault.Fields, field string, values []string, most int) []int {
	var out []int
	for _, v := range values {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > most {
			f.Add(field, "field.choice")
			return nil
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == most {
		return nil
	}
	slices.Sort(out)
	return out
}

// Languages are those in which a company may do something besides Dutch: of neighbours, and of newcomers in the region's schools.
func Languages() []string { return []string{"en", "de", "uk", "ar", "tr", "pl"} }

// languages reads ticked languages, in the order of the list.
func languages(f fault.Fields, field string, values []string) db.Strings {
	for _, v := range values {
		if !slices.Contains(Languages(), v) {
			f.Add(field, "field.choice")
			return nil
		}
	}
	return slices.DeleteFunc(Languages(), func(l string) bool { return !slices.Contains(values, l) })
}
