package fundingweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// grantsView is the page of all grants.
type grantsView struct {
	*page.Ctx
	grants []funding.Grant
}

// Grants lists the grants.
func (h *Pages) Grants(c *page.Ctx) error {
	grants, err := h.funding.Grants(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.grants"), Section: section}, grantList(grantsView{c, grants}))
}

func (v grantsView) primary() *ui.Action {
	if !v.Scope.Can(access.GrantManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("funding.grant_new"), Icon: "plus", Href: "/funding/grants/new"}
}

func (v grantsView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.grants"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.grant"), Primary: true},
		{Label: v.P.T("funding.scheme")},
		{Label: v.P.T("funding.period")},
		{Label: v.P.T("funding.lead"), PhoneHidden: true},
		{Label: amountLabel(v.P, funding.BaseGrant), Align: "end"},
		{Label: amountLabel(v.P, funding.BaseBudget), Align: "end"},
	}}
	for _, g := range v.grants {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(grantHref(g.ID), g.Name, g.Reference), ui.Text(g.SchemeName), ui.Text(daySpan(v.P, g.StartOn, g.EndOn)),
			ui.Text(g.LeadName), ui.Num(v.P.Money(g.GrantCents)), ui.Num(v.P.Money(g.BudgetCents)),
		}})
	}
	return t
}

// grantView is the page of one grant.
type grantView struct {
	*page.Ctx
	g      funding.GrantPage
	units  []ui.Option
	share  funding.ShareInput
	own    *funding.GrantRules // as they were typed
	faults fault.Fields
}

// Grant shows a grant with its shares and pledges.
func (h *Pages) Grant(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showGrant(grantView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) showGrant(v grantView, key id.ID, status int) (err error) {
	if v.g, err = h.funding.Grant(v.Context(), v.Scope, key); err != nil {
		return err
	}
	if v.mayManage() {
		units, err := h.network.Tree(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.units = unitOptions(v.Ctx, units, access.GrantManage)
	}
	return v.Render(status, page.Head{Title: v.g.Name, Section: section, Wide: true}, grant(v))
}

// SetShare says which part of the base a unit spends in a year.
func (h *Pages) SetShare(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.ShareInput{Unit: f.ID("unit"), Year: f.Text("year"), Base: f.Text("base")}
	err = h.funding.SetShare(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showGrant(grantView{Ctx: c, share: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(grantHref(key)+"#shares", "funding.flash.share")
}

// WithdrawPledge takes a pledge away.
func (h *Pages) WithdrawPledge(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	pledge, err := c.PathID("pledge")
	if err != nil {
		return err
	}
	if err := h.funding.WithdrawPledge(c.Context(), c.Scope, key, pledge); err != nil {
		return err
	}
	return c.Redirect(grantHref(key)+"#pledges", "funding.flash.withdrawn")
}

func (v grantView) mayManage() bool { return v.Scope.CanOn(access.GrantManage, v.g.Unit) }

func (v grantView) secondary() []ui.Action {
	budget := ui.Action{Label: v.P.T("budget.title"), Icon: "list", Href: grantHref(v.g.ID) + "/budget"}
	if !v.Scope.Can(access.ContributionRead) {
		return []ui.Action{budget}
	}
	return []ui.Action{
		budget,
		{Label: v.P.T("funding.report"), Icon: "chart", Href: reportHref(funding.Filter{Grant: v.g.ID})},
		{Label: v.P.T("funding.years"), Icon: "calendar", Href: grantHref(v.g.ID) + "/years"},
	}
}

func (v grantView) facts() []ui.Def {
	g := v.g
	out := []ui.Def{
		{Term: v.P.T("funding.scheme"), Text: g.SchemeName, Href: "/funding/rules"},
		{Term: v.P.T("funding.reference"), Text: g.Reference},
		{Term: v.P.T("funding.decided"), Text: v.P.Date(g.DecidedOn)},
		{Term: v.P.T("funding.period"), Text: daySpan(v.P, g.StartOn, g.EndOn)},
	}
	if g.LeadName != "" {
		out = append(out, ui.Def{Term: v.P.T("funding.lead"), Text: g.LeadName, Href: "/relations/" + string(g.Lead)})
	}
	out = append(out,
		ui.Def{Term: amountLabel(v.P, funding.BaseGrant), Text: v.P.Money(g.GrantCents)},
		ui.Def{Term: amountLabel(v.P, funding.BaseBudget), Text: v.P.Money(g.BudgetCents)},
		ui.Def{Term: amountLabel(v.P, funding.BaseCosts), Text: v.P.Money(g.CostCents)})
	if g.TargetBP > 0 {
		out = append(out, ui.Def{Term: v.P.T("funding.target"), Text: v.P.Percent(g.TargetBP)})
	}
	if g.SecondCheck > 0 {
		out = append(out, ui.Def{Term: v.P.T("funding.second_check"), Text: v.P.T("funding.second_check.from", g.SecondCheck)})
	}
	if g.Rule.ID == "" {
		return append(out, ui.Def{Term: v.P.T("funding.minimum"), Text: v.P.T("funding.no_rule", v.Today())})
	}
	return append(out, ui.Def{Term: v.P.T("funding.minimum"), Detail: sourced(v.P, v.P.T("funding.minimum_line", v.P.Percent(g.Rule.MinimumBP), baseWord(v.P, g.Rule.Base), g.Rule.DecidedOn), strings.TrimSpace(g.Rule.Reason+" "+g.Rule.Source), g.Rule.Confirmed)})
}

// difference says how the shares stand against the base.
func (v grantView) difference() ui.NoticeProps {
	base := v.g.Amount(v.g.Rule.Base)
	switch {
	case v.g.Missing > 0:
		return ui.NoticeProps{Kind: ui.Warning, Text: v.P.T("funding.shares.less", v.g.Sum, base, v.g.Missing)}
	case v.g.Missing < 0:
		return ui.NoticeProps{Kind: ui.Danger, Text: v.P.T("funding.shares.more", v.g.Sum, base, -v.g.Missing)}
	}
	return ui.NoticeProps{Kind: ui.Success, Text: v.P.T("funding.shares.exact", base)}
}

func (v grantView) shares() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.shares"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.unit"), Primary: true}, {Label: v.P.T("funding.year")}, {Label: v.P.T("funding.share"), Align: "end"},
	}}
	for _, s := range v.g.Shares {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(s.UnitName), ui.Text(yearValue(s.Year)), ui.NumLink(reportHref(funding.Filter{Grant: v.g.ID, Unit: s.Unit, Year: s.Year}), v.P.Money(s.Base)),
		}})
	}
	t.Footer = []templ.Component{ui.Text(v.P.T("funding.total")), nil, ui.Num(v.P.Money(v.g.Sum))}
	return t
}

func (v grantView) yearOptions() []ui.Option {
	var out []ui.Option
	for _, y := range v.g.Years() {
		out = append(out, ui.Option{Value: yearValue(y), Label: yearValue(y)})
	}
	return out
}

func (v grantView) shareFields() (unit, year, base ui.Field) {
	unit = ui.Field{Name: "unit", Label: v.P.T("funding.unit"), Value: string(v.share.Unit), Options: v.units, Required: true}
	year = ui.Field{Name: "year", Label: v.P.T("funding.year"), Value: v.share.Year, Options: v.yearOptions(), Required: true, Width: "short"}
	base = ui.Field{Name: "base", Label: v.P.T("funding.share"), Value: v.share.Base, Required: true, Width: "medium", Prefix: "€", InputMode: "decimal"}
	for _, f := range []*ui.Field{&unit, &year, &base} {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return unit, year, base
}

func (v grantView) pledges() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.pledges"), CaptionHidden: true, Columns: pledgeColumns(v.Ctx)}
	writes := v.Scope.Can(access.PledgeWrite)
	if writes {
		t.Columns = append(t.Columns, ui.Column{Label: v.P.T("funding.withdraw"), LabelHidden: true, Shrink: true})
	}
	for _, p := range v.g.Pledges {
		cells := pledgeCells(v.Ctx, p)
		if writes {
			cells = append(cells, v.withdraw(p))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	t.Footer = []templ.Component{ui.Text(v.P.T("funding.total")), nil, nil, nil, nil, ui.Num(v.P.Money(v.g.Promised))}
	if writes {
		t.Footer = append(t.Footer, nil)
	}
	return t
}

func (v grantView) withdraw(p funding.Pledge) templ.Component {
	if !v.Scope.CanOn(access.PledgeWrite, p.Unit) {
		return nil
	}
	return ui.ActionButton(ui.Action{
		Label: v.P.T("funding.withdraw"), Variant: ui.Quiet, Size: ui.Small, Method: "post", Href: grantHref(v.g.ID) + "/pledges/" + string(p.ID) + "/withdraw",
		Attrs: templ.Attributes{"data-confirm": v.P.T("funding.withdraw.confirm", p.Company)},
	})
}

func (v grantView) newPledge() *ui.Action {
	if !v.Scope.Can(access.PledgeWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("funding.pledge_new"), Icon: "plus", Href: grantHref(v.g.ID) + "/pledges/new"}
}
