package portal

import (
	"net/http"
	"slices"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Menu answers the requests behind a menu link: a company ticks what it wants to do, on a phone.
type Menu struct {
	menu     *menu.Service
	relation *relation.Service
}

// NewMenu makes the pages behind a menu link.
func NewMenu(m *menu.Service, r *relation.Service) *Menu { return &Menu{m, r} }

// menuView is the page behind the link: the tiles, or the thanks.
type menuView struct {
	*page.Ctx
	sheet menu.Sheet
	form  offerform.Form
	rest  offerform.Rest
	// claims tells that there is an umbrella of which the company can say to be a member.
	claims bool
}

// Show shows the menu with what the company offers now, or thanks after saving. It changes nothing.
func (h *Menu) Show(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	if c.Query("done") != "" {
		return c.RenderBare(http.StatusOK, page.Head{Title: v.thanks()}, menuThanks(v))
	}
	return v.render(http.StatusOK)
}

// view is the page with the company's own choices.
func (h *Menu) view(c *page.Ctx) (menuView, error) {
	sheet, err := h.menu.Sheet(c.Context(), c.Scope, c.Link.Organisation)
	if err != nil {
		return menuView{}, err
	}
	v := menuView{Ctx: c, sheet: sheet, form: offerform.Of(c.P, sheet)}
	v.rest = offerform.Rest{P: c.P, Pauses: sheet.Pauses, Action: v.home() + "/pauze", Today: c.Today()}
	v.claims, err = claimable(c, h.relation)
	return v, err
}

// home is the page of the link.
func (v menuView) home() string { return "/m/" + v.R.PathValue("token") }

func (v menuView) render(status int) error {
	return v.RenderBare(status, page.Head{Title: v.P.T("menu.portal.title", v.sheet.Name), Large: true}, menuPage(v))
}

// Choose saves what was ticked.
func (h *Menu) Choose(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	choices := offerform.Decode(f, c.Link.Person)
	err = h.menu.Choose(c.Context(), c.Scope, c.Link.Organisation, choices)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.view(c)
		if err != nil {
			return err
		}
		v.form = offerform.Typed(c.P, v.sheet, choices, faults)
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.R.URL.Path+"?done=1", "")
}

// Pause lets all that the company offers rest for some days.
func (h *Menu) Pause(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := offerform.PauseOf(f)
	err = h.menu.PauseOffers(c.Context(), c.Scope, c.Link.Organisation, in)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.view(c)
		if err != nil {
			return err
		}
		v.rest.In, v.rest.Faults = in, faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/m/"+c.R.PathValue("token")+"#pause", "offer.pause.taken")
}

// Resume ends a pause before its time.
func (h *Menu) Resume(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.menu.ResumeOffers(c.Context(), c.Scope, c.Link.Organisation, f.ID("pause")); err != nil {
		return err
	}
	return c.Redirect("/m/"+c.R.PathValue("token")+"#pause", "offer.pause.ended")
}

// Confirm says that all that the company offers is still right.
func (h *Menu) Confirm(c *page.Ctx) error {
	if err := h.menu.ConfirmOffers(c.Context(), c.Scope, c.Link.Organisation); err != nil {
		return err
	}
	return c.Redirect("/m/"+c.R.PathValue("token")+"?done=1", "")
}

// stale reports whether it is time to ask if the offers are still right.
func (v menuView) stale() bool {
	return slices.ContainsFunc(v.sheet.Offers, func(o menu.Offer) bool { return o.Stale(v.Today()) })
}

func (v menuView) thanks() string {
	if len(v.sheet.Offers) == 0 {
		return v.P.T("menu.portal.none")
	}
	return v.P.T("menu.portal.thanks")
}

// chosen lists what the company offers now with its limits in one line.
func (v menuView) chosen() []ui.ListItem {
	var items []ui.ListItem
	for _, o := range v.sheet.Offers {
		items = append(items, ui.ListItem{Icon: "check", Tone: ui.Success, Title: o.ItemName(string(v.P.Lang())), Sub: offerform.Limits(v.P, o)})
	}
	return items
}

// paused returns the day until which the company wants no requests.
func (v menuView) paused() (until clock.Date) {
	for _, z := range v.sheet.Pauses {
		if z.Covers(v.Today()) {
			until = z.Until
		}
	}
	return until
}
