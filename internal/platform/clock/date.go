package clock

import (
	"errors"
	"fmt"
	"sync"
	"time"
	_ "time/tzdata" // the zone must exist on a bare machine
)

// Zone is the zone in which users of Schakel read a day and an hour.
const Zone = "Europe/Amsterdam"

// Amsterdam returns the location of Zone.
var Amsterdam = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation(Zone)
	if err != nil {
		panic("clock: " + err.Error()) // impossible: the zone data is embedded
	}
	return loc
})

// Date is a calendar day as ISO text, 2026-11-25. The zero value means no day. It sorts and compares as text.
type Date string

// ErrDate says that a text is not an existing calendar day.
var ErrDate = errors.New("not a calendar day")

// ParseDate reads an ISO day (2026-11-25) and refuses days that don't exist and years outside 1900–2200.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", ErrDate
	}
	return Date(s), nil
}

// DateOf returns the day on which t falls in Amsterdam.
func DateOf(t time.Time) Date { return Date(t.In(Amsterdam()).Format(time.DateOnly)) }

// Today returns the present day in Amsterdam.
func Today(c Clock) Date { return DateOf(c.Now()) }

// Time returns midnight UTC of the day; the zero time for the zero date.
func (d Date) Time() time.Time {
	if len(d) == len(time.DateOnly) && d[4] == '-' && d[7] == '-' { // pages ask this for every row, so it is read by hand
		year, month, day := digits(d[:4]), digits(d[5:7]), digits(d[8:])
		if t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); t.Day() == day && int(t.Month()) == month && t.Year() == year {
			return t
		}
	}
	return time.Time{}
}

// digits reads a number of digits only, -1 for anything else.
func digits(s Date) int {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// FirstDay returns the first of January of a year.
func FirstDay(year int) Date { return Date(fmt.Sprintf("%04d-01-01", year)) }

// LastDay returns the last of December of a year.
func LastDay(year int) Date { return Date(fmt.Sprintf("%04d-12-31", year)) }

// AddDays returns the day n days later (earlier when negative).
func (d Date) AddDays(n int) Date {
	if d == "" {
		return ""
	}
	return Date(d.Time().AddDate(0, 0, n).Format(time.DateOnly))
}

// Year returns the calendar year, 0 for the zero date.
func (d Date) Year() int {
	if d == "" {
		return 0
	}
	return d.Time().Year()
}

// Month returns the calendar month, 0 for the zero date.
func (d Date) Month() time.Month {
	if d == "" {
		return 0
	}
	return d.Time().Month()
}

// DaysUntil returns the number of days from d to other, negative when other is earlier.
func (d Date) DaysUntil(other Date) int {
	return int(other.Time().Sub(d.Time()).Hours() / 24)
}

// ErrGap says that a local time does not exist: the clock jumps over it in spring.
var ErrGap = errors.New("local time does not exist (clock change)")

// At returns the instant at which the clock in Amsterdam shows hour:minute on the day.
// A time that the spring change skips gives ErrGap; of the two instants of an autumn hour it takes the first (summer time).
func (d Date) At(hour, minute int) (time.Time, error) {
	day := d.Time()
	if day.IsZero() || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return time.Time{}, ErrDate
	}
	local := time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, Amsterdam())
	if local.Hour() != hour || local.Minute() != minute {
		return time.Time{}, ErrGap
	}
	if earlier := local.Add(-time.Hour); earlier.Hour() == hour && earlier.Minute() == minute {
		local = earlier
	}
	return local.UTC(), nil
}
