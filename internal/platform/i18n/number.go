package i18n

import (
	"strconv"
	"strings"

	"schakel/internal/platform/money"
)

// nbsp keeps a sign and its number on one line.
const nbsp = "\u00a0"

// Number writes a whole number with thousands separated: 1.234 or 1,234.
func (p *Printer) Number(n int) string { return p.Decimal(int64(n), 0) }

// Decimal writes value ÷ 10^decimals with all its decimals: Decimal(123450, 2) is 1.234,50.
func (p *Printer) Decimal(value int64, decimals int) string {
	sign, mag := "", uint64(value)
	if value < 0 {
		sign, mag = "-", -uint64(value)
	}
	return sign + p.decimal(mag, decimals)
}

// decimal writes a magnitude.
func (p *Printer) decimal(mag uint64, decimals int) string {
	digits := strconv.FormatUint(mag, 10)
	if short := decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(p.words.thousands)
		}
		b.WriteByte(whole[i])
	}
	if fraction != "" {
		b.WriteString(p.words.point + fraction)
	}
	return b.String()
}

// trimmed writes value ÷ 10^decimals without zeros at its end: 7,5 and 8.
func (p *Printer) trimmed(value int64, decimals int) string {
	for decimals > 0 && value%10 == 0 {
		value, decimals = value/10, decimals-1
	}
	return p.Decimal(value, decimals)
}

// Money writes an amount with its cents: € 1.234,56 (with a non-breaking space) or €1,234.56.
func (p *Printer) Money(c money.Cents) string { return p.euro(c < 0, magnitude(c), 2) }

// MoneyShort writes an amount in whole euros, rounded half away from zero: € 12.345.
func (p *Printer) MoneyShort(c money.Cents) string {
	mag := magnitude(c)/100 + magnitude(c)%100/50
	return p.euro(c < 0 && mag > 0, mag, 0)
}

// euro puts the currency and the sign where the language wants them.
func (p *Printer) euro(negative bool, mag uint64, decimals int) string {
	amount := p.decimal(mag, decimals)
	switch {
	case p.lang == EN && negative:
		return "-€" + amount
	case p.lang == EN:
		return "€" + amount
	case negative:
		return "€" + nbsp + "-" + amount
	}
	return "€" + nbsp + amount
}

func magnitude(c money.Cents) uint64 {
	if c < 0 {
		return -uint64(c)
	}
	return uint64(c)
}

// Percent writes basis points as a percentage: 750 is 7,5%.
func (p *Printer) Percent(basisPoints int) string { return p.trimmed(int64(basisPoints), 2) + "%" }

// Hours writes minutes as hours with at most two decimals, rounded half away from zero: 150 is 2,5 uur.
func (p *Printer) Hours(minutes int) string {
	hundredths := int64(minutes) * 100
	half := int64(30)
	if minutes < 0 {
		half = -half
	}
	hundredths = (hundredths + half) / 60
	word := p.words.hours
	if hundredths == 100 {
		word = p.words.hour
	}
	return p.trimmed(hundredths, 2) + nbsp + word
}
