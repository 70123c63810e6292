package todayweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/dashboard"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Audit shows the change log: who did what when, newest first.
func (h *Pages) Audit(c *page.Ctx) error {
	f := dashboard.LogFilter{Object: c.QueryID("object")}
	if n, err := strconv.ParseInt(c.Query("before"), 10, 64); err == nil && n > 0 {
		f.Before = n
	}
	log, err := h.dashboard.Log(c.Context(), c.Scope, f)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("nav.audit"), Section: "audit", Wide: true}, auditPage(c.P, f, log))
}

// auditRow is a line of the table: when, who, what, about what.
func auditRow(p *i18n.Printer, f dashboard.LogFilter, l dashboard.LogLine) ui.Row {
	about := l.Label
	kind := p.T("audit.object." + l.Object)
	if about == "" {
		about, kind = kind, ""
	}
	cell := ui.TwoLines(about, kind)
	if to := home(l.Object, l.ObjectID); to != "" && l.Label != "" {
		cell = ui.TitleLink(to, about, kind)
	}
	history := ui.Text("")
	if f.Object == "" && l.ObjectID != "" {
		history = ui.Link("/audit?object="+string(l.ObjectID), p.T("audit.history"))
	}
	return ui.Row{Cells: []templ.Component{
		ui.Num(p.DateTime(l.At)), ui.Text(actor(p, l)), ui.Text(p.T("audit.action." + l.Action)), cell, history,
	}}
}

// actor names who did it.
func actor(p *i18n.Printer, l dashboard.LogLine) string {
	switch access.Kind(l.ActorKind) {
	case access.KindAccount, audit.ByToken:
		if l.Actor == "" && l.Company != "" {
			return l.Company
		}
		if l.Actor == "" {
			return p.T("audit.actor.gone")
		}
		if l.ActorKind == audit.ByToken {
			return p.T("audit.actor.token", l.Actor)
		}
		return l.Actor
	case access.KindLink:
		if l.Company == "" {
			return p.T("audit.actor.link")
		}
		return p.T("audit.actor.company", l.Company)
	default:
		return p.T("audit.actor." + l.ActorKind)
	}
}

// auditNext is the address of the page after this one.
func auditNext(f dashboard.LogFilter, next int64) string {
	if next == 0 {
		return ""
	}
	q := url.Values{"before": {strconv.FormatInt(next, 10)}}
	if f.Object != "" {
		q.Set("object", string(f.Object))
	}
	return "/audit?" + q.Encode()
}

// auditFirst is the address of the newest lines, on a later page.
func auditFirst(f dashboard.LogFilter) string {
	switch {
	case f.Before == 0:
		return ""
	case f.Object != "":
		return "/audit?object=" + string(f.Object)
	default:
		return "/audit"
	}
}
