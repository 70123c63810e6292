package portal

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/clock"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Menu answers the requests behind a menu link: a company ticks what it wants to do, on a phone.
type Menu struct {
	menu *menu.Service
}

// NewMenu makes the pages behind a menu link.
func NewMenu(m *menu.Service) *Menu { return &Menu{m} }

// menuView is the page behind the link: the tiles, or the thanks.
type menuView struct {
	*page.Ctx
	sheet menu.Sheet
	form  offerform.Form
}

// Show shows the menu with what the company offers now, or thanks after saving. It changes nothing.
func (h *Menu) Show(c *page.Ctx) error {
	sheet, err := h.menu.Sheet(c.Context(), c.Scope, c.Link.Organisation)
	if err != nil {
		return err
	}
	v := menuView{c, sheet, offerform.Of(c.P, sheet)}
	if c.Query("done") != "" {
		return c.RenderBare(http.StatusOK, page.Head{Title: v.thanks()}, menuThanks(v))
	}
	return v.render(http.StatusOK)
}

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
		sheet, err := h.menu.Sheet(c.Context(), c.Scope, c.Link.Organisation)
		if err != nil {
			return err
		}
		v := menuView{c, sheet, offerform.Typed(c.P, sheet, choices, f.Text("paused_until"), faults)}
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.R.URL.Path+"?done=1", "")
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
		items = append(items, ui.ListItem{Icon: "check", Tone: ui.Success, Title: o.ItemName(string(v.P.Lang())), Sub: OfferLimits(v.Ctx, o)})
	}
	return items
}

// paused returns the day until which the company wants no requests.
func (v menuView) paused() (until clock.Date) {
	for _, o := range v.sheet.Offers {
		if o.Paused(v.Today()) {
			until = max(until, o.PausedUntil)
		}
	}
	return until
}

// OfferLimits writes the limits of an offer in one line.
func OfferLimits(c *page.Ctx, o menu.Offer) string {
	parts := []string{c.P.T("offer.limit.times", o.Times), c.P.T("offer.limit.group", o.MaxGroup)}
	if len(o.Months.V) > 0 {
		parts = append(parts, c.P.T("offer.limit.months", monthNames(c, o.Months.V)))
	}
	if len(o.Profiles) > 0 {
		parts = append(parts, strings.Join(o.Profiles, ", "))
	}
	if len(o.Levels) > 0 {
		var names []string
		for _, l := range offerform.Levels(c.P, o.Levels) {
			names = append(names, l.Label)
		}
		parts = append(parts, strings.Join(names, ", "))
	}
	if o.MaxKM != nil {
		parts = append(parts, c.P.T("offer.limit.km", strconv.Itoa(*o.MaxKM)))
	}
	return strings.Join(parts, " · ")
}

func monthNames(c *page.Ctx, months []int) string {
	sorted := slices.SortedFunc(slices.Values(months), func(a, b int) int { return (a+4)%12 - (b+4)%12 }) // from August
	var names []string
	for _, m := range sorted {
		names = append(names, c.P.MonthShort(clock.Date("2000-01-01").Time().AddDate(0, m-1, 0).Month()))
	}
	return strings.Join(names, ", ")
}
