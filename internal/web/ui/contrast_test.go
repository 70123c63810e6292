package ui

import (
	"math"
	"testing"
)

func TestTokenPairsAreReadable(t *testing.T) {
	t.Parallel()
	text := [][2]string{} // text on background: 4.5:1
	for _, ground := range []string{"bg", "surface", "sunken", "raised"} {
		for _, ink := range []string{"ink", "ink-2", "accent-text"} {
			text = append(text, [2]string{ink, ground})
		}
	}
	for _, ground := range []string{"bg", "surface"} {
		for _, ink := range []string{"info", "success", "warning", "danger"} {
			text = append(text, [2]string{ink, ground})
		}
	}
	for _, tone := range []string{"info", "success", "warning", "danger"} {
		text = append(text, [2]string{tone, tone + "-soft"}, [2]string{"ink", tone + "-soft"}, [2]string{"accent-text", tone + "-soft"})
	}
	text = append(text, [][2]string{
		{"on-accent", "accent"},
		{"on-accent", "accent-hover"},
		{"accent-text", "accent-soft"},
		{"ink", "accent-soft"},
		{"ink-2", "accent-soft"},
		{"on-danger", "danger"},
		{"surface", "success"},
		{"on-toast", "toast"},
		{"toast-link", "toast"},
		{"on-brand", "brand"},
	}...)
	parts := [][2]string{ // borders of controls and marks: 3:1
		{"line-strong", "surface"},
		{"line-strong", "bg"},
		{"accent", "surface"},
		{"accent", "sunken"},
		{"accent-text", "bg"},
		{"ink", "sunken"},
		{"chart-2", "surface"},
		{"chart-1", "surface"},
		{"success", "sunken"},
		{"warning", "sunken"},
		{"danger", "sunken"},
	}
	for theme, vars := range tokenBlocks(t) {
		if theme == "dark" {
			vars["brand"], vars["on-brand"] = schakelTeal, "#ffffff"
		}
		for _, p := range text {
			atLeast(t, theme, vars, p, 4.5)
		}
		for _, p := range parts {
			atLeast(t, theme, vars, p, 3)
		}
	}
}

func atLeast(t *testing.T, theme string, vars map[string]string, pair [2]string, least float64) {
	t.Helper()
	a, okA := parseHex(vars[pair[0]])
	b, okB := parseHex(vars[pair[1]])
	if !okA || !okB {
		t.Errorf("%s: --%s or --%s is no colour in tokens.css", theme, pair[0], pair[1])
		return
	}
	if got := contrast(a, b); got < least {
		t.Errorf("%s: --%s on --%s has %.2f, want %.1f", theme, pair[0], pair[1], got, least)
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.0}, {"#123456", "#123456", 1}} {
		if got := contrast(mustHex(c.a), mustHex(c.b)); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s on %s: %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestColourSurvivesTheWayThroughOKLCH(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{"#0b6b74", "#c8102e", "#ffff00", "#7f7f7f", "#000000", "#ffffff"} {
		if got := mustHex(hex).oklch().rgb().hex(); got != hex {
			t.Errorf("%s came back as %s", hex, got)
		}
	}
}
