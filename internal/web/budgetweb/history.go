package budgetweb

import (
	"net/http"
	"strconv"
	"strings"

	"schakel/internal/domain/budget"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// historyView is the page of the changes of a budget.
type historyView struct {
	*page.Ctx
	h     budget.History
	later bool // there are later changes before this page
}

// Changes shows who changed the budget, when, what it was and why.
func (h *Pages) Changes(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	after := c.QueryID("after")
	list, err := h.budget.History(c.Context(), c.Scope, key, after)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("budget.history"), Section: section}, historyPage(historyView{c, list, after != ""}))
}

func (v historyView) items() []ui.ListItem {
	var out []ui.ListItem
	for _, x := range v.h.Changes {
		item := ui.ListItem{Icon: v.icon(x), Title: v.title(x), Sub: v.sub(x), Meta: ui.Muted(v.P.DateTime(x.At))}
		if x.Subject == budget.AboutLine && x.Is.V != nil {
			item.Href = lineHref(v.h.Grant.ID, x.ID)
		}
		out = append(out, item)
	}
	return out
}

func (v historyView) icon(x budget.Change) string {
	switch {
	case x.Subject == budget.AboutBlock:
		return "calendar"
	case x.Subject == budget.AboutCover:
		return "euro"
	case x.Was.V == nil:
		return "plus"
	case x.Is.V == nil:
		return "trash"
	}
	return "pencil"
}

func (v historyView) title(x budget.Change) string {
	switch x.Subject {
	case budget.AboutBlock:
		return v.P.T("budget.change.block", blockName(x.Year, x.Is.V.Last))
	case budget.AboutCover:
		return v.P.T("budget.change.cover", strconv.Itoa(x.Year))
	}
	name := x.What
	if x.Year != 0 {
		name = strconv.Itoa(x.Year) + " · " + name
	}
	return name
}

// sub says what changed, by whom and why.
func (v historyView) sub(x budget.Change) string {
	parts := []string{v.what(x)}
	if x.By != "" {
		parts = append(parts, x.By)
	}
	if x.Reason != "" {
		parts = append(parts, "“"+x.Reason+"”")
	}
	return strings.Join(parts, " · ")
}

func (v historyView) what(x budget.Change) string {
	was, is := x.Was.V, x.Is.V
	switch {
	case was == nil && x.Subject == budget.AboutLine:
		return v.P.T("budget.change.added", v.amount(*is))
	case is == nil:
		return v.P.T("budget.change.removed", v.amount(*was))
	case was == nil:
		was = &budget.Snapshot{}
	}
	var out []string
	differs := func(label, a, b string) {
		if a != b {
			out = append(out, label+": "+orNothing(v.P.T("budget.nothing"), a)+" → "+orNothing(v.P.T("budget.nothing"), b))
		}
	}
	t := v.P.T
	differs(t("budget.state"), v.state(was.State), v.state(is.State))
	differs(t("budget.what"), was.What, is.What)
	differs(t("funding.activity"), was.Activity, is.Activity)
	differs(t("funding.year"), year(was.Year), year(is.Year))
	if x.Subject == budget.AboutLine {
		differs(t("budget.kind"), costWord(v.P, was.Cost), costWord(v.P, is.Cost))
		differs(t("budget.quantity"), quantityOf(v.P, was.Line()), quantityOf(v.P, is.Line()))
	}
	differs(t("budget.price"), v.euros(was.Price), v.euros(is.Price))
	differs(t("budget.residual"), v.euros(was.Residual), v.euros(is.Residual))
	differs(t("budget.term"), year(was.Term), year(is.Term))
	differs(t("budget.used_from"), v.P.Date(was.UsedFrom), v.P.Date(is.UsedFrom))
	differs(t("budget.granted"), v.euros(was.Granted), v.euros(is.Granted))
	differs(t("budget.cofinancing"), v.euros(was.Cofinancing), v.euros(is.Cofinancing))
	differs(t("budget.own"), v.euros(was.Own), v.euros(is.Own))
	if x.Subject == budget.AboutCover {
		out = withoutYear(out, t("funding.year"))
	}
	if len(out) == 0 {
		return t("budget.change.same")
	}
	return strings.Join(out, "; ")
}

// withoutYear leaves the year of a cover out, which its title says.
func withoutYear(parts []string, label string) (out []string) {
	for _, p := range parts {
		if !strings.HasPrefix(p, label+":") {
			out = append(out, p)
		}
	}
	return out
}

func (v historyView) state(s budget.State) string {
	if s == "" {
		return ""
	}
	return v.P.T("budget.state." + string(s))
}

func (v historyView) euros(c money.Cents) string {
	if c == 0 {
		return ""
	}
	return v.P.Money(c)
}

// amount is what a line cost, as it was then.
func (v historyView) amount(s budget.Snapshot) money.Cents {
	c, err := s.Line().Amount()
	if err != nil {
		return 0 // it was checked when it was written
	}
	return c
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func orNothing(nothing, s string) string {
	if s == "" {
		return nothing
	}
	return s
}

func (v historyView) pager() ui.PagerProps {
	p := ui.PagerProps{}
	if v.later {
		p.PrevHref = home(v.h.Grant.ID) + "/changes"
	}
	if v.h.Next != "" {
		p.NextHref = home(v.h.Grant.ID) + "/changes?after=" + string(v.h.Next)
	}
	return p
}
