package budgetweb

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/budget"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// perPage is how many lines a page of the list shows.
const perPage = 100

// linesView is the list of lines behind an amount.
type linesView struct {
	*page.Ctx
	b              budget.Budget
	activity, line string
	year           int
	rows           []budget.Line // all that the filter takes
	from           int           // first one that is shown
}

// Lines lists the lines of a budget, or those behind one of its amounts.
func (h *Pages) Lines(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := linesView{Ctx: c, activity: c.Query("activity"), line: c.Query("line"), year: c.QueryYear()}
	if v.b, err = h.budget.Budget(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if !slices.Contains(v.b.Years, v.year) {
		v.year = 0
	}
	for _, l := range v.b.Lines {
		if v.takes(l) {
			v.rows = append(v.rows, l)
		}
	}
	if from, err := strconv.Atoi(c.Query("from")); err == nil && from > 0 && from < len(v.rows) {
		v.from = from
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("budget.lines"), Section: section, Wide: true}, linesPage(v))
}

func (v linesView) takes(l budget.Line) bool {
	is := func(want string, key id.ID) bool {
		return want == "" || want == string(key) || want == undivided && key == ""
	}
	if !is(v.activity, l.Activity) || !is(v.line, l.Programme) {
		return false
	}
	if v.year == 0 {
		return true
	}
	c, err := l.In(v.b.Grant, v.year)
	return err == nil && c > 0
}

// amountOf is what a line costs in the year that is shown, or in the whole project. The budget was added up, so it has one.
func (v linesView) amountOf(l budget.Line) (c money.Cents) {
	if v.year != 0 {
		c, _ = l.In(v.b.Grant, v.year)
		return c
	}
	c, _ = l.Counted(v.b.Grant)
	return c
}

func (v linesView) total() (sum money.Cents) {
	for _, l := range v.rows {
		sum += v.amountOf(l)
	}
	return sum
}

func (v linesView) shown() []budget.Line { return v.rows[v.from:min(len(v.rows), v.from+perPage)] }

func (v linesView) href(activity, line string, year, from int) string {
	side, value := "", ""
	if activity != "" {
		side, value = "activity", activity
	} else if line != "" {
		side, value = "line", line
	}
	href := linesHref(v.b.Grant.ID, side, value, year)
	if from > 0 {
		sep := "?"
		if side != "" || year != 0 {
			sep = "&"
		}
		href += sep + "from=" + strconv.Itoa(from)
	}
	return href
}

func (v linesView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{Count: v.P.T("budget.count", len(v.rows), v.total()), ClearHref: v.href("", "", 0, 0)}
	name := func(rows []budget.Row, key string) string {
		for _, r := range rows {
			if string(r.ID) == key {
				return r.Code + " " + r.Name
			}
		}
		return v.P.T("budget.undivided")
	}
	if v.activity != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: name(v.b.Activities, v.activity), RemoveHref: v.href("", v.line, v.year, 0)})
	} else if v.line != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: name(v.b.Programme, v.line), RemoveHref: v.href("", "", v.year, 0)})
	}
	if v.year != 0 {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: strconv.Itoa(v.year), RemoveHref: v.href(v.activity, v.line, 0, 0)})
	}
	return bar
}

func (v linesView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("budget.lines"), CaptionHidden: true, Sticky: true, Columns: []ui.Column{
		{Label: v.P.T("budget.what"), Primary: true},
		{Label: v.P.T("funding.activity")},
		{Label: v.P.T("budget.kind"), PhoneHidden: true},
		{Label: v.P.T("funding.year")},
		{Label: v.P.T("budget.quantity"), Align: "end"},
		{Label: v.P.T("budget.price"), Align: "end"},
		{Label: v.P.T("budget.costs"), Align: "end"},
	}}
	for _, l := range v.shown() {
		what := ui.Link(lineHref(v.b.Grant.ID, l.ID), l.What)
		costs := ui.Num(v.P.Money(v.amountOf(l)))
		if l.Cost == budget.Machine {
			costs = ui.TwoLines(v.P.Money(v.amountOf(l)), v.P.T("budget.of_term", l.Months(v.b.Grant), l.Term))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			what, ui.Text(activityName(v.P, l)), ui.Text(costWord(v.P, l.Cost)), ui.Text(yearOf(v.P, l)), ui.Num(quantityOf(v.P, l)), ui.Num(v.P.Money(l.Price)), costs,
		}})
	}
	t.Footer = []templ.Component{ui.Text(v.P.T("funding.total")), nil, nil, nil, nil, nil, ui.Num(v.P.Money(v.total()))}
	return t
}

func (v linesView) pager() ui.PagerProps {
	p := ui.PagerProps{Text: v.P.T("budget.shown", v.from+1, v.from+len(v.shown()), len(v.rows))}
	if v.from > 0 {
		p.PrevHref = v.href(v.activity, v.line, v.year, max(0, v.from-perPage))
	}
	if v.from+perPage < len(v.rows) {
		p.NextHref = v.href(v.activity, v.line, v.year, v.from+perPage)
	}
	return p
}

func (v linesView) primary() *ui.Action {
	if !v.Scope.CanOn(access.GrantManage, v.b.Grant.Unit) {
		return nil
	}
	return &ui.Action{Label: v.P.T("budget.line_new"), Icon: "plus", Href: home(v.b.Grant.ID) + "/lines/new"}
}
