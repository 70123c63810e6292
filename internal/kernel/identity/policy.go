package identity

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"schakel/internal/platform/fault"
)

// The length of a password in characters. There are no rules about its composition: NIST SP 800-63B, 3.1.1.2.
const (
	MinPassword = 8
	MaxPassword = 128
)

//go:embed common.txt
var commonText string

// common holds what is guessed first: whole passwords, and words that stay guessable with digits around them.
var common = sync.OnceValue(func() (c struct{ whole, words map[string]bool }) {
	c.whole, c.words = map[string]bool{}, map[string]bool{}
	for line := range strings.Lines(commonText) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if word, ok := strings.CutSuffix(line, "*"); ok {
			c.words[word] = true
		} else {
			c.whole[line] = true
		}
	}
	return c
})

// fold makes equal what keyboards spell differently: é as one character or two, full-width digits.
func fold(password string) string { return norm.NFKC.String(password) }

// checkPassword notes at the field why a new password can't be taken. own are the person's mail address and name.
func checkPassword(f fault.Fields, field, password string, own ...string) {
	if !utf8.ValidString(password) {
		f.Add(field, "field.encoding")
		return
	}
	switch n := utf8.RuneCountInString(fold(password)); {
	case password == "":
		f.Add(field, "field.required")
	case n < MinPassword:
		f.Add(field, "field.too_short", MinPassword)
	case n > MaxPassword:
		f.Add(field, "field.too_long", MaxPassword)
	case strings.ContainsFunc(password, unicode.IsControl):
		f.Add(field, "field.control_characters")
	case isCommon(password):
		f.Add(field, "identity.password_common")
	case isOwn(password, own):
		f.Add(field, "identity.password_own")
	}
}

// isCommon reports a password that is among the first guesses.
func isCommon(password string) bool {
	p := strings.ToLower(fold(password))
	if common().whole[p] || fewCharacters(p) {
		return true
	}
	word := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && r != '@' && r != '$' })
	return common().words[word] || common().words[unleet.Replace(word)]
}

// unleet undoes the usual digits for letters: W@chtw00rd.
var unleet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// fewCharacters reports a password of one or two different characters.
func fewCharacters(p string) bool {
	seen := map[rune]bool{}
	for _, r := range p {
		seen[r] = true
	}
	return len(seen) <= 2
}

// isOwn reports a password that is the person's own name or address, with or without digits behind it.
func isOwn(password string, own []string) bool {
	p := letters(password)
	for _, o := range own {
		local, _, _ := strings.Cut(o, "@")
		for _, name := range []string{o, local} {
			if l := letters(name); l != "" && p == l {
				return true
			}
		}
	}
	return false
}

// letters keeps the letters of a text, in small.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, fold(s))
}
