package todayweb

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"schakel/internal/kernel/readlog"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Readings shows who looked at pupils' data, newest first, for the officer who answers for it; with ?subject= who looked at one pupil.
func (h *Pages) Readings(c *page.Ctx) error {
	f := readlog.Filter{Subject: c.QueryID("subject"), After: c.Query("after")}
	log, err := h.readings.List(c.Context(), c.Scope, f)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("readlog.title"), Section: "audit", Wide: true}, readingsPage(c.P, f, log))
}

func readingRows(p *i18n.Printer, lines []readlog.Line) []ui.Row {
	out := make([]ui.Row, len(lines))
	for n, l := range lines {
		who := l.Actor
		if who == "" {
			who = p.T("audit.actor.gone")
		}
		out[n] = ui.Row{Cells: []templ.Component{
			ui.Num(p.DateTime(l.At)), ui.Text(who), ui.Text(p.T("readlog.purpose." + string(l.Purpose))), ui.Text(l.Unit), ui.Text(l.View), ui.Num(p.Number(l.Subjects)),
		}}
	}
	return out
}

// readingsAfter is the address of a page of the log: the first without a cursor.
func readingsAfter(f readlog.Filter, after string) string {
	q := url.Values{}
	if f.Subject != "" {
		q.Set("subject", string(f.Subject))
	}
	if after != "" {
		q.Set("after", after)
	}
	return page.Address("/audit/readings", q)
}
