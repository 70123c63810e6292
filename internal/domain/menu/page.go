package menu

import (
	"encoding/json"
	"strings"
)

// codePattern matches a code inside a list kept as JSON text. JSON writes the ampersand of M&T as \u0026; the backslash
// becomes a wildcard, because PostgreSQL would take it as an escape and SQLite would not.
func codePattern(code string) string {
	quoted, err := json.Marshal(code)
	if err != nil {
		return ""
	}
	return "%" + strings.NewReplacer(`%`, ``, `_`, ``, `\`, `_`).Replace(string(quoted)) + "%"
}
