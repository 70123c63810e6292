package ui

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// particles are the small words of Dutch names, which initials leave out.
var particles = []string{"van", "de", "der", "den", "ten", "ter", "te", "het", "'t", "’t", "el", "al", "in", "en", "op", "bv", "b.v.", "nv"}

// Initials returns at most two letters for a name: those of its first and its last word, without particles.
// "Erik van der Kolk" is EK, "Van der Kolk Installatietechniek" is KI. A name without words is "?".
func Initials(name string) string {
	words := strings.Fields(strings.NewReplacer("(", " ", ")", " ", ",", " ", "-", " ", "/", " ", "&", " ").Replace(name))
	own := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(particles, strings.ToLower(w)) })
	if len(own) > 0 {
		words = own
	}
	switch len(words) {
	case 0:
		return "?"
	case 1:
		return initial(words[0])
	}
	return initial(words[0]) + initial(words[len(words)-1])
}

func initial(word string) string {
	r, _ := utf8.DecodeRuneInString(word)
	return strings.ToUpper(string(r))
}
