package fundingweb

import (
	"io"
	"net/http"

	"schakel/internal/web/page"
)

// Evidence hands out an evidence file, always as a download: it came from outside.
func (h *Pages) Evidence(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	evidence, err := c.PathID("evidence")
	if err != nil {
		return err
	}
	e, file, err := h.funding.OpenEvidence(c.Context(), c.Scope, key, evidence)
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(e.FileName, e.MediaType, func(w http.ResponseWriter) error {
		_, err := io.Copy(w, file)
		return err
	})
}
