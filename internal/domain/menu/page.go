package menu

import (
	"encoding/json"
	"strings"

	"schakel/internal/platform/id"
)

// cursor joins the last row's sort key and id.
func cursor(name string, key id.ID) string { return string(key) + name }

// cutCursor splits what cursor made; anything else is no cursor.
func cutCursor(text string) (name string, key id.ID, ok bool) {
	if len(text) < 36 {
		return "", "", false
	}
	key, err := id.Parse(text[:36])
	return text[36:], key, err == nil
}

// codePattern matches a code inside a list kept as JSON text. JSON writes the ampersand of M&T as \u0026; the backslash
// becomes a wildcard, because PostgreSQL would take it as an escape and SQLite would not.
func codePattern(code string) string {
	quoted, err := json.Marshal(code)
	if err != nil {
		return ""
	}
	return "%" + strings.NewReplacer(`%`, ``, `_`, ``, `\`, `_`).Replace(string(quoted)) + "%"
}
