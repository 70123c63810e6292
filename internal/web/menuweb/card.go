package menuweb

import (
	"github.com/a-h/templ"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// fewOffers is how many offers a company's page shows.
const fewOffers = 5

// OfferCard shows on a company's page what it offers.
func (h *Pages) OfferCard(c *page.Ctx, organisation id.ID) (*ui.CountButton, templ.Component, error) {
	if !c.Scope.Can(access.OfferRead) {
		return nil, nil, nil
	}
	offers, err := h.menu.OffersOf(c.Context(), c.Scope, organisation)
	if err != nil || len(offers) == 0 {
		return nil, nil, err
	}
	href := "#offers"
	if c.Scope.Can(access.OfferWrite) {
		href = "/relations/" + string(organisation) + "/menu"
	}
	count := &ui.CountButton{Icon: "list", Count: c.P.Number(len(offers)), Label: c.P.T("menu.card.count", len(offers)), Href: href}
	items := make([]ui.ListItem, 0, fewOffers)
	for _, o := range offers[:min(len(offers), fewOffers)] {
		item := ui.ListItem{Icon: "list", Title: o.ItemName(string(c.P.Lang())), Href: "/menu/" + string(o.Item), Sub: offerform.Limits(c.P, o)}
		if o.PersonName != "" {
			item.Sub += " · " + c.P.T("offer.via", o.PersonName)
		}
		if o.Paused(c.Today()) {
			item.Meta = ui.StatusChip(ui.Draft, offerform.Pause(c.P, o.Pause(), c.Today()))
		}
		items = append(items, item)
	}
	card := ui.CardProps{Title: c.P.T("menu.card"), ID: "offers", Count: c.P.Number(len(offers)), Flush: true}
	if href != "#offers" {
		card.Href = href
	}
	if z := offers[0].Pause(); z.Until != "" && !z.Covers(c.Today()) {
		card.Footer = ui.Muted(offerform.Pause(c.P, z, c.Today()))
	}
	return count, ui.CardOf(card, ui.ItemList(items)), nil
}
