package todayweb

import (
	"errors"
	"net/http"
	netmail "net/mail"
	"regexp"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/mail"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// mailsShown is how many mails the outbox lists.
const mailsShown = 100

// Outbox lists the mails that the demo sent, so that a visitor can play the company.
func (h *Pages) Outbox(c *page.Ctx) error {
	var mails []mail.Entry
	if h.mailDir != "" {
		var err error
		if mails, err = mail.List(h.mailDir, mailsShown); err != nil {
			return err
		}
	}
	return show(c, page.Head{Title: c.P.T("nav.outbox"), Section: "outbox", Large: true}, outboxPage(c.P, mails, h.mailDir == ""))
}

// Mail shows one mail; its links can be followed.
func (h *Pages) Mail(c *page.Ctx) error {
	if h.mailDir == "" {
		return fault.NotFound("fault.not_found")
	}
	l, err := mail.Read(h.mailDir, c.R.PathValue("name"))
	if errors.Is(err, mail.ErrNoLetter) {
		return fault.NotFound("fault.not_found")
	}
	if err != nil {
		return err
	}
	return show(c, page.Head{Title: l.Subject, Section: "outbox"}, mailPage(c.P, l, paragraphs(l.Text, c.Env.BaseURL)))
}

// show puts a page in the shell of who is signed in, or in a bare frame: anybody may look.
func show(c *page.Ctx, head page.Head, body templ.Component) error {
	head.NoIndex = true
	if c.SignedIn() {
		return c.Render(http.StatusOK, head, body)
	}
	return c.RenderBare(http.StatusOK, head, body)
}

func outboxRows(p *i18n.Printer, mails []mail.Entry) []ui.Row {
	out := make([]ui.Row, len(mails))
	for n, m := range mails {
		out[n] = ui.Row{Cells: []templ.Component{ui.Num(p.DateTime(m.Date)), receiver(m.To), ui.TitleLink("/outbox/"+m.Name, m.Subject, "")}}
	}
	return out
}

// receiver shows a name with its address, which may break on a phone.
func receiver(to string) templ.Component {
	a, err := netmail.ParseAddress(to)
	if err != nil || a.Name == "" {
		return ui.Text(to)
	}
	return ui.TwoLines(a.Name, a.Address)
}

// piece is a part of a line of a mail; with Href it is a link.
type piece struct{ Text, Href string }

var address = regexp.MustCompile(`https?://\S+`)

// paragraphs cuts a mail's text into paragraphs of lines of pieces. Only addresses of this site become links, as paths, so
// that they work wherever the demo is reached.
func paragraphs(text, base string) [][][]piece {
	var out [][][]piece
	for _, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		var lines [][]piece
		for _, line := range strings.Split(strings.Trim(paragraph, "\n"), "\n") {
			lines = append(lines, pieces(line, base))
		}
		out = append(out, lines)
	}
	return out
}

func pieces(line, base string) []piece {
	var out []piece
	from := 0
	for _, span := range address.FindAllStringIndex(line, -1) {
		path, ours := strings.CutPrefix(line[span[0]:span[1]], base+"/")
		if !ours {
			continue
		}
		out = append(out, piece{Text: line[from:span[0]]}, piece{Text: line[span[0]:span[1]], Href: "/" + path})
		from = span[1]
	}
	return append(out, piece{Text: line[from:]})
}
