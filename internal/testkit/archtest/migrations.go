package archtest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// migrationsDir is where the numbered SQL stands, below the module's root.
const migrationsDir = "internal/platform/db/migrations"

// sumsFile records the checksum of every migration, one line each as sha256sum prints it. A recorded line never changes:
// a migration that has run somewhere is history.
const sumsFile = "SUMS"

var (
	migrationName = regexp.MustCompile(`^([0-9]{4})_[a-z0-9_]+?(?:\.(sqlite|postgres))?\.sql$`)
	columnTag     = regexp.MustCompile(`-- \[(C[0-3]|SYS)\|[^|\[\]]*[^|\[\] ][^|\[\]]*\|[^|\[\] ]+\]\s*$`)
	tableStart    = regexp.MustCompile(`(?i)^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)"?\s*(\(|AS\b|$)`)
	addColumn     = regexp.MustCompile(`(?i)\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?([a-z0-9_"]+)`)
	alterTable    = regexp.MustCompile(`(?i)^\s*ALTER\s+TABLE\b`)
	tableRule     = regexp.MustCompile(`(?i)^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE)\b`)
)

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

// checkColumns returns one sentence per column of a CREATE TABLE or ALTER TABLE … ADD whose line does not end with its tag
// `-- [class|purpose|retention]`. Columns stand on a line of their own; table constraints need no tag. Virtual tables
// (full-text indexes) hold copies of tagged columns and are not looked at. Only the forward part of a migration counts.
func checkColumns(name, text string) []string {
	var out []string
	breach := func(line int, format string, args ...any) {
		out = append(out, fmt.Sprintf("%s:%d: %s", name, line+1, fmt.Sprintf(format, args...)))
	}
	lines := strings.Split(text, "\n")
	table := ""         // the table whose columns are being read
	waiting := false    // CREATE TABLE was seen, its "(" not yet
	depth := 0          // parentheses open since the table's own
	itemStarts := false // the next word begins a column or a constraint
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "-- +goose Down") {
			break
		}
		code := codeOf(line)
		if table == "" && !waiting {
			if m := tableStart.FindStringSubmatch(code); m != nil {
				switch m[2] {
				case "(":
					table, depth, itemStarts = m[1], 0, true
					code = code[strings.Index(code, "("):]
				case "":
					table, waiting = m[1], true
					continue
				default:
					breach(i, "table %s is made from a query; name its columns with their tags", m[1])
					continue
				}
			} else {
				if m := addColumn.FindStringSubmatch(code); m != nil && alterTable.MatchString(code) && !tableRule.MatchString(m[1]) && !columnTag.MatchString(line) {
					breach(i, "column %s has no tag; end the line with -- [C0|purpose|retention] (C0, C1, C2, C3 or SYS)", m[1])
				}
				continue
			}
		}
		if waiting {
			open := strings.Index(code, "(")
			if open < 0 {
				continue
			}
			waiting, depth, itemStarts = false, 0, true
			code = code[open:]
		}
		columns := 0
		quoted := false
		for j := 0; j < len(code); j++ {
			c := code[j]
			switch {
			case c == '\'':
				quoted = !quoted
			case quoted:
			case c == '(':
				depth++
			case c == ')':
				depth--
				if depth == 0 {
					table = ""
				}
			case c == ',' && depth == 1:
				itemStarts = true
			case itemStarts && depth == 1 && c != ' ' && c != '\t':
				itemStarts = false
				item := code[j:]
				if tableRule.MatchString(item) {
					continue
				}
				columns++
				word, _, _ := strings.Cut(item, " ")
				switch {
				case columns > 1:
					breach(i, "column %s shares its line with another; give each its own", word)
				case !columnTag.MatchString(line):
					breach(i, "column %s of %s has no tag; end the line with -- [C0|purpose|retention] (C0, C1, C2, C3 or SYS)", word, table)
				}
			}
			if table == "" {
				break
			}
		}
	}
	return out
}

// codeOf returns the line without its comment.
func codeOf(line string) string {
	quoted := false
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(line[i:], "--"):
			return line[:i]
		}
	}
	return line
}
