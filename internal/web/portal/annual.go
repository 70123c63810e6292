package portal

import (
	"net/http"

	"schakel/internal/domain/funding"
	"schakel/internal/web/annual"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Annual answers the requests behind the link to a company's or an umbrella's own yearly statements.
type Annual struct{ funding *funding.Service }

// NewAnnual makes the pages.
func NewAnnual(f *funding.Service) *Annual { return &Annual{f} }

func (h *Annual) view(c *page.Ctx) (v annual.View, err error) {
	v = annual.View{Ctx: c, Path: base(c), Own: true}
	v.A, err = h.funding.Annual(c.Context(), c.Scope, c.Scope.Organisation(), c.QueryYear())
	return v, err
}

// Show shows the statement of a year.
func (h *Annual) Show(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	return c.RenderBare(http.StatusOK, page.Head{Title: v.A.Name, Large: true}, annual.Statement(v))
}

// PDF is the statement to print.
func (h *Annual) PDF(c *page.Ctx) error {
	v, err := h.view(c)
	if err != nil {
		return err
	}
	return v.PDF()
}

// annual is the statement as the company's own people see it on its pages.
func (h *Company) annual(c *page.Ctx) (v annual.View, err error) {
	a, err := h.company.Annual(c.Context(), c.Scope, c.QueryYear())
	return annual.View{Ctx: c, A: a, Path: base(c) + "/year", Crumbs: []ui.Crumb{{Label: a.Name, Href: base(c)}}, Own: true}, err
}

// Year shows what the company contributed in a year, and what that did.
func (h *Company) Year(c *page.Ctx) error {
	v, err := h.annual(c)
	if err != nil {
		return err
	}
	head := page.Head{Title: v.Title(), Section: "company", Large: true}
	if c.Link.ID == "" {
		return c.Render(http.StatusOK, head, annual.Statement(v))
	}
	return c.RenderBare(http.StatusOK, head, annual.Statement(v))
}

// YearPDF is the statement of a year to print.
func (h *Company) YearPDF(c *page.Ctx) error {
	v, err := h.annual(c)
	if err != nil {
		return err
	}
	return v.PDF()
}
