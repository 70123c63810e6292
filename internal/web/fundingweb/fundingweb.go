// Package fundingweb holds the pages of co-financing: the report with its figures, the lists behind them, the record of a
// contribution with its explanation and check, grants with shares and pledges, and the rules with their sources.
package fundingweb

import (
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about co-financing.
type Pages struct {
	funding   *funding.Service
	relation  *relation.Service
	network   *network.Service
	programme *programme.Service
}

// New makes the pages.
func New(f *funding.Service, r *relation.Service, n *network.Service, p *programme.Service) *Pages {
	return &Pages{f, r, n, p}
}

const section = "funding"

// filterOf reads the filter of an address. What is malformed narrows nothing.
func filterOf(c *page.Ctx) funding.Filter {
	orNone := func(name string) id.ID {
		if c.Query(name) == string(funding.None) {
			return funding.None
		}
		return c.QueryID(name)
	}
	f := funding.Filter{
		Grant: c.QueryID("grant"), Unit: c.QueryID("unit"), Own: c.Query("own") != "", Line: orNone("line"), Umbrella: orNone("umbrella"),
		Organisation: c.QueryID("organisation"), Year: c.QueryYear(),
	}
	if known := check.Date(fault.Fields{}, "known", c.Query("known")); known != "" && known < c.Today() {
		f.Known = known
	}
	return f
}

// values are the filter as parameters of an address.
func values(f funding.Filter) url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("grant", string(f.Grant))
	set("unit", string(f.Unit))
	if f.Own {
		q.Set("own", "1")
	}
	set("line", string(f.Line))
	set("umbrella", string(f.Umbrella))
	set("organisation", string(f.Organisation))
	if f.Year != 0 {
		q.Set("year", strconv.Itoa(f.Year))
	}
	set("known", string(f.Known))
	return q
}

// reportHref is the report under a filter.
func reportHref(f funding.Filter) string { return page.Address("/funding", values(f)) }

// listHref is the list of contributions behind a figure.
func listHref(f funding.Filter, stage funding.Stage) string { return sinceHref(f, stage, "") }

// sinceHref is the list of what moved from a day on.
func sinceHref(f funding.Filter, stage funding.Stage, since clock.Date) string {
	return page.Address("/funding/contributions", sinceValues(f, stage, since))
}

func sinceValues(f funding.Filter, stage funding.Stage, since clock.Date) url.Values {
	q := values(f)
	if stage != "" {
		q.Set("stage", string(stage))
	}
	if since != "" {
		q.Set("since", string(since))
	}
	return q
}

func pledgesHref(f funding.Filter) string { return page.Address("/funding/pledges", values(f)) }

func lostHref(f funding.Filter) string { return page.Address("/funding/lost", values(f)) }

func plannedHref(f funding.Filter) string { return page.Address("/funding/planned", values(f)) }

func contributionHref(key id.ID) string { return "/funding/contributions/" + string(key) }

func grantHref(key id.ID) string { return "/funding/grants/" + string(key) }

// without takes one side off a filter.
func without(f funding.Filter, side string) funding.Filter {
	switch side {
	case "grant":
		f.Grant = ""
	case "unit":
		f.Unit, f.Own = "", false
	case "line":
		f.Line = ""
	case "umbrella":
		f.Umbrella = ""
	case "organisation":
		f.Organisation = ""
	case "year":
		f.Year = 0
	case "known":
		f.Known = ""
	}
	return f
}

// looks gives each account its chip.
var looks = map[funding.Account]string{
	funding.Source: ui.Declined, funding.CarriedOut: ui.Done, funding.Evidenced: ui.Evidenced, funding.Parked: ui.Warning, funding.Checked: ui.Checked, funding.Reported: ui.Checked,
}

func accountWord(p *i18n.Printer, a funding.Account) string {
	return p.T("funding.account." + string(a))
}

// ledgerWord names an account as a place: what a rejected amount went back to is where it came from.
func ledgerWord(p *i18n.Printer, a funding.Account) string {
	if a == funding.Source {
		return p.T("funding.ledger_source")
	}
	return accountWord(p, a)
}

func kindWord(p *i18n.Printer, k funding.Kind) string { return p.T("funding.kind." + string(k)) }

func baseWord(p *i18n.Printer, b funding.Base) string { return p.T("funding.base." + string(b)) }

// amountLabel names an amount of a grant as a label, baseWord inside a sentence.
func amountLabel(p *i18n.Printer, b funding.Base) string {
	return p.T("funding.amount_of." + string(b))
}

// kindOptions are the kinds for a form.
func kindOptions(p *i18n.Printer) []ui.Option {
	var out []ui.Option
	for _, k := range funding.Kinds() {
		out = append(out, ui.Option{Value: string(k), Label: kindWord(p, k), Hint: p.T("funding.kind_hint." + string(k))})
	}
	return out
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

// pick puts a first choice before the others.
func pick(label string, options []ui.Option) []ui.Option {
	return append([]ui.Option{{Label: label}}, options...)
}

func crumb(p *i18n.Printer) []ui.Crumb {
	return []ui.Crumb{{Label: p.T("funding.title"), Href: "/funding"}}
}

func crumbTo(p *i18n.Printer, label, href string) []ui.Crumb {
	return append(crumb(p), ui.Crumb{Label: label, Href: href})
}

// daySpan writes a period.
func daySpan(p *i18n.Printer, from, to clock.Date) string {
	whole := func(d clock.Date) string { return strings.ReplaceAll(p.DateShort(d), " ", "\u00a0") }
	return whole(from) + " – " + whole(to)
}

// percent is a part of a whole in basis points, rounded half up; 0 of nothing.
func percent[T ~int64](part, whole T) int {
	if whole <= 0 || part <= 0 {
		return 0
	}
	return int((part*10_000 + whole/2) / whole)
}
