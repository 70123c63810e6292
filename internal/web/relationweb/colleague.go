package relationweb

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/company"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Colleagues answers the requests about who at a company was let in by a colleague there.
type Colleagues struct{ company *company.Service }

// NewColleagues makes the page about a company's own colleagues.
func NewColleagues(s *company.Service) *Colleagues { return &Colleagues{s} }

// colleaguesView is the page.
type colleaguesView struct {
	*page.Ctx
	of   id.ID
	name string
	rows []company.Colleague
}

// List shows who was let in, by whom and for what.
func (h *Colleagues) List(c *page.Ctx) (err error) {
	v := colleaguesView{Ctx: c}
	if v.of, err = c.ID(); err != nil {
		return err
	}
	if v.name, v.rows, err = h.company.Of(c.Context(), c.Scope, v.of); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("company.colleagues"), Section: "relations"}, companyColleagues(v))
}

// LetOut ends what a colleague sees.
func (h *Colleagues) LetOut(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := h.company.LetOutBy(c.Context(), c.Scope, key, f.ID("colleague")); err != nil {
		return err
	}
	return c.Redirect(home(key)+"/colleagues", "company.colleague.out")
}

func (v colleaguesView) items() []ui.ListItem {
	var out []ui.ListItem
	for _, c := range v.rows {
		item := ui.ListItem{Mark: ui.Avatar(c.Name), Title: c.Name, Href: personHome(c.Person), Sub: strings.Join(ui.NonEmpty(v.parts(c.Parts), v.by(c), v.P.Date(clock.DateOf(c.At))), " · ")}
		switch {
		case c.Joined:
			item.Meta = ui.StatusChip(ui.Done, v.P.T("company.account.has"))
		case c.Account:
			item.Meta = ui.StatusChip(ui.Waiting, v.P.T("company.account.invited"))
		}
		if v.Scope.Can(access.PersonWrite) {
			item.Actions = []ui.Action{{
				Label: v.P.T("company.colleague.let_out"), Method: "post", Href: home(v.of) + "/colleagues/end", Variant: ui.Quiet, Size: ui.Small,
				Values: []ui.HiddenValue{{Name: "colleague", Value: string(c.ID)}}, Attrs: templ.Attributes{"data-confirm": v.P.T("company.colleague.let_out.confirm", c.Name), "aria-label": v.P.T("company.colleague.let_out.of", c.Name)},
			}}
		}
		out = append(out, item)
	}
	return out
}

func (v colleaguesView) by(c company.Colleague) string {
	if c.By == "" {
		return v.P.T("company.colleague.first")
	}
	return v.P.T("company.colleague.by", c.By)
}

func (v colleaguesView) parts(has company.Parts) string {
	var out []string
	for _, part := range []struct {
		has bool
		key string
	}{{has.Offers, "company.part.offers"}, {has.Visits, "company.part.visits"}, {has.Signing, "company.part.signing"}} {
		if part.has {
			out = append(out, v.P.T(part.key))
		}
	}
	return strings.Join(out, ", ")
}

// letIn leads from a company's people to those whom a colleague there let in.
func (v recordView) letIn() templ.Component {
	if v.r.Organisation.Kind != relation.KindCompany || !v.Scope.Can(access.PersonRead) {
		return nil
	}
	return ui.Link(home(v.r.Organisation.ID)+"/colleagues", v.P.T("company.staff.link"))
}
