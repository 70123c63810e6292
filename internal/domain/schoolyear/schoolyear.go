// Package schoolyear knows the Dutch school year (schooljaar): it runs from 1 August up to and including 31 July
// (art. 1.1 WVO 2020).
package schoolyear

import (
	"strconv"
	"time"

	"schakel/internal/platform/clock"
)

// Year is a school year by the calendar year in which it starts: 2026 is 2026–2027.
type Year int

// Of returns the school year of a day; 0 for the zero day.
func Of(d clock.Date) Year {
	if d == "" {
		return 0
	}
	if d.Month() >= time.August {
		return Year(d.Year())
	}
	return Year(d.Year() - 1)
}

// First returns 1 August.
func (y Year) First() clock.Date { return day(int(y), time.August, 1) }

// Last returns 31 July of the next calendar year.
func (y Year) Last() clock.Date { return day(int(y)+1, time.July, 31) }

// Contains reports whether the day lies in the year.
func (y Year) Contains(d clock.Date) bool { return d != "" && Of(d) == y }

// String returns the year as people write it: 2026–2027.
func (y Year) String() string { return strconv.Itoa(int(y)) + "–" + strconv.Itoa(int(y)+1) }

func day(year int, month time.Month, d int) clock.Date {
	return clock.Date(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}
