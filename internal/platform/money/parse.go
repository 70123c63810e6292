package money

import (
	"errors"
	"strings"
	"unicode"
)

// MaxInput is the largest amount that Parse takes: ten billion euros. A larger one is a typing error.
const MaxInput Cents = 1_000_000_000_000

// What Parse refuses.
var (
	ErrEmpty     = errors.New("money: no amount")
	ErrSyntax    = errors.New("money: not an amount")
	ErrControl   = errors.New("money: control character")
	ErrNegative  = errors.New("money: negative amount")
	ErrAmbiguous = errors.New("money: could be thousands or decimals")
	ErrTooLarge  = errors.New("money: larger than ten billion euros")
	ErrDecimals  = errors.New("money: more than two decimals")
)

// Parse reads an amount of euros as people in the Netherlands type it: "1.234,56", "€ 12,5", "1234",
// "12,-", and also the English "1,234.56".
//
// With both separators the last one starts the decimals. A dot followed by exactly three digits is a
// thousands separator ("1.234" is 1234 euros, as Dutch writes it). A single comma followed by exactly
// three digits is refused as ambiguous: Dutch would read decimals, English thousands.
func Parse(s string) (Cents, error) {
	if len(s) > 64 {
		return 0, ErrTooLarge
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return 0, ErrControl
		}
	}
	s = strip(s)
	switch {
	case s == "":
		return 0, ErrEmpty
	case strings.HasPrefix(s, "-") || strings.HasPrefix(s, "−") || strings.HasPrefix(s, "("):
		return 0, ErrNegative
	case strings.Trim(s, "0123456789.,") != "" || strings.ContainsRune(".,", rune(s[0])) || strings.ContainsRune(".,", rune(s[len(s)-1])):
		return 0, ErrSyntax
	}
	whole, decimals, err := split(s)
	if err != nil {
		return 0, err
	}
	return cents(whole, decimals)
}

// strip removes spaces, the currency and the Dutch ",-" from the ends.
func strip(s string) string {
	s = strings.TrimSpace(s)
	for _, sign := range []string{"€", "EUR", "eur"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = rest
			break
		}
		if rest, ok := strings.CutSuffix(s, sign); ok {
			s = rest
			break
		}
	}
	s = strings.TrimSpace(s)
	for _, tail := range []string{",--", ",-", ",–", ",—"} {
		if rest, ok := strings.CutSuffix(s, tail); ok && !strings.Contains(rest, ",") {
			return rest
		}
	}
	return s
}

// split finds the digits before and after the decimal separator.
func split(s string) (whole, decimals string, err error) {
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots == 0 && commas == 0:
		return s, "", nil
	case dots > 0 && commas > 0:
		group, point := ".", ","
		if strings.LastIndexByte(s, '.') > strings.LastIndexByte(s, ',') {
			group, point = ",", "."
		}
		before, after, _ := strings.Cut(s, point)
		if strings.ContainsAny(after, ".,") {
			return "", "", ErrSyntax
		}
		whole, err = ungroup(before, group)
		return whole, after, err
	case dots > 1:
		whole, err = ungroup(s, ".")
		return whole, "", err
	case commas > 1:
		whole, err = ungroup(s, ",")
		return whole, "", err
	}
	point := "."
	if commas == 1 {
		point = ","
	}
	before, after, _ := strings.Cut(s, point)
	if len(after) == 3 {
		if point == "," || before == "0" {
			return "", "", ErrAmbiguous
		}
		whole, err = ungroup(s, ".")
		return whole, "", err
	}
	return before, after, nil
}

// ungroup joins groups of thousands: one to three digits without a leading zero, then threes.
func ungroup(s, sep string) (string, error) {
	groups := strings.Split(s, sep)
	if n := len(groups[0]); n < 1 || (len(groups) > 1 && (n > 3 || groups[0][0] == '0')) {
		return "", ErrSyntax
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", ErrSyntax
		}
	}
	return strings.Join(groups, ""), nil
}

// cents makes the amount of the two runs of ASCII digits. No decimals means whole euros.
func cents(whole, decimals string) (Cents, error) {
	switch len(decimals) {
	case 0:
		decimals = "00"
	case 1:
		decimals += "0"
	case 2:
	default:
		return 0, ErrDecimals
	}
	var n Cents
	for _, d := range whole + decimals {
		n = n*10 + Cents(d-'0')
		if n > MaxInput {
			return 0, ErrTooLarge
		}
	}
	return n, nil
}
