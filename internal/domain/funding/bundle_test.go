package funding_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
)

// python is the system's own: what the verifier may count on (scripts/setup.sh).
const python = "/usr/bin/python3"

// bundle writes a bundle into a folder, as somebody unpacks it.
func (s *signing) bundle(sc access.Scope, f funding.Filter) (folder string) {
	s.t.Helper()
	var b bytes.Buffer
	s.must(s.Bundle(s.t.Context(), sc, f, "Lees mij.", &b))
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	s.must(err)
	folder = s.t.TempDir()
	s.must(os.CopyFS(folder, z))
	s.must(os.WriteFile(filepath.Join(folder, "..", filepath.Base(folder)+".zip"), b.Bytes(), 0o600))
	return folder
}

func sumOf(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

func verifyWith(t *testing.T, path string) (said string, ok bool) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), python, filepath.Join(path, "verify.py"), path).CombinedOutput()
	return string(out), err == nil
}

// story books what a ledger can hold: signed, by hand, rejected, parked, taken back, a closed year and a late correction.
func (s *signing) story() {
	s.t.Helper()
	s.umbrella(s.r, "Vrienden van Techniek", s.company)
	s.approve(s.r.Controller, s.goods("2025-03-10", "1.000"))
	wrong := s.goods("2025-11-05", "250")
	s.approve(s.r.Controller, wrong)
	s.close(2025)
	s.must(s.TakeBack(s.t.Context(), s.r.Lead, wrong, funding.DoubtInput{Reason: "Was een offerte: “=1+1”."}))
	sc, l := s.link(s.r, s.held(visit{activity: s.activity}))
	_, err := s.SignOff(s.t.Context(), sc, l, signature)
	s.must(err)
	s.must(s.Park(s.t.Context(), s.r.Lead, s.goods("2026-03-10", "70"), funding.DoubtInput{Reason: "De factuur ontbreekt."}))
	s.must(s.Check(s.t.Context(), s.r.Lead, s.goods("2026-04-10", "30"), funding.CheckInput{Outcome: funding.Rejected, Reason: "Klopt niet."}))
}

func TestBundleVerifiesWithoutSchakel(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.story()
	whole := s.bundle(s.r.Accountant, funding.Filter{})
	t.Run("the whole ledger", func(t *testing.T) {
		if said, ok := verifyWith(t, whole); !ok || !strings.Contains(said, "the whole ledger") {
			t.Error(said)
		}
		out, err := exec.CommandContext(t.Context(), python, filepath.Join(whole, "verify.py"), whole+".zip").CombinedOutput()
		if err != nil {
			t.Errorf("unpacked no more: %s", out)
		}
	})
	t.Run("a year of it", func(t *testing.T) {
		if said, ok := verifyWith(t, s.bundle(s.r.Accountant, funding.Filter{Grant: s.grant, Year: 2026})); !ok || !strings.Contains(said, "a part of the ledger") {
			t.Error(said)
		}
	})
	t.Run("who may read nothing of it gets an empty part", func(t *testing.T) {
		if said, ok := verifyWith(t, s.bundle(s.Zwolle.Lead, funding.Filter{})); !ok || !strings.HasPrefix(said, "OK 0 transfers") {
			t.Error(said)
		}
		if err := s.Bundle(t.Context(), s.r.Relation, funding.Filter{}, "", io.Discard); err == nil {
			t.Error("somebody who may not export got a bundle")
		}
	})
}

// L8: whatever is changed afterwards, the other implementation finds it, even when the manifest is changed with it.
func TestBundleTampering(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.story()
	whole := s.bundle(s.r.Accountant, funding.Filter{})
	for _, c := range []struct{ name, file, old, new, want string }{
		{"an amount", "transfers.jsonl", `"cents":25000`, `"cents":25001`, "changed"},
		{"a reason", "transfers.jsonl", "De factuur ontbreekt.", "De factuur is er.", "changed"},
		{"a contribution", "contributions.jsonl", `"people":2`, `"people":3`, "its contribution changed"},
		{"a signed record", "sign_offs.jsonl", "Uitvoerder", "Directeur", "no signed record"},
		{"a closed year", "periods.jsonl", `"head_seq":6`, `"head_seq":5`, "closed on another ledger"},
		{"a transfer taken out", "transfers.jsonl", "\n", "", "missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			s.must(os.CopyFS(folder, os.DirFS(whole)))
			edit := func(name, old, new string) {
				text, err := os.ReadFile(filepath.Join(folder, name))
				s.must(err)
				is := strings.Replace(string(text), old, new, 1)
				if c.name == "a transfer taken out" && name == c.file {
					is = string(text[strings.Index(string(text), "\n")+1:])
				}
				s.must(os.WriteFile(filepath.Join(folder, name), []byte(is), 0o600))
			}
			before := sumOf(t, folder, c.file)
			edit(c.file, c.old, c.new)
			if said, ok := verifyWith(t, folder); ok || !strings.Contains(said, "is not the file of the manifest") {
				t.Errorf("the manifest did not tell: %s", said)
			}
			edit("manifest.json", before, sumOf(t, folder, c.file))
			if said, ok := verifyWith(t, folder); ok || !strings.Contains(said, c.want) {
				t.Errorf("got %s", said)
			}
		})
	}
}
