package db

import (
	"fmt"
	"regexp"
	"strings"
)

// texts remembers the dialect's form of every SQL text.
type texts struct{ known Memo[string, string] }

func (t *texts) of(d Dialect, text string) (string, error) {
	if known, ok := t.known.Get(text); ok {
		return known, nil
	}
	if strings.Contains(text, "{") {
		return "", fmt.Errorf("db: scope marker left unbound in %.120q", text)
	}
	form := text
	if d == SQLite {
		form = sqliteText(text)
	}
	t.known.Put(text, form)
	return form, nil
}

var (
	anyList     = regexp.MustCompile(`= ANY\(\$(\d+)\)`)
	placeholder = regexp.MustCompile(`\$(\d+)`)
	limit       = regexp.MustCompile(`\bLIMIT \$(\d+)`)
)

// sqliteText rewrites lists, limits and placeholders. $1 must become ?1, or the driver binds by order of appearance.
// A bare placeholder after LIMIT makes SQLite plan the statement anew each time it is bound (the value might change the plan),
// which costs more than running it; behind a plus it does not look.
func sqliteText(text string) string {
	text = limit.ReplaceAllString(text, `LIMIT +$$$1`)
	text = anyList.ReplaceAllString(text, `IN (SELECT value FROM json_each(?$1))`)
	return placeholder.ReplaceAllString(text, `?$1`)
}
