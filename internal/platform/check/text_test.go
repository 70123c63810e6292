package check

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"schakel/internal/platform/fault"
)

// result runs a validator and returns the clean value and the key of its message.
func result(run func(f fault.Fields) string) (string, string) {
	f := fault.Fields{}
	got := run(f)
	return got, f["x"].Key
}

func TestTexts(t *testing.T) {
	t.Parallel()
	line := func(v string) func(fault.Fields) string {
		return func(f fault.Fields) string { return Line(f, "x", v, 2, 10) }
	}
	multi := func(v string) func(fault.Fields) string {
		return func(f fault.Fields) string { return Multiline(f, "x", v, 1, 30) }
	}
	tests := []struct {
		name      string
		run       func(fault.Fields) string
		want, key string
	}{
		{"trimmed", line("  bouw \n"), "bouw", ""},
		{"composed", line("cafe\u0301"), "café", ""},
		{"runes are counted, not bytes", line(strings.Repeat("é", 10)), strings.Repeat("é", 10), ""},
		{"too long", line(strings.Repeat("é", 11)), "", "field.too_long"},
		{"far too long", line(strings.Repeat("x", 100_000)), "", "field.too_long"},
		{"too short", line("a"), "", "field.too_short"},
		{"empty", line(" \t "), "", "field.required"},
		{"only invisible", line("\u200b\ufeff"), "", "field.required"},
		{"emoji", line("👩‍🔧 ok"), "👩‍🔧 ok", ""},
		{"newline in a line", line("a\nb"), "", "field.control_characters"},
		{"tab in a line", line("a\tb"), "", "field.control_characters"},
		{"nul", line("a\x00b"), "", "field.control_characters"},
		{"escape", line("a\x1b[1m"), "", "field.control_characters"},
		{"c1 control", line("a\u0085b"), "", "field.control_characters"},
		{"bidi override", line("a\u202eb"), "", "field.control_characters"},
		{"bidi isolate", line("a\u2066b"), "", "field.control_characters"},
		{"line separator", line("a\u2028b"), "", "field.control_characters"},
		{"noncharacter", line("a\ufffeb"), "", "field.control_characters"},
		{"broken utf-8", line("a\xffb"), "", "field.encoding"},
		{"bsn", line("123456782"), "", "field.bsn"},
		{"lines", multi("a\r\nb\rc\td"), "a\nb\nc\td", ""},
		{"bidi in lines", multi("a\n\u202eb"), "", "field.control_characters"},
		{"bsn in lines", multi("leerling:\n1234.56.782"), "", "field.bsn"},
		{"text takes any digits", func(f fault.Fields) string { return Text(f, "x", "123456782", 1, 20) }, "123456782", ""},
		{"optional text", func(f fault.Fields) string { return OptionalText(f, "x", "", 5) }, "", ""},
		{"optional line", func(f fault.Fields) string { return OptionalLine(f, "x", " ", 5) }, "", ""},
		{"optional lines too long", func(f fault.Fields) string { return OptionalMultiline(f, "x", "abcdef", 5) }, "", "field.too_long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got, key := result(tt.run); got != tt.want || key != tt.key {
				t.Errorf("got %q %q, want %q %q", got, key, tt.want, tt.key)
			}
		})
	}
}

func TestLooksLikeBSN(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"123456782":                       true,
		"bsn:123456782.":                  true,
		"NL123456782B01":                  true, // the old VAT number of a sole trader
		"1234.56.782":                     true,
		"1234 56 782":                     true,
		"123 456 782":                     true,
		"123-456-782":                     true,
		"klas 3 123 456 782":              true,
		"１２３４５６７８２":                       true,
		"1234\u200b56782":                 true,
		"123\u2011456\u2011782":           true,
		"111222333":                       true,
		"000000000":                       false,
		"123456789":                       false,
		"1234567820":                      false, // ten digits
		"12345678":                        false, // a KVK number
		"06-12345678":                     false,
		"+123456782":                      false, // a telephone number
		"+31 123456782":                   false,
		"+31 (0)123456782":                false,
		"0049 30 123 456 782":             false, // abroad
		"000123456":                       false,
		"NL91 ABNA 0417 1643 00":          false,
		"12 34 56 78 2":                   false,
		"123456\n782":                     false,
		"":                                false,
		"2026-11-25 14:30, € 1.234.567,8": false,
	} {
		if got := LooksLikeBSN(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzMultiline checks that what comes through is clean, stays the same when checked again, and is
// within its length.
func FuzzMultiline(f *testing.F) {
	for _, s := range []string{"a\r\nb", "e\u0301", "\u202e", "\xff", "123456782", " \u00a0x", "\u1100\u1161\u11a8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		faults := fault.Fields{}
		got := Multiline(faults, "x", s, 0, 50)
		if len(faults) > 0 {
			if got != "" {
				t.Fatalf("refused %q but returned %q", s, got)
			}
			return
		}
		if again := Multiline(faults, "x", got, 0, 50); again != got || len(faults) > 0 {
			t.Fatalf("%q became %q %v", got, again, faults)
		}
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) || utf8.RuneCountInString(got) > 50 || strings.ContainsAny(got, "\x00\r\u202e") {
			t.Fatalf("%q is not clean", got)
		}
	})
}
