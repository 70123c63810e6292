package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"

	"schakel/internal/platform/check"
	"schakel/internal/platform/id"
)

const (
	stemMark    = "qs" // before a stem, so that stems and words don't meet
	networkMark = "qn" // before the network's id
	minStem     = 4    // letters; shorter words have no forms worth knowing
)

// wall is the token that keeps an index entry inside its network.
func wall(network id.ID) string { return networkMark + strings.ReplaceAll(string(network), "-", "") }

// split folds text into words of letters and digits: lower case, without diacritics.
func split(text string) []string { return strings.Fields(check.Key(text)) }

// tokens are what a document is found by.
func tokens(network id.ID, d Doc) string {
	out := []string{wall(network)}
	for _, text := range append([]string{d.Label, d.Sub}, d.Words...) {
		for _, w := range split(text) {
			out = append(out, w)
			if s := stem(w); s != "" {
				out = append(out, stemMark+s)
			}
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// stem gives the form that Dutch words share: bedrijven and bedrijf, gastlessen and gastles. Snowball's stem is not enough:
// it leaves v and f, z and s, and doubled consonants apart (stack.md §11).
func stem(word string) string {
	if len(word) < minStem || strings.ContainsFunc(word, unicode.IsDigit) {
		return ""
	}
	env := snowballstem.NewEnv(word)
	dutch.Stem(env)
	return settle(env.Current())
}

func settle(s string) string {
	r := []rune(s)
	n := len(r)
	if n >= 2 && r[n-1] == r[n-2] && !strings.ContainsRune("aeiou", r[n-1]) {
		r = r[:n-1]
		n--
	}
	if n > 0 {
		switch r[n-1] {
		case 'v':
			r[n-1] = 'f'
		case 'z':
			r[n-1] = 's'
		}
	}
	return string(r)
}
