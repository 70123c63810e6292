package contract_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/web/contract"
	"schakel/internal/web/locale"
)

var signedAt = time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)

// sample is an agreement of a few pages that both have signed.
func sample(lang string) agreement.Text {
	v := agreement.Version{N: 1, State: agreement.Active, Lang: lang, From: "2026-04-01", To: "2028-03-31", SentAt: signedAt, ActiveAt: signedAt.Add(time.Hour)}
	c := agreement.Content{
		Network: "Twente", Unit: "Almelo e.o.", Organisation: "Kolk & Łódź – crèche B.V.", Scheme: "STO", Name: "Samenwerking Kolk", Version: v,
		Signatories: []agreement.Signatory{
			{Party: "Kolk & Łódź – crèche B.V.", Name: "Henk", Title: "directeur", SignedAt: &signedAt, SignerName: "Henk van der Kolk", SignerTitle: "directeur", Email: "henk@kolk.example", Address: "192.0.2.0/24"},
			{Party: "Almelo e.o.", Name: "Anja Smit", SignedAt: &signedAt, SignerName: "Anja Smit", SignerTitle: "regioleider", Email: "anja@noordik.example"},
		},
		Pledges: []agreement.Pledge{{Year: 2026, Kind: "hours", Minutes: 2400, Cents: 220_000}},
	}
	body := agreement.Compose(agreement.DefaultBody(lang), c)
	return agreement.Text{Agreement: agreement.Agreement{Name: c.Name, UnitName: c.Unit, Company: c.Organisation}, Version: v, Signatories: c.Signatories, Body: body, Digest: agreement.Digest(body), Accent: "#0b6b74"}
}

// run hands the file to a program of Debian's, when it is there: a second opinion about what we write.
func run(t *testing.T, file []byte, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed: make setup", name)
	}
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = path
		}
	}
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput() //nolint:gosec // a tool of the test, on a file of the test
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestPDF(t *testing.T) {
	t.Parallel()
	for lang, words := range map[string][]string{
		"nl": {"1. Partijen", "2.1", "Certificaat van ondertekening", "Getekend door", "Pagina 2 van", "1 april 2026", "40 uur", "€ 2.200,00", "door alle partijen getekend"},
		"en": {"1. Parties", "2.1", "Certificate of signing", "Signed by", "Page 2 of", "1 April 2026", "€2,200.00", "signed by all parties"},
	} {
		text := sample(lang)
		file, err := contract.PDF(locale.Catalog(), text)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := contract.PDF(locale.Catalog(), text); !bytes.Equal(file, again) {
			t.Errorf("%s: the same agreement gives two files", lang)
		}
		t.Run(lang+" is whole", func(t *testing.T) {
			if out := run(t, file, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") {
				t.Error(out)
			}
		})
		t.Run(lang+" says all", func(t *testing.T) {
			out := strings.ReplaceAll(run(t, file, "pdftotext", "-layout", "FILE", "-"), "\u00a0", " ")
			for _, want := range append(words, "Kolk & Łódź – crèche B.V.", "Henk van der Kolk, directeur", "Anja Smit, regioleider", "henk@kolk.example", "192.0.2.0/24", text.Digest[:8], text.Digest[56:]) {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in the file:\n%s", want, out)
				}
			}
			if strings.Contains(out, `\`) || strings.Contains(out, "{{") {
				t.Error("Markdown is left in the file")
			}
		})
	}
}

// A draft has no certificate, and says that it is one.
func TestDraftPDF(t *testing.T) {
	t.Parallel()
	text := sample("nl")
	text.Digest, text.Version.State = "", agreement.Draft
	file, err := contract.PDF(locale.Catalog(), text)
	if err != nil {
		t.Fatal(err)
	}
	out := run(t, file, "pdftotext", "FILE", "-")
	if strings.Contains(out, "Certificaat") || !strings.Contains(out, "concept, niet om te tekenen") {
		t.Error(out)
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Samenwerking met Kolk & Zn. B.V.": "Samenwerking-met-Kolk---Zn--B-V.pdf", "../../etc": "etc.pdf", "Łódź": "d.pdf"} {
		if got := contract.FileName(agreement.Agreement{Name: name}); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
