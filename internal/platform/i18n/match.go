package i18n

import (
	"strconv"
	"strings"
)

// Match chooses the language of a browser's Accept-Language header (RFC 9110, 12.5.4): the one with
// the highest weight, the first of equals; Dutch when the header names neither.
func Match(acceptLanguage string) Lang {
	best, weight := NL, 0.0
	if len(acceptLanguage) > 1000 {
		return NL
	}
	for part := range strings.SplitSeq(acceptLanguage, ",") {
		tag, params, _ := strings.Cut(part, ";")
		lang, ok := ParseLang(tag)
		if !ok {
			continue
		}
		q := 1.0
		if value, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(value, 64); err != nil || q > 1 {
				continue
			}
		}
		if q > weight {
			best, weight = lang, q
		}
	}
	return best
}

// ParseLang reads a language tag such as "en" or "en-GB".
func ParseLang(tag string) (Lang, bool) {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch Lang(base) {
	case NL:
		return NL, true
	case EN:
		return EN, true
	}
	return NL, false
}
