package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

func begin(accent string) *Doc {
	return New(Options{
		Title: "Menukaart Twente", Lead: "Wat bedrijven doen", Lang: "nl", Accent: accent, Footer: "Twente",
		PageOf: func(page int, total string) string { return fmt.Sprintf("Pagina %d van %s", page, total) }, At: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC),
	})
}

func write(t *testing.T, entries int, accent string) []byte {
	t.Helper()
	d := begin(accent)
	d.Heading("Op school")
	for i := range entries {
		d.Entry(fmt.Sprint("Gastles ", i), "100 minuten · 1 mens", Labelled{"Voor bedrijven:", "Eén coördinator, ’s ochtends – crèche, Łódź, € 12,50."}, Labelled{"Voor docenten:", strings.Repeat("Een vakmens in jouw les. ", 12)}, Labelled{})
	}
	d.Note("Gemaakt met Schakel.")
	var out bytes.Buffer
	if err := d.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDocument(t *testing.T) {
	t.Parallel()
	one, many := write(t, 1, "#0b6b74"), write(t, 40, "#ffe14d")
	if !bytes.HasPrefix(one, []byte("%PDF-")) || !bytes.Contains(one, []byte("/Count 1")) || !bytes.Contains(one, []byte("/Lang (nl)")) {
		t.Error("one entry is a document of one page, in Dutch")
	}
	if bytes.Contains(many, []byte("/Count 1\n")) || len(many) < len(one) || len(many) > 400_000 {
		t.Errorf("forty entries: %d bytes", len(many))
	}
	if again := write(t, 1, "#0b6b74"); !bytes.Equal(one, again) {
		t.Error("the same twice gives two documents")
	}
}

// The characters of our languages reach the page, and the number of pages is filled in. Texts stand in the file as UTF-16.
func TestTextsReachThePage(t *testing.T) {
	t.Parallel()
	d := begin("")
	d.f.SetCompression(false)
	for i := range 20 {
		d.Entry(fmt.Sprint("Gastles ", i), "100 minuten", Labelled{"Kort:", "Eén coördinator, ’s ochtends – crèche, Łódź, € 12,50."})
	}
	var out bytes.Buffer
	if err := d.Write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Menukaart Twente", "Eén", "coördinator,", "’s", "–", "crèche,", "Łódź,", "€", "Gastles 19", "Pagina 2 van "} {
		if !bytes.Contains(out.Bytes(), wide(want)) {
			t.Errorf("%q is not in the file", want)
		}
	}
	if bytes.Contains(out.Bytes(), wide(totalMark)) {
		t.Error("the number of pages is not filled in")
	}
}

func wide(text string) (out []byte) {
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return out
}

func TestColours(t *testing.T) {
	t.Parallel()
	for accent, want := range map[string][3]int{"#0b6b74": {11, 107, 116}, "": {52, 58, 64}, "rood": {52, 58, 64}, "#zzzzzz": {52, 58, 64}} {
		if got := rgb(accent); got != want {
			t.Errorf("%q: %v", accent, got)
		}
	}
	if onto([3]int{11, 107, 116}) != white || onto([3]int{255, 225, 77}) != black {
		t.Error("light colours carry dark ink, dark ones white")
	}
}
