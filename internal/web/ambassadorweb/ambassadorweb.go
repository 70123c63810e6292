// Package ambassadorweb is the list of ambassadors with what came of it, and the form that records who brought in whom. It is put
// together from what relations and engagements each know.
package ambassadorweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/relation"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/export"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about ambassadors and introductions.
type Pages struct {
	relation   *relation.Service
	engagement *engagement.Service
}

// New makes the pages.
func New(r *relation.Service, e *engagement.Service) *Pages { return &Pages{r, e} }

const (
	section = "relations"
	path    = "/relations/ambassadors"
	// years is how many school years can be chosen, this one first.
	years = 5
)

func home(key id.ID) string { return "/relations/" + string(key) }

// listView is the list of ambassadors. Came is nil for who may not see engagements.
type listView struct {
	*page.Ctx
	filter relation.AmbassadorFilter
	rows   []relation.Ambassador
	next   string
	came   map[id.ID]engagement.OfAmbassador
	units  []relation.Named
}

func filterOf(c *page.Ctx) relation.AmbassadorFilter {
	f := relation.AmbassadorFilter{Text: strings.TrimSpace(c.Query("q")), Unit: c.QueryID("unit"), After: c.Query("after")}
	if now, year := int(schoolyear.Of(c.Today())), c.QueryYear(); year <= now && year > now-years {
		f.Year = schoolyear.Year(year)
	}
	return f
}

// List shows who brought others in, and what came of it.
func (h *Pages) List(c *page.Ctx) (err error) {
	v := listView{Ctx: c, filter: filterOf(c)}
	if v.rows, v.next, err = h.relation.Ambassadors(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	if v.units, err = h.relation.RecordingUnits(c.Context(), c.Scope); err != nil {
		return err
	}
	if c.Scope.Can(access.EngagementRead) && len(v.rows) > 0 {
		keys := make([]id.ID, len(v.rows))
		for i, r := range v.rows {
			keys[i] = r.ID
		}
		if v.came, err = h.engagement.OfIntroduced(c.Context(), c.Scope, keys); err != nil {
			return err
		}
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("ambassador.title"), Section: section, Wide: true}, list(v))
}

// Export gives the introductions that the list counts, one in a row.
func (h *Pages) Export(c *page.Ctx) error {
	rows, err := h.relation.ExportIntroductions(c.Context(), c.Scope, filterOf(c))
	if err != nil {
		return err
	}
	return c.Table(c.P.T("ambassador.file"), "csv", func(w export.Writer) error {
		err := w.Header(c.P.T("ambassador.col.name"), c.P.T("ambassador.col.person"), c.P.T("ambassador.col.brought_one"), c.P.T("ambassador.col.on"), c.P.T("ambassador.col.unit"))
		for _, r := range rows {
			if err == nil {
				err = w.Row(export.Text(r.ByName), export.Text(r.Person), export.Text(r.Name), export.Date(r.On), export.Text(r.UnitName))
			}
		}
		return err
	})
}

// href is the address of a page of this list with one thing changed; an empty value leaves it out.
func (v listView) href(to, name, value string) string {
	q := url.Values{}
	year := ""
	if v.filter.Year != 0 {
		year = strconv.Itoa(int(v.filter.Year))
	}
	for key, is := range map[string]string{"q": v.filter.Text, "unit": string(v.filter.Unit), "year": year} {
		if key == name {
			is = value
		}
		if is != "" {
			q.Set(key, is)
		}
	}
	if name == "after" {
		q.Set("after", value)
	}
	if len(q) == 0 {
		return to
	}
	return to + "?" + q.Encode()
}

func (v listView) filtered() bool {
	return v.filter.Text != "" || v.filter.Unit != "" || v.filter.Year != 0 || v.filter.After != ""
}

func (v listView) head() ui.PageHeadProps {
	head := ui.PageHeadProps{Title: v.P.T("ambassador.title"), Lead: v.P.T("ambassador.lead"), Crumbs: []ui.Crumb{{Label: v.P.T("relation.title"), Href: "/relations"}}}
	if v.Scope.Can(access.RelationExport) && len(v.rows) > 0 {
		head.Secondary = append(head.Secondary, ui.Action{Label: v.P.T("ambassador.export"), Icon: "download", Href: v.href(path+"/export.csv", "after", "")})
	}
	return head
}

func (v listView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{Action: path, SearchLabel: v.P.T("ambassador.search"), SearchValue: v.filter.Text, Target: "#results", ClearHref: path}
	if len(v.units) > 1 {
		f := ui.Field{Name: "unit", Label: v.P.T("ambassador.unit"), Value: string(v.filter.Unit), Options: []ui.Option{{Label: v.P.T("ambassador.all_units")}}}
		for _, u := range v.units {
			f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
			if u.ID == v.filter.Unit {
				bar.Active = append(bar.Active, ui.ActiveFilter{Label: u.Name, RemoveHref: v.href(path, "unit", "")})
			}
		}
		bar.Selects = append(bar.Selects, f)
	}
	f := ui.Field{Name: "year", Label: v.P.T("ambassador.year"), Options: []ui.Option{{Label: v.P.T("ambassador.all_years")}}}
	now := schoolyear.Of(v.Today())
	for y := now; y > now-years; y-- {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(int(y)), Label: y.String()})
	}
	if v.filter.Year != 0 {
		f.Value = strconv.Itoa(int(v.filter.Year))
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.filter.Year.String(), RemoveHref: v.href(path, "year", "")})
	}
	bar.Selects = append(bar.Selects, f)
	if v.filter.Text != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: "“" + v.filter.Text + "”", RemoveHref: v.href(path, "q", "")})
	}
	return bar
}

func (v listView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("ambassador.title"), CaptionHidden: true, Sticky: true,
		Columns: []ui.Column{{Label: v.P.T("ambassador.col.name"), Primary: true}, {Label: v.P.T("ambassador.col.brought")}},
	}
	if v.came != nil {
		t.Columns = append(t.Columns, ui.Column{Label: v.P.T("ambassador.col.came")})
	}
	t.Columns = append(t.Columns, ui.Column{Label: v.P.T("ambassador.col.last")})
	for _, r := range v.rows {
		t.Rows = append(t.Rows, v.row(r))
	}
	return t
}

func (v listView) row(r relation.Ambassador) ui.Row {
	who := r.People
	if who == "" {
		who = r.Place
	}
	row := ui.Row{}
	row.Cells = append(row.Cells, ui.TitleLink(home(r.ID), r.Name, who))
	if r.Brought == 0 {
		row.Cells = append(row.Cells, ui.TwoLines(v.P.T("ambassador.none"), v.P.T("ambassador.by_depth")))
	} else {
		row.Cells = append(row.Cells, ui.TwoLines(v.P.T("ambassador.brought", r.Brought), r.Names))
	}
	if v.came != nil {
		did := v.came[r.ID]
		hours := ""
		if did.Minutes > 0 {
			hours = v.P.T("ambassador.hours", (did.Minutes+30)/60)
		}
		row.Cells = append(row.Cells, ui.TwoLines(v.P.T("ambassador.engagements", did.Engagements), hours))
	}
	last := ""
	if r.LastOn != "" {
		last = v.P.DateShort(clock.Date(r.LastOn))
	}
	row.Cells = append(row.Cells, ui.Text(last))
	return row
}

func (v listView) empty() ui.EmptyStateProps {
	return ui.EmptyStateProps{Icon: "users", Title: v.P.T("ambassador.empty"), Text: v.P.T("ambassador.empty.text"), Action: &ui.Action{Label: v.P.T("relation.title"), Icon: "building", Href: "/relations"}}
}

func (v listView) pager() ui.PagerProps {
	if v.next == "" {
		return ui.PagerProps{}
	}
	return ui.PagerProps{NextHref: v.href(path, "after", v.next)}
}
