// Package export writes tables for spreadsheets: CSV as Dutch spreadsheet programs read it, and XLSX.
// Both take the same typed cells, so that a number is a number on arrival and a text never becomes a
// formula.
package export

import (
	"errors"
	"strings"
	"unicode"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/money"
)

// Writer writes a table row by row. Close finishes it; an export that isn't closed is not whole.
type Writer interface {
	// Header writes the first row.
	Header(names ...string) error
	// Row writes a row.
	Row(cells ...Cell) error
	// Close finishes the table; it does not close the underlying writer.
	Close() error
}

// ErrTooLarge says that a table does not fit in a spreadsheet.
var ErrTooLarge = errors.New("export: more rows or longer cells than a spreadsheet holds")

// Cell is one typed value of a table. The zero value is an empty cell.
type Cell struct {
	kind kind
	text string
	n    int64
}

type kind int

const (
	kindEmpty kind = iota
	kindText
	kindInt
	kindCents
	kindDate
	kindPercent
	kindHours
	kindDecimal
)

// Text is a cell of text. Control characters other than line ends and tabs are left out, and line ends
// become \n.
func Text(s string) Cell {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) && r != '\n' && r != '\t') || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, s)
	return Cell{kind: kindText, text: s}
}

// Int is a cell with a whole number.
func Int(n int) Cell { return Cell{kind: kindInt, n: int64(n)} }

// Cents is a cell with an amount in euros.
func Cents(c money.Cents) Cell { return Cell{kind: kindCents, n: int64(c)} }

// Date is a cell with a day; the zero date is an empty cell.
func Date(d clock.Date) Cell {
	if d.Time().IsZero() {
		return Cell{}
	}
	return Cell{kind: kindDate, text: string(d)}
}

// Percent is a cell with a percentage in basis points: 750 is 7,5%.
func Percent(basisPoints int) Cell { return Cell{kind: kindPercent, n: int64(basisPoints)} }

// Hours is a cell with minutes, shown as hours with two decimals, rounded half away from zero.
func Hours(minutes int) Cell { return Cell{kind: kindHours, n: int64(minutes)} }

// Hundredths is a cell with a number that has two decimals: 1250 is 12,50.
func Hundredths(n int) Cell { return Cell{kind: kindDecimal, n: int64(n)} }

// hundredths returns a quotient times hundred, rounded half away from zero.
func hundredths(n, divisor int64) int64 {
	half := divisor / 2
	if n < 0 {
		half = -half
	}
	return (n/divisor)*100 + (n%divisor*100+half)/divisor
}

// Guard puts an apostrophe before a text that a spreadsheet would take for a formula: one that starts
// with = + - @, a tab or a line end, or with one of the wide forms of these signs (OWASP, CSV
// injection). A text that looks guarded already gets another one, so that Unguard gives back exactly
// what went in.
func Guard(s string) string {
	if risky(s) {
		return "'" + s
	}
	return s
}

// Unguard takes off what Guard put on.
func Unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && risky(rest) {
		return rest
	}
	return s
}

// risky reports a formula's start, after any number of apostrophes.
func risky(s string) bool {
	s = strings.TrimLeft(s, "'")
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}
