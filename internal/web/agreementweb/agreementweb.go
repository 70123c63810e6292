// Package agreementweb holds the pages of cooperation agreements: the list, the record with its versions, the form of a draft, the text as
// a page and as a PDF, and the templates.
package agreementweb

import (
	"net/url"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about agreements.
type Pages struct {
	agreement *agreement.Service
	relation  *relation.Service
	network   *network.Service
	menu      *menu.Service
	funding   *funding.Service
}

// New makes the pages.
func New(a *agreement.Service, r *relation.Service, n *network.Service, m *menu.Service, f *funding.Service) *Pages {
	return &Pages{a, r, n, m, f}
}

const section = "agreements"

func home(key id.ID) string { return "/agreements/" + string(key) }

// at is an address of an agreement's version; the one that matters now needs no number.
func at(key id.ID, path, n string) string {
	if n == "" {
		return home(key) + path
	}
	return home(key) + path + "?version=" + url.QueryEscape(n)
}

// looks gives each state its chip.
var looks = map[agreement.State]string{
	agreement.Draft: ui.Draft, agreement.Sent: ui.Waiting, agreement.Refused: ui.Declined, agreement.Active: ui.Checked, agreement.Ended: ui.Done,
	agreement.Replaced: ui.Done, agreement.Dropped: ui.Declined,
}

func stateWord(p *i18n.Printer, s agreement.State) string { return p.T("agreement.state." + string(s)) }

// span writes a period.
func span(p *i18n.Printer, from, to clock.Date) string {
	return p.DateShort(from) + " – " + p.DateShort(to)
}

func crumbs(p *i18n.Printer) []ui.Crumb {
	return []ui.Crumb{{Label: p.T("agreement.title"), Href: "/agreements"}}
}

// unitOptions are the units on which the principal may do something.
func unitOptions(c *page.Ctx, units []network.Unit, may access.Action) []ui.Option {
	var out []ui.Option
	for _, u := range units {
		if c.Scope.CanOn(may, u.ID) {
			out = append(out, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return out
}

// first puts a first choice before the others.
func first(label string, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Label: label}}, options...)
}
