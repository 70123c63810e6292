package check

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// eleven reports whether nine digits pass the eleven-test of BSN and RSIN: Σ(9,8,7,6,5,4,3,2,−1)·d is a
// multiple of eleven. Nine zeros pass the sum but are no number.
func eleven(digits string) bool {
	if len(digits) != 9 || digits == "000000000" {
		return false
	}
	sum := 0
	for i, d := range []byte(digits) {
		weight := 9 - i
		if i == 8 {
			weight = -1
		}
		sum += weight * int(d-'0')
	}
	return sum%11 == 0
}

// LooksLikeBSN reports whether a text holds nine digits that pass the eleven-test, written together or
// as 1234.56.789 or 123 456 789. We may not hold citizen service numbers, so this only blocks. One in
// eleven other numbers of nine digits passes too. Numbers that start with + or 00 are telephone numbers.
func LooksLikeBSN(text string) bool {
	text = norm.NFKC.String(text) // fullwidth and other digits
	text = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\ufeff':
			return -1 // invisible between digits
		case '\u2010', '\u2011', '\u2012', '\u2013', '\u2212':
			return '-'
		}
		return r
	}, text)
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		groups, end := groupsAt(text, i)
		if !telephone(text, i, groups[0]) && anyBSN(groups) {
			return true
		}
		i = end
	}
	return false
}

// telephone reports whether digits at i are an international number: after + or 00, or after the (0) that people put in one.
func telephone(text string, i int, first string) bool {
	return i > 0 && text[i-1] == '+' || strings.HasPrefix(first, "00") && first != "000" || strings.HasSuffix(text[:i], "(0)") || strings.HasSuffix(text[:i], "(0) ")
}

// groupsAt reads groups of digits with one space, dot or hyphen between them.
func groupsAt(text string, i int) (groups []string, end int) {
	for {
		start := i
		for i < len(text) && digit(text[i]) {
			i++
		}
		groups = append(groups, text[start:i])
		if i+1 >= len(text) || strings.IndexByte(" .-", text[i]) < 0 || !digit(text[i+1]) {
			return groups, i
		}
		i++
	}
}

// anyBSN looks at each group alone and at three groups in the two usual patterns.
func anyBSN(groups []string) bool {
	for i, g := range groups {
		if eleven(g) {
			return true
		}
		if i+2 >= len(groups) {
			continue
		}
		b, c := groups[i+1], groups[i+2]
		if len(c) == 3 && (len(g) == 4 && len(b) == 2 || len(g) == 3 && len(b) == 3) && eleven(g+b+c) {
			return true
		}
	}
	return false
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// digits reports whether s is n ASCII digits.
func digits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := range len(s) {
		if !digit(s[i]) {
			return false
		}
	}
	return true
}
