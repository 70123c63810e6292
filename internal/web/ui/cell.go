package ui

import (
	"context"
	"html"
	"io"

	"github.com/a-h/templ"
)

// markup is finished HTML. Cells, chips and icons are markup and no templ components: a list has hundreds of them, and a
// component costs a context and several allocations each time.
type markup string

// Render implements templ.Component.
func (m markup) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(m))
	return err
}

// address is an address inside an attribute; what a browser would run instead of open becomes harmless.
func address(href string) string { return html.EscapeString(string(templ.URL(href))) }

// Text is plain text, for cells and other places that take a component.
func Text(text string) templ.Component { return markup(html.EscapeString(text)) }

// Muted is text of the second rank.
func Muted(text string) templ.Component {
	return markup(`<span class="muted">` + html.EscapeString(text) + `</span>`)
}

// Num is a number, an amount or a time in figures of equal width.
func Num(text string) templ.Component {
	return markup(`<span class="num">` + html.EscapeString(text) + `</span>`)
}

// NumLink is a number that opens the records behind it.
func NumLink(href, text string) templ.Component {
	return markup(`<a class="num" href="` + address(href) + `">` + html.EscapeString(text) + `</a>`)
}

// Link is a link in a cell.
func Link(href, text string) templ.Component {
	return markup(`<a href="` + address(href) + `">` + html.EscapeString(text) + `</a>`)
}

// TitleLink is the link that names a row, with a second line under it.
func TitleLink(href, text, sub string) templ.Component {
	return markup(`<a class="title-link" href="` + address(href) + `">` + html.EscapeString(text) + `</a>` + secondLine(sub))
}

// TwoLines is text with a second line of the second rank.
func TwoLines(text, sub string) templ.Component {
	return markup(html.EscapeString(text) + secondLine(sub))
}

func secondLine(sub string) string {
	if sub == "" {
		return ""
	}
	return ` <span class="cell-sub">` + html.EscapeString(sub) + `</span>`
}

// StatusChip says where something stands: a word and a shape, with a colour beside them.
func StatusChip(kind, label string) templ.Component {
	tone, icon := look(kind)
	return markup(`<span class="chip chip-` + tone + `">` + string(drawn(icon)) + ` ` + html.EscapeString(label) + `</span>`)
}

// Tag is a plain label: a theme, a level, a sector.
func Tag(label string) templ.Component {
	return markup(`<span class="tag">` + html.EscapeString(label) + `</span>`)
}

// TagLink is a tag that leads to everything with that tag.
func TagLink(href, label string) templ.Component {
	return markup(`<a class="tag tag-link" href="` + address(href) + `">` + html.EscapeString(label) + `</a>`)
}
