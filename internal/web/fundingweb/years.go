package fundingweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// yearsView is the page of a grant's years: how far the accounts of each are.
type yearsView struct {
	*page.Ctx
	grant  funding.Grant
	years  []funding.Period
	events []funding.PeriodEvent
	last   *funding.Verification
	faults fault.Fields // of the reason to reopen
	year   int          // to which they belong
	reason string

	draft       funding.StatementInput // of a new statement
	draftFaults fault.Fields
}

// Years shows the years of a grant.
func (h *Pages) Years(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showYears(yearsView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) showYears(v yearsView, key id.ID, status int) (err error) {
	if v.grant, v.years, v.events, err = h.funding.Periods(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.last, err = h.funding.LastVerified(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("funding.years_of", v.grant.Name), Section: section, Wide: true}, years(v))
}

// StartClosing begins closing a year.
func (h *Pages) StartClosing(c *page.Ctx) error {
	return h.turn(c, h.funding.StartClosing, "funding.flash.closing")
}

// StopClosing opens a year again of which closing had begun.
func (h *Pages) StopClosing(c *page.Ctx) error {
	return h.turn(c, h.funding.StopClosing, "funding.flash.opened")
}

// CloseYear closes a year.
func (h *Pages) CloseYear(c *page.Ctx) error {
	return h.turn(c, h.funding.Close, "funding.flash.closed")
}

// ReopenYear agrees with reopening a year.
func (h *Pages) ReopenYear(c *page.Ctx) error {
	return h.turn(c, h.funding.Reopen, "funding.flash.opened")
}

func (h *Pages) turn(c *page.Ctx, do func(context.Context, access.Scope, id.ID, int) error, flash string) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := do(c.Context(), c.Scope, key, f.Int("year")); err != nil {
		return err
	}
	return c.Redirect(grantHref(key)+"/years", flash)
}

// AskReopen asks to open a closed year again.
func (h *Pages) AskReopen(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	year, reason := f.Int("year"), f.Text("reason")
	err = h.funding.AskReopen(c.Context(), c.Scope, key, year, funding.ReopenInput{Reason: reason})
	if faults, ok := page.Invalid(err); ok {
		return h.showYears(yearsView{Ctx: c, faults: faults, year: year, reason: reason}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(grantHref(key)+"/years", "funding.flash.reopen_asked")
}

func yearValues(year int) []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "year", Value: strconv.Itoa(year)}}
}

var periodLooks = map[funding.PeriodState]string{
	funding.PeriodOpen: ui.Running, funding.PeriodClosing: ui.Warning, funding.PeriodClosed: ui.Checked, funding.PeriodReopenAsked: ui.Warning,
}

func (v yearsView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.years"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.year"), Primary: true},
		{Label: v.P.T("funding.status")},
		{Label: v.P.T("funding.carried_out"), Align: "end"},
		{Label: v.P.T("funding.checked"), Align: "end"},
		{Label: v.P.T("funding.stage.parked"), Align: "end"},
		{Label: v.P.T("funding.undecided"), Align: "end"},
		{Label: v.P.T("funding.next"), LabelHidden: true},
	}}
	for _, p := range v.years {
		f := funding.Filter{Grant: v.grant.ID, Year: p.Year}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Link(reportHref(f), strconv.Itoa(p.Year)), ui.StatusChip(periodLooks[p.Last.State], v.P.T("funding.period."+string(p.Last.State))),
			ui.NumLink(listHref(f, funding.StageCarriedOut), v.P.Money(p.CarriedOut)), ui.NumLink(listHref(f, funding.StageChecked), v.P.Money(p.Checked)),
			ui.NumLink(listHref(f, funding.StageParked), v.P.Money(p.Parked)), ui.NumLink(listHref(f, funding.StageToCheck), v.P.Money(p.Undecided)), v.next(p),
		}})
	}
	return t
}

func (v yearsView) mayManage() bool { return v.Scope.CanOn(access.GrantManage, v.grant.Unit) }

// next is what can be done with a year; asking to reopen stands below the table, since it wants a reason.
func (v yearsView) next(p funding.Period) templ.Component {
	if !v.mayManage() {
		return nil
	}
	post := func(step, word string, confirm bool) ui.Action {
		a := ui.Action{Label: v.P.T(word), Size: ui.Small, Method: "post", Href: grantHref(v.grant.ID) + "/years/" + step, Values: yearValues(p.Year)}
		if confirm {
			a.Attrs = templ.Attributes{"data-confirm": v.P.T(word+".confirm", strconv.Itoa(p.Year))}
		}
		return a
	}
	switch p.Last.State {
	case funding.PeriodOpen:
		return ui.ActionButton(post("closing", "funding.close.start", false))
	case funding.PeriodClosing:
		stop := post("stop", "funding.close.stop", false)
		stop.Variant = ui.Quiet
		return ui.Together(ui.ActionButton(post("close", "funding.close.do", true)), ui.ActionButton(stop))
	case funding.PeriodReopenAsked:
		if p.Last.Actor == v.Scope.Actor() {
			return ui.Muted(v.P.T("funding.reopen.waits"))
		}
		return ui.ActionButton(post("reopen", "funding.reopen.agree", true))
	}
	return nil
}

// closed are the years for which reopening can be asked.
func (v yearsView) closed() (out []funding.Period) {
	for _, p := range v.years {
		if p.Last.State == funding.PeriodClosed && v.mayManage() {
			out = append(out, p)
		}
	}
	return out
}

func (v yearsView) askField(p funding.Period) ui.Field {
	f := ui.Field{Name: "reason", ID: "reason-" + strconv.Itoa(p.Year), Label: v.P.T("funding.reopen.reason"), Required: true, Rows: 2, MaxLength: 2000}
	if p.Year == v.year {
		f.Value, f.Error = v.reason, page.Message(v.P, v.faults, "reason")
	}
	return f
}

// story tells what happened to the years, the latest first, with what closing kept.
func (v yearsView) story() []ui.ListItem {
	var out []ui.ListItem
	for i := len(v.events) - 1; i >= 0; i-- {
		e := v.events[i]
		item := ui.ListItem{
			Icon: "calendar", Title: v.P.T("funding.period_event."+string(e.State), strconv.Itoa(e.Year)), Sub: v.P.T("funding.by_on", e.By, e.At),
		}
		if e.Reason != "" {
			item.Sub += " · “" + e.Reason + "”"
		}
		if e.State == funding.PeriodClosed {
			var checked money.Cents
			for _, b := range e.Balances.V {
				if b.Account == funding.Checked || b.Account == funding.Reported {
					checked += b.Cents
				}
			}
			item.Sub += " · " + v.P.T("funding.period_kept", checked, e.Transfers, e.HeadSeq, e.HeadHash[:min(12, len(e.HeadHash))])
		}
		out = append(out, item)
	}
	return out
}
