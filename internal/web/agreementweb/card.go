package agreementweb

import (
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

func strconvI(n int) string { return strconv.Itoa(n) }

// Card shows on an organisation's page its agreements, and those that an umbrella signed for it.
func (h *Pages) Card(c *page.Ctx, organisation id.ID) (*ui.CountButton, templ.Component, error) {
	if !c.Scope.Can(access.AgreementRead) {
		return nil, nil, nil
	}
	list, err := h.agreement.OfOrganisation(c.Context(), c.Scope, organisation)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	items := make([]ui.ListItem, len(list))
	for i, a := range list {
		items[i] = ui.ListItem{Icon: "signature", Title: a.Name, Href: home(a.ID), Sub: sub(c, a), Meta: chips(c, a.Agreement, agreement.DefaultWeeks)}
	}
	props := ui.CardProps{Title: c.P.T("agreement.title"), ID: "agreements", Flush: true, Href: "/agreements?organisation=" + string(organisation)}
	return nil, ui.CardOf(props, ui.ItemList(items)), nil
}

// sub says of when an agreement is, and through whom.
func sub(c *page.Ctx, a agreement.Of) string {
	period := span(c.P, a.From, a.To)
	switch {
	case a.Member && a.Through != "":
		return c.P.T("agreement.through_since", a.Company, a.Through) + " · " + period
	case a.Member:
		return c.P.T("agreement.through", a.Company) + " · " + period
	}
	return period
}
