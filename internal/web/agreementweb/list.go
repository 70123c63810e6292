package agreementweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// listView is the page of the list.
type listView struct {
	*page.Ctx
	filter agreement.Filter
	page   agreement.Page
	units  []ui.Option
}

const endingSoon = "soon"

// List shows agreements by state, those that end first on top.
func (h *Pages) List(c *page.Ctx) (err error) {
	v := listView{Ctx: c, filter: agreement.Filter{
		State: agreement.State(c.Query("state")), Unit: c.QueryID("unit"), Organisation: c.QueryID("organisation"), Text: strings.TrimSpace(c.Query("q")), After: c.Query("after"),
	}}
	if v.filter.State == endingSoon {
		v.filter.State, v.filter.Soon = "", true
	}
	if looks[v.filter.State] == "" {
		v.filter.State = ""
	}
	if v.page, err = h.agreement.List(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	v.units = unitOptions(c, units, access.AgreementRead)
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("agreement.title"), Section: section}, list(v))
}

func (v listView) state() string {
	if v.filter.Soon {
		return endingSoon
	}
	return string(v.filter.State)
}

// href is the address of this list with one thing changed; an empty value leaves it out. It starts at the first page.
func (v listView) href(name, value string) string {
	q := url.Values{}
	for key, is := range map[string]string{"state": v.state(), "unit": string(v.filter.Unit), "organisation": string(v.filter.Organisation), "q": v.filter.Text} {
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
		return "/agreements"
	}
	return "/agreements?" + q.Encode()
}

func (v listView) tabs() []ui.Tab {
	total := 0
	for _, n := range v.page.Counts {
		total += n
	}
	tabs := []ui.Tab{{Label: v.P.T("agreement.all"), Href: v.href("state", ""), Current: v.state() == "", Count: v.P.Number(total)}}
	for _, s := range agreement.States() {
		if n := v.page.Counts[s]; n > 0 || v.filter.State == s {
			tabs = append(tabs, ui.Tab{Label: stateWord(v.P, s), Href: v.href("state", string(s)), Current: v.filter.State == s, Count: v.P.Number(n)})
		}
	}
	return append(tabs, ui.Tab{Label: v.P.T("agreement.soon"), Href: v.href("state", endingSoon), Current: v.filter.Soon, Count: v.P.Number(v.page.Soon)})
}

func (v listView) filtered() bool {
	return v.state() != "" || v.filter.Unit != "" || v.filter.Organisation != "" || v.filter.Text != "" || v.filter.After != ""
}

func (v listView) bar() ui.FilterBarProps {
	bar := ui.FilterBarProps{
		Action: "/agreements", SearchLabel: v.P.T("agreement.search"), SearchValue: v.filter.Text, Target: "#results", ClearHref: "/agreements",
		Values: []ui.HiddenValue{{Name: "state", Value: v.state()}, {Name: "organisation", Value: string(v.filter.Organisation)}},
	}
	if len(v.units) > 1 {
		bar.Selects = []ui.Field{{Name: "unit", Label: v.P.T("agreement.unit"), Value: string(v.filter.Unit), Options: first(v.P.T("agreement.all_units"), v.units)}}
	}
	add := func(on bool, label, name string) {
		if on {
			bar.Active = append(bar.Active, ui.ActiveFilter{Label: label, RemoveHref: v.href(name, "")})
		}
	}
	add(v.filter.Organisation != "", v.party(), "organisation")
	add(v.filter.Text != "", "“"+v.filter.Text+"”", "q")
	for _, u := range v.units {
		add(v.filter.Unit != "" && u.Value == string(v.filter.Unit), u.Label, "unit")
	}
	return bar
}

// party names the party that the list is narrowed to, as far as a row tells it.
func (v listView) party() string {
	if len(v.page.Rows) > 0 && v.page.Rows[0].Organisation == v.filter.Organisation {
		return v.page.Rows[0].Company
	}
	return v.P.T("agreement.this_party")
}

func (v listView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("agreement.title"), CaptionHidden: true, Sticky: true, Columns: []ui.Column{
		{Label: v.P.T("agreement.one"), Primary: true},
		{Label: v.P.T("agreement.with")},
		{Label: v.P.T("agreement.unit"), PhoneHidden: true},
		{Label: v.P.T("agreement.period")},
		{Label: v.P.T("agreement.status")},
	}}
	for _, a := range v.page.Rows {
		row := ui.Row{Cells: []templ.Component{
			ui.TitleLink(home(a.ID), a.Name, a.GrantName), ui.Link("/relations/"+string(a.Organisation), a.Company), ui.Text(a.UnitName), ui.Text(span(v.P, a.From, a.To)), chips(v.Ctx, a, v.page.Weeks),
		}}
		if a.EndsSoon(v.Today(), v.page.Weeks) {
			row.Tone = ui.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// chips say how far an agreement is.
func chips(c *page.Ctx, a agreement.Agreement, weeks int) templ.Component {
	words := stateWord(c.P, a.State)
	if a.State == agreement.Sent {
		words = c.P.T("agreement.signed_of", strconvI(a.Signed), strconvI(a.ToSign))
	}
	parts := []templ.Component{ui.StatusChip(looks[a.State], words)}
	switch {
	case a.State == agreement.Active && a.Open > 0:
		parts = append(parts, ui.StatusChip(ui.Waiting, c.P.T("agreement.amending")))
	case a.RenewedBy != "" && a.State == agreement.Active:
		parts = append(parts, ui.StatusChip(ui.Info, c.P.T("agreement.has_next")))
	case a.EndsSoon(c.Today(), weeks):
		parts = append(parts, ui.StatusChip(ui.Late, c.P.T("agreement.ends_in", c.Today().DaysUntil(a.To))))
	}
	return ui.Together(parts...)
}

func (v listView) next() ui.PagerProps {
	p := ui.PagerProps{}
	if v.filter.After != "" {
		p.PrevHref = v.href("", "")
	}
	if v.page.Next != "" {
		p.NextHref = v.href("after", v.page.Next)
	}
	return p
}

func (v listView) newAction() *ui.Action {
	if !v.Scope.Can(access.AgreementWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("agreement.new"), Icon: "plus", Href: "/agreements/new"}
}

func (v listView) templates() []ui.Action {
	return []ui.Action{{Label: v.P.T("agreement.templates"), Icon: "document", Href: "/agreement-templates"}}
}
