package funding

import (
	"strconv"
	"strings"

	"schakel/internal/platform/fault"
)

// maxHours is the most hours that one form takes per person: half a working year.
const maxHours = 1000

// hours reads an amount of time as people type it, and returns its minutes: "1,5" and "1.50" are hours with decimals,
// "1:30" hours and minutes. Decimals are rounded to a whole minute, half up. Messages are noted at the field.
func hours(f fault.Fields, field, value string) int {
	value = strings.TrimSpace(value)
	if value == "" {
		f.Add(field, "field.required")
		return 0
	}
	minutes, ok := clockHours(value)
	if !ok {
		minutes, ok = decimalHours(value)
	}
	switch {
	case !ok:
		f.Add(field, "funding.hours_form")
	case minutes < 1 || minutes > maxHours*60:
		f.Add(field, "funding.hours_range", maxHours)
	default:
		return minutes
	}
	return 0
}

func clockHours(value string) (int, bool) {
	h, m, found := strings.Cut(value, ":")
	whole, ok := number(h, 4)
	rest, okRest := number(m, 2)
	return whole*60 + rest, found && ok && okRest && len(m) == 2 && rest < 60
}

func decimalHours(value string) (int, bool) {
	h, decimals, found := strings.Cut(strings.Replace(value, ",", ".", 1), ".")
	whole, ok := number(h, 4)
	if !found || !ok {
		return whole * 60, ok
	}
	hundredths, ok := number((decimals + "0")[:min(2, len(decimals)+1)], 2)
	return whole*60 + (hundredths*60+50)/100, ok && len(decimals) >= 1 && len(decimals) <= 2
}

// number reads one to most digits.
func number(s string, most int) (int, bool) {
	if s == "" || len(s) > most || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
