package portal

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/company"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Company answers the requests of a company's own people: what it has here, and its colleagues. Behind a link and with an account the
// pages are the same.
type Company struct {
	company *company.Service
	links   *link.Keeper
}

// NewCompany makes the pages of a company's own people.
func NewCompany(s *company.Service, k *link.Keeper) *Company { return &Company{s, k} }

// companyPath is where the pages of an account at a company begin.
const companyPath = "/company"

// base is where the pages begin: the link's own page, or the account's.
func base(c *page.Ctx) string {
	if c.Link.ID == "" {
		return companyPath
	}
	parts := strings.SplitN(c.R.URL.Path, "/", 4)
	return "/" + parts[1] + "/" + parts[2]
}

// homeView is the company's page.
type homeView struct {
	*page.Ctx
	h company.Home
}

// Show shows what the company has here. It changes nothing.
func (h *Company) Show(c *page.Ctx) error {
	home, err := h.company.Home(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	head := page.Head{Title: home.Me.Company, Section: "company", Large: true}
	if c.Link.ID == "" {
		return c.Render(http.StatusOK, head, companyHome(homeView{c, home}))
	}
	return c.RenderBare(http.StatusOK, head, companyHome(homeView{c, home}))
}

// opens are the pages that can be opened from the company's page, by kind of link.
var opens = map[link.Kind]string{link.Menu: "/m/", link.Invitation: "/i/", link.Visit: "/e/", link.SignOff: "/s/"}

// Open leads to a page of the company by a link of one's own.
func (h *Company) Open(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	kind := link.Kind(f.Text("kind"))
	key, err := h.company.Open(c.Context(), c.Scope, kind, f.ID("about"))
	if err != nil {
		return err
	}
	return c.Redirect(opens[kind]+h.links.Token(key), "")
}

// open is the button that opens a page about something; whoever hears the page hears about what.
func (v homeView) open(kind link.Kind, about id.ID, label, what, variant string) ui.Action {
	return ui.Action{
		Label: label, Attrs: templ.Attributes{"aria-label": strings.TrimSpace(label + " " + what)}, Method: "post", Href: base(v.Ctx) + "/open", Variant: variant, Size: ui.Small,
		Values: []ui.HiddenValue{{Name: "kind", Value: string(kind)}, {Name: "about", Value: string(about)}},
	}
}

func (v homeView) requests() []ui.ListItem {
	var out []ui.ListItem
	for _, r := range v.h.Requests {
		when := ""
		if r.ProposedOn != "" {
			when = v.P.DateLong(r.ProposedOn)
		}
		to := ""
		if r.To != "" && r.To != v.h.Me.Name {
			to = v.P.T("company.asked_to", r.To)
		}
		out = append(out, ui.ListItem{
			Icon: "question", Title: r.Title, Sub: strings.Join(ui.NonEmpty(r.UnitName, when, to, v.P.T("company.answer_before", r.ExpiresAt)), " · "),
			Actions: []ui.Action{v.open(link.Invitation, r.ID, v.P.T("company.answer"), r.Title, ui.Primary)},
		})
	}
	return out
}

func (v homeView) toSign() []ui.ListItem {
	var out []ui.ListItem
	for _, e := range v.h.ToSign {
		out = append(out, ui.ListItem{
			Icon: "signature", Title: e.Title, Sub: v.visitSub(e), Actions: []ui.Action{v.open(link.SignOff, e.Occurrence.ID, v.P.T("company.sign"), e.Title, ui.Primary)},
		})
	}
	return out
}

func (v homeView) visitSub(e company.Visit) string {
	when := v.P.DateLong(e.HeldOn) + ", " + v.P.Time(e.StartsAt) + "–" + v.P.Time(e.EndsAt)
	return strings.Join(ui.NonEmpty(when, e.UnitName, e.Place), " · ")
}

func (v homeView) visits(list []company.Visit) []ui.ListItem {
	var out []ui.ListItem
	for _, e := range list {
		item := ui.ListItem{Icon: "calendar", Title: e.Title, Sub: v.visitSub(e)}
		switch {
		case e.PostponedAt != nil:
			item.Sub, item.Meta = e.UnitName, ui.StatusChip(ui.Waiting, v.P.T("engagement.state.postponed"))
		case e.Signed:
			item.Meta = ui.StatusChip(ui.Done, v.P.T("company.signed"))
		}
		if v.h.Me.Visits {
			item.Actions = []ui.Action{v.open(link.Visit, e.ID, v.P.T("company.open"), e.Title, ui.Quiet)}
		}
		out = append(out, item)
	}
	return out
}

func (v homeView) offers() []ui.ListItem {
	var out []ui.ListItem
	for _, o := range v.h.Offers {
		out = append(out, ui.ListItem{Icon: "check", Tone: ui.Success, Title: o.ItemName(string(v.P.Lang())), Sub: offerform.Limits(v.P, o)})
	}
	return out
}

// years is the statement of what the company did, by calendar year.
func (v homeView) years() ui.TableProps {
	t := ui.TableProps{
		Caption: v.P.T("company.years"), CaptionHidden: true,
		Columns: []ui.Column{{Label: v.P.T("company.year"), Primary: true}, {Label: v.P.T("company.year.lines"), Align: "end"}, {Label: v.P.T("company.year.hours"), Align: "end"}, {Label: v.P.T("company.year.value"), Align: "end"}},
	}
	for _, y := range v.h.Years {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Link(base(v.Ctx)+"/year?year="+y.Year, y.Year), ui.Num(v.P.Number(y.Lines)), ui.Num(v.P.Hours(y.Minutes)), ui.Num(v.P.Money(y.Cents))}})
	}
	return t
}

func (v homeView) people() []ui.ListItem {
	var out []ui.ListItem
	for _, c := range v.h.Colleagues {
		out = append(out, ui.ListItem{Mark: ui.Avatar(c.Name), Title: c.Name, Sub: partNames(v.P, c.Parts)})
	}
	return out
}

// nothing reports whether there is nothing to show yet but the colleagues.
func (v homeView) nothing() bool {
	h := v.h
	return len(h.Offers)+len(h.Requests)+len(h.ToSign)+len(h.Ahead)+len(h.Past)+len(h.Years) == 0
}

// manage leads to where colleagues are let in.
func (v homeView) manage() templ.Component {
	return ui.LinkButton(ui.ButtonProps{Label: v.P.T("company.colleagues.manage"), Icon: "users", Size: ui.Small, Href: base(v.Ctx) + "/colleagues"})
}
