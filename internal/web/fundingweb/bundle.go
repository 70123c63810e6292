package fundingweb

import (
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/web/page"
)

// Bundle hands out the ledger under a filter as an accountant takes it along: transfers, evidence, and what verifies them.
func (h *Pages) Bundle(c *page.Ctx) error {
	return aside(c, c.P.T("funding.file_bundle")+"-"+string(c.Today())+".zip", "application/zip", func(w io.Writer) error {
		return h.funding.Bundle(c.Context(), c.Scope, filterOf(c), c.P.T("funding.bundle.readme", c.Today()), w)
	})
}

// AuditFile hands out a year of the ledger in the format of accountants' own programs.
func (h *Pages) AuditFile(c *page.Ctx) error {
	f := filterOf(c)
	if f.Year == 0 {
		f.Year = c.Today().Year()
	}
	words := funding.AuditWords{
		Account: func(a funding.Account) string {
			if a == funding.Source {
				return c.P.T("funding.xaf.source")
			}
			return c.P.T("funding.account." + string(a))
		},
		Kind:    func(k funding.Kind) string { return c.P.T("funding.kind." + string(k)) },
		Month:   func(m int) string { return c.P.Month(time.Month(m)) },
		Journal: c.P.T("funding.xaf.journal"), Opening: c.P.T("funding.xaf.opening"), Version: c.Env.Version,
	}
	return aside(c, c.P.T("funding.file_xaf")+"-"+strconv.Itoa(f.Year)+".xaf", "application/xml", func(w io.Writer) error {
		return h.funding.AuditFile(c.Context(), c.Scope, f, words, w)
	})
}

// aside writes a file before it hands it out: a reader on a slow line must not hold a transaction open, and what fails halfway is an error
// and not half a file.
func aside(c *page.Ctx, name, mediaType string, write func(w io.Writer) error) error {
	whole, err := os.CreateTemp("", "schakel-export-*")
	if err != nil {
		return err
	}
	defer func() {
		_ = whole.Close()
		_ = os.Remove(whole.Name())
	}()
	if err := write(whole); err != nil {
		return err
	}
	if _, err := whole.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return c.Download(name, mediaType, func(w http.ResponseWriter) error {
		_, err := io.Copy(w, whole)
		return err
	})
}
