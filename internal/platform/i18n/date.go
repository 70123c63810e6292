package i18n

import (
	"strings"
	"time"

	"schakel/internal/platform/clock"
)

// Date writes a day: wo 25 nov 2026. The zero date is the empty text.
func (p *Printer) Date(d clock.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return p.WeekdayShort(t.Weekday()) + " " + p.day(t, p.MonthShort(t.Month()))
}

// DateShort writes a day without its weekday: 25 nov 2026.
func (p *Printer) DateShort(d clock.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return p.day(t, p.MonthShort(t.Month()))
}

// DateLong writes a day in full: woensdag 25 november 2026.
func (p *Printer) DateLong(d clock.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return p.Weekday(t.Weekday()) + " " + p.day(t, p.Month(t.Month()))
}

func (p *Printer) day(t time.Time, month string) string {
	return itoa(t.Day()) + " " + month + " " + itoa(t.Year())
}

// DateTime writes an instant as a day and a time in Amsterdam: wo 25 nov 2026, 14:30.
func (p *Printer) DateTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.Date(clock.DateOf(t)) + ", " + p.Time(t)
}

// Time writes the time of an instant in Amsterdam: 14:30.
func (p *Printer) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(clock.Amsterdam()).Format("15:04")
}

// Ago writes how many calendar days in Amsterdam lie between an instant and now: vandaag, gisteren,
// 23 dagen geleden, 3 maanden geleden (from 60 days), 2 jaar geleden (from 24 months); and morgen,
// over 3 dagen.
func (p *Printer) Ago(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.DaysAgo(clock.DateOf(t), clock.DateOf(now))
}

// DaysAgo is Ago for days.
func (p *Printer) DaysAgo(d, today clock.Date) string {
	if d == "" {
		return ""
	}
	days := d.DaysUntil(today)
	switch days {
	case 0:
		return p.words.today
	case 1:
		return p.words.yesterday
	case -1:
		return p.words.tomorrow
	}
	pattern, early, late := p.words.ago, d, today
	if days < 0 {
		pattern, early, late, days = p.words.ahead, today, d, -days
	}
	return strings.Replace(pattern, "%s", p.span(early, late, days), 1)
}

// span writes the distance between two days, two days or more apart.
func (p *Printer) span(early, late clock.Date, days int) string {
	if days < 60 {
		return p.Number(days) + " " + p.words.days
	}
	a, b := early.Time(), late.Time()
	months := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	if b.Day() < a.Day() {
		months--
	}
	if months < 24 {
		return itoa(max(months, 2)) + " " + p.words.months2 // 60 days may be a day short of two months
	}
	return itoa(months/12) + " " + p.words.years
}

// Month returns the month's name, as it stands inside a sentence.
func (p *Printer) Month(m time.Month) string { return pick(p.words.months[:], int(m)-1) }

// MonthShort returns the month's name in three letters.
func (p *Printer) MonthShort(m time.Month) string { return pick(p.words.monthsShort[:], int(m)-1) }

// Weekday returns the weekday's name, as it stands inside a sentence.
func (p *Printer) Weekday(d time.Weekday) string { return pick(p.words.weekdays[:], int(d)) }

// WeekdayShort returns the weekday's name in two (Dutch) or three (English) letters.
func (p *Printer) WeekdayShort(d time.Weekday) string { return pick(p.words.weekdaysShort[:], int(d)) }

func pick(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return ""
	}
	return names[i]
}
