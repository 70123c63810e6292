package fundingweb_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/money"
)

// sheet reads the first sheet of a workbook as a table of raw values.
type sheet func(t *testing.T, workbook []byte) [][]string

// plainly reads a workbook with none of the code that wrote it: a ZIP with XML, as the standard says it (ECMA-376, part 1, 18.3).
func plainly(t *testing.T, workbook []byte) (rows [][]string) {
	t.Helper()
	files, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := files.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	var doc struct {
		Rows []struct {
			Cells []struct {
				At   string `xml:"r,attr"`
				Type string `xml:"t,attr"`
				V    string `xml:"v"`
				Text string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.NewDecoder(part).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	for _, r := range doc.Rows {
		var row []string
		for _, c := range r.Cells {
			column := int(c.At[0] - 'A') // none of these has more than 26
			for len(row) <= column {
				row = append(row, "")
			}
			if row[column] = c.V; c.Type == "inlineStr" {
				row[column] = c.Text
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// byOffice reads a workbook as the program on a treasurer's desk does.
func byOffice(t *testing.T, workbook []byte) [][]string {
	t.Helper()
	dir := t.TempDir()
	in := filepath.Join(dir, "file.xlsx")
	if err := os.WriteFile(in, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	// 59: semicolon, 34: quote, 76: UTF-8; cells as they are stored and not as they are shown, texts quoted.
	said, err := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", `csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false`, "--outdir", dir, in).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(dir, "file.csv"))
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// cents adds up a column, to the cent, of the rows that begin with a word; an empty word is every row.
func cents(t *testing.T, rows [][]string, column, word string) (sum money.Cents) {
	t.Helper()
	at := -1
	for i, name := range rows[0] {
		if name == column {
			at = i
		}
	}
	if at < 0 {
		t.Fatalf("no column %q in %q", column, rows[0])
	}
	n := 0
	for _, row := range rows[1:] {
		if len(row) <= at || row[at] == "" || word != "" && row[0] != word {
			continue
		}
		v, ok := new(big.Rat).SetString(row[at])
		if ok {
			v.Mul(v, big.NewRat(100, 1))
		}
		if !ok || !v.IsInt() {
			t.Fatalf("%q is no amount in %q", row[at], row)
		}
		sum += money.Cents(v.Num().Int64())
		n++
	}
	if n == 0 {
		t.Errorf("%s of %q: no rows", column, word)
	}
	return sum
}

// The files that go to a ministry and an accountant say what the ledger says, to the cent, to readers that share no code with what wrote them.
func TestFilesAddUpToTheLedger(t *testing.T) {
	t.Parallel()
	addUp(t, plainly)
}

func TestOfficeAddsUpToTheLedger(t *testing.T) {
	t.Parallel()
	if os.Getenv("SCHAKEL_TEST_OFFICE") == "" {
		t.Skip("SCHAKEL_TEST_OFFICE is not set: make test-office reads the files with LibreOffice")
	}
	if _, err := exec.LookPath("soffice"); err != nil {
		t.Skip("NOT TESTED: there is no soffice on this machine, install Debian's libreoffice-calc-nogui")
	}
	addUp(t, byOffice)
}

func addUp(t *testing.T, read sheet) {
	t.Helper()
	s := newSite(t)
	of := func(path string) [][]string { return read(t, []byte(s.get(t, s.r.Lead, path).Body)) }
	want, err := s.funding.Report(t.Context(), s.r.Lead, funding.Filter{})
	s.must(err)
	t.Run("contributions", func(t *testing.T) {
		for stage, sum := range map[string]money.Cents{"carried_out": want.Total.CarriedOut, "evidenced": want.Total.Evidenced, "checked": want.Total.Checked} {
			if got := cents(t, of("/funding/contributions.xlsx?stage="+stage), "Bedrag", ""); got != sum || sum == 0 {
				t.Errorf("%s: the file says %d, the ledger %d", stage, got, sum)
			}
		}
		rows := of("/funding/contributions.xlsx?stage=checked")
		if rows[1][0] == "" || !strings.HasPrefix(rows[1][1], "=HYPERLINK(") {
			t.Errorf("a text became a formula or a day nothing: %q", rows[1])
		}
	})
	t.Run("report", func(t *testing.T) {
		rows := of("/funding/report.xlsx")
		for column, sum := range map[string]money.Cents{"Uitgevoerd": want.Total.CarriedOut, "Bewezen": want.Total.Evidenced, "Nagekeken": want.Total.Checked, "Minimum": want.Total.Minimum} {
			for _, side := range []string{"Totaal", "Onderdeel", "Jaar"} {
				if got := cents(t, rows, column, side); got != sum {
					t.Errorf("%s by %s: the file says %d, the ledger %d", column, side, got, sum)
				}
			}
		}
	})
	t.Run("statement of a year", func(t *testing.T) {
		year, err := s.funding.Report(t.Context(), s.r.Lead, funding.Filter{Grant: s.grant, Year: 2026})
		s.must(err)
		key, err := s.funding.DraftStatement(t.Context(), s.r.Lead, funding.StatementInput{Grant: s.grant, Year: "2026", Audience: funding.ForFunder, Progress: "Op schema."})
		s.must(err)
		rows := of("/funding/statements/" + string(key) + "/statement.xlsx")
		for column, sum := range map[string]money.Cents{"Uitgevoerd": year.Total.CarriedOut, "Bewezen": year.Total.Evidenced} {
			if got := cents(t, rows, column, "Beschikking"); got != sum || sum == 0 {
				t.Errorf("%s: the file says %d, the ledger %d", column, got, sum)
			}
		}
	})
}
