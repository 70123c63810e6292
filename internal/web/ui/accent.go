package ui

import "strings"

// The surfaces on which accent text must be readable; a test keeps them equal to tokens.css.
var (
	lightSurfaces = []string{"#ffffff", "#f6f7f8", "#eceef0"}
	darkSurfaces  = []string{"#121518", "#191d21", "#22272c"}
)

// contrastAA is what WCAG 2.2 asks of text (1.4.3); the margin absorbs rounding in browsers.
const contrastAA = 4.6

// accentSet is what tokens.css knows of an accent in one theme.
type accentSet struct {
	fill, hover, on rgb    // of primary buttons and marks, and the text on them
	text            rgb    // links, current entries
	soft            rgb    // background behind accent text
	line            rgb    // borders of soft surfaces
	chart           [3]rgb // bars: strong, middle, weak
}

// AccentCSS returns the custom properties of a unit's colour (#rrggbb) for both themes, and false for anything that is not
// a colour. The lightness of the colour moves until text on it and text in it reach WCAG AA on every surface; the
// untouched colour remains as --brand for marks beside which a word stands.
func AccentCSS(hex string) (string, bool) {
	colour, ok := parseHex(strings.ToLower(hex))
	if !ok {
		return "", false
	}
	light, dark := lightAccent(colour), darkAccent(colour)
	brand := "--brand:" + colour.hex() + ";--on-brand:" + inkOn(colour).hex()
	return "@layer tokens{" +
		":root{" + brand + ";" + light.css() + "}" +
		"@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + dark.css() + "}}" +
		":root[data-theme=dark]{" + dark.css() + "}}\n", true
}

func lightAccent(colour rgb) accentSet {
	base := colour.oklch()
	base.c = min(base.c, 0.2)
	soft := oklch{0.955, min(base.c, 0.02), base.h}.rgb()
	grounds := append(colours(lightSurfaces), soft)
	text := towards(base, -0.005, grounds)
	t := text.oklch()
	return accentSet{
		fill: text, hover: oklch{t.l - 0.06, t.c, t.h}.rgb(), on: mustHex("#ffffff"), text: text,
		soft: soft, line: oklch{0.86, min(base.c, 0.045), base.h}.rgb(),
		chart: base.chart(0.36, 0.58, 0.8),
	}
}

func darkAccent(colour rgb) accentSet {
	base := colour.oklch()
	base.c = min(base.c, 0.15)
	base.l = max(base.l, 0.72)
	soft := oklch{0.28, min(base.c, 0.035), base.h}.rgb()
	on := mustHex("#101214")
	text := towards(base, 0.005, append(colours(darkSurfaces), soft, on))
	t := text.oklch()
	return accentSet{
		fill: text, hover: oklch{min(0.98, t.l+0.05), t.c, t.h}.rgb(), on: on, text: text,
		soft: soft, line: oklch{0.42, min(base.c, 0.06), base.h}.rgb(),
		chart: base.chart(0.87, 0.65, 0.42),
	}
}

// chart returns three tones of the hue for bars; the middle one reaches 3:1 on cards (WCAG 1.4.11).
func (o oklch) chart(strong, middle, weak float64) [3]rgb {
	tone := func(l, c float64) rgb { return oklch{l, min(o.c, c), o.h}.rgb() }
	return [3]rgb{tone(strong, 0.1), tone(middle, 0.12), tone(weak, 0.07)}
}

// towards moves the lightness by step until the colour is readable on every ground.
func towards(c oklch, step float64, grounds []rgb) rgb {
	for ; c.l > 0 && c.l < 1; c.l += step {
		if col := c.rgb(); readable(col, grounds) {
			return col
		}
	}
	c.l = min(1, max(0, c.l))
	return c.rgb()
}

func readable(col rgb, grounds []rgb) bool {
	for _, g := range grounds {
		if contrast(col, g) < contrastAA {
			return false
		}
	}
	return true
}

// inkOn is black or white, whichever reads better on the colour.
func inkOn(c rgb) rgb {
	white, black := mustHex("#ffffff"), mustHex("#101214")
	if contrast(c, white) >= contrast(c, black) {
		return white
	}
	return black
}

func colours(hexes []string) []rgb {
	out := make([]rgb, len(hexes))
	for i, h := range hexes {
		out[i] = mustHex(h)
	}
	return out
}

func (a accentSet) css() string {
	return "--accent:" + a.fill.hex() + ";--accent-hover:" + a.hover.hex() + ";--on-accent:" + a.on.hex() +
		";--accent-text:" + a.text.hex() + ";--accent-soft:" + a.soft.hex() + ";--accent-line:" + a.line.hex() +
		";--chart-1:" + a.chart[0].hex() + ";--chart-2:" + a.chart[1].hex() + ";--chart-3:" + a.chart[2].hex()
}
