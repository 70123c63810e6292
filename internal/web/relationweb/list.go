package relationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/export"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// listView is the list of organisations. Its address is the view.
type listView struct {
	*page.Ctx
	f    relation.Filter
	page relation.ListPage
}

// quietDays are the choices of "no contact for".
var quietDays = []int{30, 90, 180, 365}

// filterOf reads the filter out of the address.
func filterOf(c *page.Ctx) relation.Filter {
	quiet, _ := strconv.Atoi(c.Query("quiet")) // what is no number filters nothing
	f := relation.Filter{
		Group: relation.Group(c.Query("group")), Text: strings.TrimSpace(c.Query("q")), Place: strings.TrimSpace(c.Query("place")),
		Umbrella: c.QueryID("umbrella"), Owner: c.Query("owner"), Sort: relation.Sort(c.Query("sort")), After: c.Query("after"), Quiet: max(quiet, 0),
	}
	if p, ok := curriculum.ParseProfile(c.Query("profile")); ok {
		f.Profile = string(p)
	}
	if d := relation.Depth(c.Query("depth")); slices.Contains(relation.Depths(), d) {
		f.Depth = d
	}
	if s := relation.Status(c.Query("status")); slices.Contains(relation.Statuses(), s) {
		f.Status = s
	}
	return f
}

// List shows the organisations.
func (h *Pages) List(c *page.Ctx) error {
	v := listView{Ctx: c, f: filterOf(c)}
	var err error
	if v.page, err = h.relation.List(c.Context(), c.Scope, v.f); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("relation.title"), Section: section, Wide: true}, list(v))
}

// params is the filter as an address.
func (v listView) params() url.Values {
	out := url.Values{
		"group": {string(v.f.Group)}, "q": {v.f.Text}, "place": {v.f.Place}, "profile": {v.f.Profile}, "umbrella": {string(v.f.Umbrella)},
		"owner": {v.f.Owner}, "depth": {string(v.f.Depth)}, "status": {string(v.f.Status)}, "sort": {string(v.f.Sort)},
	}
	if v.f.Quiet > 0 {
		out.Set("quiet", strconv.Itoa(v.f.Quiet))
	}
	return out
}

// href is this view with some parameters changed, on its first page.
func (v listView) href(path string, change ...string) string {
	params := v.params()
	for i := 0; i+1 < len(change); i += 2 {
		params.Set(change[i], change[i+1])
	}
	return with(path, params)
}

func (v listView) seesRelationships() bool { return v.Scope.Can(access.RelationshipRead) }

func (v listView) head() ui.PageHeadProps {
	head := ui.PageHeadProps{Title: v.P.T("relation.title")}
	if v.Scope.Can(access.OrganisationWrite) {
		head.Primary = &ui.Action{Label: v.P.T("relation.add"), Icon: "plus", Href: "/relations/new"}
	}
	if v.Scope.Can(access.ImportRun) {
		head.Secondary = []ui.Action{{Label: v.P.T("relation.import"), Icon: "upload", Href: "/relations/import"}}
	}
	return head
}

func (v listView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, g := range relation.Groups() {
		out = append(out, ui.Tab{Label: v.P.T("relation.group." + groupKey(g)), Href: with("/relations", url.Values{"group": {string(g)}}), Current: g == v.f.Group})
	}
	return out
}

func groupKey(g relation.Group) string {
	if g == relation.GroupCompanies {
		return "companies"
	}
	return string(g)
}

func (v listView) bar() ui.FilterBarProps {
	t := v.P.T
	bar := ui.FilterBarProps{
		Action: "/relations", SearchLabel: t("relation.search"), SearchValue: v.f.Text, Target: "#results",
		Values: []ui.HiddenValue{{Name: "group", Value: string(v.f.Group)}, {Name: "sort", Value: string(v.f.Sort)}, {Name: "place", Value: v.f.Place}},
		Active: v.active(), ClearHref: with("/relations", url.Values{"group": {string(v.f.Group)}, "sort": {string(v.f.Sort)}}), Count: v.count(),
	}
	choice := func(name, all, value string, opts []ui.Option) {
		bar.Selects = append(bar.Selects, ui.Field{Name: name, Label: t("relation.filter." + name), Value: value, Options: append([]ui.Option{{Label: t(all)}}, opts...)})
	}
	if v.f.Group == relation.GroupCompanies {
		choice("profile", "relation.all.profile", v.f.Profile, profileOptions(v.P))
		if len(v.page.Umbrella) > 0 {
			choice("umbrella", "relation.all.umbrella", string(v.f.Umbrella), umbrellaOptions(v.page.Umbrella))
		}
	}
	if v.seesRelationships() {
		choice("owner", "relation.all.owner", v.f.Owner, options(v.P, "relation.owner.", []string{relation.OwnerMe, relation.OwnerNone}))
		choice("depth", "relation.all.depth", string(v.f.Depth), options(v.P, "relation.depth.", relation.Depths()))
		choice("status", "relation.all.status", string(v.f.Status), options(v.P, "relation.status.", relation.Statuses()))
		bar.Actions = []ui.Action{{Label: "CSV", Icon: "download", Href: v.href("/relations/export.csv")}}
	}
	if v.Scope.Can(access.ContactRead) {
		var quiet []ui.Option
		for _, n := range quietDays {
			quiet = append(quiet, ui.Option{Value: strconv.Itoa(n), Label: t("relation.quiet", n)})
		}
		choice("quiet", "relation.all.quiet", quietValue(v.f.Quiet), quiet)
	}
	return bar
}

func quietValue(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func umbrellaOptions(list []relation.Umbrella) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, u := range list {
		out[i] = ui.Option{Value: string(u.ID), Label: u.Name}
	}
	return out
}

func (v listView) count() string {
	if v.page.Count > relation.CountStop {
		return v.P.T("relation.count_more", v.P.Number(relation.CountStop))
	}
	return v.P.T("relation.count", v.page.Count)
}

// active lists the filters that are on, each with the address without it.
func (v listView) active() []ui.ActiveFilter {
	t, f := v.P.T, v.f
	var out []ui.ActiveFilter
	add := func(on bool, name, label string) {
		if on {
			out = append(out, ui.ActiveFilter{Label: label, RemoveHref: v.href("/relations", name, "")})
		}
	}
	add(f.Text != "", "q", f.Text)
	add(f.Place != "", "place", f.Place)
	if f.Profile != "" {
		add(true, "profile", t("curriculum.profile."+curriculum.Profile(f.Profile).Key()))
	}
	for _, u := range v.page.Umbrella {
		add(u.ID == f.Umbrella, "umbrella", u.Name)
	}
	if f.Owner == relation.OwnerMe || f.Owner == relation.OwnerNone {
		add(true, "owner", t("relation.owner."+f.Owner))
	}
	if f.Depth != "" {
		add(true, "depth", t("relation.depth."+string(f.Depth)))
	}
	if f.Status != "" {
		add(true, "status", t("relation.status."+string(f.Status)))
	}
	if f.Quiet > 0 {
		add(true, "quiet", t("relation.quiet", f.Quiet))
	}
	return out
}

func (v listView) filtered() bool { return len(v.active()) > 0 }

func (v listView) table() ui.TableProps {
	t := v.P.T
	sorted := func(s relation.Sort) (href, state string) {
		if v.f.Sort == s {
			return v.href("/relations", "sort", string(s)), "asc"
		}
		return v.href("/relations", "sort", string(s)), ""
	}
	column := func(key string, s relation.Sort) ui.Column {
		href, state := sorted(s)
		return ui.Column{Label: t(key), SortHref: href, Sort: state}
	}
	table := ui.TableProps{Caption: t("relation.title"), CaptionHidden: true, Sticky: true, Columns: []ui.Column{column("relation.col.name", relation.SortName), column("relation.col.place", relation.SortPlace)}}
	table.Columns[0].Primary = true
	companies := v.f.Group == relation.GroupCompanies
	if companies {
		table.Columns = append(table.Columns, ui.Column{Label: t("relation.col.umbrella")})
	}
	if v.seesRelationships() {
		table.Columns = append(table.Columns, ui.Column{Label: t("relation.col.depth")}, ui.Column{Label: t("relation.col.owner")})
	}
	if v.Scope.Can(access.ContactRead) {
		table.Columns = append(table.Columns, column("relation.col.last", relation.SortContact))
	}
	for _, r := range v.page.Rows {
		table.Rows = append(table.Rows, v.row(r, companies))
	}
	return table
}

func (v listView) row(r relation.ListRow, companies bool) ui.Row {
	cells := []templ.Component{ui.TitleLink(home(r.ID), r.Name, strings.Join(r.Profiles, " · ")), ui.Text(r.Place)}
	if companies {
		cells = append(cells, ui.Text(r.Umbrella))
	}
	if v.seesRelationships() {
		rel := r.Relationship
		if rel.ID == "" {
			cells = append(cells, ui.Text(""), ui.Text(""))
		} else {
			cells = append(cells, depthChip(v.P, rel.Depth), ui.TwoLines(rel.OwnerName, rel.UnitName))
		}
	}
	if v.Scope.Can(access.ContactRead) {
		cells = append(cells, ui.Muted(ago(v.P, r, v.Today())))
	}
	return ui.Row{Cells: cells}
}

func ago(p *i18n.Printer, r relation.ListRow, today clock.Date) string {
	if r.LastContact.IsZero() {
		return p.T("relation.never")
	}
	return p.DaysAgo(clock.DateOf(r.LastContact), today)
}

func (v listView) pager() ui.PagerProps {
	var p ui.PagerProps
	if v.page.Next != "" {
		p.NextHref = v.href("/relations", "after", v.page.Next, "before", v.f.After)
	}
	if v.page.Prev {
		p.PrevHref = v.href("/relations", "after", v.Query("before"))
	}
	return p
}

// Export gives the list, as it is filtered and sorted, as CSV.
func (h *Pages) Export(c *page.Ctx) error {
	p := c.P
	return c.Download(p.T("relation.export_name")+".csv", "text/csv; charset=utf-8", func(w http.ResponseWriter) error {
		out := export.NewCSV(w)
		var header []string
		for _, key := range []string{"name", "kvk", "street", "house_number", "postcode", "place", "phone", "email", "website", "profiles", "umbrella"} {
			header = append(header, p.T("relation.field."+key))
		}
		for _, key := range []string{"relation.col.depth", "relation.status", "relation.col.owner", "relation.col.last"} {
			header = append(header, p.T(key))
		}
		if err := out.Header(header...); err != nil {
			return err
		}
		if err := h.relation.Export(c.Context(), c.Scope, filterOf(c), func(r relation.ListRow) error { return out.Row(exportCells(p, r)...) }); err != nil {
			return err
		}
		return out.Close()
	})
}

func exportCells(p *i18n.Printer, r relation.ListRow) []export.Cell {
	cells := []export.Cell{}
	for _, text := range []string{r.Name, r.KVK, r.Street, r.HouseNumber, r.Postcode, r.Place, r.Phone, r.Email, r.Website, strings.Join(r.Profiles, ", "), r.Umbrella} {
		cells = append(cells, export.Text(text))
	}
	rel := r.Relationship
	if rel.ID == "" {
		cells = append(cells, export.Text(""), export.Text(""), export.Text(""))
	} else {
		cells = append(cells, export.Text(p.T("relation.depth."+string(rel.Depth))), export.Text(p.T("relation.status."+string(rel.Status))), export.Text(rel.OwnerName))
	}
	if r.LastContact.IsZero() {
		return append(cells, export.Cell{})
	}
	return append(cells, export.Date(clock.DateOf(r.LastContact)))
}

// empty explains a list without rows.
func (v listView) empty() ui.EmptyStateProps {
	e := ui.EmptyStateProps{Icon: "building", Title: v.P.T("relation.empty." + groupKey(v.f.Group)), Text: v.P.T("relation.empty.text")}
	if v.f.Group == relation.GroupCompanies && v.Scope.Can(access.ImportRun) {
		e.Action = &ui.Action{Label: v.P.T("relation.import"), Icon: "upload", Href: "/relations/import"}
	}
	return e
}
