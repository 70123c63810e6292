package check

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/money"
)

// Int checks a whole number from min up to and including max.
func Int(f fault.Fields, field, value string, min, max int) int {
	clean, ok := short(f, field, value)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(clean)
	switch {
	case errors.Is(err, strconv.ErrRange) || (err == nil && (n < min || n > max)):
		f.Add(field, "field.range", min, max)
	case err != nil || clean[0] == '+':
		f.Add(field, "field.number")
	default:
		return n
	}
	return 0
}

// OptionalInt is Int that may be empty; set tells whether a number was given.
func OptionalInt(f fault.Fields, field, value string, min, max int) (n int, set bool) {
	if blank(value) {
		return 0, false
	}
	n = Int(f, field, value, min, max)
	_, bad := f[field]
	return n, !bad
}

// Money checks an amount from min up to and including max, as money.Parse reads it.
func Money(f fault.Fields, field, value string, min, max money.Cents) money.Cents {
	clean, ok := short(f, field, value)
	if !ok {
		return 0
	}
	c, err := money.Parse(clean)
	switch {
	case errors.Is(err, money.ErrEmpty):
		f.Add(field, "field.required")
	case errors.Is(err, money.ErrAmbiguous):
		f.Add(field, "field.money_ambiguous")
	case errors.Is(err, money.ErrTooLarge), errors.Is(err, money.ErrNegative), err == nil && (c < min || c > max):
		f.Add(field, "field.range", min, max)
	case err != nil:
		f.Add(field, "field.money")
	default:
		return c
	}
	return 0
}

// Date checks a day, as a date field sends it (2026-11-25) or as people type it (25-11-2026).
func Date(f fault.Fields, field, value string) clock.Date {
	clean, ok := short(f, field, value)
	if !ok {
		return ""
	}
	d, err := clock.ParseDate(iso(clean))
	if err != nil {
		f.Add(field, "field.date")
		return ""
	}
	return d
}

// OptionalDate is Date that may be empty.
func OptionalDate(f fault.Fields, field, value string) clock.Date {
	if blank(value) {
		return ""
	}
	return Date(f, field, value)
}

// iso turns day-month-year, with hyphens, slashes or dots, into the ISO form.
func iso(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 || len(parts[2]) != 4 {
		return s
	}
	day, err1 := strconv.Atoi(parts[0])
	month, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || day < 1 || month < 1 {
		return s
	}
	return fmt.Sprintf("%s-%02d-%02d", parts[2], month, day)
}

// DateOrder notes a message at the field of the end when it lies before the start. A missing day is
// no mistake.
func DateOrder(f fault.Fields, field string, start, end clock.Date) {
	if start != "" && end != "" && end < start {
		f.Add(field, "field.date_order")
	}
}

// TimeOfDay checks a time of day (14:30, 9.15) and returns its minutes since midnight.
func TimeOfDay(f fault.Fields, field, value string) int {
	clean, ok := short(f, field, value)
	if !ok {
		return 0
	}
	h, m, found := strings.Cut(strings.Replace(clean, ".", ":", 1), ":")
	if !found || len(h) < 1 || len(h) > 2 || !digits(h, len(h)) || !digits(m, 2) {
		f.Add(field, "field.time")
		return 0
	}
	hour, _ := strconv.Atoi(h)
	minute, _ := strconv.Atoi(m)
	if hour > 23 || minute > 59 {
		f.Add(field, "field.time")
		return 0
	}
	return hour*60 + minute
}

// Moment returns the instant of a time of day on a day in Amsterdam, as Date and TimeOfDay gave them.
// A time that the spring change of the clock skips gets field.gap. The zero date gives the zero time.
func Moment(f fault.Fields, field string, day clock.Date, minutes int) time.Time {
	if day == "" {
		return time.Time{}
	}
	t, err := day.At(minutes/60, minutes%60)
	switch {
	case errors.Is(err, clock.ErrGap):
		f.Add(field, "field.gap")
	case err != nil:
		f.Add(field, "field.time")
	}
	return t
}

// Choice checks that a value is one of the allowed ones.
func Choice[T ~string](f fault.Fields, field, value string, allowed ...T) T {
	switch v := T(strings.TrimSpace(value)); {
	case v == "" && !slices.Contains(allowed, v):
		f.Add(field, "field.required")
	case !slices.Contains(allowed, v):
		f.Add(field, "field.choice")
	default:
		return v
	}
	return ""
}

// OptionalChoice is Choice that may be empty.
func OptionalChoice[T ~string](f fault.Fields, field, value string, allowed ...T) T {
	if blank(value) {
		return ""
	}
	return Choice(f, field, value, allowed...)
}
