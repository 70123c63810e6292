package db

import "strings"

// Term is a token to find, or the beginning of one.
type Term struct {
	Token  string // letters and digits only
	Prefix bool
}

// FullText returns the condition under which rows of search_doc, known as alias, hold all of the groups; of a group one
// term is enough. $1 of the condition is the returned argument.
func (tx *Tx) FullText(alias string, groups [][]Term) (condition, argument string) {
	and, or, star := " AND ", " OR ", "*"
	condition = alias + ".rid IN (SELECT rowid FROM search_fts WHERE search_fts MATCH $1)"
	quote := `"`
	if tx.db.dialect == Postgres {
		and, or, star, quote = " & ", " | ", ":*", "'"
		condition = alias + ".vector @@ CAST(CAST($1 AS text) AS tsquery)"
	}
	var all []string
	for _, g := range groups {
		var any []string
		for _, t := range g {
			term := quote + t.Token + quote
			if t.Prefix {
				term += star
			}
			any = append(any, term)
		}
		all = append(all, "("+strings.Join(any, or)+")")
	}
	return condition, strings.Join(all, and)
}
