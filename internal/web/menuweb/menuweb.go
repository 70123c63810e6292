// Package menuweb holds the pages of the menu for staff: the items with their offers, editing, what companies offer, and
// inviting companies to tick.
package menuweb

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about the menu.
type Pages struct {
	menu    *menu.Service
	network *network.Service
}

// New makes the pages.
func New(m *menu.Service, n *network.Service) *Pages { return &Pages{m, n} }

const section = "menu"

// cardView is the menu, grouped by place.
type cardView struct {
	*page.Ctx
	items []menu.Item
}

// List shows the menu that the reader works with; those who manage it see what was taken off as well.
func (h *Pages) List(c *page.Ctx) (err error) {
	v := cardView{Ctx: c}
	if v.items, err = h.menu.Card(c.Context(), c.Scope, c.Scope.Can(access.MenuManage)); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("menu.title"), Section: section}, card(v))
}

func (v cardView) at(p menu.Place) []ui.ListItem {
	var items []ui.ListItem
	for _, i := range v.items {
		if i.Place != p {
			continue
		}
		item := ui.ListItem{Title: i.Name(string(v.P.Lang())), Href: "/menu/" + string(i.ID), Sub: v.sub(i)}
		switch {
		case i.Offers == 0 && v.Scope.Can(access.OfferRead):
			item.Meta = ui.Muted(v.P.T("menu.nobody"))
		case v.Scope.Can(access.OfferRead):
			item.Meta = ui.NumLink("/menu/offers?item="+string(i.ID), v.P.T("menu.companies", i.Offers))
		}
		items = append(items, item)
	}
	return items
}

// sub says in one line what an item is, and whose addition it is.
func (v cardView) sub(i menu.Item) string {
	text := i.ForTeacher(string(v.P.Lang()))
	switch {
	case !i.Active:
		return v.P.T("menu.off") + " · " + text
	case i.Local:
		return v.P.T("menu.local", i.UnitName) + " · " + text
	case i.OwnName != "":
		return v.P.T("menu.local.of", i.OwnName) + " · " + text
	default:
		return text
	}
}

func (v cardView) primary() *ui.Action {
	if !v.Scope.Can(access.OfferWrite) || len(v.items) == 0 {
		return nil
	}
	return &ui.Action{Label: v.P.T("menu.invite"), Icon: "send", Href: "/menu/invite"}
}

func (v cardView) secondary() []ui.Action {
	var out []ui.Action
	if v.Scope.Can(access.OfferRead) && len(v.items) > 0 {
		out = append(out, ui.Action{Label: v.P.T("menu.offers"), Icon: "list", Href: "/menu/offers"})
	}
	if len(v.items) > 0 {
		out = append(out, ui.Action{Label: v.P.T("share.title"), Icon: "link", Href: "/menu/share"})
	}
	if v.Scope.Can(access.OfferWrite) && v.Scope.Can(access.PersonWrite) {
		out = append(out, ui.Action{Label: v.P.T("registration.link"), Icon: "building", Href: registrationsPath})
	}
	if v.Scope.Can(access.MenuManage) && len(v.items) > 0 {
		out = append(out, ui.Action{Label: v.P.T("menu.add"), Icon: "plus", Href: "/menu/new"})
	}
	return out
}

// empty explains a menu without items, and offers the national one to who may install it.
func (v cardView) empty() ui.EmptyStateProps {
	e := ui.EmptyStateProps{Icon: "tag", Title: v.P.T("menu.empty"), Text: v.P.T("menu.empty.text")}
	if v.Scope.Can(access.MenuManage) {
		e.Action = &ui.Action{Label: v.P.T("menu.install"), Icon: "download", Href: "/menu/install", Method: "post", Variant: ui.Primary}
	}
	return e
}

// Install puts the national items on the menu of the widest unit that the principal manages.
func (h *Pages) Install(c *page.Ctx) error {
	unit, err := h.widest(c)
	if err != nil {
		return err
	}
	if err := h.menu.InstallDefaults(c.Context(), c.Scope, unit); err != nil {
		return err
	}
	return c.Redirect("/menu", "menu.installed")
}

// widest is the first unit in the order of the tree whose menu the principal manages.
func (h *Pages) widest(c *page.Ctx) (id.ID, error) {
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return "", err
	}
	for _, u := range units {
		if c.Scope.CanOn(access.MenuManage, u.ID) {
			return u.ID, nil
		}
	}
	return "", fault.Forbidden("fault.forbidden")
}

// offersView lists what companies offer.
type offersView struct {
	*page.Ctx
	filter menu.OfferFilter
	page   menu.OfferPage
	items  []menu.Item
}

// Offers lists what companies offer, by company.
func (h *Pages) Offers(c *page.Ctx) (err error) {
	v := offersView{Ctx: c, filter: menu.OfferFilter{
		Item: c.QueryID("item"), Profile: c.Query("profile"), Search: strings.TrimSpace(c.Query("q")), After: c.Query("after"),
	}}
	if v.page, err = h.menu.Offers(c.Context(), c.Scope, v.filter); err != nil {
		return err
	}
	if v.items, err = h.menu.Card(c.Context(), c.Scope, false); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("menu.offers"), Section: section}, offers(v))
}

// href is the address of this list with one thing changed; an empty value leaves it out.
func (v offersView) href(name, value string) string {
	q := url.Values{}
	for key, is := range map[string]string{"item": string(v.filter.Item), "profile": v.filter.Profile, "q": v.filter.Search} {
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
		return "/menu/offers"
	}
	return "/menu/offers?" + q.Encode()
}

func (v offersView) itemName() string {
	for _, i := range v.items {
		if i.ID == v.filter.Item {
			return i.Name(string(v.P.Lang()))
		}
	}
	return v.P.T("menu.one_item")
}

func (v offersView) bar() ui.FilterBarProps {
	items := []ui.Option{{Label: v.P.T("menu.all_items")}}
	for _, i := range v.items {
		items = append(items, ui.Option{Value: string(i.ID), Label: i.Name(string(v.P.Lang())), Group: v.P.T("menu.place." + string(i.Place))})
	}
	profiles := append([]ui.Option{{Label: v.P.T("menu.all_profiles")}}, offerform.Profiles(nil)...)
	bar := ui.FilterBarProps{
		Action: "/menu/offers", SearchLabel: v.P.T("menu.search"), SearchValue: v.filter.Search, Target: "#results", ClearHref: "/menu/offers",
		Selects: []ui.Field{
			{Name: "item", Label: v.P.T("menu.item"), Value: string(v.filter.Item), Options: items},
			{Name: "profile", Label: v.P.T("menu.profile"), Value: v.filter.Profile, Options: profiles},
		},
	}
	if v.filter.Item != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.itemName(), RemoveHref: v.href("item", "")})
	}
	if v.filter.Profile != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: v.filter.Profile, RemoveHref: v.href("profile", "")})
	}
	if v.filter.Search != "" {
		bar.Active = append(bar.Active, ui.ActiveFilter{Label: "“" + v.filter.Search + "”", RemoveHref: v.href("q", "")})
	}
	return bar
}

func (v offersView) table() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("menu.offers"), CaptionHidden: true, Sticky: true,
		Columns: []ui.Column{{Label: v.P.T("menu.company"), Primary: true}, {Label: v.P.T("menu.item")}, {Label: v.P.T("menu.limits")}, {Label: v.P.T("menu.confirmed")}},
	}
	for _, o := range v.page.Rows {
		row := ui.Row{}
		row.Cells = append(row.Cells, ui.TitleLink("/relations/"+string(o.Organisation), o.OrganisationName, o.OrganisationTown), ui.Text(o.ItemName(string(v.P.Lang()))))
		row.Cells = append(row.Cells, v.limits(o))
		row.Cells = append(row.Cells, ui.TwoLines(v.P.DateShort(o.ConfirmedOn), v.P.T("menu.source."+string(o.Source))))
		t.Rows = append(t.Rows, row)
	}
	return t
}

// limits writes what a company takes, or until when it rests; a pause to come stands below.
func (v offersView) limits(o menu.Offer) templ.Component {
	z := o.Pause()
	if z.Covers(v.Today()) {
		return ui.StatusChip(ui.Waiting, offerform.Pause(v.P, z, v.Today()))
	}
	var below []string
	if o.PersonName != "" {
		below = append(below, v.P.T("offer.via", o.PersonName))
	}
	if z.Until != "" {
		below = append(below, offerform.Pause(v.P, z, v.Today()))
	}
	if o.Remark != "" {
		below = append(below, o.Remark)
	}
	return ui.TwoLines(offerform.Limits(v.P, o), strings.Join(below, " · "))
}

func (v offersView) inviteAction() *ui.Action {
	if !v.Scope.Can(access.OfferWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("menu.invite"), Icon: "send", Href: "/menu/invite", Variant: ui.Primary}
}
