package needweb

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// boardView is the list of needs in columns by whose turn it is.
type boardView struct {
	listView
	columns []need.Column

	oneForTwo []need.OneForTwo // needs that could be one visit
}

// Board shows needs in columns: who waits for whom, and since when.
func (h *Pages) Board(c *page.Ctx) (err error) {
	var v boardView
	if v.listView, err = h.listing(c, "/needs/board"); err != nil {
		return err
	}
	v.filter.State, v.filter.After = "", ""
	if v.columns, err = h.need.Board(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	if err = h.proposeVisits(&v); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("need.board"), Section: section}, boardPage(v))
}

func (v boardView) empty() bool {
	for _, c := range v.columns {
		if c.Total > 0 {
			return false
		}
	}
	return true
}

// rest is how many needs of a column are not on the board, and where they are.
func (v boardView) rest(c need.Column) (n int, href string) {
	l := v.listView
	l.path = "/needs"
	l.filter.State, l.filter.Stage = need.State(c.Stage), ""
	if looks[l.filter.State] == "" {
		l.filter.State, l.filter.Stage = need.Open, c.Stage
	}
	return c.Total - len(c.Cards), l.href("", "")
}

// late reports whether the school keeps a company waiting.
func (v boardView) late(c need.Card) bool {
	return c.Stage == need.AtSchool && len(c.Waits) > 0
}

// class writes for whom: school, and which pupils.
func (v boardView) class(c need.Card) string {
	text := c.UnitName + ", " + v.P.T("need.pupils", c.Pupils)
	for _, part := range classOf(v.P, c.Need) {
		text += ", " + part
	}
	return text
}

// waits says who waits for whom, and since when.
func (v boardView) waits(c need.Card) string {
	t, since := v.P.T, v.since(c)
	var names [3][]string
	kinds := map[need.WaitKind]int{need.WaitDate: 0, need.WaitAnswer: 1, need.WaitTurn: 2}
	for _, w := range c.Waits {
		names[kinds[w.Kind]] = append(names[kinds[w.Kind]], w.Name)
	}
	switch {
	case c.Stage == need.Stage(need.Filled), c.Stage == need.Stage(need.Withdrawn):
		return t("need.board."+string(c.Stage), clock.DateOf(*c.ClosedAt))
	case c.Stage == need.Stage(need.Expired):
		return t("need.board.expired", c.To)
	case c.Stage == need.NobodyAsked:
		return t("need.board.start", c.Asker, since)
	case len(names[0]) > 0:
		return t("need.board.date", v.several(names[0]), c.UnitName, since)
	case len(names[1]) > 0:
		return t("need.board.answer", v.several(names[1]), since)
	case len(names[2]) > 0:
		return t("need.board.turn", v.several(names[2]), since)
	case c.NextAt != nil:
		return t("need.board.next", clock.DateOf(*c.NextAt))
	case c.Dry:
		return t("need.board.dry", c.Asker, since)
	case c.Agreed > 0:
		return t("need.board.more", c.Wanted-c.Agreed, c.Asker, since)
	default:
		return t("need.board.nobody", c.Asker, since)
	}
}

// several names the first, and how many more there are.
func (v boardView) several(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return v.P.T("need.board.and_more", names[0], len(names)-1)
}

// since is for how long the card stands as it does.
func (v boardView) since(c need.Card) string {
	days := clock.DateOf(c.Since()).DaysUntil(v.Today())
	if days <= 0 {
		return v.P.T("need.board.today")
	}
	return v.P.T("need.board.days", days)
}

// moves are the changes of state that a card can make, each to its column.
func (v boardView) moves(c need.Card) []ui.Action {
	if !v.Scope.CanOn(access.NeedWrite, c.Unit) {
		return nil
	}
	path, back := "/needs/"+string(c.ID), v.R.URL.RequestURI()
	hidden := []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(c.Version)}, {Name: "back", Value: back}}
	move := func(to need.Stage, label, rest string) ui.Action {
		return ui.Action{Label: label, Method: "post", Href: path + rest, Values: hidden, Attrs: templ.Attributes{"data-to": string(to)}}
	}
	var out []ui.Action
	if c.MayClose() && !c.Follows() {
		out = append(out, move(need.Stage(need.Filled), v.P.T("need.board.to_filled", c.Agreed), "/close"))
	}
	if c.MayReopen(v.Today()) && !c.Follows() {
		to := need.AtSchool
		if c.Invited == 0 {
			to = need.NobodyAsked
		}
		out = append(out, move(to, v.P.T("need.board.to_open"), "/reopen"))
	}
	if c.State == need.Open && c.Stage != need.Stage(need.Expired) {
		withdraw := move(need.Stage(need.Withdrawn), v.P.T("need.board.to_withdrawn"), "/withdraw")
		withdraw.Method, withdraw.Values, withdraw.Href = "", nil, withdraw.Href+"?back="+url.QueryEscape(back)
		out = append(out, withdraw)
	}
	return out
}
