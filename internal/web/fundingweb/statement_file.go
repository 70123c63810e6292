package fundingweb

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/export"
	"schakel/internal/platform/pdf"
	"schakel/internal/web/page"
)

// dash stands for nothing.
const dash = "–"

func orDash(s string) string { return cmp.Or(s, dash) }

func (v statementView) fileName() string {
	return fmt.Sprintf("%s-%d-%s-v%d", v.P.T("funding.file_statement"), v.p.Year, v.p.Audience, v.p.Last().Seq)
}

func (h *Pages) statementFor(c *page.Ctx) (v statementView, err error) {
	key, err := c.ID()
	if err != nil {
		return v, err
	}
	v.Ctx = c
	v.p, err = h.funding.Statement(c.Context(), c.Scope, key)
	return v, err
}

// StatementPDF is the last version to print and to send. What it says stands on the page too.
func (h *Pages) StatementPDF(c *page.Ctx) error {
	v, err := h.statementFor(c)
	if err != nil {
		return err
	}
	t, last := c.P.T, v.p.Last()
	d := pdf.New(pdf.Options{
		Title: statementTitle(c, v.p.Statement), Lead: v.p.GrantName, Lang: string(c.P.Lang()), Accent: c.Scope.Accent(), At: last.At,
		Footer: t("funding.statement.foot", last.Seq, t("funding.statement."+string(last.State)), last.Digest[:12]),
		PageOf: func(page int, total string) string { return t("public.pdf.page", page, total) },
	})
	d.Note(v.rule())
	for _, s := range sides {
		rows := last.Figures.V.Of(s.side)
		if len(rows) == 0 {
			continue
		}
		d.Heading(t(s.title))
		for _, r := range rows {
			d.Entry(v.label(r), t("funding.statement.line", r.Checked, r.Evidenced, r.CarriedOut, r.Promised, r.Minimum))
		}
	}
	for _, words := range []struct{ title, text string }{{"funding.progress", last.Progress}, {"funding.lost_words", last.Lost}} {
		if words.text != "" {
			d.Heading(t(words.title))
			d.Note(words.text)
		}
	}
	d.Note(t("funding.statement.head", last.HeadSeq, last.HeadHash))
	return c.Download(v.fileName()+".pdf", "application/pdf", func(w http.ResponseWriter) error { return d.Write(w) })
}

// StatementXLSX is the last version as a workbook.
func (h *Pages) StatementXLSX(c *page.Ctx) error {
	v, err := h.statementFor(c)
	if err != nil {
		return err
	}
	return c.Table(v.fileName(), "xlsx", v.write)
}

func (v statementView) write(w export.Writer) error {
	head := []string{"funding.side", "funding.row", "funding.checked", "funding.evidenced", "funding.carried_out", "funding.promised", "funding.minimum", "funding.base"}
	for i, key := range head {
		head[i] = v.P.T(key)
	}
	if err := w.Header(head...); err != nil {
		return err
	}
	for _, s := range sides {
		for _, r := range v.p.Last().Figures.V.Of(s.side) {
			if err := w.Row(v.cells(v.P.T(s.corner), r)...); err != nil {
				return err
			}
		}
	}
	return w.Row(export.Text(v.P.T("funding.versions")), export.Text(strconv.Itoa(v.p.Last().Seq)+" "+v.p.Last().Digest))
}

func (v statementView) cells(side string, r funding.StatementRow) []export.Cell {
	return []export.Cell{
		export.Text(side), export.Text(v.label(r)), export.Cents(r.Checked), export.Cents(r.Evidenced), export.Cents(r.CarriedOut), export.Cents(r.Promised), export.Cents(r.Minimum), export.Cents(r.Base),
	}
}
