// Package check holds the validators of what people type, used by every noun. A validator takes the
// raw value of a form field, notes a message at the field when the value can't be taken, and returns
// the clean value: trimmed and in the one form in which it is stored. With a message the clean value
// is the zero value, so that nobody can store what was refused.
package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"schakel/internal/platform/fault"
)

// Text checks one line of text: valid UTF-8, no control or bidirectional override characters, min to
// max characters after trimming and NFC. With min 0 it may be empty. Use it for names and codes; free
// text goes through Line or Multiline, which also refuse citizen service numbers.
func Text(f fault.Fields, field, value string, min, max int) string {
	return text(f, field, value, min, max, false, false)
}

// Line is Text for a line of free text: it also refuses what may be a citizen service number.
func Line(f fault.Fields, field, value string, min, max int) string {
	return text(f, field, value, min, max, false, true)
}

// Multiline is Line with line ends (stored as \n) and tabs.
func Multiline(f fault.Fields, field, value string, min, max int) string {
	return text(f, field, value, min, max, true, true)
}

// OptionalText is Text that may be empty.
func OptionalText(f fault.Fields, field, value string, max int) string {
	return Text(f, field, value, 0, max)
}

// OptionalLine is Line that may be empty.
func OptionalLine(f fault.Fields, field, value string, max int) string {
	return Line(f, field, value, 0, max)
}

// OptionalMultiline is Multiline that may be empty.
func OptionalMultiline(f fault.Fields, field, value string, max int) string {
	return Multiline(f, field, value, 0, max)
}

func text(f fault.Fields, field, value string, min, max int, multiline, bsn bool) string {
	if len(value) > 16*max+4096 { // far too long: don't even normalise it
		f.Add(field, "field.too_long", max)
		return ""
	}
	clean, ok := normal(f, field, value, multiline)
	if !ok {
		return ""
	}
	switch n := utf8.RuneCountInString(clean); {
	case n == 0 && min > 0:
		f.Add(field, "field.required")
	case n < min:
		f.Add(field, "field.too_short", min)
	case n > max:
		f.Add(field, "field.too_long", max)
	case bsn && LooksLikeBSN(clean):
		f.Add(field, "field.bsn")
	default:
		return clean
	}
	return ""
}

// normal trims and normalises a value, and refuses characters that don't belong in one.
func normal(f fault.Fields, field, value string, multiline bool) (string, bool) {
	if !utf8.ValidString(value) {
		f.Add(field, "field.encoding")
		return "", false
	}
	if multiline {
		value = strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\r", "\n")
	}
	value = strings.Map(dropInvisible, value)
	value = strings.TrimSpace(norm.NFC.String(value))
	for _, r := range value {
		if multiline && (r == '\n' || r == '\t') {
			continue
		}
		if refused(r) {
			f.Add(field, "field.control_characters")
			return "", false
		}
	}
	return value, true
}

// dropInvisible removes what pasting from a word processor or a chat leaves behind.
func dropInvisible(r rune) rune {
	if r == '\u200b' || r == '\ufeff' {
		return -1
	}
	return r
}

// refused reports control characters, line and paragraph separators, bidirectional embeddings,
// overrides and isolates (they make a text read as something else), and code points that never are
// characters.
func refused(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		(r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') ||
		(r >= 0xfdd0 && r <= 0xfdef) || r&0xfffe == 0xfffe || r == unicode.ReplacementChar
}

// short cleans a value of one of the typed validators, notes field.required when it is empty, and
// reports whether there is something to look at.
func short(f fault.Fields, field, value string) (string, bool) {
	if len(value) > 8192 {
		f.Add(field, "field.too_long", maxShort)
		return "", false
	}
	clean, ok := normal(f, field, value, false)
	if ok && clean == "" {
		f.Add(field, "field.required")
		return "", false
	}
	return clean, ok
}

// maxShort is the length named to somebody who puts a book in a field for a code.
const maxShort = 2000

// blank reports that an optional field was left empty.
func blank(value string) bool {
	return len(value) <= 8192 && strings.TrimSpace(strings.Map(dropInvisible, value)) == ""
}
