package fundingweb

import (
	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Card shows on an organisation's page what it promised and did; every figure leads to its list.
func (h *Pages) Card(c *page.Ctx, organisation id.ID) (*ui.CountButton, templ.Component, error) {
	if !c.Scope.Can(access.ContributionRead) {
		return nil, nil, nil
	}
	sums, err := h.funding.WithOrganisation(c.Context(), c.Scope, organisation)
	if err != nil || sums == (funding.OfOrganisation{}) {
		return nil, nil, err
	}
	f := funding.Filter{Organisation: organisation}
	var (
		count *ui.CountButton
		defs  []ui.Def
	)
	add := func(key string, sum money.Cents, href string) {
		if sum != 0 {
			defs = append(defs, ui.Def{Term: c.P.T("funding.card." + key), Text: c.P.Money(sum), Href: href})
		}
	}
	add("pledged", sums.Pledged, pledgesHref(f))
	add("carried_out", sums.CarriedOut, listHref(f, funding.StageCarriedOut))
	add("evidenced", sums.Evidence, listHref(f, funding.StageEvidenced))
	add("checked", sums.Passed, listHref(f, funding.StageChecked))
	if sums.Lines > 0 {
		count = &ui.CountButton{Icon: "euro", Count: c.P.Number(sums.Lines), Label: c.P.T("funding.card.count", sums.Lines), Href: listHref(f, "")}
	}
	open := &ui.Action{Label: c.P.T("annual.open"), Icon: "document", Href: annualHref(organisation)}
	return count, ui.CardOf(ui.CardProps{Title: c.P.T("funding.card"), Href: listHref(f, ""), Action: open, ID: "contributions"}, ui.DefinitionList(defs)), nil
}
