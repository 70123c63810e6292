package agreementweb

import (
	"net/http"

	"schakel/internal/domain/agreement"
	"schakel/internal/web/contract"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// textView is the text of an agreement as a page.
type textView struct {
	*page.Ctx
	t agreement.Text
}

func (h *Pages) text(c *page.Ctx) (agreement.Text, error) {
	key, err := c.ID()
	if err != nil {
		return agreement.Text{}, err
	}
	return h.agreement.Text(c.Context(), c.Scope, key, c.Query("version"))
}

// Text shows what an agreement says.
func (h *Pages) Text(c *page.Ctx) error {
	t, err := h.text(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: t.Agreement.Name, Section: section}, textPage(textView{c, t}))
}

// PDF gives the text as a PDF.
func (h *Pages) PDF(c *page.Ctx) error {
	t, err := h.text(c)
	if err != nil {
		return err
	}
	file, err := contract.PDF(c.Env.Catalog, t)
	if err != nil {
		return err
	}
	return c.Download(contract.FileName(t.Agreement), "application/pdf", func(w http.ResponseWriter) error {
		_, err := w.Write(file)
		return err
	})
}

func (v textView) secondary() []ui.Action {
	return []ui.Action{{Label: v.P.T("agreement.pdf"), Icon: "download", Href: at(v.t.Agreement.ID, "/agreement.pdf", v.Query("version"))}}
}
