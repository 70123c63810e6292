package need

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stem is how many letters of a word count: energietransitie is about the same as energie.
const stem = 5

// about reports whether a text speaks of a theme: it holds the
// beginning of one of the theme's words. Words of one or two letters say nothing.
func about(text, theme string) bool {
	text = strings.ToLower(text)
	for word := range strings.FieldsFuncSeq(strings.ToLower(theme), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(word) < 3 {
			continue
		}
		if runes := []rune(word); len(runes) > stem {
			word = string(runes[:stem])
		}
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
