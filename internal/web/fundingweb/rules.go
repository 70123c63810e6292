package fundingweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// rulesView is the page of the rules.
type rulesView struct {
	*page.Ctx
	rules []funding.SchemeRules
}

// Rules shows every number that figures are computed with, its source and since when it is known.
func (h *Pages) Rules(c *page.Ctx) error {
	rules, err := h.funding.Rules(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.rules"), Section: section, Wide: true}, rulesPage(rulesView{c, rules}))
}

// InstallRules loads the national schemes.
func (h *Pages) InstallRules(c *page.Ctx) error {
	added, err := h.funding.InstallSchemes(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Redirect("/funding/rules", "funding.flash.installed", added)
}

func (v rulesView) install() *ui.Action {
	if !v.Scope.Can(access.GrantManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("funding.rules.install"), Icon: "download", Method: "post", Href: "/funding/rules"}
}

func (v rulesView) table(s funding.SchemeRules) ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.rules_of", s.Name), CaptionHidden: true, Loose: true, Columns: []ui.Column{
		{Label: v.P.T("funding.what"), Primary: true},
		{Label: v.P.T("funding.figure"), Align: "end"},
		{Label: v.P.T("funding.holds")},
		{Label: v.P.T("funding.decided")},
		{Label: v.P.T("funding.source")},
	}}
	row := func(what, number templ.Component, holds, decided, source string, confirmed bool) {
		from := ui.Text(source)
		if !confirmed {
			from = ui.Together(ui.StatusChip(ui.Warning, v.P.T("funding.unconfirmed")), ui.Text(source))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{what, number, ui.Text(holds), ui.Text(decided), from}})
	}
	for _, o := range s.Own {
		number, of := ownNumber(v.P, o)
		what := ui.TitleLink(ownHref(s.ID, o.ID), ownTitle(v.P, o), o.GrantName)
		chip := ui.StatusChip(ui.Info, v.P.T("funding.own.chip"))
		if o.EndedOn != "" {
			chip = ui.StatusChip(ui.Done, v.P.T("funding.own.ended_on", o.EndedOn))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			what, ui.TwoLines(strings.TrimSpace(number+" "+of), national(v.P, s, o)), ui.Text(daySpan(v.P, o.ValidFrom, o.Last())), ui.Text(v.P.DateShort(o.DecidedOn)),
			ui.Together(chip, ui.TwoLines(o.Reason, o.Source)),
		}})
	}
	for _, r := range s.Versions {
		row(ui.TwoLines(v.P.T("funding.minimum"), v.P.T("funding.of_base", baseWord(v.P, r.Base))), ui.Num(v.P.Percent(r.MinimumBP)), daySpan(v.P, r.ValidFrom, r.ValidTo), v.P.DateShort(r.DecidedOn), r.Source, r.Confirmed)
	}
	for _, r := range s.Rates {
		number := ui.Num(v.P.Money(r.Cents))
		if r.ShareBP != 10_000 {
			number = ui.TwoLines(v.P.Money(r.Cents), v.P.T("funding.times_share", v.P.Percent(r.ShareBP)))
		}
		row(ui.TwoLines(v.P.T("funding.rate."+string(r.Kind)), r.Justification), number, daySpan(v.P, r.ValidFrom, r.ValidTo), v.P.DateShort(r.DecidedOn), r.Source, r.Confirmed)
	}
	return t
}
