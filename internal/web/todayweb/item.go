package todayweb

import (
	"strconv"

	"schakel/internal/domain/dashboard"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/money"
	"schakel/internal/web/ui"
)

// waiting turns what waits for the person into list items, each a link to where it is settled.
func waiting(p *i18n.Printer, t dashboard.Today) []ui.ListItem {
	out := make([]ui.ListItem, 0, len(t.Waiting))
	for _, i := range t.Waiting {
		item := waitingItem(p, i)
		item.Meta = since(p, i.Since(), t.On, i.Kind == dashboard.Action)
		out = append(out, item)
	}
	return out
}

func waitingItem(p *i18n.Printer, i dashboard.Item) ui.ListItem {
	switch i.Kind {
	case dashboard.Action:
		return ui.ListItem{Icon: "phone", Title: i.Title, Href: home("organisation", i.ID), Sub: i.Sub}
	case dashboard.Mention:
		return ui.ListItem{Icon: "user", Title: p.T("today.mention", i.Title), Href: "/mentions", Sub: i.Sub}
	case dashboard.OtherDate:
		return ui.ListItem{Icon: "calendar", Title: p.T("today.other_date", i.Title), Href: home("need", i.ID), Sub: p.T("today.other_date.sub", i.Sub, i.Day)}
	case dashboard.NotCounted:
		return ui.ListItem{Icon: "users", Title: p.T("today.not_counted", i.Title), Href: home("engagement", i.ID), Sub: p.T("today.held", i.Sub, i.Day)}
	case dashboard.NotSigned:
		return ui.ListItem{Icon: "signature", Title: p.T("today.not_signed", i.Title), Href: home("engagement", i.ID), Sub: p.T("today.held", i.Sub, i.Day)}
	case dashboard.ToCheck:
		return ui.ListItem{Icon: "check-double", Title: p.T("today.to_check", i.N), Href: "/funding/contributions?stage=to_check", Sub: p.T("today.to_check.sub")}
	case dashboard.Claims:
		return ui.ListItem{Icon: "building", Title: p.T("today.claims", i.N), Href: "/relations/claims", Sub: p.T("today.claims.sub")}
	case dashboard.Registered:
		return ui.ListItem{Icon: "building", Title: p.T("today.registrations", i.N), Href: "/menu/registrations", Sub: p.T("today.registrations.sub")}
	case dashboard.Unsigned:
		item := ui.ListItem{Icon: "signature", Title: p.T("today.unsigned", i.Title), Href: "/agreements/" + string(i.ID), Sub: p.T("today.unsigned.sub", i.Sub)}
		if i.N > 0 {
			item.Title = p.T("today.agreement_refused", i.Title)
		}
		return item
	case dashboard.NoYes:
		item := ui.ListItem{Icon: "question", Title: p.T("today.no_yes", i.Title), Href: home("need", i.ID), Sub: p.T("today.no_yes.sub", i.N)}
		if i.N == 0 {
			item.Sub = p.T("today.no_yes.nobody")
		}
		return item
	default:
		return ui.ListItem{Title: i.Title}
	}
}

// wrong turns what goes wrong into list items.
func wrong(p *i18n.Printer, t dashboard.Today) []ui.ListItem {
	out := make([]ui.ListItem, 0, len(t.Wrong))
	for _, i := range t.Wrong {
		out = append(out, wrongItem(p, t, i))
	}
	return out
}

func wrongItem(p *i18n.Printer, t dashboard.Today, i dashboard.Item) ui.ListItem {
	switch i.Kind {
	case dashboard.Shortfall:
		year := t.Money.Year
		if i.N != t.Money.Of {
			next := t.Money.Next
			return ui.ListItem{
				Icon: "euro", Tone: ui.Warning, Href: "/funding/forecast", Title: p.T("today.shortfall", strconv.Itoa(i.N), p.MoneyShort(next.Short())),
				Sub: p.T("today.shortfall.next", p.MoneyShort(next.Planned), p.MoneyShort(next.Promised), p.MoneyShort(next.Minimum)),
			}
		}
		return ui.ListItem{
			Icon: "euro", Tone: ui.Danger, Href: fundingOf(t.Money.Of), Title: p.T("today.shortfall", strconv.Itoa(t.Money.Of), p.MoneyShort(year.Short())),
			Sub: p.T("today.shortfall.sub", p.MoneyShort(year.Forecast()), p.MoneyShort(year.Minimum)),
		}
	case dashboard.LedgerBroken:
		return ui.ListItem{Icon: "check-double", Tone: ui.Danger, Title: p.T("today.ledger_broken", i.N), Href: "/funding/ledger", Sub: p.T("funding.flaw."+i.Title, i.Sub)}
	case dashboard.LateActions:
		return ui.ListItem{Icon: "phone", Tone: ui.Warning, Title: p.T("today.late_actions", i.N), Href: "/actions/units"}
	case dashboard.LateCounts:
		return ui.ListItem{Icon: "users", Tone: ui.Warning, Title: p.T("today.late_counts", i.N), Href: "/engagements?state=to_count"}
	case dashboard.LateSigns:
		return ui.ListItem{Icon: "signature", Tone: ui.Warning, Title: p.T("today.late_signs", i.N), Href: "/engagements?state=waiting"}
	case dashboard.NeedsEnding:
		item := ui.ListItem{Icon: "question", Tone: ui.Warning, Title: p.T("today.needs_ending", i.N), Href: "/needs?state=open"}
		if i.N == 1 {
			item.Title, item.Href = p.T("today.need_ending", i.Title), home("need", i.ID)
		}
		return item
	case dashboard.Agreements:
		item := ui.ListItem{Icon: "signature", Tone: ui.Warning, Title: p.T("today.agreements_ending", i.N), Href: "/agreements?state=soon"}
		if i.N == 1 {
			item.Title, item.Href = p.T("today.agreement_ending", i.Title, i.Day), "/agreements/"+string(i.ID)
		}
		return item
	case dashboard.OffersStale:
		return ui.ListItem{Icon: "menu-card", Tone: ui.Warning, Title: p.T("today.offers_stale", i.N), Href: "/menu/invite", Sub: p.T("today.offers_stale.sub")}
	case dashboard.Cooling:
		return ui.ListItem{Icon: "clock", Tone: ui.Warning, Title: p.T("today.cooling", i.N), Href: "/relations/relationships?q=cooling%3Ayes+owner%3A%40me", Sub: p.T("today.cooling.sub")}
	case dashboard.HoursUnbooked:
		return ui.ListItem{Icon: "clock", Tone: ui.Warning, Title: p.T("today.hours_unbooked", i.N), Href: "/funding/waiting", Sub: p.T("today.hours_unbooked.sub")}
	default:
		return ui.ListItem{Title: i.Title}
	}
}

func fundingOf(year int) string { return "/funding?year=" + strconv.Itoa(year) }

// visits turns a day's engagements into list items.
func visits(p *i18n.Printer, d dashboard.Day) []ui.ListItem {
	out := make([]ui.ListItem, 0, len(d.Visits))
	for _, v := range d.Visits {
		sub := p.T("today.visit.sub", v.Company, v.School)
		if v.Place != "" && v.Place != v.School && v.Place != v.Company {
			sub += " · " + v.Place
		}
		out = append(out, ui.ListItem{Title: v.Title, Href: home("engagement", v.ID), Sub: sub, Meta: ui.Num(p.Time(v.Starts) + "–" + p.Time(v.Ends))})
	}
	return out
}

// dayName is a day of the week ahead as people say it.
func dayName(p *i18n.Printer, on, today clock.Date) string {
	switch today.DaysUntil(on) {
	case 0:
		return p.T("today.this_day", on)
	case 1:
		return p.T("today.tomorrow", on)
	default:
		return p.Date(on)
	}
}

func texts(p *i18n.Printer, values [5]money.Cents) (out [5]string) {
	for n, v := range values {
		out[n] = p.MoneyShort(v)
	}
	return out
}
