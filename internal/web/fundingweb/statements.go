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
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

var statementLooks = map[funding.StatementState]string{
	funding.StatementDraft: ui.Running, funding.StatementChecked: ui.Evidenced, funding.StatementSubmitted: ui.Checked,
}

func statementHref(key id.ID) string { return "/funding/statements/" + string(key) }

func statementTitle(c *page.Ctx, s funding.Statement) string {
	return c.P.T("funding.statement_of", c.P.T("funding.audience."+string(s.Audience)), strconv.Itoa(s.Year))
}

// statementsView is the list of statements.
type statementsView struct {
	*page.Ctx
	list []funding.Statement
}

// Statements lists what was reported.
func (h *Pages) Statements(c *page.Ctx) error {
	list, err := h.funding.Statements(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("funding.statements"), Section: section, Wide: true}, statements(statementsView{c, list}))
}

// begin leads to where statements are made: the years of a grant.
func (v statementsView) begin() *ui.Action {
	if !v.Scope.Can(access.GrantManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("funding.statements.begin"), Icon: "document", Href: "/funding/grants"}
}

func (v statementsView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("funding.statements"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.statement"), Primary: true}, {Label: v.P.T("funding.grant")}, {Label: v.P.T("funding.status")}, {Label: v.P.T("funding.versions"), Align: "end"}, {Label: v.P.T("funding.when")},
	}}
	for _, s := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Link(statementHref(s.ID), statementTitle(v.Ctx, s)), ui.Text(s.GrantName), ui.StatusChip(statementLooks[s.State], v.P.T("funding.statement."+string(s.State))),
			ui.Num(strconv.Itoa(s.Versions)), ui.Text(v.P.DateTime(s.At)),
		}})
	}
	return t
}

// statementFields are those of a new statement of a grant, on the page of its years.
func (v yearsView) statementFields() (year, audience ui.Field) {
	year = ui.Field{Name: "year", Label: v.P.T("funding.year"), Value: v.draft.Year, Required: true, Width: "short", Error: page.Message(v.P, v.draftFaults, "year")}
	for _, p := range v.years {
		text := strconv.Itoa(p.Year)
		year.Options = append(year.Options, ui.Option{Value: text, Label: text})
	}
	audience = ui.Field{Name: "audience", Label: v.P.T("funding.audience"), Value: string(v.draft.Audience), Required: true, Error: page.Message(v.P, v.draftFaults, "audience")}
	for _, a := range funding.Audiences() {
		audience.Options = append(audience.Options, ui.Option{Value: string(a), Label: v.P.T("funding.audience." + string(a)), Hint: v.P.T("funding.audience." + string(a) + ".hint")})
	}
	return year, audience
}

// DraftStatement drafts a statement of a grant's year.
func (h *Pages) DraftStatement(c *page.Ctx) error {
	grant, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.StatementInput{Grant: grant, Year: f.Text("year"), Audience: funding.Audience(f.Text("audience"))}
	key, err := h.funding.DraftStatement(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showYears(yearsView{Ctx: c, draft: in, draftFaults: faults}, grant, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(statementHref(key), "funding.flash.drafted")
}

// RenewStatement adds a version with other words and the figures of now.
func (h *Pages) RenewStatement(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.StatementInput{Progress: f.Text("progress"), Lost: f.Text("lost")}
	err = h.funding.RenewStatement(c.Context(), c.Scope, key, in.Progress, in.Lost)
	if faults, ok := page.Invalid(err); ok {
		return h.showStatement(statementView{Ctx: c, in: &in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(statementHref(key), "funding.flash.drafted")
}

// statementView is the page of a statement.
type statementView struct {
	*page.Ctx
	p      funding.StatementPage
	in     *funding.StatementInput // as it was typed
	faults fault.Fields
}

// Statement shows a statement with its versions.
func (h *Pages) Statement(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showStatement(statementView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) showStatement(v statementView, key id.ID, status int) (err error) {
	if v.p, err = h.funding.Statement(v.Context(), v.Scope, key); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: statementTitle(v.Ctx, v.p.Statement), Section: section, Wide: true}, statement(v))
}

// CheckStatement approves a draft.
func (h *Pages) CheckStatement(c *page.Ctx) error {
	return h.stepStatement(c, h.funding.CheckStatement, "funding.flash.statement_checked")
}

// SubmitStatement submits what was checked.
func (h *Pages) SubmitStatement(c *page.Ctx) error {
	return h.stepStatement(c, h.funding.SubmitStatement, "funding.flash.submitted")
}

func (h *Pages) stepStatement(c *page.Ctx, do func(context.Context, access.Scope, id.ID) error, flash string) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := do(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(statementHref(key), flash)
}

func (v statementView) mayManage() bool { return v.Scope.CanOn(access.GrantManage, v.p.Unit) }

func (v statementView) meta() templ.Component {
	return ui.Together(ui.StatusChip(statementLooks[v.p.State], v.P.T("funding.statement."+string(v.p.State))), ui.Fact("document", v.p.GrantName),
		ui.Fact("clock", v.P.T("funding.version_by", v.p.Last().Seq, v.p.Last().By, v.p.Last().At)))
}

func (v statementView) secondary() []ui.Action {
	f := funding.Filter{Grant: v.p.Grant, Year: v.p.Year}
	out := []ui.Action{{Label: v.P.T("funding.report"), Icon: "list", Href: reportHref(f)}}
	if v.Scope.Can(access.ReportExport) {
		out = append(out, ui.Action{Label: "PDF", Icon: "download", Href: statementHref(v.p.ID) + "/statement.pdf"}, ui.Action{Label: "Excel", Icon: "download", Href: statementHref(v.p.ID) + "/statement.xlsx"},
			ui.Action{Label: v.P.T("funding.bundle"), Icon: "download", Href: page.Address("/funding/bundle.zip", values(f))},
			ui.Action{Label: v.P.T("funding.xaf"), Icon: "download", Href: page.Address("/funding/ledger.xaf", values(f))})
	}
	return out
}

// notice says what the next step is, and whose.
func (v statementView) notice() ui.NoticeProps {
	switch {
	case v.p.Stale() && v.p.State == funding.StatementSubmitted:
		return ui.NoticeProps{Kind: ui.Warning, Text: v.P.T("funding.statement.changed_since")}
	case v.p.Stale():
		return ui.NoticeProps{Kind: ui.Warning, Text: v.P.T("funding.statement_stale")}
	case v.p.State == funding.StatementDraft && v.p.MayCheck:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.statement.check_it")}
	case v.p.State == funding.StatementDraft:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.statement.waits_check")}
	case v.p.State == funding.StatementChecked:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.statement.waits_submit." + string(v.p.Audience))}
	}
	return ui.NoticeProps{Kind: ui.Success, Text: v.P.T("funding.statement.done", v.p.Last().Digest[:12])}
}

// step is what the reader can do with it.
func (v statementView) step() *ui.Action {
	post := func(step string) *ui.Action {
		return &ui.Action{
			Label: v.P.T("funding.statement." + step), Variant: ui.Primary, Icon: "check-double", Method: "post", Href: statementHref(v.p.ID) + "/" + step,
			Attrs: templ.Attributes{"data-confirm": v.P.T("funding.statement." + step + ".confirm")},
		}
	}
	switch {
	case v.p.Stale():
		return nil
	case v.p.MayCheck:
		return post("check")
	case v.p.MaySubmit:
		return post("submit")
	}
	return nil
}

var sides = []struct{ side, title, corner string }{
	{"total", "funding.total", "funding.grant"}, {"unit", "funding.per_unit", "funding.unit"}, {"line", "funding.per_line", "funding.line"}, {"umbrella", "funding.per_umbrella", "funding.umbrella"},
}

func (v statementView) label(r funding.StatementRow) string {
	switch {
	case r.Side == "total":
		return v.p.GrantName
	case r.Key != "":
		return v.P.T(r.Key)
	}
	return r.Label
}

// table shows a side of the figures of the last version.
func (v statementView) table(title, corner string, rows []funding.StatementRow) ui.TableProps {
	t := ui.TableProps{Caption: v.P.T(title), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T(corner), Primary: true},
		{Label: v.P.T("funding.checked"), Align: "end"},
		{Label: v.P.T("funding.evidenced"), Align: "end"},
		{Label: v.P.T("funding.carried_out"), Align: "end"},
		{Label: v.P.T("funding.promised"), Align: "end"},
		{Label: v.P.T("funding.minimum"), Align: "end"},
	}}
	for _, r := range rows {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(v.label(r)), ui.Num(v.P.Money(r.Checked)), ui.Num(v.P.Money(r.Evidenced)), ui.Num(v.P.Money(r.CarriedOut)), ui.Num(v.P.Money(r.Promised)), ui.Num(v.P.Money(r.Minimum)),
		}})
	}
	return t
}

// rule explains the minimum and says whether it was reached.
func (v statementView) rule() string {
	figures := v.p.Last().Figures.V
	total := figures.Total()
	return v.P.T("funding.statement.rule", v.P.Percent(figures.MinimumBP), baseWord(v.P, figures.BaseKind), total.Minimum, total.Checked, v.P.Percent(percent(total.Checked, total.Minimum)))
}

func (v statementView) words() (progress, lost ui.Field) {
	last := v.p.Last()
	in := funding.StatementInput{Progress: last.Progress, Lost: last.Lost}
	if v.in != nil {
		in = *v.in
	}
	progress = ui.Field{Name: "progress", Label: v.P.T("funding.progress"), Hint: v.P.T("funding.progress.hint"), Plain: true, Rows: 6, MaxLength: 10_000, Value: in.Progress, Error: page.Message(v.P, v.faults, "progress")}
	lost = ui.Field{Name: "lost", Label: v.P.T("funding.lost_words"), Hint: v.P.T("funding.lost_words.hint", last.Figures.V.Lost.Total), Plain: true, Rows: 4, MaxLength: 10_000, Value: in.Lost, Error: page.Message(v.P, v.faults, "lost")}
	return progress, lost
}

// story lists the versions with what changed.
func (v statementView) story() []ui.ListItem {
	var out []ui.ListItem
	for i, n := range v.p.Versions {
		item := ui.ListItem{Icon: "document", Title: v.P.T("funding.version_state", n.Seq, v.P.T("funding.statement."+string(n.State))), Sub: v.P.T("funding.by_on", n.By, n.At)}
		if i+1 < len(v.p.Versions) {
			if changed := n.Figures.V.Since(v.p.Versions[i+1].Figures.V); len(changed) > 0 {
				item.Sub += " · " + v.P.T("funding.version_changed", changed[0].Was, changed[0].Is)
			}
		}
		item.Sub += " · SHA-256 " + n.Digest[:12]
		out = append(out, item)
	}
	return out
}
