package archtest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"schakel/internal/platform/db"
)

// migrationsDir is where the numbered SQL stands, below the module's root.
const migrationsDir = "internal/platform/db/migrations"

// sumsFile records the checksum of every migration, one line each as sha256sum prints it. A recorded line never changes:
// a migration that has run somewhere is history.
const sumsFile = "SUMS"

var migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+?(?:\.(sqlite|postgres))?\.sql$`)

// migrations returns the names of the files in dir, sorted, without SUMS and files that are not SQL or begin with a dot.
func migrations(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".sql") && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// checkNames refuses names outside the pattern, a number used twice on one database, and a gap in the numbers.
func checkNames(names []string) []string {
	var out []string
	seen := map[string]string{} // number+database → name
	last := 0
	for _, name := range names {
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			out = append(out, name+": the name must be NNNN_title.sql, NNNN_title.sqlite.sql or NNNN_title.postgres.sql")
			continue
		}
		databases := []string{m[2]}
		if m[2] == "" {
			databases = []string{"sqlite", "postgres"}
		}
		for _, database := range databases {
			if other, ok := seen[m[1]+database]; ok {
				out = append(out, fmt.Sprintf("%s: number %s is already taken on %s by %s", name, m[1], database, other))
			}
			seen[m[1]+database] = name
		}
		var number int
		_, _ = fmt.Sscanf(m[1], "%d", &number) // four digits, by the pattern
		if number > last+1 {
			out = append(out, fmt.Sprintf("%s: number %04d is missing before it", name, last+1))
		}
		last = max(last, number)
	}
	return out
}

// readSums reads SUMS: name → hex SHA-256. A missing file is an empty one.
func readSums(text string) (map[string]string, error) {
	sums := map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		sum, name, ok := strings.Cut(line, "  ")
		if !ok || len(sum) != 2*sha256.Size {
			return nil, fmt.Errorf("%s:%d: not a line as sha256sum prints it: %q", sumsFile, i+1, line)
		}
		if _, ok := sums[name]; ok {
			return nil, fmt.Errorf("%s:%d: %s is recorded twice", sumsFile, i+1, name)
		}
		sums[name] = sum
	}
	return sums, nil
}

// checkSums compares the recorded checksums with the files: changed and missing ones are breaches; fresh are the lines to
// append for files not recorded yet.
func checkSums(dir string, names []string, recorded map[string]string) (breaches, fresh []string, err error) {
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, nil, err
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(text))
		switch known, ok := recorded[name]; {
		case !ok:
			fresh = append(fresh, sum+"  "+name)
		case known != sum:
			breaches = append(breaches, name+": changed after it was recorded; write a new migration instead")
		}
	}
	for name := range recorded {
		if !slices.Contains(names, name) {
			breaches = append(breaches, name+": recorded in SUMS, but the file is gone")
		}
	}
	slices.Sort(breaches)
	return breaches, fresh, nil
}

// checkColumns returns one sentence per column that lacks its tag, as db reads them.
func checkColumns(name, text string) []string {
	_, breaches := db.ReadColumns(name, text)
	return breaches
}
