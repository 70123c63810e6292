package db

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Column is a column of the schema with what its tag says of it: how sensitive it is, what it is for and how long it is kept.
type Column struct {
	Table, Name string
	Type        string // TEXT, BIGINT, INTEGER, BOOLEAN
	Class       string // C0, C1, C2, C3 or SYS
	Purpose     string
	Retention   string
}

// Columns lists all columns of the schema in the order of the migrations. The tags in the migrations are the only place where the
// purpose and the retention of a column stand; who shows, exports or erases reads them here.
func Columns() []Column { return columns() }

var columns = sync.OnceValue(func() []Column {
	files, err := Migrations(SQLite)
	if err != nil {
		panic(err) // embedded files
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err)
	}
	var out []Column
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err)
		}
		for _, anew := range madeAnew.FindAllStringSubmatch(string(text), -1) {
			out = slices.DeleteFunc(out, func(c Column) bool { return c.Table == anew[1] })
		}
		read, _ := ReadColumns(name, string(text))
		out = append(out, read...)
		for _, gone := range dropped.FindAllStringSubmatch(string(text), -1) {
			out = slices.DeleteFunc(out, func(c Column) bool { return c.Table == gone[1] && c.Name == gone[2] })
		}
	}
	return out
})

var (
	columnTag  = regexp.MustCompile(`-- \[(C[0-3]|SYS)\|([^|\[\]]*[^|\[\] ][^|\[\]]*)\|([^|\[\] ]+)\]\s*$`)
	tableStart = regexp.MustCompile(`(?i)^\s*CREATE\s+(?:TEMP(?:ORARY)?\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)"?\s*(\(|AS\b|$)`)
	addColumn  = regexp.MustCompile(`(?i)\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?([a-z0-9_"]+)(?:\s+([a-z]+))?`)
	alterTable = regexp.MustCompile(`(?i)^\s*ALTER\s+TABLE\s+(?:ONLY\s+)?"?([a-z0-9_]+)`)
	madeAnew   = regexp.MustCompile(`(?im)^ALTER TABLE ([a-z0-9_]+) RENAME TO [a-z0-9_]+_before;$`) // its rows go into a table of the same name
	dropped    = regexp.MustCompile(`(?im)^ALTER TABLE ([a-z0-9_]+) DROP COLUMN ([a-z0-9_]+);$`)
	tableRule  = regexp.MustCompile(`(?i)^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|EXCLUDE|LIKE)\b`)
)

// tagged reads the tag at the end of a line.
func tagged(line string) (Column, bool) {
	m := columnTag.FindStringSubmatch(line)
	if m == nil {
		return Column{}, false
	}
	return Column{Class: m[1], Purpose: strings.TrimSpace(m[2]), Retention: m[3]}, true
}

// ReadColumns reads the columns of one migration with their tags. Breaches has one sentence per column of a CREATE TABLE or
// ALTER TABLE … ADD whose line does not end with its tag `-- [class|purpose|retention]`. Columns stand on a line of their own; table constraints need no tag. Virtual tables
// (full-text indexes) hold copies of tagged columns and are not looked at. Only the forward part of a migration counts.
func ReadColumns(name, text string) (columns []Column, breaches []string) {
	breach := func(line int, format string, args ...any) {
		breaches = append(breaches, fmt.Sprintf("%s:%d: %s", name, line+1, fmt.Sprintf(format, args...)))
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
				if m := addColumn.FindStringSubmatch(code); m != nil && alterTable.MatchString(code) && !tableRule.MatchString(m[1]) {
					if c, ok := tagged(line); ok {
						c.Table, c.Name, c.Type = alterTable.FindStringSubmatch(code)[1], strings.Trim(m[1], `"`), strings.ToUpper(m[2])
						columns = append(columns, c)
					} else {
						breach(i, "column %s has no tag; end the line with -- [C0|purpose|retention] (C0, C1, C2, C3 or SYS)", m[1])
					}
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
		onLine := 0
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
				onLine++
				words := append(strings.Fields(item), "")
				word := words[0]
				c, ok := tagged(line)
				switch {
				case onLine > 1:
					breach(i, "column %s shares its line with another; give each its own", word)
				case !ok:
					breach(i, "column %s of %s has no tag; end the line with -- [C0|purpose|retention] (C0, C1, C2, C3 or SYS)", word, table)
				default:
					c.Table, c.Name, c.Type = table, word, strings.TrimRight(strings.ToUpper(words[1]), ",")
					columns = append(columns, c)
				}
			}
			if table == "" {
				break
			}
		}
	}
	return columns, breaches
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
