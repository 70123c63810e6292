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

// typed are the words of what somebody typed. A telephone number is one word, however it is written.
func typed(text string) []string {
	if len(text) > maxQuery {
		text = strings.ToValidUTF8(text[:maxQuery], "")
	}
	if number := phone(text); number != "" {
		return []string{number}
	}
	return split(text)
}

// minPhone is the number of digits from which signs and spaces between digits make a telephone number.
const minPhone = 6

// phone writes a Dutch telephone number as people dial it at home, others with their country code; nothing for other texts and
// for plain digits, which may be any number.
func phone(text string) string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if len(digits) < minPhone || strings.Trim(text, "0123456789 +-()./") != "" {
		return ""
	}
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "+31"):
		return "0" + strings.TrimPrefix(digits[2:], "0") // +31 (0)6 …
	case strings.HasPrefix(digits, "0031"):
		return "0" + digits[4:]
	default:
		return digits
	}
}

// tokens are what a document is found by; known remembers the forms of words of the documents before.
func tokens(network id.ID, d Doc, known map[string][]string) string {
	out := append(make([]string, 0, 32), wall(network))
	add := func(text string) {
		if number := phone(text); number != "" {
			out = append(out, number)
			return
		}
		for _, w := range split(text) {
			forms, ok := known[w]
			if !ok {
				forms = formsOf(w)
				known[w] = forms
			}
			out = append(out, forms...)
		}
	}
	add(d.Label)
	add(d.Sub)
	for _, text := range d.Words {
		add(text)
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " ")
}

// formsOf are a word, its stem and its frame.
func formsOf(w string) []string {
	out := []string{w}
	if s := stem(w); s != "" {
		out = append(out, stemMark+s)
	}
	if f := frame(w); f != "" {
		out = append(out, frameMark+f)
	}
	return out
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
