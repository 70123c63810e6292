package archtest

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var asvsNumber = regexp.MustCompile(`^([1-9]|1[0-7])\.[1-9]\.([1-9]|1[0-9])$`)

// docs/asvs.csv says how we meet requirements of OWASP ASVS 5.0.0, by their number and in our own words: each names a test, or a document.
// A test that was renamed or taken away leaves a requirement without a proof.
func TestASVSIsProven(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(dir, "docs", "asvs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 100 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		if !asvsNumber.MatchString(row[0]) || seen[row[0]] || row[1] == "" || row[2] == "" {
			t.Errorf("%v: no number of a requirement, a second time, or nothing said", row)
		}
		seen[row[0]] = true
		for _, proof := range strings.Fields(row[2]) {
			path, test, isTest := strings.Cut(proof, "#")
			text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
			if err != nil || isTest && !strings.Contains(string(text), "\nfunc "+test+"(t *testing.T)") && !strings.Contains(string(text), "\nfunc "+test+"(f *testing.F)") {
				t.Errorf("%s: %s is gone", row[0], proof)
			}
		}
	}
}
