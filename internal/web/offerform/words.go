package offerform

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/ui"
)

// Profiles makes options of profiles; when some are named, only of those.
func Profiles(only []string) []ui.Option {
	var out []ui.Option
	for _, p := range curriculum.Profiles() {
		if len(only) == 0 || slices.Contains(only, string(p)) {
			out = append(out, ui.Option{Value: string(p), Label: string(p)})
		}
	}
	return out
}

// Levels makes options of learning paths; when some are named, only of those.
func Levels(p *i18n.Printer, only []string) []ui.Option {
	var out []ui.Option
	for _, l := range curriculum.Levels() {
		if len(only) == 0 || slices.Contains(only, string(l)) {
			out = append(out, ui.Option{Value: string(l), Label: levelName(p, l)})
		}
	}
	return out
}

// Weekdays makes options of the days of the week.
func Weekdays(p *i18n.Printer) []ui.Option {
	out := make([]ui.Option, len(menu.Weekdays()))
	for i, d := range menu.Weekdays() {
		out[i] = ui.Option{Value: strconv.Itoa(int(d)), Label: p.WeekdayShort(d)}
	}
	return out
}

// Languages makes options of the languages besides Dutch.
func Languages(p *i18n.Printer) []ui.Option {
	out := make([]ui.Option, len(menu.Languages()))
	for i, l := range menu.Languages() {
		out[i] = ui.Option{Value: l, Label: p.T("offer.language." + l)}
	}
	return out
}

// Days writes days of the week, maandag en vrijdag; none, which is all, is no words.
func Days(p *i18n.Printer, days []int) string {
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = p.Weekday(time.Weekday(d))
	}
	return list(p, names)
}

// levelName writes a learning path: its abbreviation, or its name when it has none.
func levelName(p *i18n.Printer, l curriculum.Level) string {
	switch l {
	case curriculum.Onderbouw, curriculum.Pro, curriculum.VSO:
		return p.T("curriculum.level." + l.Key())
	default:
		return string(l)
	}
}

// LevelNames writes chosen learning paths; none chosen is no words.
func LevelNames(p *i18n.Printer, chosen []string) []string {
	if len(chosen) == 0 {
		return nil
	}
	var out []string
	for _, o := range Levels(p, chosen) {
		out = append(out, o.Label)
	}
	return out
}

// Duration writes how long an item takes: minutes up to three hours, then hours.
func Duration(p *i18n.Printer, minutes int) string {
	if minutes < 180 {
		return p.T("offer.minutes", minutes)
	}
	return p.T("offer.hours", (minutes+30)/60)
}

// Limits writes the limits of an offer in one line.
func Limits(p *i18n.Printer, o menu.Offer) string {
	parts := []string{p.T("offer.limit.times", o.Times), p.T("offer.limit.group", o.MaxGroup)}
	if len(o.Months.V) > 0 {
		parts = append(parts, p.T("offer.limit.months", monthNames(p, o.Months.V)))
	}
	if days := Days(p, o.Weekdays.V); days != "" {
		parts = append(parts, p.T("offer.limit.weekdays", days))
	}
	if o.Notice > 0 {
		parts = append(parts, p.T("offer.limit.notice", o.Notice))
	}
	if len(o.Profiles) > 0 {
		parts = append(parts, strings.Join(o.Profiles, ", "))
	}
	if names := LevelNames(p, o.Levels); len(names) > 0 {
		parts = append(parts, strings.Join(names, ", "))
	}
	if o.MaxKM != nil {
		parts = append(parts, p.T("offer.limit.km", strconv.Itoa(*o.MaxKM)))
	}
	if len(o.Languages) > 0 {
		names := make([]string, len(o.Languages))
		for i, l := range o.Languages {
			names[i] = p.T("offer.language." + l)
		}
		parts = append(parts, p.T("offer.limit.languages", list(p, names)))
	}
	return strings.Join(parts, " · ")
}

// Months writes the months that suit; none chosen, which is all, is no words.
func Months(p *i18n.Printer, months []int) string {
	if len(months) == 0 {
		return ""
	}
	return monthNames(p, months)
}

// monthNames writes months in the order of a school year: maart en april; more than four by their short names.
func monthNames(p *i18n.Printer, months []int) string {
	sorted := slices.SortedFunc(slices.Values(months), func(a, b int) int { return (a+4)%12 - (b+4)%12 })
	var names []string
	for _, m := range sorted {
		if len(months) > 4 {
			names = append(names, p.MonthShort(time.Month(m)))
		} else {
			names = append(names, p.Month(time.Month(m)))
		}
	}
	return list(p, names)
}

// list writes names with commas and, up to four, "and" before the last.
func list(p *i18n.Printer, names []string) string {
	last := len(names) - 1
	if last < 1 || last > 3 {
		return strings.Join(names, ", ")
	}
	return p.T("offer.limit.and", strings.Join(names[:last], ", "), names[last])
}
