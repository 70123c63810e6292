package filekind_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"schakel/internal/platform/filekind"
)

func archive(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		name, content, _ := strings.Cut(n, "=")
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file    string
		content []byte
		want    string // media type; empty: refused
	}{
		"a PDF that is called a picture": {"foto.png", []byte("%PDF-1.7\n…"), "application/pdf"},
		"a picture":                      {"x", []byte("\x89PNG\r\n\x1a\n…"), "image/png"},
		"a photo":                        {"x.JPG", []byte("\xff\xd8\xff\xe0…"), "image/jpeg"},
		"plain text":                     {"verslag.txt", []byte("Beste Erik,\r\n\r\nTot dan."), "text/plain"},
		"text in an old encoding":        {"verslag.txt", []byte("caf\xe9 en \x80 50"), "text/plain"},
		"a table":                        {"uren.csv", []byte("a;b\n1;2\n"), "text/csv"},
		"an appointment":                 {"x.ics", []byte("BEGIN:VCALENDAR\n"), "text/calendar"},
		"a Word document":                {"x.docx", archive(t, "[Content_Types].xml=", "word/document.xml="), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"a sheet of LibreOffice":         {"x.ods", archive(t, "mimetype=application/vnd.oasis.opendocument.spreadsheet", "content.xml="), "application/vnd.oasis.opendocument.spreadsheet"},
		"a document with macros":         {"x.docx", archive(t, "[Content_Types].xml=", "word/document.xml=", "word/vbaProject.bin="), ""},
		"any other archive":              {"x.zip", archive(t, "a.txt=hallo"), ""},
		"half an archive":                {"x.docx", []byte("PK\x03\x04 and then nothing"), ""},
		"a web page that is called text": {"x.txt", []byte("\n<!DOCTYPE html><script>"), ""},
		"a drawing with scripts":         {"x.txt", []byte("\ufeff <svg onload=…>"), ""},
		"a program":                      {"x.pdf", []byte("MZ\x90\x00\x03"), ""},
		"a shell script":                 {"x.txt", []byte("#!/bin/sh\nrm -rf /"), ""},
		"nothing":                        {"x.txt", nil, ""},
		"text with a zero in it":         {"x.txt", []byte("a\x00b"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, ok := filekind.Of(c.file, c.content)
			if ok != (c.want != "") || kind.MediaType != c.want {
				t.Errorf("got %q, %v", kind.MediaType, ok)
			}
		})
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"verslag.pdf":                      "verslag.pdf",
		"VERSLAG.PDF":                      "VERSLAG.pdf",
		"verslag":                          "verslag.pdf",
		`C:\Users\jan\offerte.pdf`:         "offerte.pdf",
		"../../etc/passwd":                 "passwd.pdf",
		"factuur.pdf.exe":                  "factuur.pdf-exe.pdf",
		"rapport \u202efdp.exe":            "rapport fdp-exe.pdf",
		"a\r\nContent-Type: text/html.pdf": "html.pdf",
		"":                                 "bestand.pdf",
		"...":                              "bestand.pdf",
		strings.Repeat("a", 300) + ".pdf":  strings.Repeat("a", 120) + ".pdf",
	} {
		if got := filekind.PDF.Name(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	if got := filekind.JPEG.Name("foto.jpeg"); got != "foto.jpeg" {
		t.Errorf("got %q", got)
	}
}

func FuzzOf(f *testing.F) {
	f.Add("x.docx", archive(f, "[Content_Types].xml=", "word/document.xml="))
	f.Add("a.pdf.exe", []byte("%PDF-"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		kind, ok := filekind.Of(name, content)
		if !ok {
			return
		}
		got := kind.Name(name)
		if strings.ContainsAny(got, "/\\\x00\r\n\"") || len([]rune(got)) > 130 || !strings.Contains(got, ".") {
			t.Errorf("%q became %q", name, got)
		}
		_, _ = filekind.WithoutPlace(content) // must not fall over
	})
}
