package relationweb

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// list describes one of the lists: what its rows are and how they are shown.
type list[T any] struct {
	name    relation.ListName
	path    string
	columns []listColumn[T]
	read    func(c *page.Ctx, f relation.Filter) (relation.Page[T], error)
	row     func(r T) (key, label string)
	grouped func(c *page.Ctx, f relation.Filter, g relation.Grouping) ([]T, error)
	place   func(v *listView, r T, by string) (in relation.InGroup, label string) // where a row stands, and the name of its group by a field
	card    func(v *listView, r T) card
	prepare func(v *listView, rows []T) error // reads what the cards of a board need besides
	bulk    bool                              // rows can be chosen and changed together
}

// address is a list's view as it stands in the address.
type address struct {
	text  string // q
	asked bool   // q was given, even if empty
	group relation.Group
	cols  []string
	sort  relation.Sort
	down  bool
	by    string // group by this field
	lanes string // of a board
	board bool   // as a board instead of a table
	view  id.ID  // the saved view that was opened
	after string
	prev  string
}

// legacy are parameters that name one field each: a filter form without JavaScript sends them, and older links have them.
var legacy = []string{relation.AskPlace, relation.AskProfile, relation.AskUmbrella, relation.AskTag, relation.AskOwner, relation.AskDepth, relation.AskStatus, relation.AskCooling, relation.AskLast, relation.AskAction, relation.AskWho, relation.AskWhen, relation.AskMail}

// addressOf reads the view. Filters of a form become words of the query: there is one filter model.
func addressOf(c *page.Ctx, name relation.ListName) address {
	params := c.R.URL.Query()
	a := address{
		text: strings.TrimSpace(params.Get("q")), asked: params.Has("q"), group: relation.Group(params.Get("group")), cols: columnsIn(params),
		sort: relation.Sort(params.Get("sort")), down: params.Get("dir") == "down", by: params.Get("by"), lanes: params.Get("lanes"), board: params.Get("board") != "", view: c.QueryID("view"), after: params.Get("after"), prev: params.Get("before"),
	}
	words := relation.Vocabulary(name)
	for _, field := range legacy {
		value := strings.TrimSpace(params.Get(field))
		if field == relation.AskWho && value == "all" { // what the list of actions was asked before there were queries
			a.asked = true
			continue
		}
		if value == "" || words.Field(field).Key == "" {
			continue
		}
		op := query.Is
		if rest, found := strings.CutPrefix(value, ">"); found {
			op, value = query.More, rest
		}
		a.text = strings.TrimSpace(a.text + " " + words.Say(field, op, value, local(c.P)))
		a.asked = true
	}
	return a
}

// local reports whether words of a query are written in Dutch.
func local(p *i18n.Printer) bool { return p.Lang() == "nl" }

func (a address) params() url.Values {
	out := url.Values{"q": {a.text}, "group": {string(a.group)}, "sort": {string(a.sort)}, "by": {a.by}, "lanes": {a.lanes}, "view": {string(a.view)}}
	if a.down {
		out.Set("dir", "down")
	}
	if a.board {
		out.Set("board", "1")
	}
	if len(a.cols) > 0 {
		out.Set("cols", strings.Join(a.cols, ","))
	}
	return out
}

// columnsIn reads the chosen columns: one parameter in an address, one for each box from the form.
func columnsIn(params url.Values) []string {
	if boxes := params["col"]; len(boxes) > 0 {
		return boxes
	}
	return strings.FieldsFunc(params.Get("cols"), func(r rune) bool { return r == ',' })
}

// href is the view at a path, on its first page, with some parameters changed.
func (a address) href(path string, change ...string) string {
	params := a.params()
	for i := 0; i+1 < len(change); i += 2 {
		params.Set(change[i], change[i+1])
	}
	out := with(path, params)
	if params.Get("q") == "" && (path == "/actions" || !strings.Contains(out, "?")) { // asking nothing is not the same as opening the list
		out += map[bool]string{true: "&", false: "?"}[strings.Contains(out, "?")] + "q="
	}
	return out
}

// listView is a page of any list, ready to show.
type listView struct {
	*page.Ctx
	address
	name    relation.ListName
	path    string
	query   query.Query
	bad     *query.Error
	table   ui.TableProps
	next    string
	hasPrev bool
	counts  *chipCounts                        // nil: not asked yet
	groups  []group                            // of a grouped list or a board
	keepers map[id.ID][]relation.Keeper        // per unit, of a board by owner
	depths  map[relation.Depth]templ.Component // the marks that were drawn
}

// parse reads the query of an address.
func (v *listView) parse() {
	var err error
	if v.query, err = query.Parse(relation.Vocabulary(v.name), v.text); err != nil {
		errors.As(err, &v.bad)
	}
}

func (v *listView) filter() relation.Filter {
	return relation.Filter{Group: v.group, Query: v.query, Sort: v.sort, Down: v.down, After: v.after}
}

// show answers with a page of a list.
func show[T any](h *Pages, c *page.Ctx, l list[T]) error {
	v := listView{Ctx: c, address: addressOf(c, l.name), name: l.name, path: l.path}
	if l.name == relation.ListActions && !v.asked {
		v.text = relation.Vocabulary(l.name).Say(relation.AskWho, query.Is, relation.Me, local(c.P))
	}
	if c.R.URL.RawQuery == "" && h.lists != nil {
		saved, ok, err := h.lists.DefaultView(c.Context(), c.Scope, l.name)
		if err != nil {
			return err
		}
		if ok {
			return c.Redirect(openHref(saved), "")
		}
	}
	status := http.StatusOK
	if v.parse(); v.bad != nil {
		status = http.StatusUnprocessableEntity
	} else {
		columns := l.chosen(c, v.address)
		f := v.filter()
		for _, col := range columns {
			if col.with != nil {
				col.with(&f.With)
			}
		}
		if err := l.fill(&v, columns, f); err != nil {
			return err
		}
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.title"), Section: section, Wide: true}, listPage(v))
}

// fill reads the rows: a page of them, or the first of each group.
func (l list[T]) fill(v *listView, columns []listColumn[T], f relation.Filter) error {
	if slices.Contains(relation.GroupsBy(l.name), v.by) {
		return l.fillGroups(v, columns, f)
	}
	v.by, v.board = "", false
	found, err := l.read(v.Ctx, f)
	if err != nil {
		return err
	}
	v.next, v.hasPrev = found.Next, found.Prev
	v.table = l.table(v, columns, found.Rows)
	return nil
}

// chosen returns the columns to show: those of the address, or the usual ones. The first always stands.
func (l list[T]) chosen(c *page.Ctx, a address) []listColumn[T] {
	var out []listColumn[T]
	for i, col := range l.columns {
		wanted := !col.off
		if len(a.cols) > 0 {
			wanted = slices.Contains(a.cols, col.key)
		}
		if (i == 0 || wanted && (col.key != a.by || a.board)) && col.allowed(c) && !(col.only != nil && !col.only(a)) {
			out = append(out, col)
		}
	}
	return out
}

func (l list[T]) table(v *listView, columns []listColumn[T], rows []T) ui.TableProps {
	table := ui.TableProps{Caption: v.P.T("list.name." + string(l.name)), CaptionHidden: true, Sticky: true, Rows: make([]ui.Row, len(rows))}
	for i, col := range columns {
		head := ui.Column{Label: v.P.T("list.col." + col.key), LabelHidden: col.bare, Primary: i == 0}
		if col.sorts && relation.Sorts(l.name, col.sort) {
			head.SortHref, head.Sort = v.sortBy(col.sort)
		}
		table.Columns = append(table.Columns, head)
	}
	if l.bulk && v.Scope.Can(access.RelationshipWrite) {
		table.Select, table.Form = "id", bulkForm
	}
	for i, r := range rows {
		cells := make([]templ.Component, len(columns))
		for k, col := range columns {
			cells[k] = col.cell(v, r)
		}
		key, label := l.row(r)
		table.Rows[i] = ui.Row{Cells: cells, Value: key, Label: label}
	}
	return table
}

// sortBy is where a column's head leads: up, down, and off again.
func (v *listView) sortBy(s relation.Sort) (href, state string) {
	first := relation.SortName
	if v.name == relation.ListActions {
		first = relation.SortDue
	}
	sorted := v.sort == s || v.sort == "" && s == first || !relation.Sorts(v.name, v.sort) && s == first
	switch {
	case !sorted:
		return v.href(v.path, "sort", string(s), "dir", ""), ""
	case !v.down:
		return v.href(v.path, "sort", string(s), "dir", "down"), "asc"
	default:
		return v.href(v.path, "sort", "", "dir", ""), "desc"
	}
}

func (v listView) head() ui.PageHeadProps {
	head := ui.PageHeadProps{Title: v.P.T("relation.title")}
	if v.Scope.Can(access.OrganisationWrite) {
		head.Primary = &ui.Action{Label: v.P.T("relation.add"), Icon: "plus", Href: "/relations/new"}
	}
	if v.Scope.Can(access.ImportRun) {
		head.Secondary = []ui.Action{{Label: v.P.T("relation.import"), Icon: "upload", Href: "/relations/import"}}
	}
	head.More, head.MoreLabel = v.work(), v.P.T("relation.more")
	if v.name == relation.ListOrganisations {
		head.Secondary = append(head.Secondary, ui.Action{Label: v.P.T("map.title"), Icon: "pin", Href: v.href("/relations/map")})
	}
	if v.Scope.Can(access.ContactRead) {
		head.More = append(head.More, ui.Action{Label: v.P.T("ambassador.title"), Icon: "users", Href: "/relations/ambassadors"})
	}
	if v.Scope.Can(access.OrganisationMerge) {
		head.More = append(head.More, ui.Action{Label: v.P.T("relation.duplicates"), Icon: "copy", Href: duplicatesPath})
	}
	if v.Scope.Can(access.OrganisationWrite) && v.Scope.Can(access.PersonRead) {
		head.More = append(head.More, ui.Action{Label: v.P.T("claim.queue"), Icon: "building", Href: "/relations/claims"})
		head.More = append(head.More, ui.Action{Label: v.P.T("relation.bin"), Icon: "trash", Href: "/relations/bin"})
	}
	return head
}

func (v listView) tabs() []ui.Tab {
	var out []ui.Tab
	t := v.P.T
	for _, g := range relation.Groups() {
		out = append(out, ui.Tab{Label: t("relation.group." + groupKey(g)), Href: with("/relations", url.Values{"group": {string(g)}}), Current: v.name == relation.ListOrganisations && g == v.group})
	}
	more := func(name relation.ListName, path string, needs access.Action) {
		if v.Scope.Can(needs) {
			out = append(out, ui.Tab{Label: t("list.name." + string(name)), Href: path, Current: v.name == name})
		}
	}
	more(relation.ListRelationships, "/relations/relationships", access.RelationshipRead)
	more(relation.ListPeople, "/relations/people", access.PersonRead)
	more(relation.ListActions, "/actions", access.ContactRecord)
	return out
}

func groupKey(g relation.Group) string {
	if slices.Contains(relation.Groups(), g) && g != relation.GroupCompanies {
		return string(g)
	}
	return "companies"
}

func (v listView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{Action: v.path, SearchLabel: v.P.T("list.search." + string(v.name)), SearchValue: v.text, Target: "#results"}
	bar.Values = v.kept("q")
	return bar
}

// kept are the parameters that a form of the list must keep.
func (v listView) kept(without ...string) []ui.HiddenValue {
	var out []ui.HiddenValue
	params := v.params()
	for _, name := range []string{"q", "group", "sort", "dir", "by", "lanes", "board", "cols", "view"} {
		if value := params.Get(name); !slices.Contains(without, name) && (value != "" || name == "q") {
			out = append(out, ui.HiddenValue{Name: name, Value: value})
		}
	}
	return out
}

func (v listView) clearHref() string {
	v.text = ""
	return v.href(v.path)
}

func (v listView) pager() ui.PagerProps {
	var p ui.PagerProps
	if v.next != "" {
		p.NextHref = v.href(v.path, "after", v.next, "before", v.after)
	}
	if v.hasPrev {
		p.PrevHref = v.href(v.path, "after", v.prev)
	}
	return p
}

// empty explains a list without rows.
func (v listView) empty() ui.EmptyStateProps {
	t := v.P.T
	if v.name != relation.ListOrganisations {
		return ui.EmptyStateProps{Icon: "list", Title: t("list.empty." + string(v.name)), Text: t("list.empty.text." + string(v.name))}
	}
	e := ui.EmptyStateProps{Icon: "building", Title: t("relation.empty." + groupKey(v.group)), Text: t("relation.empty.text")}
	if v.group == relation.GroupCompanies && v.Scope.Can(access.ImportRun) {
		e.Action = &ui.Action{Label: t("relation.import"), Icon: "upload", Href: "/relations/import"}
	}
	return e
}

// List shows the organisations.
func (h *Pages) List(c *page.Ctx) error { return show(h, c, h.organisations()) }

// ListPeople shows the people.
func (h *Pages) ListPeople(c *page.Ctx) error { return show(h, c, h.people()) }

// ListRelationships shows the relationships of the units within reach.
func (h *Pages) ListRelationships(c *page.Ctx) error { return show(h, c, h.relationships()) }
