package steeringweb

import (
	"net/http"

	"schakel/internal/platform/pdf"
	"schakel/internal/web/page"
)

// PDF is the page to print and to send with the invitation. What it says stands on the page too.
func (h *Pages) PDF(c *page.Ctx) error {
	p, err := h.steering.Page(c.Context(), c.Scope, askOf(c))
	if err != nil {
		return err
	}
	v := view{Ctx: c, p: p}
	t := c.P.T
	d := pdf.New(pdf.Options{
		Title: t("steering.title"), Lead: v.lead(), Lang: string(c.P.Lang()), Accent: c.Scope.Accent(), At: c.Env.Clock.Now(),
		Footer: t("steering.foot", p.Today),
		PageOf: func(page int, total string) string { return t("public.pdf.page", page, total) },
	})
	if p.Grant.ID == "" {
		d.Note(t("funding.empty"))
	} else {
		verdict := v.verdict()
		v.write(d, v.money())
		d.Note(verdict.Title + verdict.Text)
		for _, m := range v.against() {
			d.Fact(m.Label, m.TargetText)
		}
		v.write(d, v.done())
		v.write(d, v.changed())
		for _, b := range v.blocks() {
			v.write(d, b)
		}
		v.write(d, v.programme())
		for _, a := range v.activities() {
			d.Item("·", pdf.Run{Text: a.Title, Bold: true}, pdf.Run{Text: "  " + a.Sub})
		}
		d.Heading(t("steering.decisions"))
		for _, a := range p.Decisions {
			d.Entry(a.Text, decisionSub(c.P, a), pdf.Labelled{Label: outcomeWord(c.P, a.Outcome), Text: a.Answer})
		}
		if len(p.Decisions) == 0 {
			d.Note(t("steering.decisions.none"))
		}
	}
	return c.Download(t("steering.file", p.Today)+".pdf", "application/pdf", func(w http.ResponseWriter) error { return d.Write(w) })
}

// write puts a part into the file.
func (v view) write(d *pdf.Doc, b block) {
	d.Heading(b.title)
	if b.lead != "" {
		d.Note(b.lead)
	}
	for _, f := range b.figures {
		text := f.text
		if f.sub != "" {
			text += " · " + f.sub
		}
		d.Fact(f.label, text)
	}
}
