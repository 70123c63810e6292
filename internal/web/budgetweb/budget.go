package budgetweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/budget"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// budgetView is the page of a budget.
type budgetView struct {
	*page.Ctx
	b      budget.Budget
	in     budget.CoverInput // as typed
	block  budget.BlockInput
	faults fault.Fields
}

// Budget shows the budget of a grant.
func (h *Pages) Budget(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.show(budgetView{Ctx: c}, key, http.StatusOK)
}

func (h *Pages) show(v budgetView, grant id.ID, status int) (err error) {
	if v.b, err = h.budget.Budget(v.Context(), v.Scope, grant); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("budget.title_of", v.b.Grant.Name), Section: section, Wide: true}, budgetPage(v))
}

// SetCover says what pays for a year.
func (h *Pages) SetCover(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := budget.CoverInput{Year: f.Text("year"), Granted: f.Text("granted"), Cofinancing: f.Text("cofinancing"), Own: f.Text("own"), Reason: f.Text("reason")}
	err = h.budget.SetCover(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.show(budgetView{Ctx: c, in: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key)+"#cover", "budget.flash.cover", in.Year)
}

// SetBlock moves a block of years a step.
func (h *Pages) SetBlock(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := budget.BlockInput{First: f.Text("first"), To: budget.State(f.Text("to")), Reason: f.Text("reason")}
	err = h.budget.SetBlock(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.show(budgetView{Ctx: c, block: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key)+"#blocks", "budget.flash.block."+string(in.To))
}

func (v budgetView) mayManage() bool { return mayManage(v.Ctx, v.b.Grant) }

func (v budgetView) primary() *ui.Action {
	if !v.mayManage() {
		return nil
	}
	return &ui.Action{Label: v.P.T("budget.line_new"), Icon: "plus", Href: home(v.b.Grant.ID) + "/lines/new"}
}

func (v budgetView) secondary() (out []ui.Action) {
	if v.mayManage() {
		out = append(out, ui.Action{Label: v.P.T("budget.machine_new"), Icon: "plus", Href: home(v.b.Grant.ID) + "/lines/new?machine=1"})
	}
	return append(out, ui.Action{Label: v.P.T("budget.history"), Icon: "clock", Href: home(v.b.Grant.ID) + "/changes"})
}

func (v budgetView) more() []ui.Action {
	if len(v.b.Lines) == 0 || !v.Scope.Can(access.ReportExport) {
		return nil
	}
	return []ui.Action{
		{Label: v.P.T("funding.csv"), Icon: "download", Href: home(v.b.Grant.ID) + "/budget.csv"},
		{Label: v.P.T("funding.xlsx"), Icon: "download", Href: home(v.b.Grant.ID) + "/budget.xlsx"},
	}
}

// verdict says whether each year is covered, and what is missing.
func (v budgetView) verdict() ui.NoticeProps {
	var wrong []string
	short := false
	for _, c := range v.b.Covers {
		switch m := c.Missing(); {
		case m > 0:
			short = true
			wrong = append(wrong, v.P.T("budget.year_short", strconv.Itoa(c.Year), m))
		case m < 0:
			wrong = append(wrong, v.P.T("budget.year_over", strconv.Itoa(c.Year), -m))
		}
	}
	switch {
	case len(wrong) == 0:
		return ui.NoticeProps{Kind: ui.Success, Title: v.P.T("budget.balanced"), Text: v.P.T("budget.balanced.text", v.b.Whole.Costs)}
	case short:
		return ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("budget.unbalanced"), Text: strings.Join(wrong, " ")}
	}
	return ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("budget.over"), Text: strings.Join(wrong, " ")}
}

// ungranted says how the grant of the years stands against the decision; nil when they are equal.
func (v budgetView) ungranted() *ui.NoticeProps {
	switch rest := v.b.Ungranted(); {
	case rest > 0:
		return &ui.NoticeProps{Kind: ui.Info, Text: v.P.T("budget.ungranted", v.b.Grant.GrantCents, rest)}
	case rest < 0:
		return &ui.NoticeProps{Kind: ui.Danger, Text: v.P.T("budget.overgranted", v.b.Grant.GrantCents, -rest)}
	}
	return nil
}

func (v budgetView) tiles() []ui.StatTileProps {
	w := v.b.Whole
	tiles := []ui.StatTileProps{
		{Label: v.P.T("budget.costs"), Figure: v.P.Money(w.Costs), Href: linesHref(v.b.Grant.ID, "", "", 0), Sub: v.P.T("budget.costs.decided", v.b.Grant.CostCents)},
		{Label: v.P.T("budget.covers"), Figure: v.P.Money(w.Sum()), Href: home(v.b.Grant.ID) + "#cover", Sub: v.P.T("budget.covers.granted", w.Granted)},
		{Label: v.P.T("budget.cofinancing"), Figure: v.P.Money(w.Cofinancing), Href: home(v.b.Grant.ID) + "#cover"},
	}
	if v.seesDone() {
		tiles[2].Href, tiles[2].Sub = v.doneHref(0), v.P.T("budget.cofinancing.done", w.CarriedOut)
	}
	return tiles
}

// seesDone and seesPledges tell whether what was carried out and promised stands beside the budget.
func (v budgetView) seesDone() bool { return v.Scope.Can(access.ContributionRead) }

func (v budgetView) seesPledges() bool { return v.Scope.Can(access.PledgeRead) }

// doneHref is the report of what was carried out, of a year or of all.
func (v budgetView) doneHref(year int) string {
	href := "/funding?grant=" + string(v.b.Grant.ID)
	if year != 0 {
		href += "&year=" + strconv.Itoa(year)
	}
	return href
}

func (v budgetView) amount(c money.Cents) templ.Component { return ui.Num(v.P.Money(c)) }

func (v budgetView) coverTable() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("budget.cover"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("funding.year"), Primary: true},
		{Label: v.P.T("budget.costs"), Align: "end"},
		{Label: v.P.T("budget.granted"), Align: "end"},
		{Label: v.P.T("budget.cofinancing"), Align: "end"},
		{Label: v.P.T("budget.own"), Align: "end"},
		{Label: v.P.T("budget.missing"), Align: "end"},
	}}
	row := func(first templ.Component, c budget.Cover, costs templ.Component) []templ.Component {
		return append([]templ.Component{first, costs, v.amount(c.Granted), v.amount(c.Cofinancing), v.amount(c.Own), v.missing(c)}, v.doneCells(c.Promised, c.CarriedOut, c.Year)...)
	}
	t.Columns = append(t.Columns, v.doneColumns()...)
	for _, c := range v.b.Covers {
		r := ui.Row{Cells: row(ui.Text(strconv.Itoa(c.Year)), c, ui.NumLink(linesHref(v.b.Grant.ID, "", "", c.Year), v.P.Money(c.Costs)))}
		if c.Missing() > 0 {
			r.Tone = ui.Warning
		}
		t.Rows = append(t.Rows, r)
	}
	t.Footer = row(ui.Text(v.P.T("funding.total")), v.b.Whole, v.amount(v.b.Whole.Costs))
	return t
}

// missing is what nothing covers, in words as well as in figures.
func (v budgetView) missing(c budget.Cover) templ.Component {
	switch m := c.Missing(); {
	case m > 0:
		return ui.TwoLines(v.P.Money(m), v.P.T("budget.short"))
	case m < 0:
		return ui.TwoLines(v.P.Money(-m), v.P.T("budget.too_much"))
	}
	return ui.Muted(v.P.T("budget.even"))
}

// doneColumns and doneCells are what was promised and carried out, for who may see it.
func (v budgetView) doneColumns() (out []ui.Column) {
	if v.seesPledges() {
		out = append(out, ui.Column{Label: v.P.T("funding.promised"), Align: "end"})
	}
	if v.seesDone() {
		out = append(out, ui.Column{Label: v.P.T("funding.carried_out"), Align: "end"})
	}
	return out
}

func (v budgetView) doneCells(promised, done money.Cents, year int) (out []templ.Component) {
	if v.seesPledges() {
		out = append(out, v.amount(promised))
	}
	if v.seesDone() {
		out = append(out, ui.NumLink(v.doneHref(year), v.P.Money(done)))
	}
	return out
}

// costTable is what rows cost per year; programme lines have what was promised and carried out beside it.
func (v budgetView) costTable(title, corner, side string, rows []budget.Row, beside bool) ui.TableProps {
	t := ui.TableProps{Caption: v.P.T(title), CaptionHidden: true, Columns: []ui.Column{{Label: v.P.T(corner), Primary: true}}}
	for _, y := range v.b.Years {
		t.Columns = append(t.Columns, ui.Column{Label: strconv.Itoa(y), Align: "end"})
	}
	t.Columns = append(t.Columns, ui.Column{Label: v.P.T("funding.total"), Align: "end"})
	if beside {
		t.Columns = append(t.Columns, v.doneColumns()...)
	}
	whole := budget.Row{Years: make([]money.Cents, len(v.b.Years))}
	for _, r := range rows {
		whole.Total, whole.Promised, whole.CarriedOut = whole.Total+r.Total, whole.Promised+r.Promised, whole.CarriedOut+r.CarriedOut
		cells := []templ.Component{ui.TitleLink(linesHref(v.b.Grant.ID, side, string(r.ID), 0), v.rowName(r), r.Of)}
		for i, c := range r.Years {
			whole.Years[i] += c
			cells = append(cells, v.yearCell(side, r.ID, v.b.Years[i], c))
		}
		cells = append(cells, v.amount(r.Total))
		if beside {
			cells = append(cells, v.lineDone(r)...)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	t.Footer = []templ.Component{ui.Text(v.P.T("funding.total"))}
	for _, c := range append(whole.Years, whole.Total) {
		t.Footer = append(t.Footer, v.amount(c))
	}
	if beside {
		t.Footer = append(t.Footer, v.doneCells(whole.Promised, whole.CarriedOut, 0)...)
	}
	return t
}

func (v budgetView) lineDone(r budget.Row) (out []templ.Component) {
	line := string(r.ID)
	if line == "" {
		line = string(funding.None)
	}
	if v.seesPledges() {
		out = append(out, v.amount(r.Promised))
	}
	if v.seesDone() {
		out = append(out, ui.NumLink(v.doneHref(0)+"&line="+line, v.P.Money(r.CarriedOut)))
	}
	return out
}

func (v budgetView) yearCell(side string, key id.ID, year int, c money.Cents) templ.Component {
	if c == 0 {
		return ui.Muted("–")
	}
	return ui.NumLink(linesHref(v.b.Grant.ID, side, string(key), year), v.P.Money(c))
}

func (v budgetView) rowName(r budget.Row) string {
	if r.ID == "" {
		return v.P.T("budget.undivided")
	}
	return r.Code + " " + r.Name
}

var blockLooks = map[budget.State]string{budget.Open: ui.Draft, budget.Detailed: ui.Running, budget.Fixed: ui.Checked}

// blocks are the years that are detailed together, with how far they are and what keeps them from the next step.
func (v budgetView) blocks() []ui.ListItem {
	var out []ui.ListItem
	for _, k := range v.b.Blocks {
		item := ui.ListItem{Icon: "calendar", Title: blockName(k.First, k.Last), Sub: v.todo(k), Meta: ui.StatusChip(blockLooks[k.State], v.P.T("budget.state."+string(k.State)))}
		if to := forward(k); to != "" && v.mayManage() {
			item.Actions = []ui.Action{{
				Label: v.P.T("budget.to." + string(to)), Size: ui.Small, Method: "post", Href: home(v.b.Grant.ID) + "/blocks",
				Values: blockValues(k, to), Attrs: templ.Attributes{"data-confirm": v.P.T("budget.to."+string(to)+".confirm", blockName(k.First, k.Last))},
			}}
		}
		out = append(out, item)
	}
	return out
}

func blockName(first, last int) string {
	if first == last {
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + "–" + strconv.Itoa(last)
}

func blockValues(k budget.Block, to budget.State) []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "first", Value: strconv.Itoa(k.First)}, {Name: "to", Value: string(to)}}
}

// todo says what keeps a block from its next step.
func (v budgetView) todo(k budget.Block) string {
	switch {
	case k.State == budget.Open && k.Lines == 0:
		return v.P.T("budget.block.empty")
	case k.State == budget.Open && k.Global > 0:
		return v.P.T("budget.block.global", k.Global)
	case k.State == budget.Open:
		return v.P.T("budget.block.ready")
	case !k.Balanced():
		return v.P.T("budget.block.unbalanced", k.Missing+k.Over)
	case k.State == budget.Detailed:
		return v.P.T("budget.block.balanced")
	}
	return v.P.T("budget.block.fixed")
}

// forward is the next step of a block that nothing keeps from it; empty when there is none.
func forward(k budget.Block) budget.State {
	switch {
	case k.State == budget.Open && k.Lines > 0 && k.Global == 0:
		return budget.Detailed
	case k.State == budget.Detailed && k.Balanced():
		return budget.Fixed
	}
	return ""
}

// backward is the step back of a block; empty when there is none.
func backward(k budget.Block) budget.State {
	return map[budget.State]budget.State{budget.Detailed: budget.Open, budget.Fixed: budget.Detailed}[k.State]
}

// steppedBack are the blocks that can go a step back.
func (v budgetView) steppedBack() (out []budget.Block) {
	for _, k := range v.b.Blocks {
		if backward(k) != "" && v.mayManage() {
			out = append(out, k)
		}
	}
	return out
}

func (v budgetView) backField(k budget.Block) ui.Field {
	f := ui.Field{Name: "reason", ID: "back-" + strconv.Itoa(k.First), Label: v.P.T("budget.reason"), Required: true, Rows: 2, MaxLength: 2000}
	if v.block.First == strconv.Itoa(k.First) {
		f.Value, f.Error = v.block.Reason, page.Message(v.P, v.faults, "reason")
	}
	return f
}

// coverFields are the form of what pays for a year.
func (v budgetView) coverFields() (year, granted, cofinancing, own, reason ui.Field) {
	euros := func(name, label, value string) ui.Field {
		return ui.Field{Name: name, Label: v.P.T(label), Value: value, Required: true, Width: "medium", Prefix: "€", InputMode: "decimal"}
	}
	year = ui.Field{Name: "year", Label: v.P.T("funding.year"), Value: v.in.Year, Options: yearOptions(v.b), Required: true, Width: "short"}
	granted, cofinancing, own = euros("granted", "budget.granted", v.in.Granted), euros("cofinancing", "budget.cofinancing", v.in.Cofinancing), euros("own", "budget.own", v.in.Own)
	reason = ui.Field{Name: "reason", ID: "cover-reason", Label: v.P.T("budget.reason"), Hint: v.P.T("budget.reason.cover_hint"), Value: v.in.Reason, Rows: 2, MaxLength: 2000}
	if v.block.First == "" {
		for _, f := range []*ui.Field{&year, &granted, &cofinancing, &own, &reason} {
			f.Error = page.Message(v.P, v.faults, f.Name)
		}
	}
	return year, granted, cofinancing, own, reason
}

func yearOptions(b budget.Budget) []ui.Option {
	var out []ui.Option
	for _, y := range b.Years {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return out
}
