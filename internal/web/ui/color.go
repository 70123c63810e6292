package ui

import (
	"math"
	"strconv"
)

// rgb is an sRGB colour with channels between 0 and 1.
type rgb struct{ r, g, b float64 }

// parseHex reads #rrggbb.
func parseHex(hex string) (rgb, bool) {
	if len(hex) != 7 || hex[0] != '#' {
		return rgb{}, false
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return rgb{}, false
	}
	return rgb{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

// mustHex is parseHex for colours in the source.
func mustHex(hex string) rgb {
	c, ok := parseHex(hex)
	if !ok {
		panic("ui: not a colour: " + hex) // impossible: constants of this package, covered by tests
	}
	return c
}

func (c rgb) hex() string {
	n := uint64(round8(c.r))<<16 | uint64(round8(c.g))<<8 | uint64(round8(c.b))
	s := strconv.FormatUint(n, 16)
	return "#" + "000000"[len(s):] + s
}

func round8(v float64) uint8 { return uint8(math.Round(min(1, max(0, v)) * 255)) }

// linear undoes the gamma of sRGB (WCAG 2.2, relative luminance).
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func gamma(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// contrast is the contrast ratio of WCAG 2.2, between 1 and 21.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func (c rgb) luminance() float64 {
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// oklch is lightness 0–1, chroma and hue (radians) in Björn Ottosson's OKLab (2020): equal steps look equal.
type oklch struct{ l, c, h float64 }

func (c rgb) oklch() oklch {
	r, g, b := linear(c.r), linear(c.g), linear(c.b)
	l := math.Cbrt(0.4122214708*r + 0.5363325363*g + 0.0514459929*b)
	m := math.Cbrt(0.2119034982*r + 0.6806995451*g + 0.1073969566*b)
	s := math.Cbrt(0.0883024619*r + 0.2817188376*g + 0.6299787005*b)
	lab := [3]float64{
		0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s,
	}
	return oklch{lab[0], math.Hypot(lab[1], lab[2]), math.Atan2(lab[2], lab[1])}
}

// rgb converts back; chroma shrinks until the colour exists on a screen.
func (o oklch) rgb() rgb {
	for c := o.c; ; c -= 0.004 {
		if col, ok := (oklch{o.l, max(0, c), o.h}).raw(); ok || c <= 0 {
			return mustHex(rgb{min(1, max(0, col.r)), min(1, max(0, col.g)), min(1, max(0, col.b))}.hex())
		}
	}
}

func (o oklch) raw() (rgb, bool) {
	a, b := o.c*math.Cos(o.h), o.c*math.Sin(o.h)
	l := cube(o.l + 0.3963377774*a + 0.2158037573*b)
	m := cube(o.l - 0.1055613458*a - 0.0638541728*b)
	s := cube(o.l - 0.0894841775*a - 1.2914855480*b)
	lin := [3]float64{
		4.0767416621*l - 3.3077115913*m + 0.2309699292*s,
		-1.2684380046*l + 2.6097574011*m - 0.3413193965*s,
		-0.0041960863*l - 0.7034186147*m + 1.7076147010*s,
	}
	ok := true
	for _, v := range lin {
		ok = ok && v >= -0.0001 && v <= 1.0001
	}
	return rgb{gamma(max(0, lin[0])), gamma(max(0, lin[1])), gamma(max(0, lin[2]))}, ok
}

func cube(v float64) float64 { return v * v * v }
