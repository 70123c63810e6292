package schoolyear

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"schakel/internal/platform/clock"
)

// Region is one of the three regions between which the Netherlands spread their school holidays (vakantieregio).
type Region string

// The regions.
const (
	North  Region = "noord"
	Middle Region = "midden"
	South  Region = "zuid"
)

// Regions lists the regions from north to south.
func Regions() []Region { return []Region{North, Middle, South} }

// Holiday is a school holiday of one or more regions, or a public holiday of the whole country.
type Holiday struct {
	From, To clock.Date // both days included
	Public   bool
	Regions  []Region // of a school holiday
	NL, EN   string
}

// Name returns the name in a language.
func (h Holiday) Name(lang string) string {
	if lang == "en" {
		return h.EN
	}
	return h.NL
}

// Holds reports whether the day lies in the holiday.
func (h Holiday) Holds(d clock.Date) bool { return h.From <= d && d <= h.To }

// holidaysCSV is drawn from the open calendar of holidays: the school holidays as the ministry set them (the first years) or
// advises them, and the public holidays. Two spring holidays of the south, of 2027 and 2029, ran five weeks in the source by
// a slip of the month; they end a month earlier here. Rows are in order of their first day.
//
//go:embed holidays.csv
var holidaysCSV string

var holidays = sync.OnceValue(func() []Holiday {
	var out []Holiday
	for i, line := range strings.Split(strings.TrimSpace(holidaysCSV), "\n") {
		cells := strings.Split(line, ";")
		if i == 0 || len(cells) != 6 {
			continue // the head; a test counts the rest
		}
		h := Holiday{From: clock.Date(cells[0]), To: clock.Date(cells[1]), Public: cells[2] == "public", NL: cells[4], EN: cells[5]}
		for _, r := range strings.Fields(cells[3]) {
			h.Regions = append(h.Regions, Region(r))
		}
		out = append(out, h)
	}
	return out
})

// Holidays returns the public holidays and the school holidays of a region that touch the days from–to, in order of their
// first day. Without a region there are only the public ones.
func Holidays(r Region, from, to clock.Date) []Holiday {
	var out []Holiday
	for _, h := range holidays() {
		if h.To >= from && h.From <= to && (h.Public || slices.Contains(h.Regions, r)) {
			out = append(out, h)
		}
	}
	return out
}

// KnownUntil is the last day of which the holidays are known.
func KnownUntil() clock.Date {
	last := clock.Date("")
	for _, h := range holidays() {
		last = max(last, h.To)
	}
	return last
}
