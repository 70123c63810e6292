package fundingweb

import (
	"io"
	"net/http"
	"os"

	"schakel/internal/web/page"
)

// Bundle hands out the ledger under a filter as an accountant takes it along: transfers, evidence, and what verifies them.
func (h *Pages) Bundle(c *page.Ctx) error {
	// Written aside first: a reader on a slow line must not hold a transaction open, and what fails halfway is an error and not half a file.
	whole, err := os.CreateTemp("", "schakel-bundle-*.zip")
	if err != nil {
		return err
	}
	defer func() {
		_ = whole.Close()
		_ = os.Remove(whole.Name())
	}()
	if err := h.funding.Bundle(c.Context(), c.Scope, filterOf(c), c.P.T("funding.bundle.readme", c.Today()), whole); err != nil {
		return err
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return c.Download(c.P.T("funding.file_bundle")+"-"+string(c.Today())+".zip", "application/zip", func(w http.ResponseWriter) error {
		_, err := io.Copy(w, whole)
		return err
	})
}
