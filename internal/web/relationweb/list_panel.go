package relationweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// panelView is what a list can be set to: its filters, or how it looks.
type panelView struct {
	listView
	part    string
	columns []ui.Option
	shown   []string
	views   []listing.View
}

// withList adds the list's name to the parameters of its view.
func withList(params url.Values, name relation.ListName) url.Values {
	params.Set("list", string(name))
	return params
}

func (v listView) panelHref(part string) string {
	params := withList(v.params(), v.name)
	params.Set("part", part)
	return with("/relations/panel", params)
}

// Panel shows a panel of a list: inside the list for htmx, as a page without.
func (h *Pages) Panel(c *page.Ctx) error {
	name := relation.ListName(c.Query("list"))
	if !slices.Contains(relation.ListNames(), name) {
		return fault.NotFound("fault.not_found")
	}
	p := panelView{listView: listView{Ctx: c, address: addressOf(c, name), name: name, path: pathOf(name)}, part: c.Query("part")}
	p.parse()
	p.columns, p.shown = h.columnsOf(c, name, p.address)
	if p.part == "views" {
		var err error
		if p.views, err = h.viewsOf(c, name); err != nil {
			return err
		}
	}
	if c.AsksFragment() {
		return c.Fragment(panel(p))
	}
	return c.Render(http.StatusOK, page.Head{Title: p.title(), Section: section}, panelPage(p))
}

func (h *Pages) columnsOf(c *page.Ctx, name relation.ListName, a address) ([]ui.Option, []string) {
	switch name {
	case relation.ListPeople:
		return columnOptions(c, h.people(), a)
	case relation.ListRelationships:
		return columnOptions(c, h.relationships(), a)
	case relation.ListActions:
		return columnOptions(c, h.nextActions(), a)
	default:
		return columnOptions(c, h.organisations(), a)
	}
}

func columnOptions[T any](c *page.Ctx, l list[T], a address) (out []ui.Option, shown []string) {
	for i, col := range l.columns {
		if i > 0 && !col.bare && col.allowed(c) {
			out = append(out, ui.Option{Value: col.key, Label: c.P.T("list.col." + col.key)})
		}
	}
	for _, col := range l.chosen(c, a) {
		shown = append(shown, col.key)
	}
	return out, shown
}

func (p panelView) title() string {
	switch p.part {
	case "view", "views":
		return p.P.T("list.panel." + p.part)
	default:
		return p.P.T("list.panel.filter")
	}
}

func (p panelView) columnField() ui.Field {
	return ui.Field{Name: "col", Label: p.P.T("list.panel.columns"), Options: p.columns, Values: p.shown, Plain: true, Inline: true}
}

// groupField asks how the rows are grouped.
func (p panelView) groupField() ui.Field {
	f := ui.Field{Name: "by", Label: p.P.T("list.panel.by"), Value: p.by, Plain: true, Options: []ui.Option{{Label: p.P.T("list.panel.by.none")}}}
	for _, by := range relation.GroupsBy(p.name) {
		f.Options = append(f.Options, ui.Option{Value: by, Label: p.P.T("list.ask." + by)})
	}
	return f
}

// lanesField asks into which lanes a board is cut.
func (p panelView) lanesField() ui.Field {
	f := ui.Field{Name: "lanes", Label: p.P.T("list.panel.lanes"), Value: p.lanes, Plain: true, Options: []ui.Option{{Label: p.P.T("list.panel.lanes.none")}}}
	for _, by := range relation.LanesBy(p.name) {
		f.Options = append(f.Options, ui.Option{Value: by, Label: p.P.T("list.ask." + by)})
	}
	return f
}

func (p panelView) boardField() ui.Field {
	return ui.Field{Name: "board", Label: p.P.T("list.panel.board"), Value: "1", Checked: p.board, Plain: true}
}

func (p panelView) resetHref() string {
	p.cols = nil
	return p.href(p.path)
}

func (p panelView) linkField() ui.Field {
	return ui.Field{
		Name: "link", Label: p.P.T("list.panel.link"), LabelHidden: true, Plain: true, ReadOnly: true, Value: p.Env.BaseURL + p.href(p.path),
		Attrs: templ.Attributes{"data-select": ""},
	}
}

// exports are the files that a view can be taken along in.
func (p panelView) exports() []ui.Action {
	if !p.Scope.Can(access.RelationExport) {
		return nil
	}
	params := withList(p.params(), p.name)
	out := []ui.Action{
		{Label: "CSV", Icon: "download", Href: with("/relations/export.csv", params), Size: ui.Small},
		{Label: "Excel", Icon: "download", Href: with("/relations/export.xlsx", params), Size: ui.Small},
	}
	if p.name == relation.ListOrganisations || p.name == relation.ListPeople {
		out = append(out, ui.Action{Label: "vCard", Icon: "users", Href: with("/relations/export.vcf", params), Size: ui.Small})
	}
	return out
}

// filterFields are the questions of the filter form; what is filled in becomes words in the box.
func (p panelView) filterFields() []ui.Field {
	t := p.P.T
	var out []ui.Field
	text := func(name string) {
		out = append(out, ui.Field{Name: name, ID: "panel-" + name, Label: t("list.ask." + name), Plain: true})
	}
	choose := func(name string, values ...string) {
		f := ui.Field{Name: name, ID: "panel-" + name, Label: t("list.ask." + name), Plain: true, Options: []ui.Option{{Label: t("list.panel.any")}}}
		for _, value := range values {
			label := p.sayValue(name, strings.TrimPrefix(value, ">"))
			if name == relation.AskLast && value != relation.Never {
				label = t("list.ask.last.more", label)
			}
			f.Options = append(f.Options, ui.Option{Value: value, Label: label})
		}
		out = append(out, f)
	}
	can := p.Scope.Can
	if p.name == relation.ListActions {
		choose(relation.AskWho, relation.Me)
		choose(relation.AskWhen, "overdue", "today", "week", "later", "done")
	}
	if p.name == relation.ListPeople {
		choose(relation.AskMail, "any", relation.None, "stopped")
	}
	if can(access.RelationshipRead) {
		choose(relation.AskOwner, relation.Me, relation.None)
		choose(relation.AskDepth, codes(relation.Depths())...)
		choose(relation.AskStatus, codes(relation.Statuses())...)
		choose(relation.AskCooling, "yes", "no")
	}
	if can(access.ContactRead) {
		choose(relation.AskLast, ">30", ">90", ">180", ">365", relation.Never)
	}
	if can(access.ContactRecord) && p.name != relation.ListActions {
		choose(relation.AskAction, "overdue", "open", relation.None)
	}
	if p.name == relation.ListOrganisations {
		var profiles []string
		for _, o := range profileOptions(p.P) {
			profiles = append(profiles, o.Value)
		}
		choose(relation.AskProfile, profiles...)
	}
	text(relation.AskPlace)
	text(relation.AskUmbrella)
	text(relation.AskTag)
	return out
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// examples are queries to learn from, in the reader's words.
func (p panelView) examples() []string {
	say := func(field string, op query.Op, value string) string {
		return relation.Vocabulary(p.name).Say(field, op, value, local(p.P))
	}
	return []string{
		say(relation.AskOwner, "", relation.Me) + " " + say(relation.AskDepth, ">=", "lesson"),
		say(relation.AskPlace, "", "Almelo") + " -" + say(relation.AskTag, "", "pauze"),
		say(relation.AskLast, ">", "60") + " (kolk OR smeets)",
		"-" + say(relation.AskStatus, "", "ended") + " " + say(relation.AskUmbrella, "", "Metaalunie"),
	}
}
