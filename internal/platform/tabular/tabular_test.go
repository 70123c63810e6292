package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"schakel/internal/platform/fault"
)

// read opens a table and collects its rows as line|cell|cell; key is that of the fault.
func read(r io.Reader, limits Limits) (header []string, rows []string, key string) {
	t, err := Open(r, limits)
	if err != nil {
		return nil, nil, keyOf(err)
	}
	defer func() { _ = t.Close() }()
	for row, err := range t.Rows() {
		if err != nil {
			return t.Header(), rows, keyOf(err)
		}
		rows = append(rows, fmt.Sprintf("%d|%s", row.Line, strings.Join(row.Cells, "|")))
	}
	return t.Header(), rows, ""
}

// keyOf returns a fault's key and its arguments.
func keyOf(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return "internal: " + err.Error()
	}
	return strings.TrimSuffix(strings.TrimPrefix(f.Key, "tabular.")+" "+strings.Trim(fmt.Sprint(f.Args), "[]"), " ")
}

func utf16text(s string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func TestCSVAsProgramsWriteIt(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		header     string
		rows       []string
	}{
		{"Dutch Excel", "\ufeffNaam;Plaats\r\nVriés;Ede\r\n", "Naam|Plaats", []string{"2|Vriés|Ede"}},
		{"old Dutch Excel", "Naam;Bedrag\r\nVri\xe9s;\x80 1,50\r\n", "Naam|Bedrag", []string{"2|Vriés|€ 1,50"}},
		{"utf-8 without a mark", "Naam;Plaats\nVriés;Ede", "Naam|Plaats", []string{"2|Vriés|Ede"}},
		{"utf-16 little", utf16text("Naam\tPlaats\r\nVriés 👩‍🔧\tEde\r\n", false), "Naam|Plaats", []string{"2|Vriés 👩‍🔧|Ede"}},
		{"utf-16 big", utf16text("Naam;Plaats\r\nVriés;Ede", true), "Naam|Plaats", []string{"2|Vriés|Ede"}},
		{"old Mac line ends", "a;b\r1;2\r3;4", "a|b", []string{"2|1|2", "3|3|4"}},
		{"commas", "a,b,c\n1,2,3\n", "a|b|c", []string{"2|1|2|3"}},
		{"tabs", "a\tb\n1\t2,5\n", "a|b", []string{"2|1|2,5"}},
		{"commas inside, semicolons between", "naam, voornaam;plaats\nVries, Jan;Ede\n", "naam, voornaam|plaats", []string{"2|Vries, Jan|Ede"}},
		{"semicolons in quotes, commas between", "a,b\n\"x;y;z\",2\n\"p;q;r\",3\n", "a|b", []string{"2|x;y;z|2", "3|p;q;r|3"}},
		{"Excel's own line", "sep=,\r\na,b\r\n1,2\r\n", "a|b", []string{"3|1|2"}},
		{"one column", "Naam\nJan\nPiet, Klaas\n", "Naam", []string{"2|Jan", "3|Piet, Klaas"}},
		{"quotes, doubled quotes, empty quotes", "a;b;c\n\"x \"\"y\"\" z\";\"\";\"\"\"\"\n", "a|b|c", []string{"2|x \"y\" z||\""}},
		{"line ends in quotes", "a;b\r\n\"x\r\ny\n\nz\";1\r\n2;3\r\n", "a|b", []string{"2|x\ny\n\nz|1", "6|2|3"}},
		{"a quote inside a cell is a quote", "a;b\n5\" pijp;Jan \"de Boer\"\n", "a|b", []string{"2|5\" pijp|Jan \"de Boer\""}},
		{"blank rows and short rows", "\n;;\na;b;c;;\n\n1\n;;;\n;2\n", "a|b|c", []string{"5|1||", "7||2|"}},
		{"empty cells beyond the header", "a;b\n1;2;;;\n", "a|b", []string{"2|1|2"}},
		{"names are trimmed, cells are not", " a ; b\n 1 ; 2\n", "a|b", []string{"2| 1 | 2"}},
		{"our own guarded texts", "a;b\n'+31612345678;'t Hof\n''=1;'=1\n", "a|b", []string{"2|+31612345678|'t Hof", "3|'=1|=1"}},
		{"formulas stay texts", "a;b\n=1+1;@x\n", "a|b", []string{"2|=1+1|@x"}},
		{"soft line ends", "a;b\nx\vy;1\n", "a|b", []string{"2|x y|1"}},
		{"two columns without a name", "a;;;b\n1;2;3;4\n", "a|||b", []string{"2|1|2|3|4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for how, r := range map[string]io.Reader{"whole": strings.NewReader(tt.file), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.file))} {
				header, rows, key := read(r, Limits{})
				if key != "" || strings.Join(header, "|") != tt.header || !slices.Equal(rows, tt.rows) {
					t.Errorf("%s: %q %q %q", how, header, rows, key)
				}
			}
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	limits := Limits{Bytes: 2 << 20, Rows: 3, Columns: 4, CellRunes: 10, LineBytes: 100}
	tests := []struct{ name, file, key string }{
		{"nothing", "", "empty"},
		{"only a mark", "\ufeff", "empty"},
		{"only blank lines", "\r\n\r\n;;\r\n", "empty"},
		{"only a header", "a;b\r\n", "empty"},
		{"too large", "a;b\n1;2\n" + strings.Repeat("\n", 2<<20), "too_large 2"},
		{"too many rows", "a\n1\n2\n3\n4\n", "too_many_rows 3"},
		{"too many columns in the header", "a;b;c;d;e\n1\n", "too_many_columns 4"},
		{"too many columns in a row", "a;b\n1;2;3;4;5\n", "too_many_columns 4"},
		{"a cell beyond the header", "a;b\n1;2\n1;2;3\n", "extra_cells 3"},
		{"the same column twice", "Naam;plaats;naam\n1;2;3\n", "duplicate_column naam"},
		{"an endless line", "a;b\n" + strings.Repeat("x", 101), "line_too_long 2"},
		{"a long cell", "a;b\n1;12345678901\n", "cell_too_long 2 10"},
		{"a long cell over lines", "a;b\n1;\"123456789012345678901234\n56789012345678901234567\n\"\n", "cell_too_long 2 10"},
		{"a quote that never closes", "a;b\n1;\"2\n3;4\n", "bad_quotes 2"},
		{"a quote that closes far away", "a;b\n1;\"2\n" + strings.Repeat("x\n", 60) + "\"\n", "bad_quotes 2"},
		{"text after a closing quote", "a;b\n1;2\n\"1\"x;2\n", "bad_quotes 3"},
		{"broken utf-8 after good utf-8", "a;b\né;1\n\xe9;2\n", "bad_encoding 3"},
		{"broken utf-8 with a mark", "\ufeffa;b\n\xe9;1\n", "bad_encoding 2"},
		{"a byte that windows-1252 lacks", "a;b\n\xe9;1\n\x81;2\n", "bad_encoding 3"},
		{"half a utf-16 pair", utf16text("a;b\n1;2\n", false) + "\x00\xd8;\x00", "bad_encoding 3"},
		{"half a utf-16 character", utf16text("a;b\n1;", false) + "2", "bad_encoding 2"},
		{"utf-16 without a mark", utf16text("a;b\n1;2\n", false)[2:], "not_a_table"},
		{"zeros", "a;b\n\x00;1\n", "not_a_table"},
		{"an image", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_table"},
		{"a pdf", "%PDF-1.7\n1 0 obj\n", "not_a_table"},
		{"a web page with a name in .xls", " <HTML><table><tr><td>a</td></tr></table>", "not_a_table"},
		{"rich text", "{\\rtf1 a;b}\n", "not_a_table"},
		{"an empty zip", "PK\x05\x06" + strings.Repeat("\x00", 18), "not_a_table"},
		{"half a zip", "PK\x03\x04" + strings.Repeat("\x00", 50), "not_a_table"},
		{"old excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1000), "not_a_table"},
		{"excel with a password", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 65_530) + utf16text("EncryptedPackage", false)[2:], "encrypted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, _, key := read(strings.NewReader(tt.file), limits); key != tt.key {
				t.Errorf("%q, want %q", key, tt.key)
			}
		})
	}
}

func TestKindsOfFault(t *testing.T) {
	t.Parallel()
	_, err := Open(strings.NewReader(strings.Repeat("a\n", 100)), Limits{Bytes: 10})
	if !fault.Is(err, fault.KindTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err = Open(strings.NewReader("a"), Limits{}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("empty: %v", err)
	}
	broken := errors.New("line dropped")
	for _, start := range []string{"", "a;b\n", "PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"} {
		if _, err := Open(io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken)), Limits{}); !errors.Is(err, broken) {
			t.Errorf("%q: %v", start, err)
		}
	}
}

// endless gives a text again and again, n bytes in all.
func endless(text string, n int) io.Reader {
	chunk := strings.Repeat(text, 1+(1<<16)/len(text))
	var parts []io.Reader
	for range n / len(chunk) {
		parts = append(parts, strings.NewReader(chunk))
	}
	return io.MultiReader(parts...)
}

// TestLargeFilesNeedLittleMemory reads 24 MB in four shapes (F4). It runs alone, to see its memory.
func TestLargeFilesNeedLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	const size = 24 << 20
	for name, tt := range map[string]struct{ text, key string }{
		"one line":            {"x", "line_too_long 2"},
		"one quoted cell":     {"\"x\nx\nx\nx\nx", ""},
		"millions of rows":    {"123456789;x\n", ""},
		"millions of nothing": {";;;\n", ""},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		head := strings.NewReader("a;b\n")
		table, err := Open(io.MultiReader(head, endless(tt.text, size)), Limits{Bytes: size + 10, Rows: 100_000_000})
		n := 0
		if err == nil {
			for _, e := range table.Rows() {
				n, err = n+1, e
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapSys+after.StackSys) - int64(before.HeapSys+before.StackSys); grown > 16<<20 {
			t.Errorf("%s: the heap grew by %d MB", name, grown>>20)
		}
		if tt.key != "" && (err == nil || keyOf(err) != tt.key) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "millions of rows" && n < size/12-10_000 {
			t.Errorf("%s: %d rows, %v", name, n, err)
		}
	}
}

// FuzzOpen checks that no file breaks the reader and that what comes through is within the limits.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"a;b\n1;2\n", "\ufeffa,b\r\n\"x\r\ny\",2", "a\tb\n1\t\xe9", utf16text("a;b\n1;2", true), "sep=,\na,b\n1,2", "PK\x03\x04", "'=a;b\n''=1;2"} {
		f.Add([]byte(s))
	}
	f.Add(workbook(f, [][]any{{"a", "b"}, {1, "x"}}))
	limits := Limits{Bytes: 1 << 16, Rows: 20, Columns: 5, CellRunes: 50, LineBytes: 500}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := Open(bytes.NewReader(file), limits)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		defer func() { _ = table.Close() }()
		n, line := 0, 0
		for row, err := range table.Rows() {
			if err != nil {
				if _, ok := fault.As(err); !ok {
					t.Fatal(err)
				}
				return
			}
			if n++; n > 20 || row.Line <= line || len(row.Cells) != len(table.Header()) || len(row.Cells) > 5 {
				t.Fatalf("row %d: %+v", n, row)
			}
			line = row.Line
			for _, c := range row.Cells {
				if len([]rune(c)) > 50 || strings.ContainsAny(c, "\x00") || strings.ToValidUTF8(c, "") != c {
					t.Fatalf("cell %q", c)
				}
			}
		}
	})
}
