package ui

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// schakelTeal is the colour of an instance or unit without a colour of its own.
const schakelTeal = "#0b6b74"

func TestAccentIsReadableForEveryColour(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{
		"#ffff00", "#000000", "#ffffff", "#7f7f7f", "#ff0000", "#00ff00", "#0000ff", "#00ffff", "#ff00ff", "#c8102e", "#FFD100", "#0b6b74", "#f5f5dc", "#010203", "#808000",
	} {
		css, ok := AccentCSS(hex)
		if !ok {
			t.Fatalf("%s: refused", hex)
		}
		blocks := themeBlocks(t, css)
		for theme, vars := range blocks {
			grounds := lightSurfaces
			if theme == "dark" {
				grounds = darkSurfaces
			}
			check := func(a, b string, least float64) {
				if got := contrast(mustHex(a), mustHex(b)); got < least {
					t.Errorf("%s %s: %s on %s has %.2f, want %.1f", hex, theme, a, b, got, least)
				}
			}
			check(vars["on-accent"], vars["accent"], 4.5)
			check(vars["on-accent"], vars["accent-hover"], 4.5)
			check(vars["accent-text"], vars["accent-soft"], 4.5)
			for _, ground := range grounds {
				check(vars["accent-text"], ground, 4.5)
				check(vars["accent"], ground, 3)
			}
			check(vars["chart-2"], grounds[len(grounds)/2], 3)
			check(vars["chart-1"], vars["chart-3"], 3)
		}
	}
}

func TestAccentRefusesWhatIsNoColour(t *testing.T) {
	t.Parallel()
	for _, hex := range []string{"", "#fff", "red", "#gggggg", "#0b6b74;", "0b6b74", "#0b6b7", "#0b6b744", "#+b6b74", "}*{display:none}"} {
		if css, ok := AccentCSS(hex); ok {
			t.Errorf("%q became %s", hex, css)
		}
	}
}

func TestTokensCarryTheDefaultAccent(t *testing.T) {
	t.Parallel()
	css, _ := AccentCSS(schakelTeal)
	tokens := tokenBlocks(t)
	for theme, vars := range themeBlocks(t, css) {
		for name, value := range vars {
			if tokens[theme][name] != value {
				t.Errorf("tokens.css, %s: --%s is %s, AccentCSS gives %s", theme, name, tokens[theme][name], value)
			}
		}
	}
}

var customProperty = regexp.MustCompile(`--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b`)

// themeBlocks splits the output of AccentCSS into the light and the dark declarations.
func themeBlocks(t *testing.T, css string) map[string]map[string]string {
	t.Helper()
	light, dark, found := strings.Cut(css, "@media (prefers-color-scheme:dark)")
	media, attribute, found2 := strings.Cut(dark, ":root[data-theme=dark]")
	if !found || !found2 {
		t.Fatalf("no dark theme in %s", css)
	}
	if a, b := properties(media), properties(attribute); len(a) == 0 || len(a) != len(b) {
		t.Fatalf("the two dark themes differ: %v, %v", a, b)
	}
	return map[string]map[string]string{"light": properties(light), "dark": properties(attribute)}
}

func properties(css string) map[string]string {
	out := map[string]string{}
	for _, m := range customProperty.FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// tokenBlocks reads the colours of tokens.css; the two dark blocks must be equal.
func tokenBlocks(t *testing.T) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile("../assets/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, ok := strings.Cut(string(text), "@media (prefers-color-scheme: dark)")
	at := strings.LastIndex(rest, ":root[data-theme=dark] {")
	if !ok || at < 0 {
		t.Fatal("tokens.css: blocks not found")
	}
	media, attribute := rest[:at], rest[at:]
	if strings.Join(strings.Fields(declarations(media)), " ") != strings.Join(strings.Fields(declarations(attribute)), " ") {
		t.Error("tokens.css: the dark theme of the device and the chosen dark theme differ")
	}
	return map[string]map[string]string{"light": properties(light), "dark": properties(attribute)}
}

// declarations are all custom properties of a block, as text.
func declarations(css string) string {
	return strings.Join(regexp.MustCompile(`--[^;]+;`).FindAllString(css, -1), " ")
}
