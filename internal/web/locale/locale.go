// Package locale embeds the catalogues: every text that a user of Schakel reads, in Dutch (level B1,
// "je") and English. A noun has its own file; keys are noun.thing, in both languages.
package locale

import (
	"embed"
	"strings"
	"sync"

	"schakel/internal/platform/i18n"
)

//go:embed nl/*.json en/*.json
var files embed.FS

// Catalog returns the catalogue. It panics at the first call, with all problems, when the languages
// don't fit together: a page without texts must not be served.
var Catalog = sync.OnceValue(func() *i18n.Catalog {
	c, err := i18n.Load(files)
	if err != nil {
		panic("locale: " + err.Error()) // the files are part of the program
	}
	if problems := c.Problems(); len(problems) > 0 {
		panic("locale:\n" + strings.Join(problems, "\n"))
	}
	return c
})
