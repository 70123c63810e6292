package archtest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A migration expands the schema, so that the program of the version before still runs on it: the way back from an upgrade that goes wrong.
// What takes something away that the version before may use belongs to a later version, and says so in a line "-- contract: why it is safe".
var (
	sqlComment = regexp.MustCompile(`--[^\n]*`)
	contracts  = regexp.MustCompile(`(?m)^-- contract: \S.{10,}$`)
	shrinks    = []struct {
		re  *regexp.Regexp
		why string
	}{
		{regexp.MustCompile(`(?i)\bDROP\s+TABLE\b`), "drops a table"},
		{regexp.MustCompile(`(?i)\bDROP\s+COLUMN\b`), "drops a column"},
		{regexp.MustCompile(`(?i)\bRENAME\s+(TO|COLUMN)\b`), "renames"},
		{regexp.MustCompile(`(?i)\bSET\s+NOT\s+NULL\b`), "asks for a value that the version before may not give"},
		{regexp.MustCompile(`(?i)\bALTER\s+COLUMN\s+\w+\s+(SET\s+DATA\s+)?TYPE\b`), "changes a type"},
	}
	addsColumn = regexp.MustCompile(`(?is)\bADD\s+COLUMN\b[^;]*;`)
	notNull    = regexp.MustCompile(`(?i)\bNOT\s+NULL\b`)
	hasDefault = regexp.MustCompile(`(?i)\bDEFAULT\b`)
)

// shrunkBefore are migrations of before this rule. There was no release yet, and so no version before.
var shrunkBefore = map[string]bool{"0030_offer_days.sql": true, "0035_parked.sqlite.sql": true}

// checkExpansion refuses what a migration takes from the version before without saying so.
func checkExpansion(name, text string) (out []string) {
	if shrunkBefore[name] || contracts.MatchString(text) {
		return nil
	}
	plain := sqlComment.ReplaceAllString(text, "")
	for _, s := range shrinks {
		if s.re.MatchString(plain) {
			out = append(out, fmt.Sprintf("%s %s: the version before may use it; do it a version later, in a migration with a line \"-- contract: why\"", name, s.why))
		}
	}
	for _, column := range addsColumn.FindAllString(plain, -1) {
		if notNull.MatchString(column) && !hasDefault.MatchString(column) {
			out = append(out, name+" adds a column NOT NULL without DEFAULT: the version before gives it no value")
		}
	}
	return out
}

// expansions checks all migrations in dir.
func expansions(dir string, names []string) (out []string, err error) {
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		out = append(out, checkExpansion(name, strings.ReplaceAll(string(text), "\r\n", "\n"))...)
	}
	return out, nil
}
