package menuweb

import (
	"net/http"

	"schakel/internal/domain/menu"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
)

// companyView is the form on which staff tick for a company.
type companyView struct {
	*page.Ctx
	sheet menu.Sheet
	form  offerform.Form
	rest  offerform.Rest
}

// Company shows the form of one company, for staff who talked to it.
func (h *Pages) Company(c *page.Ctx) error {
	v, err := h.company(c)
	if err != nil {
		return err
	}
	return v.render(http.StatusOK)
}

func (h *Pages) company(c *page.Ctx) (v companyView, err error) {
	v.Ctx = c
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	if v.sheet, err = h.menu.Sheet(c.Context(), c.Scope, key); err != nil {
		return v, err
	}
	v.form = offerform.Of(c.P, v.sheet)
	v.rest = offerform.Rest{P: c.P, Pauses: v.sheet.Pauses, Action: v.home() + "/pause", Today: c.Today()}
	return v, nil
}

func (v companyView) home() string { return "/relations/" + string(v.sheet.Organisation) + "/menu" }

func (v companyView) render(status int) error {
	return v.Render(status, page.Head{Title: v.P.T("menu.company_title", v.sheet.Name), Section: section}, company(v))
}

// Choose saves what staff ticked for a company.
func (h *Pages) Choose(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	choices := offerform.Decode(f, "")
	err = h.menu.Choose(c.Context(), c.Scope, key, choices)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.company(c)
		if err != nil {
			return err
		}
		v.form = offerform.Typed(c.P, v.sheet, choices, faults)
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/relations/"+string(key), "menu.company_saved")
}

// Pause lets all that a company offers rest for some days.
func (h *Pages) Pause(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := offerform.PauseOf(f)
	err = h.menu.PauseOffers(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.company(c)
		if err != nil {
			return err
		}
		v.rest.In, v.rest.Faults = in, faults
		return v.render(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/relations/"+string(key)+"/menu#pause", "offer.pause.taken")
}

// Resume ends a pause of a company before its time.
func (h *Pages) Resume(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	if err := h.menu.ResumeOffers(c.Context(), c.Scope, key, f.ID("pause")); err != nil {
		return err
	}
	return c.Redirect("/relations/"+string(key)+"/menu#pause", "offer.pause.ended")
}
