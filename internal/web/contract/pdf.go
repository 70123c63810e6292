// Package contract shows the text of a cooperation agreement, as part of a page and as a PDF with a certificate of who signed it. Both
// show the same blocks with the same numbers.
package contract

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/markdown"
	"schakel/internal/platform/pdf"
)

// PDF writes an agreement in the language of its text, in the unit's colour, with numbered pages. Once it was sent, a certificate says
// who signed what and when.
func PDF(catalog *i18n.Catalog, t agreement.Text) ([]byte, error) {
	lang, _ := i18n.ParseLang(t.Version.Lang)
	p := catalog.Printer(lang)
	a := t.Agreement
	d := pdf.New(pdf.Options{
		Title: a.Name, Lead: p.T("contract.lead", a.UnitName, a.Company, p.DateShort(t.Version.From), p.DateShort(t.Version.To)), Lang: string(lang), Accent: t.Accent, At: madeAt(t),
		Footer: a.Name + " · " + status(p, t), PageOf: func(page int, total string) string { return p.T("contract.page", strconv.Itoa(page), total) },
	})
	for i, b := range agreement.Blocks(t.Body) {
		if i == 0 && b.Kind == markdown.Heading && b.Text() == a.Name {
			continue // stands in the band
		}
		block(d, b)
	}
	if t.Digest != "" {
		certificate(d, p, t)
	}
	var out bytes.Buffer
	err := d.Write(&out)
	return out.Bytes(), err
}

// madeAt is when the text became what it is, so that the same agreement gives the same file.
func madeAt(t agreement.Text) time.Time {
	switch {
	case !t.Version.ActiveAt.IsZero():
		return t.Version.ActiveAt
	case !t.Version.SentAt.IsZero():
		return t.Version.SentAt
	}
	return t.Agreement.CreatedAt
}

func block(d *pdf.Doc, b agreement.Block) {
	switch b.Kind {
	case markdown.Heading:
		text := b.Text()
		if b.Number != "" {
			text = b.Number + ". " + text
		}
		if b.Level == 1 {
			d.Heading(text)
		} else {
			d.Subheading(text)
		}
	case markdown.Clause:
		d.Item(b.Number, runs(b)...)
	case markdown.Point:
		d.Item("•", runs(b)...)
	default:
		d.Paragraph(runs(b)...)
	}
}

func runs(b agreement.Block) []pdf.Run {
	out := make([]pdf.Run, len(b.Runs))
	for i, r := range b.Runs {
		out[i] = pdf.Run{Text: r.Text, Bold: r.Bold}
	}
	return out
}

// status says in the foot of every page what the paper is worth.
func status(p *i18n.Printer, t agreement.Text) string {
	switch {
	case t.Digest == "":
		return p.T("contract.draft")
	case t.Signed():
		return p.T("contract.signed", Short(t.Digest))
	}
	return p.T("contract.unsigned", Short(t.Digest))
}

// certificate is the last page: what was signed, by whom and when.
func certificate(d *pdf.Doc, p *i18n.Printer, t agreement.Text) {
	d.Page()
	d.Heading(p.T("contract.certificate"))
	d.Note(p.T("contract.certificate.text"))
	d.Fact(p.T("contract.document"), t.Agreement.Name)
	d.Fact(p.T("contract.sent"), p.DateTime(t.Version.SentAt))
	if t.Signed() {
		d.Fact(p.T("contract.active"), p.DateTime(t.Version.ActiveAt))
	}
	d.Fact(p.T("contract.digest"), groups(t.Digest))
	d.Gap()
	for _, s := range t.Signatories {
		d.Subheading(s.Party)
		if s.SignedAt == nil {
			d.Fact(p.T("contract.to_sign"), titled(s.Name, s.Title))
			continue
		}
		d.Fact(p.T("contract.by"), titled(s.SignerName, s.SignerTitle))
		d.Fact(p.T("contract.at"), p.DateTime(*s.SignedAt))
		d.Fact(p.T("contract.email"), s.Email)
		if s.Address != "" {
			d.Fact(p.T("contract.address"), s.Address)
		}
	}
}

func titled(name, title string) string {
	if title == "" {
		return name
	}
	return name + ", " + title
}

// groups writes a digest in groups of eight, so that a line can break and an eye can compare.
func groups(digest string) string {
	var out []string
	for ; len(digest) > 8; digest = digest[8:] {
		out = append(out, digest[:8])
	}
	return strings.Join(append(out, digest), " ")
}

// Short is the beginning of a digest, to read aloud: 16 figures tell two texts apart.
func Short(digest string) string { return groups(digest[:min(16, len(digest))]) }

// FileName is what a downloaded agreement is called.
func FileName(a agreement.Agreement) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, a.Name)
	return strings.Trim(clean, "-") + ".pdf"
}
