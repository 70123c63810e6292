package i18n

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"schakel/internal/platform/clock"
)

func files(texts map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range texts {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestLoadListsEveryProblem(t *testing.T) {
	t.Parallel()
	c, err := Load(files(map[string]string{
		"nl/a.json": `{"same":"a","twice":"b","twice":"c","only.nl":"d","empty":" ","place":"{0} {1}","bad":{"few":"x","other":"y"},"null":null}`,
		"nl/b.json": `{"same":"b"}`,
		"en/a.json": `{"same":"a","twice":"b","empty":"x","place":"{1}","bad":"y","only.en":"z","null":"x"}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`en: only.nl is missing`,
		`nl: bad wants a text, or {"one": …, "other": …}`,
		`nl: empty is empty`,
		`nl: null wants a text, or {"one": …, "other": …}`,
		`nl: only.en is missing`,
		`nl: same is defined twice, in nl/a.json and nl/b.json`,
		`nl: twice is defined twice, in nl/a.json and nl/a.json`,
		`place: placeholders differ between en and nl`,
	}
	if got := c.Problems(); !slices.Equal(got, want) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLoadRefusesUnreadableFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"no object": `[]`, "cut off": `{"a":"b"`, "two objects": `{} {}`, "no value": `{"a"}`, "empty": ``,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Load(files(map[string]string{"nl/a.json": text})); err == nil {
				t.Error("no error")
			}
		})
	}
}

func printers(t *testing.T) (nl, en *Printer) {
	t.Helper()
	c, err := Load(files(map[string]string{
		"nl/a.json": `{"hello":"Dag {0}, {x} {} {123}","pupils":{"one":"{1}: één leerling","other":"{1}: {0} leerlingen"},"paid":"{0} op {1}","kind":"gesprek","swap":"{1} {0}"}`,
		"en/a.json": `{"hello":"Hello {0}, {x} {} {123}","pupils":{"one":"{1}: one pupil","other":"{1}: {0} pupils"},"paid":"{0} on {1}","kind":"talk","swap":"{1} {0}"}`,
	}))
	if err != nil || len(c.Problems()) > 0 {
		t.Fatal(err, c.Problems())
	}
	return c.Printer(NL), c.Printer(EN)
}

func TestTexts(t *testing.T) {
	t.Parallel()
	nl, en := printers(t)
	type code string
	tests := []struct{ name, got, want string }{
		{"placeholder, other braces stay", nl.T("hello", "Jan"), "Dag Jan, {x} {} {123}"},
		{"an argument is not read again", nl.T("hello", "{0}{1}"), "Dag {0}{1}, {x} {} {123}"},
		{"one", nl.T("pupils", 1, "3B"), "3B: één leerling"},
		{"many, with thousands", nl.T("pupils", 1200, "3B"), "3B: 1.200 leerlingen"},
		{"none", en.T("pupils", 0, "3B"), "3B: 0 pupils"},
		{"the first whole number counts", en.T("pupils", "a", 1), "1: one pupil"},
		{"key and date", nl.T("paid", Key("kind"), clock.Date("2026-11-25")), "gesprek op wo 25 nov 2026"},
		{"named text and instant", en.T("paid", code("x"), time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)), "x on Wed 1 Jul 2026, 14:00"},
		{"no argument", nl.T("swap", "a"), "⟦1⟧ a"},
		{"unknown key", nl.T("nope", 1), "⟦nope⟧"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if !nl.Has("kind") || nl.Has("nope") || nl.Lang() != NL || en.Lang() != EN {
		t.Error("Has or Lang is wrong")
	}
}

func TestUnknownLanguageIsDutch(t *testing.T) {
	t.Parallel()
	c, err := Load(files(nil))
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Printer("de"); p.Lang() != NL || p.Month(time.May) != "mei" {
		t.Errorf("got %v", p.Lang())
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Lang{
		"":                                    NL,
		"en":                                  EN,
		"EN-gb, nl;q=0.9":                     EN,
		"de-DE,de;q=0.9,en;q=0.8,nl;q=0.7":    EN,
		"nl-BE,en;q=1":                        NL,
		"en; q=0.1, nl; q=0.2":                NL,
		"fr":                                  NL,
		"en;q=0":                              NL,
		"en;q=banana":                         NL,
		"en;q=NaN":                            NL,
		"en;q=9":                              NL,
		"en" + strings.Repeat(",x-long", 200): NL,
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}

func FuzzTemplate(f *testing.F) {
	f.Add("{0} {1}", "x")
	f.Add("{{0}}{99}{100}{", "{0}")
	f.Fuzz(func(t *testing.T, text, arg string) {
		tpl := parse(text)
		echo := make([]any, 100)
		for i := range echo {
			echo[i] = "{" + itoa(i) + "}"
		}
		got := tpl.fill(func(a any) string { return a.(string) }, echo)
		if got != text && !strings.Contains(text, "{0") { // {01} reads as {1}
			t.Fatalf("%q came back as %q", text, got)
		}
		_ = tpl.fill(func(any) string { return arg }, nil)
	})
}
