// Package needweb holds the pages of needs: the list by state, the form of a teacher, and the record with the companies
// that are proposed, invited and found.
package needweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about needs.
type Pages struct {
	need       *need.Service
	menu       *menu.Service
	programme  *programme.Service
	engagement *engagement.Service
	funding    *funding.Service
}

// New makes the pages.
func New(n *need.Service, m *menu.Service, p *programme.Service, e *engagement.Service, f *funding.Service) *Pages {
	return &Pages{n, m, p, e, f}
}

const section = "needs"

// all is the view without a state.
const all = "all"

// looks gives each state its chip.
var looks = map[need.State]string{need.Open: ui.Running, need.Filled: ui.Done, need.Withdrawn: ui.Declined, need.Expired: ui.Declined}

// listView is the list of needs.
type listView struct {
	*page.Ctx
	path   string // of this page: the list, or the board
	filter need.Filter
	list   need.List
	units  []need.Unit
}

// listing reads what the address asks of the list or the board, and where one can choose from.
func (h *Pages) listing(c *page.Ctx, path string) (v listView, err error) {
	v = listView{Ctx: c, path: path, filter: need.Filter{
		State: need.State(c.Query("state")), Stage: need.Stage(c.Query("stage")), Series: c.QueryID("series"), Unit: c.QueryID("unit"), Mine: c.Query("mine") != "",
		Search: strings.TrimSpace(c.Query("q")), After: c.Query("after"),
	}}
	if looks[v.filter.State] == "" && v.filter.State != all {
		v.filter.State = need.Open
	}
	if v.filter.State != need.Open || !slices.Contains(need.OpenStages(), v.filter.Stage) {
		v.filter.Stage = ""
	}
	if c.Scope.Can(access.NeedWrite) {
		v.units, err = h.need.Units(c.Context(), c.Scope)
	}
	return v, err
}

// List shows needs by state, the newest first.
func (h *Pages) List(c *page.Ctx) error {
	v, err := h.listing(c, "/needs")
	if err != nil {
		return err
	}
	f := v.filter
	if f.State == all {
		f.State = ""
	}
	if v.list, err = h.need.List(c.Context(), c.Scope, f); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("need.title"), Section: section}, list(v))
}

// href is the address of this list with one thing changed; an empty value leaves it out. It starts at the first page.
func (v listView) href(name, value string) string {
	mine := ""
	if v.filter.Mine {
		mine = "on"
	}
	q := url.Values{}
	state, stage := string(v.filter.State), string(v.filter.Stage)
	if name == "state" {
		stage = ""
	}
	for key, is := range map[string]string{"state": state, "stage": stage, "series": string(v.filter.Series), "unit": string(v.filter.Unit), "mine": mine, "q": v.filter.Search} {
		if key == name {
			is = value
		}
		if is != "" && (key != "state" || is != string(need.Open)) {
			q.Set(key, is)
		}
	}
	if name == "after" {
		q.Set("after", value)
	}
	if len(q) == 0 {
		return v.path
	}
	return v.path + "?" + q.Encode()
}

func (v listView) tabs() []ui.Tab {
	total := 0
	var tabs []ui.Tab
	for _, s := range need.States() {
		n := v.list.Counts[s]
		total += n
		tabs = append(tabs, ui.Tab{Label: v.P.T("need.state." + string(s)), Href: v.href("state", string(s)), Current: v.filter.State == s, Count: v.P.Number(n)})
	}
	return append(tabs, ui.Tab{Label: v.P.T("need.state.all"), Href: v.href("state", all), Current: v.filter.State == all, Count: v.P.Number(total)})
}

func (v listView) filtered() bool {
	return v.filter.Stage != "" || v.filter.Series != "" || v.filter.Unit != "" || v.filter.Mine || v.filter.Search != "" || v.filter.After != ""
}

func (v listView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{
		Action: v.path, SearchLabel: v.P.T("need.search"), SearchValue: v.filter.Search, Target: "#results", ClearHref: v.clear(),
	}
	if v.path == "/needs" {
		bar.Values = []ui.HiddenValue{{Name: "state", Value: string(v.filter.State)}}
		v.turn(&bar)
	}
	if len(v.units) > 1 {
		options := []ui.Option{{Label: v.P.T("need.all_units")}}
		for _, u := range v.units {
			options = append(options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
		bar.Selects = append(bar.Selects, ui.Field{Name: "unit", Label: v.P.T("need.unit"), Value: string(v.filter.Unit), Options: options})
	}
	whose := ui.Field{Name: "mine", Label: v.P.T("need.whose"), Options: []ui.Option{{Label: v.P.T("need.everybodys")}, {Value: "on", Label: v.P.T("need.mine")}}}
	if v.filter.Mine {
		whose.Value = "on"
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("need.mine"), RemoveHref: v.href("mine", "")})
	}
	bar.Selects = append(bar.Selects, whose)
	if v.filter.Unit != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.unitName(), RemoveHref: v.href("unit", "")})
	}
	if v.filter.Series != "" {
		bar.Values = append(bar.Values, ui.HiddenValue{Name: "series", Value: string(v.filter.Series)})
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("need.series"), RemoveHref: v.href("series", "")})
	}
	if v.filter.Search != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: "“" + v.filter.Search + "”", RemoveHref: v.href("q", "")})
	}
	return bar
}

// turn narrows open needs to those at which somebody is.
func (v listView) turn(bar *ui.FilterBarProps) {
	if v.filter.State != need.Open {
		return
	}
	f := ui.Field{Name: "stage", Label: v.P.T("need.turn"), Value: string(v.filter.Stage), Options: []ui.Option{{Label: v.P.T("need.turn.all")}}}
	for _, s := range need.OpenStages() {
		f.Options = append(f.Options, ui.Option{Value: string(s), Label: v.P.T("need.stage." + string(s))})
	}
	bar.Selects = append(bar.Selects, f)
	if v.filter.Stage != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.P.T("need.stage." + string(v.filter.Stage)), RemoveHref: v.href("stage", "")})
	}
}

func (v listView) clear() string {
	return listView{Ctx: v.Ctx, path: v.path, filter: need.Filter{State: v.filter.State}}.href("", "")
}

func (v listView) unitName() string {
	for _, u := range v.units {
		if u.ID == v.filter.Unit {
			return u.Name
		}
	}
	return v.P.T("need.one_unit")
}

func (v listView) newAction() *ui.Action {
	if !v.Scope.Can(access.NeedWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("need.new"), Icon: "plus", Href: "/needs/new", Variant: ui.Primary}
}

// secondary leads from the list to the board and back, and to the rules.
func (v listView) secondary() []ui.Action {
	other := v
	other.filter.Stage, other.filter.After = "", ""
	as := ui.Action{Label: v.P.T("need.as_board"), Icon: "board"}
	if other.path = "/needs/board"; v.path == other.path {
		as, other.path = ui.Action{Label: v.P.T("need.as_list"), Icon: "list"}, "/needs"
	}
	as.Href = other.href("state", "")
	if !v.Scope.Can(access.InvitationSend) {
		return []ui.Action{as}
	}
	return []ui.Action{as, {Label: v.P.T("need.rules"), Icon: "settings", Href: "/needs/rules"}}
}

// empty says what will stand here and how it comes here.
func (v listView) empty() ui.EmptyStateProps {
	if v.filter.State == "" || v.filter.State == need.Open || v.filter.State == all {
		return ui.EmptyStateProps{Icon: "question", Title: v.P.T("need.empty"), Text: v.P.T("need.empty.text"), Action: v.newAction()}
	}
	return ui.EmptyStateProps{Icon: "question", Title: v.P.T("need.empty_state." + string(v.filter.State))}
}

func (v listView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("need.title"), CaptionHidden: true, Sticky: true,
		Columns: []ui.Column{
			{Label: v.P.T("need.what"), Primary: true}, {Label: v.P.T("need.unit")}, {Label: v.P.T("need.period")}, {Label: v.P.T("need.class")}, {Label: v.P.T("need.progress")},
		},
	}
	for _, l := range v.list.Rows {
		t.Rows = append(t.Rows, v.row(l))
	}
	return t
}

func (v listView) row(l need.Line) ui.Row {
	lang := string(v.P.Lang())
	kind := l.ItemName(lang)
	if kind == "" {
		kind = v.P.T("need.not_known")
	}
	row := ui.Row{}
	row.Cells = append(row.Cells,
		ui.TitleLink("/needs/"+string(l.ID), l.Title, kind),
		ui.TwoLines(l.UnitName, l.Asker),
		ui.Text(period(v.P, l.Need)),
		ui.TwoLines(v.P.T("need.pupils", l.Pupils), strings.Join(classOf(v.P, l.Need), ", ")),
		v.progress(l),
	)
	if l.StateOn(v.Today()) == need.Open && l.Dates > 0 {
		row.Tone = ui.Warning
	}
	return row
}
