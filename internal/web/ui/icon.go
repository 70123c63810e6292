package ui

import (
	"sort"

	"github.com/a-h/templ"
)

// glyphs are the drawings of the icon set: 24 × 24, stroke 1.75, round caps, drawn for Schakel. A dot is a zero-length line.
var glyphs = map[string]string{
	"alert":         `<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.2M12 17v.01"/>`,
	"arrow-right":   `<path d="M4.5 12h15M13.5 6l6 6-6 6"/>`,
	"arrow-left":    `<path d="M19.5 12h-15M10.5 6l-6 6 6 6"/>`,
	"arrow-up":      `<path d="M12 19.5v-15M6 10.5l6-6 6 6"/>`,
	"arrow-down":    `<path d="M12 4.5v15M6 13.5l6 6 6-6"/>`,
	"bell":          `<path d="M5 17h14l-1.6-2.4V10a5.4 5.4 0 0 0-10.8 0v4.6z"/><path d="M10 20.2a2.2 2.2 0 0 0 4 0"/>`,
	"board":         `<rect x="3.5" y="4.5" width="4.6" height="15" rx="1.2"/><rect x="9.7" y="4.5" width="4.6" height="9.5" rx="1.2"/><rect x="15.9" y="4.5" width="4.6" height="12" rx="1.2"/>`,
	"building":      `<path d="M5 20.5V5a1.5 1.5 0 0 1 1.5-1.5h7A1.5 1.5 0 0 1 15 5v15.5M15 10h2.5A1.5 1.5 0 0 1 19 11.5v9M3 20.5h18"/><path d="M8.5 7.5h3M8.5 11.5h3M8.5 15.5h3"/>`,
	"calendar":      `<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 9.8h17M8 2.8V6.5M16 2.8V6.5"/>`,
	"chart":         `<path d="M3.5 20.5h17M6.5 17v-5M12 17V5M17.5 17V9"/>`,
	"check":         `<path d="m4.5 12.8 4.8 4.7L19.5 6.8"/>`,
	"check-circle":  `<circle cx="12" cy="12" r="8.8"/><path d="m8 12.4 2.8 2.7L16 9.4"/>`,
	"check-double":  `<path d="m2.5 13 4.2 4.2L15.5 7.5M12 16.4l.9.8 8.6-9.7"/>`,
	"chevron-down":  `<path d="m6 9.2 6 6 6-6"/>`,
	"chevron-left":  `<path d="m14.8 6-6 6 6 6"/>`,
	"chevron-right": `<path d="m9.2 6 6 6-6 6"/>`,
	"chevron-up":    `<path d="m6 14.8 6-6 6 6"/>`,
	"circle":        `<circle cx="12" cy="12" r="7.5"/>`,
	"circle-dashed": `<circle cx="12" cy="12" r="7.5" stroke-dasharray="3.2 3.53"/>`,
	"circle-half":   `<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>`,
	"clock":         `<circle cx="12" cy="12" r="8.8"/><path d="M12 6.8V12l3.4 2.2"/>`,
	"copy":          `<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 5.5v-.2a1.8 1.8 0 0 0-1.8-1.8H5.3a1.8 1.8 0 0 0-1.8 1.8v8.4a1.8 1.8 0 0 0 1.8 1.8h.2"/>`,
	"document":      `<path d="M6.5 3.5h7.2L18.5 8v11a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V4.5a1 1 0 0 1 1-1z"/><path d="M13.3 3.8v4.7h4.9M9 13h6M9 16.5h4"/>`,
	"dot":           `<circle cx="12" cy="12" r="4" fill="currentColor" stroke="none"/>`,
	"download":      `<path d="M12 4v11M7 10.3l5 5 5-5M4.5 19.8h15"/>`,
	"drag":          `<path d="M9 6v.01M15 6v.01M9 12v.01M15 12v.01M9 18v.01M15 18v.01" stroke-width="2.6"/>`,
	"euro":          `<path d="M18.2 6.4A7.3 7.3 0 0 0 6.3 12a7.3 7.3 0 0 0 11.9 5.6M3.5 10.2h9.8M3.5 13.8h8.6"/>`,
	"eye":           `<path d="M2.5 12S6 5.8 12 5.8 21.5 12 21.5 12 18 18.2 12 18.2 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="2.8"/>`,
	"filter":        `<path d="M4 6.5h16M7 12h10M10 17.5h4"/>`,
	"flag":          `<path d="M5.5 21V4.2M5.5 4.8c4-2 7.5 2 13 0v9c-5.5 2-9-2-13 0"/>`,
	"globe":         `<circle cx="12" cy="12" r="8.8"/><path d="M3.4 12h17.2M12 3.2c5 5.2 5 12.4 0 17.6M12 3.2c-5 5.2-5 12.4 0 17.6"/>`,
	"handshake":     `<path d="M2.5 6.5 6 5.2l4.4 1.7M21.5 6.5 18 5.2l-4.8 1.3-4.5 4a1.7 1.7 0 0 0 2.3 2.5l2.4-1.8 5.2 4.6M2.5 15.2 5 15l5.2 4.3a1.8 1.8 0 0 0 2.5-.3l.3-.4.6.4a1.7 1.7 0 0 0 2.3-.6l.2-.5a1.7 1.7 0 0 0 2.4-1.9l3-1"/>`,
	"help":          `<circle cx="12" cy="12" r="8.8"/><path d="M9.4 9.4a2.7 2.7 0 1 1 4 2.5c-.9.5-1.4 1-1.4 2M12 16.8v.01"/>`,
	"home":          `<path d="m3.5 11 8.5-7.2 8.5 7.2"/><path d="M5.8 9.5v9a1.5 1.5 0 0 0 1.5 1.5h9.4a1.5 1.5 0 0 0 1.5-1.5v-9M9.8 20v-5.5h4.4V20"/>`,
	"info":          `<circle cx="12" cy="12" r="8.8"/><path d="M12 11.2v5M12 7.8v.01"/>`,
	"keyboard":      `<rect x="2.5" y="6" width="19" height="12.5" rx="2"/><path d="M6.5 10v.01M10.200 10v.01M13.800 10v.01M17.5 10v.01M6.5 14.5v.01M17.5 14.5v.01M10 14.5h4"/>`,
	"link":          `<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.2-1.2"/>`,
	"external":      `<path d="M13.5 4.5h6v6M19.5 4.5 11 13M9.5 5.5H6A1.5 1.5 0 0 0 4.5 7v11A1.5 1.5 0 0 0 6 19.5h11a1.5 1.5 0 0 0 1.5-1.5v-3.5"/>`,
	"list":          `<path d="M8.5 6.5h12M8.5 12h12M8.5 17.5h12M4 6.5v.01M4 12v.01M4 17.5v.01"/>`,
	"lock":          `<rect x="4.8" y="10.5" width="14.4" height="10" rx="2"/><path d="M8 10.5V7.8a4 4 0 0 1 8 0v2.7"/>`,
	"logout":        `<path d="M14.5 4.5H6.3A1.8 1.8 0 0 0 4.5 6.3v11.4a1.8 1.8 0 0 0 1.8 1.8h8.2M10 12h10.5M16.5 8l4 4-4 4"/>`,
	"mail":          `<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6.5L20.5 7"/>`,
	"menu":          `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"moon":          `<path d="M19.8 14.3A8.3 8.3 0 0 1 9.7 4.2a8.3 8.3 0 1 0 10.1 10.1z"/>`,
	"more":          `<path d="M5.5 12v.01M12 12v.01M18.5 12v.01" stroke-width="2.6"/>`,
	"network":       `<rect x="9" y="3.5" width="6" height="5" rx="1.2"/><rect x="3" y="15.5" width="6" height="5" rx="1.2"/><rect x="15" y="15.5" width="6" height="5" rx="1.2"/><path d="M12 8.5V12M6 15.5V13.2A1.2 1.2 0 0 1 7.2 12h9.6a1.2 1.2 0 0 1 1.2 1.2v2.3"/>`,
	"note":          `<path d="M5 4h14a1.5 1.5 0 0 1 1.5 1.5V14l-6 6H5a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 5 4z"/><path d="M14.5 20v-4.5A1.5 1.5 0 0 1 16 14h4.5M7.5 8.5h9M7.5 12h5"/>`,
	"paperclip":     `<path d="m19.5 11.5-7.7 7.7a4.8 4.8 0 0 1-6.8-6.8l8-8a3.2 3.2 0 0 1 4.5 4.5l-7.8 7.8a1.6 1.6 0 0 1-2.3-2.3l7-7"/>`,
	"pencil":        `<path d="m4 20 .9-4.2L16.3 4.4a1.8 1.8 0 0 1 2.6 0l.7.7a1.8 1.8 0 0 1 0 2.6L8.2 19.1z"/><path d="m14.3 6.4 3.3 3.3"/>`,
	"phone":         `<path d="M5.2 3.8h3l1.6 4.4-2.1 1.5a12 12 0 0 0 6.6 6.6l1.5-2.1 4.4 1.6v3a1.7 1.7 0 0 1-1.9 1.7A16.3 16.3 0 0 1 3.5 5.7a1.7 1.7 0 0 1 1.7-1.9z"/>`,
	"pin":           `<path d="M12 21s-6.8-6-6.8-11.2a6.8 6.8 0 0 1 13.6 0C18.8 15 12 21 12 21z"/><circle cx="12" cy="9.8" r="2.4"/>`,
	"plus":          `<path d="M12 5v14M5 12h14"/>`,
	"school":        `<path d="M12 4 1.8 9 12 14l10.2-5z"/><path d="M6 11.2V16c1.6 1.6 3.7 2.4 6 2.4s4.4-.8 6-2.4v-4.8M21.5 9.5v5"/>`,
	"search":        `<circle cx="10.8" cy="10.8" r="6.5"/><path d="m15.6 15.6 4.9 4.9"/>`,
	"send":          `<path d="M20.5 3.5 3.2 10.2l7 3.1 3.3 7.2z"/><path d="m10.3 13.2 4-4"/>`,
	"settings":      `<path d="M4 7h9M18.5 7H20M4 17h1.5M11 17h9"/><circle cx="15.8" cy="7" r="2.5"/><circle cx="8.2" cy="17" r="2.5"/>`,
	"signature":     `<path d="M3 16.5c3-1 6.5-5.5 7-9.5.2-1.8-1.5-2.3-2.3-.6C6.2 9.7 6.5 16 9 16c1.8 0 2.2-3.2 3.5-3.2.9 0 .8 2.2 2 2.2.8 0 1.2-1 2-1s1 1 3.5 1M3 20h18"/>`,
	"star":          `<path d="m12 3.6 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z"/>`,
	"stop":          `<path d="M8.3 3.2h7.4l5.1 5.1v7.4l-5.1 5.1H8.3l-5.1-5.1V8.3z"/><path d="M12 7.8v5M12 16v.01"/>`,
	"sun":           `<circle cx="12" cy="12" r="4"/><path d="M12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M5.5 18.5l1.4-1.4M17.1 6.9l1.4-1.4"/>`,
	"swap":          `<path d="M4 8.5h14M14 4.5l4 4-4 4M20 15.5H6M10 11.5l-4 4 4 4"/>`,
	"tag":           `<path d="M3.5 11.3V5a1.5 1.5 0 0 1 1.5-1.5h6.3a2 2 0 0 1 1.4.6l7.2 7.2a2 2 0 0 1 0 2.8l-5.8 5.8a2 2 0 0 1-2.8 0L4.1 12.7a2 2 0 0 1-.6-1.4z"/><path d="M8 8v.01" stroke-width="2.6"/>`,
	"target":        `<circle cx="12" cy="12" r="8.8"/><circle cx="12" cy="12" r="4.6"/><path d="M12 12v.01"/>`,
	"trash":         `<path d="M4 6.5h16M9 6.3V4.8A1.3 1.3 0 0 1 10.3 3.5h3.4A1.3 1.3 0 0 1 15 4.8v1.5M6 6.5l.9 12.6a1.5 1.5 0 0 0 1.5 1.4h7.2a1.5 1.5 0 0 0 1.5-1.4L18 6.5M10 10.5v6M14 10.5v6"/>`,
	"undo":          `<path d="M4.5 9.5h10a5 5 0 0 1 0 10H9M8.5 5.5l-4 4 4 4"/>`,
	"upload":        `<path d="M12 15.5v-11M7 9.2l5-5 5 5M4.5 19.8h15"/>`,
	"user":          `<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6"/>`,
	"users":         `<circle cx="9" cy="8.2" r="3.7"/><path d="M2.5 20c.5-3.7 3-5.5 6.5-5.5s6 1.8 6.5 5.5M15.5 4.9a3.7 3.7 0 0 1 0 6.6M17.8 14.9c2.1.7 3.4 2.4 3.7 5.1"/>`,
	"visit":         `<path d="M8.5 20.5v-4a3.5 3.5 0 0 1 7 0v4M3.5 20.5h17M5.5 20.5V9l6.5-5.5L18.5 9v11.5"/><path d="M12 9.5v.01" stroke-width="2.6"/>`,
	"wrench":        `<path d="M20 7.3a4.8 4.8 0 0 1-6.3 5.6l-6.3 6.6a2.2 2.2 0 0 1-3.1-3.1L11 10.2A4.8 4.8 0 0 1 16.7 4l-2.9 2.9.4 2.9 2.9.4z"/>`,
	"x":             `<path d="m6 6 12 12M18 6 6 18"/>`,
}

// aliases are further names under which page writers look for an icon.
var aliases = map[string]string{
	"question": "help", "tree": "network", "sign": "signature", "menu-card": "tag", "arrow": "arrow-right", "file": "document",
	"close": "x", "edit": "pencil", "delete": "trash", "location": "pin", "warning": "alert", "clip": "paperclip", "clear": "x",
}

// Icon draws an icon of the set. It is decoration: the word beside it, or the accessible name of its button, says what it means.
// An unknown name draws a dot; the tests of pages check names with [HasIcon].
func Icon(name string) templ.Component { return drawn(name) }

// BigIcon draws an icon at the size of an empty state.
func BigIcon(name string) templ.Component { return draw("icon icon-big", glyph(name)) }

// icons are the drawings at their usual size, made once: a page has dozens.
var icons = func() map[string]markup {
	out := make(map[string]markup, len(glyphs)+len(aliases))
	for name, drawing := range glyphs {
		out[name] = draw("icon", drawing)
	}
	for name, other := range aliases {
		out[name] = out[other]
	}
	return out
}()

func drawn(name string) markup {
	if icon, ok := icons[name]; ok {
		return icon
	}
	return icons["dot"]
}

func glyph(name string) string {
	if other, ok := aliases[name]; ok {
		name = other
	}
	if drawing, ok := glyphs[name]; ok {
		return drawing
	}
	return glyphs["dot"]
}

func draw(class, drawing string) markup {
	return markup(`<svg class="` + class + `" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` + drawing + `</svg>`)
}

// HasIcon tells whether the set has an icon of this name.
func HasIcon(name string) bool {
	if other, ok := aliases[name]; ok {
		name = other
	}
	_, ok := glyphs[name]
	return ok
}

// IconNames lists the icons of the set in alphabetical order, for the style page.
func IconNames() []string {
	names := make([]string, 0, len(glyphs))
	for name := range glyphs {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
