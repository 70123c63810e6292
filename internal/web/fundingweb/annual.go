package fundingweb

import (
	"net/http"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/annual"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// annualHref is the yearly statement of a company or an umbrella.
func annualHref(organisation id.ID) string { return "/relations/" + string(organisation) + "/annual" }

func (h *Pages) annual(c *page.Ctx) (v annual.View, err error) {
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	v = annual.View{Ctx: c, Path: annualHref(key)}
	v.A, err = h.funding.Annual(c.Context(), c.Scope, key, c.QueryYear())
	v.Crumbs = []ui.Crumb{{Label: v.A.Name, Href: "/relations/" + string(key)}}
	return v, err
}

// Annual shows what a company or an umbrella contributed in a year, and what that did.
func (h *Pages) Annual(c *page.Ctx) error {
	v, err := h.annual(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: v.A.Name + " · " + v.Title(), Section: "relations", Wide: true}, annualPage(v))
}

// AnnualPDF is the same to print and to send.
func (h *Pages) AnnualPDF(c *page.Ctx) error {
	v, err := h.annual(c)
	if err != nil {
		return err
	}
	return v.PDF()
}

// mayMail reports whether who looks may mail the company its statement.
func mayMail(c *page.Ctx) bool {
	return c.Scope.Can(access.ContactRecord) && c.Scope.Can(access.PersonRead)
}

// MailAnnual mails the company the link to its own statements.
func (h *Pages) MailAnnual(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	year := f.Int("year")
	if err := h.funding.MailAnnual(c.Context(), c.Scope, key, year); err != nil {
		return err
	}
	return c.Redirect(annualHref(key)+"?year="+strconv.Itoa(year), "annual.flash.mailed")
}
