package portal

import (
	"net/http"

	"schakel/internal/domain/directory"
	"schakel/internal/web/page"
)

// Directory answers the requests behind the mail that asks whether a school's user administration may keep somebody's access.
type Directory struct {
	directory *directory.Service
}

// NewDirectory makes the pages.
func NewDirectory(d *directory.Service) *Directory { return &Directory{d} }

// directoryView is the question, or thanks.
type directoryView struct {
	*page.Ctx
	q directory.Question
}

// Show shows the question. It changes nothing.
func (h *Directory) Show(c *page.Ctx) error {
	q, err := h.directory.Question(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("directory.ask.title", q.Unit), NoIndex: true}, directoryPage(directoryView{c, q}))
}

// Agree is the answer. Twice tapped is agreed once.
func (h *Directory) Agree(c *page.Ctx) error {
	err := h.directory.Agree(c.Context(), c.Scope, c.Link)
	if err != nil && !isUsed(err) {
		return err
	}
	return c.Redirect(c.R.URL.Path, "")
}
