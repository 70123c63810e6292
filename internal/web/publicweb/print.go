package publicweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/pdf"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
)

// Print gives the menu as a PDF in the unit's colour. What it says stands on the page too.
func (h *Pages) Print(c *page.Ctx) error {
	v, err := h.card(c)
	if err != nil {
		return err
	}
	t := c.P.T
	d := pdf.New(pdf.Options{
		Title: v.title(), Lead: t("public.card.lead", v.front.Name), Lang: v.lang(), Accent: v.front.Accent, At: c.Env.Clock.Now(),
		Footer: t("public.pdf.foot", v.front.Name, c.Today()),
		PageOf: func(page int, total string) string { return t("public.pdf.page", page, total) },
	})
	for _, p := range v.places() {
		d.Heading(t("menu.place." + string(p)))
		for _, i := range v.of(p) {
			d.Entry(i.Name(v.lang()), strings.Join(v.facts(i), "  ·  "), v.paragraphs(i)...)
		}
	}
	d.Note(t("public.pdf.join", c.Env.BaseURL+v.joinHref()))
	name := "menukaart-" + v.front.Slug
	if v.front.Region != "" {
		name += "-" + v.front.Region
	}
	return c.Download(name+".pdf", "application/pdf", func(w http.ResponseWriter) error { return d.Write(w) })
}

// paragraphs are the texts of an item.
func (v cardView) paragraphs(i menu.Item) []pdf.Labelled {
	out := []pdf.Labelled{
		{Label: v.P.T("public.card.company") + ":", Text: i.ForCompany(v.lang())},
		{Label: v.P.T("public.card.teacher") + ":", Text: i.ForTeacher(v.lang())},
	}
	for _, d := range offerform.Guide(v.P, i) {
		out = append(out, pdf.Labelled{Label: d.Term + ":", Text: d.Text})
	}
	if list := i.Checklist(v.lang()); len(list) > 0 {
		out = append(out, pdf.Labelled{Label: v.P.T("menu.guide.checklist") + ":", Text: strings.Join(list, "; ") + "."})
	}
	return out
}
