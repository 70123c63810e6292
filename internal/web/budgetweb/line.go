package budgetweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/budget"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// lineView is the form of a line, a new one or one that stands there.
type lineView struct {
	*page.Ctx
	b          budget.Budget
	line       *budget.Line // nil: new
	in         budget.LineInput
	activities []ui.Option
	faults     fault.Fields
	remove     string       // the reason to take it out, as typed
	notRemoved fault.Fields // what was wrong with it
}

func (v lineView) machine() bool { return v.in.Cost == budget.Machine }

// NewLine shows the form of a new line, or of a machine.
func (h *Pages) NewLine(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	in := budget.LineInput{Cost: budget.Staff, Measure: "hour", Year: strconv.Itoa(c.Today().Year()), Activity: c.QueryID("activity")}
	if c.Query("machine") != "" {
		in = budget.LineInput{Cost: budget.Machine, Quantity: "1", Residual: "0", Activity: in.Activity}
	}
	return h.showLine(lineView{Ctx: c, in: in}, key, "", http.StatusOK)
}

// Line shows a line that stands in the budget, to change it.
func (h *Pages) Line(c *page.Ctx) error {
	key, line, err := lineOf(c)
	if err != nil {
		return err
	}
	return h.showLine(lineView{Ctx: c}, key, line, http.StatusOK)
}

func lineOf(c *page.Ctx) (grant, line id.ID, err error) {
	if grant, err = c.ID(); err != nil {
		return "", "", err
	}
	line, err = c.PathID("line")
	return grant, line, err
}

func (h *Pages) showLine(v lineView, grant, line id.ID, status int) (err error) {
	if v.b, err = h.budget.Budget(v.Context(), v.Scope, grant); err != nil {
		return err
	}
	if line == "" && !v.mayManage() {
		return fault.NotFound("fault.not_found") // a form that could not be sent
	}
	title := v.P.T("budget.line_new")
	if line != "" {
		for _, l := range v.b.Lines {
			if l.ID == line {
				v.line = &l
			}
		}
		if v.line == nil {
			return fault.NotFound("fault.not_found")
		}
		title = v.line.What
		if v.in.Cost == "" {
			v.in = v.typed(*v.line)
		}
	} else if v.machine() {
		title = v.P.T("budget.machine_new")
	}
	lines, err := h.programme.Lines(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	v.activities = []ui.Option{{Label: v.P.T("budget.undivided")}}
	for _, l := range lines {
		for _, a := range l.Activities {
			if l.Grant == grant {
				v.activities = append(v.activities, ui.Option{Value: string(a.ID), Label: a.Code + " " + a.Name, Group: l.Code + " " + l.Name})
			}
		}
	}
	return v.Render(status, page.Head{Title: title, Section: section}, linePage(v, title))
}

// typed is a line as its form shows it.
func (v lineView) typed(l budget.Line) budget.LineInput {
	return budget.LineInput{
		Activity: l.Activity, Year: strconv.Itoa(l.Year), Cost: l.Cost, What: l.What, Measure: l.Measure, Quantity: quantityText(v.P, l.Quantity), Price: v.euros(l.Price),
		Residual: v.euros(l.Residual), Term: strconv.Itoa(l.Term), UsedFrom: string(l.UsedFrom),
	}
}

func (v lineView) euros(c money.Cents) string { return v.P.Decimal(int64(c), 2) }

func lineInput(f page.Form) budget.LineInput {
	return budget.LineInput{
		Activity: f.ID("activity"), Year: f.Text("year"), Cost: budget.Cost(f.Text("cost")), What: f.Text("what"), Measure: budget.Measure(f.Text("measure")),
		Quantity: f.Text("quantity"), Price: f.Text("price"), Residual: f.Text("residual"), Term: f.Text("term"), UsedFrom: f.Text("used_from"), Reason: f.Text("reason"),
	}
}

// AddLine adds a line to the budget.
func (h *Pages) AddLine(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := lineInput(f)
	_, err = h.budget.AddLine(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showLine(lineView{Ctx: c, in: in, faults: faults}, key, "", http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "budget.flash.added", in.What)
}

// ChangeLine changes a line.
func (h *Pages) ChangeLine(c *page.Ctx) error {
	key, line, err := lineOf(c)
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := lineInput(f)
	err = h.budget.ChangeLine(c.Context(), c.Scope, key, line, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok && in.Cost != "" {
		return h.showLine(lineView{Ctx: c, in: in, faults: faults}, key, line, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(lineHref(key, line), "budget.flash.changed")
}

// RemoveLine takes a line out of the budget.
func (h *Pages) RemoveLine(c *page.Ctx) error {
	key, line, err := lineOf(c)
	if err != nil {
		return err
	}
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.budget.RemoveLine(c.Context(), c.Scope, key, line, f.Text("reason"))
	if faults, ok := page.Invalid(err); ok {
		return h.showLine(lineView{Ctx: c, remove: f.Text("reason"), notRemoved: faults}, key, line, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "budget.flash.removed")
}

// lineFields are the fields of the form, in the order of the page.
type lineFields struct {
	what, activity, cost, year, quantity, measure, price, residual, term, used, reason ui.Field
}

func (v lineView) list(n *lineFields) []*ui.Field {
	if v.machine() {
		return []*ui.Field{&n.what, &n.activity, &n.quantity, &n.price, &n.residual, &n.term, &n.used, &n.reason}
	}
	return []*ui.Field{&n.what, &n.activity, &n.cost, &n.year, &n.quantity, &n.measure, &n.price, &n.reason}
}

func (v lineView) fields() lineFields {
	t := v.P.T
	n := lineFields{
		what:     ui.Field{Name: "what", Label: t("budget.what"), Hint: t("budget.what.hint"), Value: v.in.What, Required: true, MaxLength: 160},
		activity: ui.Field{Name: "activity", Label: t("funding.activity"), Hint: t("budget.activity.hint"), Value: string(v.in.Activity), Options: v.activities},
		cost:     ui.Field{Name: "cost", Label: t("budget.kind"), Value: string(v.in.Cost), Required: true, Width: "medium"},
		year:     ui.Field{Name: "year", Label: t("funding.year"), Value: v.in.Year, Options: yearOptions(v.b), Required: true, Width: "short"},
		quantity: ui.Field{Name: "quantity", Label: t("budget.quantity"), Value: v.in.Quantity, Required: true, Width: "short", InputMode: "decimal"},
		measure:  ui.Field{Name: "measure", Label: t("budget.measure"), Value: string(v.in.Measure), Required: true, Width: "short"},
		price:    ui.Field{Name: "price", Label: t("budget.price"), Value: v.in.Price, Required: true, Width: "medium", Prefix: "€", InputMode: "decimal"},
		residual: ui.Field{Name: "residual", Label: t("budget.residual"), Hint: t("budget.residual.hint"), Value: v.in.Residual, Required: true, Width: "medium", Prefix: "€", InputMode: "decimal"},
		term:     ui.Field{Name: "term", Label: t("budget.term"), Hint: t("budget.term.hint"), Value: v.in.Term, Required: true, Width: "medium", InputMode: "numeric", Suffix: t("budget.months")},
		used:     ui.Field{Name: "used_from", Label: t("budget.used_from"), Value: v.in.UsedFrom, Required: true},
		reason:   ui.Field{Name: "reason", Label: t("budget.reason"), Hint: t("budget.reason.hint"), Value: v.in.Reason, Rows: 2, MaxLength: 2000},
	}
	if v.machine() {
		n.quantity.Label, n.price.Label = t("budget.number"), t("budget.purchase")
	}
	if v.line != nil {
		n.reason.Required = v.needsReason()
	}
	for _, c := range budget.Costs() {
		n.cost.Options = append(n.cost.Options, ui.Option{Value: string(c), Label: costWord(v.P, c)})
	}
	for _, m := range budget.Measures() {
		n.measure.Options = append(n.measure.Options, ui.Option{Value: string(m), Label: t("budget.measure." + string(m))})
	}
	for _, f := range v.list(&n) {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return n
}

// needsReason reports whether changing the line, or taking it out, needs a reason.
func (v lineView) needsReason() bool {
	return v.b.NeedsReason(v.Today() >= v.b.Grant.DecidedOn, true, v.line.Years(v.b.Grant)...)
}

func (v lineView) errors() []ui.Field {
	n := v.fields()
	var out []ui.Field
	for _, f := range v.list(&n) {
		out = append(out, *f)
	}
	return out
}

func (v lineView) action() (href string, values []ui.HiddenValue) {
	if v.machine() {
		values = append(values, ui.HiddenValue{Name: "cost", Value: string(budget.Machine)})
	}
	if v.line == nil {
		return home(v.b.Grant.ID) + "/lines", values
	}
	return lineHref(v.b.Grant.ID, v.line.ID), append(values, ui.HiddenValue{Name: "version", Value: strconv.Itoa(v.line.RowVersion)})
}

func (v lineView) removeField() ui.Field {
	return ui.Field{
		Name: "reason", ID: "remove-reason", Label: v.P.T("budget.reason"), Value: v.remove, Required: v.needsReason(), Rows: 2, MaxLength: 2000,
		Error: page.Message(v.P, v.notRemoved, "reason"),
	}
}

// facts say what a line costs and how that came about.
func (v lineView) facts() []ui.Def {
	l := *v.line
	amount, err := l.Amount()
	counted, err2 := l.Counted(v.b.Grant)
	if err != nil || err2 != nil {
		return nil // it was added up already, so it has an amount
	}
	out := []ui.Def{
		{Term: v.P.T("funding.activity"), Text: activityName(v.P, l)},
		{Term: v.P.T("budget.kind"), Text: costWord(v.P, l.Cost)},
		{Term: v.P.T("funding.year"), Text: yearOf(v.P, l)},
		{Term: v.P.T("budget.sum"), Text: v.P.T("budget.sum.line", quantityOf(v.P, l), l.Price, amount)},
	}
	if l.Cost == budget.Machine {
		out = append(out, ui.Def{Term: v.P.T("budget.counts"), Text: v.P.T("budget.counts.line", l.Months(v.b.Grant), l.Term, counted)})
	}
	return out
}

// spread is what a machine costs in each year.
func (v lineView) spread() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("budget.spread"), CaptionHidden: true, Columns: []ui.Column{{Label: v.P.T("funding.year"), Primary: true}, {Label: v.P.T("budget.depreciation"), Align: "end"}}}
	var sum money.Cents
	for _, year := range v.b.Years {
		c, err := v.line.In(v.b.Grant, year)
		if err != nil {
			continue // as facts
		}
		sum += c
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(strconv.Itoa(year)), ui.Num(v.P.Money(c))}})
	}
	t.Footer = []templ.Component{ui.Text(v.P.T("funding.total")), ui.Num(v.P.Money(sum))}
	return t
}

func (v lineView) mayManage() bool { return mayManage(v.Ctx, v.b.Grant) }

// lead explains the form: what a machine is asked for differs.
func (v lineView) lead() string {
	switch {
	case v.line != nil:
		return ""
	case v.machine():
		return v.P.T("budget.machine.lead")
	}
	return v.P.T("budget.line.lead")
}
