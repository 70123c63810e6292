// Package budgetweb holds the pages of a grant's budget: what it costs and what covers it, its lines, and its history.
package budgetweb

import (
	"net/url"
	"strconv"

	"schakel/internal/domain/budget"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about budgets.
type Pages struct {
	budget    *budget.Service
	programme *programme.Service
}

// New makes the pages.
func New(b *budget.Service, p *programme.Service) *Pages { return &Pages{b, p} }

const section = "funding"

func home(grant id.ID) string { return "/funding/grants/" + string(grant) + "/budget" }

// lineHref is a line's own page.
func lineHref(grant, line id.ID) string { return home(grant) + "/lines/" + string(line) }

// linesHref is the list of lines behind an amount. Undivided is the filter value for lines without an activity or a programme line.
func linesHref(grant id.ID, side, value string, year int) string {
	q := url.Values{}
	if side != "" {
		if value == "" {
			value = undivided
		}
		q.Set(side, value)
	}
	if year != 0 {
		q.Set("year", strconv.Itoa(year))
	}
	if len(q) == 0 {
		return home(grant) + "/lines"
	}
	return home(grant) + "/lines?" + q.Encode()
}

const undivided = "none"

// crumbs lead back to the grant, and from below to its budget.
func crumbs(c *page.Ctx, g funding.Grant, below bool) []ui.Crumb {
	out := []ui.Crumb{{Label: c.P.T("funding.grants"), Href: "/funding/grants"}, {Label: g.Name, Href: "/funding/grants/" + string(g.ID)}}
	if below {
		out = append(out, ui.Crumb{Label: c.P.T("budget.title"), Href: home(g.ID)})
	}
	return out
}

func mayManage(c *page.Ctx, g funding.Grant) bool { return c.Scope.CanOn(access.GrantManage, g.Unit) }

func costWord(p *i18n.Printer, c budget.Cost) string { return p.T("budget.cost." + string(c)) }

// quantityText is a number in hundredths, without decimals when there are none.
func quantityText(p *i18n.Printer, hundredths int) string {
	if hundredths%100 == 0 {
		return p.Number(hundredths / 100)
	}
	return p.Decimal(int64(hundredths), 2)
}

// quantityOf says how much of what.
func quantityOf(p *i18n.Printer, l budget.Line) string {
	return quantityText(p, l.Quantity) + " " + p.T("budget.measure."+string(l.Measure))
}

// activityName is the activity of a line, or that there is none yet.
func activityName(p *i18n.Printer, l budget.Line) string {
	if l.Activity == "" {
		return p.T("budget.undivided")
	}
	return l.LineCode + "." + l.ActivityCode + " " + l.ActivityName
}

// yearOf says in which years a line costs something.
func yearOf(p *i18n.Printer, l budget.Line) string {
	if l.Cost == budget.Machine {
		return p.T("budget.used_since", l.UsedFrom)
	}
	return strconv.Itoa(l.Year)
}
