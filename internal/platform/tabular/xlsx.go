package tabular

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"schakel/internal/platform/fault"
)

// What an XLSX file may hold once it is unpacked. The declared sizes are checked before anything is
// unpacked; archive/zip stops at an entry that holds more than it declares.
const (
	maxUnzipped = 160 << 20 // all entries
	maxStrings  = 48 << 20  // the shared strings: unpacked to a file, and read from there
	maxPart     = 2 << 20   // styles, workbook and the other parts that are read as a whole
	maxOther    = 24 << 20  // everything but sheets and strings, such as pictures
	maxEntries  = 2_000
	inMemory    = 1 << 20 // larger sheets and strings are unpacked to a temporary file
)

// xlsxSource reads the first visible sheet.
type xlsxSource struct {
	file   *excelize.File
	rows   *excelize.Rows
	line   int
	limits Limits
}

func openXLSX(in io.Reader, limits Limits) (src *xlsxSource, err error) {
	data, err := io.ReadAll(in) // bounded by the counter
	if err != nil {
		return nil, readError(err)
	}
	merged, err := inspect(data, limits)
	if err != nil {
		return nil, err
	}
	defer rescue(&err)
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: inMemory,
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		return nil, fault.Invalid("tabular.not_a_table")
	}
	src = &xlsxSource{file: f, limits: limits}
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		if src.rows, err = f.Rows(sheet); err == nil {
			if place := merged[partOf(data, sheet)]; place != "" {
				_ = src.close()
				return nil, fault.Invalid("tabular.merged", place)
			}
			return src, nil
		}
	}
	_ = src.close()
	return nil, fault.Invalid("tabular.not_a_table")
}

// inspect looks at the list of entries, which is cheap, before anything is unpacked; then it reads each to its end. It returns where
// the first merged cells of a sheet are, by the name of its entry.
func inspect(data []byte, limits Limits) (merged map[string]string, err error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.Invalid("tabular.not_a_table")
	}
	large := fault.TooLarge("tabular.too_large", max(1, int(limits.Bytes>>20)))
	if len(archive.File) > maxEntries {
		return nil, large
	}
	var total, other uint64
	workbook := false
	for _, f := range archive.File {
		name := entryName(f)
		size := f.UncompressedSize64
		if total += size; size > maxUnzipped || total > maxUnzipped {
			return nil, large
		}
		switch {
		case f.Flags&1 != 0:
			return nil, fault.Invalid("tabular.encrypted")
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"):
			return nil, fault.Invalid("tabular.macros")
		case strings.HasPrefix(name, "xl/worksheets/sheet"):
			continue
		case name == "xl/sharedstrings.xml":
			if size > maxStrings {
				return nil, large
			}
			continue
		case name == "xl/workbook.xml":
			workbook = true
		}
		if other += size; other > maxOther || (size > maxPart && !strings.HasPrefix(name, "xl/media/")) {
			return nil, large
		}
	}
	if !workbook {
		return nil, fault.Invalid("tabular.not_a_table")
	}
	merged = map[string]string{}
	for _, f := range archive.File {
		place, ok := whole(f)
		if !ok {
			return nil, fault.Invalid("tabular.not_a_table")
		}
		merged[entryName(f)] = place
	}
	return merged, nil
}

func entryName(f *zip.File) string { return strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")) }

// whole reads an entry to its end, which compares its checksum, and looks for the end of a sheet. The
// XLSX reader itself takes a damaged sheet for a short one, and rows would be missing without a word.
func whole(f *zip.File) (merged string, ok bool) {
	if f.FileInfo().IsDir() {
		return "", true
	}
	r, err := f.Open()
	if err != nil {
		return "", false
	}
	defer func() { _ = r.Close() }()
	var t tail
	if _, err := io.Copy(&t, r); err != nil {
		return "", false
	}
	if !strings.HasPrefix(entryName(f), "xl/worksheets/sheet") {
		return "", true
	}
	end := bytes.TrimSpace(t.last[max(0, bytes.LastIndexByte(t.last, '<')):])
	return t.merged, bytes.HasPrefix(end, []byte("</")) && bytes.HasSuffix(end, []byte("worksheet>"))
}

// tail keeps the last bytes of what is written to it, and where the first merged cells are.
type tail struct {
	last   []byte
	merged string
}

var mergeCell = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:$]{1,30})"`)

// tailBytes is more than an element that tells of merged cells takes.
const tailBytes = 256

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	if t.merged == "" {
		t.look(append(t.last, p[:min(len(p), tailBytes)]...)) // across the border of two pieces
		t.look(p)
	}
	t.last = append(t.last, p[max(0, len(p)-tailBytes):]...)
	t.last = t.last[max(0, len(t.last)-tailBytes):]
	return len(p), nil
}

func (t *tail) look(p []byte) {
	if at := bytes.Index(p, []byte("mergeCell ")); at >= 0 {
		if m := mergeCell.FindSubmatch(p[max(0, at-20):]); m != nil {
			t.merged = string(m[1])
		}
	}
}

// partOf finds the entry that holds a sheet, in small letters.
func partOf(data []byte, sheet string) string {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ""
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for _, f := range archive.File {
		switch entryName(f) {
		case "xl/workbook.xml":
			decode(f, &book)
		case "xl/_rels/workbook.xml.rels":
			decode(f, &relations)
		}
	}
	for _, s := range book.Sheets {
		for _, r := range relations.All {
			if s.Name == sheet && r.ID == s.ID {
				return strings.ToLower("xl/" + strings.TrimPrefix(strings.TrimPrefix(r.Target, "/"), "xl/"))
			}
		}
	}
	return ""
}

// decode reads a small part, bounded by inspect; a damaged one stays empty, and the reader of the workbook refuses it.
func decode(f *zip.File, into any) {
	r, err := f.Open()
	if err != nil {
		return
	}
	defer func() { _ = r.Close() }()
	_ = xml.NewDecoder(r).Decode(into)
}

// rescue turns a panic of the XLSX reader over a damaged file into a fault.
func rescue(err *error) {
	if recover() != nil {
		*err = fault.Invalid("tabular.not_a_table")
	}
}

// next implements source.
func (x *xlsxSource) next() (row Row, err error) {
	defer rescue(&err)
	for x.rows.Next() {
		x.line++
		if x.line > 2*(x.limits.Rows+1)+1000 { // blank rows count too, or a file could hold millions
			return Row{Line: x.line}, fault.Invalid("tabular.too_many_rows", x.limits.Rows)
		}
		cells, err := x.rows.Columns()
		if err != nil {
			return Row{Line: x.line}, fault.Invalid("tabular.not_a_table")
		}
		row := Row{Line: x.line, Cells: trim(cells)}
		if len(row.Cells) == 0 {
			continue
		}
		if len(row.Cells) > x.limits.Columns {
			return row, fault.Invalid("tabular.too_many_columns", x.limits.Columns)
		}
		for i, cell := range row.Cells {
			if !utf8.ValidString(cell) {
				return row, fault.Invalid("tabular.bad_encoding", x.line)
			}
			if utf8.RuneCountInString(cell) > x.limits.CellRunes {
				return row, fault.Invalid("tabular.cell_too_long", x.line, x.limits.CellRunes)
			}
			row.Cells[i] = strings.ReplaceAll(cell, "\r\n", "\n")
		}
		return row, nil
	}
	if x.rows.Error() != nil {
		return Row{Line: x.line}, fault.Invalid("tabular.not_a_table")
	}
	return Row{Line: x.line}, io.EOF
}

func (x *xlsxSource) close() error {
	if x.rows != nil {
		_ = x.rows.Close() // the file's own Close removes what it used
	}
	if err := x.file.Close(); err != nil {
		return fmt.Errorf("tabular: %w", err)
	}
	return nil
}

// compound judges an OLE file: a workbook with a password, or the old binary format.
func compound(in *bufio.Reader) error {
	name := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e")
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		if bytes.Contains(buf[:kept+n], name) {
			return fault.Invalid("tabular.encrypted")
		}
		if errors.Is(err, io.EOF) {
			return fault.Invalid("tabular.not_a_table")
		}
		if err != nil {
			return readError(err)
		}
		total := kept + n
		kept = min(total, len(name)) // the name may lie across two reads
		copy(buf, buf[total-kept:total])
	}
}
