package search

import (
	"slices"
	"strings"
	"unicode"

	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Typing errors. Next to a word the index keeps its frame: its consonants in order, sounds that are confused written the same,
// vowels left out. Who mistypes a vowel or doubles a letter types the same frame; who mistypes a consonant types a frame that is
// one letter off. So a search that found nothing asks once more for the frames nearby, and keeps what is really near.
const (
	frameMark   = "qk" // before a frame, so that frames and words don't meet
	minFrame    = 2    // consonants; shorter frames say nothing
	minNear     = 4    // letters; shorter words are typed again, not guessed
	longWord    = 8    // letters from which two errors are forgiven
	nearLimit   = 300  // candidates that are looked at
	frameLetter = "bcfgklmnprstwx"
)

// sounds writes confused consonants the same; what is not here or a vowel is left out.
var sounds = map[rune]byte{
	'b': 'b', 'p': 'p', 'd': 't', 't': 't', 'f': 'f', 'v': 'f', 'g': 'g', 'k': 'k', 'c': 'k', 'q': 'k', 'l': 'l', 'm': 'm', 'n': 'n',
	'r': 'r', 's': 's', 'z': 's', 'w': 'w', 'x': 'x',
}

// frame gives the consonants of a word, or nothing for numbers and short words.
func frame(word string) string {
	if len(word) < minNear || strings.ContainsFunc(word, unicode.IsDigit) {
		return ""
	}
	var b strings.Builder
	last := byte(0)
	for _, r := range strings.ReplaceAll(word, "ph", "f") {
		s := sounds[r]
		if s != 0 && s != last {
			b.WriteByte(s)
		}
		last = s
	}
	if b.Len() < minFrame {
		return ""
	}
	return b.String()
}

// frames are a frame and all that are one letter off: dropped, added, mistaken, swapped. A frame of two is only itself, since
// almost every word is one letter off from it.
func frames(f string) []string {
	out := []string{f}
	if len(f) <= minFrame {
		return out
	}
	for i := 0; i <= len(f); i++ {
		for _, c := range []byte(frameLetter) {
			out = append(out, f[:i]+string(c)+f[i:])
			if i < len(f) {
				out = append(out, f[:i]+string(c)+f[i+1:])
			}
		}
		if i < len(f) {
			out = append(out, f[:i]+f[i+1:])
		}
		if i+1 < len(f) {
			out = append(out, f[:i]+string(f[i+1])+string(f[i])+f[i+2:])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nearQuery is Query with, beside each word, the frames nearby; nil when no word can be mistyped.
func nearQuery(network id.ID, text string) [][]db.Term {
	groups := Query(network, text)
	words, guessed := typed(text), false
	for i, w := range words {
		f := frame(w)
		if f == "" {
			continue
		}
		guessed = true
		for _, other := range frames(f) {
			groups[i+1] = append(groups[i+1], db.Term{Token: frameMark + other})
		}
	}
	if !guessed {
		return nil
	}
	return groups
}

// nearest keeps the candidates in which every typed word stands, give or take the errors that its length forgives: the fewest
// errors first, then by label.
func nearest(text string, found []candidate, limit int) []Result {
	words := typed(text)
	type scored struct {
		Result
		errors int
	}
	var near []scored
	for _, c := range found {
		total, stored := 0, strings.Fields(c.Tokens)
		for _, w := range words {
			n := fewest([]rune(w), stored)
			if n < 0 {
				total = -1
				break
			}
			total += n
		}
		if total >= 0 {
			near = append(near, scored{c.Result, total})
		}
	}
	slices.SortStableFunc(near, func(a, b scored) int {
		if a.errors != b.errors {
			return a.errors - b.errors
		}
		return strings.Compare(a.Label+string(a.ID), b.Label+string(b.ID))
	})
	out := make([]Result, 0, min(limit, len(near)))
	for _, n := range near[:min(limit, len(near))] {
		n.Near = true
		out = append(out, n.Result)
	}
	return out
}

// fewest is the number of errors between a typed word and the stored word nearest to it, -1 when none is near enough.
func fewest(word []rune, stored []string) int {
	allowed := 0
	switch {
	case len(word) >= longWord:
		allowed = 2
	case len(word) >= minNear:
		allowed = 1
	}
	best := -1
	for _, s := range stored {
		if isMark(s) {
			continue
		}
		if strings.HasPrefix(s, string(word)) {
			return 0
		}
		if n := errorsBetween(word, []rune(s), allowed); n >= 0 && (best < 0 || n < best) {
			best = n
		}
	}
	return best
}

func isMark(token string) bool {
	return strings.HasPrefix(token, networkMark) || strings.HasPrefix(token, stemMark) || strings.HasPrefix(token, frameMark)
}

// errorsBetween counts the letters that were dropped, added, mistaken or swapped with their neighbour; -1 above allowed.
func errorsBetween(a, b []rune, allowed int) int {
	if len(a)-len(b) > allowed || len(b)-len(a) > allowed {
		return -1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > allowed {
			return -1
		}
		before, last, row = last, row, before
	}
	if n := last[len(b)]; n <= allowed {
		return n
	}
	return -1
}
