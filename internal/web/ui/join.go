package ui

import (
	"slices"
	"strings"

	"schakel/internal/platform/i18n"
)

// NonEmpty leaves out empty texts, to join what is left.
func NonEmpty(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// Words writes codes in the words of the catalogue, with commas: each stands there under the prefix.
func Words[T ~string](p *i18n.Printer, prefix string, codes []T) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = p.T(prefix + string(c))
	}
	return strings.Join(words, ", ")
}
