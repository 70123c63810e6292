package relation_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
)

// endless is a file of so many equal bytes that is never in memory.
type endless struct{ size, at int64 }

// Read implements io.Reader.
func (e *endless) Read(b []byte) (int, error) {
	n := int(min(int64(len(b)), e.size-e.at))
	if n == 0 {
		return 0, io.EOF
	}
	for i := range b[:n] {
		b[i] = 'x'
	}
	e.at += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (e *endless) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, errors.New("from the start only")
	}
	e.at = offset
	return offset, nil
}

// bomb is a workbook of a few kilobytes whose sheet is half a gigabyte.
func bomb(t *testing.T) io.ReadSeeker {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for name, content := range map[string]io.Reader{
		"[Content_Types].xml": strings.NewReader(`<Types/>`), "xl/workbook.xml": strings.NewReader(`<workbook><sheets><sheet name="a" sheetId="1"/></sheets></workbook>`),
		"xl/worksheets/sheet1.xml": &endless{size: 512 << 20},
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.Copy(w, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// TestImportRefusesBadFiles gives files that are wrong or that mean harm: each is refused with a reason that the catalogue has, nothing
// is kept, and memory stays far below 256 MB. What each form of file may hold is tested in platform/tabular. It is not parallel: it
// counts what is allocated.
func TestImportRefusesBadFiles(t *testing.T) { //nolint:paralleltest // it counts memory
	e := newEnv(t)
	before := e.count(`SELECT (SELECT COUNT(*) FROM import_run) + (SELECT COUNT(*) FROM audit_event)`)
	for name, file := range map[string]io.ReadSeeker{
		"nothing":               strings.NewReader(""),
		"a line of 100 MB":      &endless{size: 100 << 20},
		"ten thousand columns":  strings.NewReader(strings.Repeat("kolom;", 10_000) + "\n" + strings.Repeat("1;", 10_000) + "\n"),
		"a bomb as workbook":    bomb(t),
		"a program":             strings.NewReader("MZ\x90\x00\x03"),
		"an old, locked sheet":  strings.NewReader("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 70_000)),
		"more than 25 megabyte": strings.NewReader("a;b\n" + strings.Repeat("1;2\n", 7<<20)),
	} {
		var was, is runtime.MemStats
		runtime.ReadMemStats(&was)
		_, err := e.rel.Upload(t.Context(), e.Twente.Relation, e.Twente.Almelo, relation.ImportCompanies, "x.csv", file)
		runtime.ReadMemStats(&is)
		f, told := fault.As(err)
		if !told || f.Kind != fault.KindInvalid && f.Kind != fault.KindTooLarge {
			t.Errorf("%s: %v", name, err)
		}
		if mb := (is.TotalAlloc - was.TotalAlloc) >> 20; mb > 200 {
			t.Errorf("%s: %d MB", name, mb)
		}
	}
	if after := e.count(`SELECT (SELECT COUNT(*) FROM import_run) + (SELECT COUNT(*) FROM audit_event)`); after != before {
		t.Errorf("%d rows were written", after-before)
	}
}
