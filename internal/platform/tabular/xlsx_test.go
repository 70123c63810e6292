package tabular

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook makes an XLSX file with one sheet of those rows.
func workbook(t testing.TB, rows [][]any, change ...func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range change {
		c(f)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXAsPeopleMakeIt(t *testing.T) {
	t.Parallel()
	style := func(f *excelize.File, cell string, s *excelize.Style) {
		id, err := f.NewStyle(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", cell, cell, id); err != nil {
			t.Fatal(err)
		}
	}
	kvk := "00000000"
	file := workbook(t, [][]any{
		{" Naam ", "Datum", "KVK", "Aandeel", ""},
		{"Vriés\r\nBV", time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC), 1234567, 0.075, nil},
		{},
		{"=1+1", "25-11-2026", "01234567", 12.5},
	}, func(f *excelize.File) {
		style(f, "B2", &excelize.Style{NumFmt: 14})
		style(f, "C2", &excelize.Style{CustomNumFmt: &kvk})
		style(f, "D2", &excelize.Style{NumFmt: 10})
	})
	header, rows, key := read(bytes.NewReader(file), Limits{})
	want := []string{"2|Vriés\nBV|2026-11-25|01234567|7.50%", "4|=1+1|25-11-2026|01234567|12.5"}
	if key != "" || !slices.Equal(header, []string{"Naam", "Datum", "KVK", "Aandeel"}) || !slices.Equal(rows, want) {
		t.Errorf("%q\n%q\n%q", header, rows, key)
	}
}

func TestXLSXReadsTheFirstVisibleSheet(t *testing.T) {
	t.Parallel()
	file := workbook(t, [][]any{{"verborgen"}, {"x"}}, func(f *excelize.File) {
		if _, err := f.NewSheet("Lijst"); err != nil {
			t.Fatal(err)
		}
		_ = f.SetSheetRow("Lijst", "A1", &[]any{"naam"})
		_ = f.SetSheetRow("Lijst", "A2", &[]any{"Jan"})
		f.SetActiveSheet(1)
		if err := f.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	if header, rows, key := read(bytes.NewReader(file), Limits{}); key != "" || header[0] != "naam" || !slices.Equal(rows, []string{"2|Jan"}) {
		t.Errorf("%q %q %q", header, rows, key)
	}
}

// rezip copies an archive, with a change to each entry; nil leaves an entry out.
func rezip(t *testing.T, data []byte, change func(name string, content []byte) []byte, extra map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	put := func(name string, content []byte) {
		w, err := out.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if content = change(f.Name, content); content != nil {
			put(f.Name, content)
		}
	}
	for name, content := range extra {
		put(name, content)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXThatIsRefused(t *testing.T) {
	t.Parallel()
	good := workbook(t, [][]any{{"a", "b"}, {"1", "2"}})
	keep := func(_ string, c []byte) []byte { return c }
	zeros := func(n int) []byte { return make([]byte, n) }
	many := map[string][]byte{}
	for i := range maxEntries {
		many[strings.Repeat("x", i%50)+string(rune('a'+i%26))+strings.Repeat("y", i/50)] = nil
	}
	damaged := slices.Clone(good)
	for i := 200; i < 260; i++ {
		damaged[i] ^= 0xff
	}
	tests := []struct {
		name string
		file []byte
		key  string
	}{
		{"macros", rezip(t, good, keep, map[string][]byte{"xl/vbaProject.bin": {1}}), "macros"},
		{"a zip without a workbook", rezip(t, good, func(n string, c []byte) []byte {
			if n == "xl/workbook.xml" {
				return nil
			}
			return c
		}, nil), "not_a_table"},
		{"a bomb as sheet", rezip(t, good, func(n string, c []byte) []byte {
			if strings.HasPrefix(n, "xl/worksheets/sheet") {
				return zeros(maxUnzipped + 1)
			}
			return c
		}, nil), "too_large 20"},
		{"a bomb as strings", rezip(t, good, func(n string, c []byte) []byte {
			if n == "xl/sharedStrings.xml" {
				return nil
			}
			return c
		}, map[string][]byte{"xl/SharedStrings.xml": zeros(maxStrings + 1)}), "too_large 20"},
		{"a bomb as styles", rezip(t, good, func(n string, c []byte) []byte {
			if n == "xl/styles.xml" {
				return zeros(maxPart + 1)
			}
			return c
		}, nil), "too_large 20"},
		{"too many pictures", rezip(t, good, keep, map[string][]byte{"xl/media/a.png": zeros(maxOther)}), "too_large 20"},
		{"too many entries", rezip(t, good, keep, many), "too_large 20"},
		{"damaged", damaged, "not_a_table"},
		{"cut off", good[:len(good)-30], "not_a_table"},
		{"no xml in the sheet", rezip(t, good, func(n string, c []byte) []byte {
			if strings.HasPrefix(n, "xl/worksheets/sheet") {
				return []byte("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>")
			}
			return c
		}, nil), "not_a_table"},
		{"too many columns", workbook(t, [][]any{{"a"}, {"1"}}, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "XFD2", "x") }), "too_many_columns 200"},
		{"a row at the far end", rezip(t, good, func(n string, c []byte) []byte {
			return bytes.Replace(c, []byte(`</sheetData>`), []byte(`<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>`), 1)
		}, nil), "too_many_rows 50000"},
		{"a long cell", workbook(t, [][]any{{"a"}, {strings.Repeat("x", 10_001)}}), "cell_too_long 2 10000"},
		{"merged cells", workbook(t, [][]any{{"a", "b"}, {"1", "2"}, {"3", "4"}}, func(f *excelize.File) { _ = f.MergeCell("Sheet1", "A2", "A3") }), "merged A2:A3"},
		{"ten thousand columns", workbook(t, [][]any{{"a"}, {"1"}}, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "NTP1", "x") }), "too_many_columns 200"},
		{"only a header", workbook(t, [][]any{{"a"}}), "empty"},
		{"nothing", workbook(t, nil), "empty"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, rows, key := read(bytes.NewReader(tt.file), Limits{}); key != tt.key {
				t.Errorf("%q (%d rows), want %q", key, len(rows), tt.key)
			}
		})
	}
}

func TestXLSXMergedOnAnotherSheet(t *testing.T) {
	t.Parallel()
	file := workbook(t, [][]any{{"a", "b"}, {"1", "2"}}, func(f *excelize.File) {
		if _, err := f.NewSheet("Uitleg"); err != nil {
			t.Fatal(err)
		}
		_ = f.SetCellValue("Uitleg", "A1", "x")
		_ = f.MergeCell("Uitleg", "A1", "D1")
	})
	if _, rows, key := read(bytes.NewReader(file), Limits{}); key != "" || !slices.Equal(rows, []string{"2|1|2"}) {
		t.Errorf("%q %q", rows, key)
	}
}

// TestXLSXFormulas are read as what the reader of the sheet sees.
func TestXLSXFormulas(t *testing.T) {
	t.Parallel()
	file := workbook(t, [][]any{{"a", "b"}, {"1", "2"}})
	file = rezip(t, file, func(n string, c []byte) []byte {
		if !strings.HasPrefix(n, "xl/worksheets/sheet") {
			return c
		}
		return bytes.Replace(c, []byte(`<c r="B2"`), []byte(`<c r="B2" t="str"><f>HYPERLINK("http://evil.example";"klik")</f><v>klik</v></c><c r="C2"`), 1)
	}, nil)
	header, rows, key := read(bytes.NewReader(rezip(t, file, func(n string, c []byte) []byte {
		if strings.HasPrefix(n, "xl/worksheets/sheet") {
			c = bytes.Replace(c, []byte(`<c r="B1"`), []byte(`<c r="C1" t="str"><v>c</v></c><c r="B1"`), 1)
		}
		return c
	}, nil)), Limits{})
	if key != "" || len(rows) != 1 || !strings.HasPrefix(rows[0], "2|1|klik") {
		t.Errorf("%q %q %q", header, rows, key)
	}
}

func TestXLSXWithAPassword(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"a"})
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "geheim"}); err != nil {
		t.Fatal(err)
	}
	if _, _, key := read(&b, Limits{}); key != "encrypted" {
		t.Errorf("%q", key)
	}
}

// TestLargeSheetLeavesNoTemporaryFile sets a variable, so it runs alone.
func TestLargeSheetLeavesNoTemporaryFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	rows := [][]any{{"naam", "tekst"}}
	for range 20_000 {
		rows = append(rows, []any{"Jan", strings.Repeat("x", 50)})
	}
	table, err := Open(bytes.NewReader(workbook(t, rows)), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if left, _ := os.ReadDir(dir); len(left) == 0 {
		t.Error("the sheet was not large enough for this test")
	}
	if err := table.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 || n != 20_000 {
		t.Errorf("%d rows, left %v, %v", n, left, err)
	}
}
