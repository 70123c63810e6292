package budgetweb

import (
	"strconv"

	"schakel/internal/domain/budget"
	"schakel/internal/platform/export"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
)

// CSV is the budget as a spreadsheet reads it.
func (h *Pages) CSV(c *page.Ctx) error { return h.export(c, "csv") }

// XLSX is the budget as a workbook.
func (h *Pages) XLSX(c *page.Ctx) error { return h.export(c, "xlsx") }

func (h *Pages) export(c *page.Ctx, format string) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	b, err := h.budget.Budget(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return c.Table(c.P.T("budget.file")+"-"+string(c.Today()), format, budgetView{Ctx: c, b: b}.write)
}

// write puts the lines under each other, what they cost per year behind them, and below them what covers each year.
func (v budgetView) write(w export.Writer) error {
	var head []string
	for _, key := range []string{
		"funding.line", "funding.activity", "budget.kind", "budget.what", "budget.quantity", "budget.measure", "budget.price",
		"budget.residual", "budget.term", "budget.used_from",
	} {
		head = append(head, v.P.T(key))
	}
	for _, y := range v.b.Years {
		head = append(head, strconv.Itoa(y))
	}
	if err := w.Header(append(head, v.P.T("funding.total"))...); err != nil {
		return err
	}
	for _, l := range v.b.Lines {
		cells, err := v.lineCells(l)
		if err == nil {
			err = w.Row(cells...)
		}
		if err != nil {
			return err
		}
	}
	for _, side := range []struct {
		word string
		of   func(budget.Cover) money.Cents
	}{
		{"budget.costs", func(c budget.Cover) money.Cents { return c.Costs }},
		{"budget.granted", func(c budget.Cover) money.Cents { return c.Granted }},
		{"budget.cofinancing", func(c budget.Cover) money.Cents { return c.Cofinancing }},
		{"budget.own", func(c budget.Cover) money.Cents { return c.Own }},
		{"budget.missing", budget.Cover.Missing},
	} {
		cells := make([]export.Cell, fixedColumns, fixedColumns+len(v.b.Years)+1)
		cells[0] = export.Text(v.P.T(side.word))
		for _, c := range v.b.Covers {
			cells = append(cells, export.Cents(side.of(c)))
		}
		if err := w.Row(append(cells, export.Cents(side.of(v.b.Whole)))...); err != nil {
			return err
		}
	}
	return nil
}

// fixedColumns is the number of columns before those of the years.
const fixedColumns = 10

func (v budgetView) lineCells(l budget.Line) ([]export.Cell, error) {
	programme := ""
	if l.Programme != "" {
		programme = l.LineCode + " " + l.LineName
	}
	cells := []export.Cell{
		export.Text(programme), export.Text(activityName(v.P, l)), export.Text(costWord(v.P, l.Cost)), export.Text(l.What), export.Hundredths(l.Quantity),
		export.Text(v.P.T("budget.measure." + string(l.Measure))), export.Cents(l.Price),
		{},
		{},
		{},
	}
	if l.Cost == budget.Machine {
		cells[7], cells[8], cells[9] = export.Cents(l.Residual), export.Int(l.Term), export.Date(l.UsedFrom)
	}
	for _, y := range v.b.Years {
		c, err := l.In(v.b.Grant, y)
		if err != nil {
			return nil, err
		}
		cells = append(cells, export.Cents(c))
	}
	whole, err := l.Counted(v.b.Grant)
	return append(cells, export.Cents(whole)), err
}
