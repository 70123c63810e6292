package ui

import (
	"strings"

	"schakel/internal/platform/i18n"
)

// PhoneText writes a number (E.164) as people write it: Dutch ones for Dutch readers without the country. Its space never breaks.
func PhoneText(p *i18n.Printer, e164 string) string {
	if rest, ok := strings.CutPrefix(e164, "+316"); ok && len(rest) == 8 {
		return "06\u00a0" + rest
	}
	if rest, ok := strings.CutPrefix(e164, "+31"); ok && p.Lang() == i18n.NL && len(rest) == 9 {
		return "0" + rest
	}
	return e164
}
