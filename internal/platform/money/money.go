// Package money holds amounts in euro cents. There are no floats: an amount is exact, and every
// operation that can leave the range of int64 says so.
package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// Cents is an amount of euro cents. Negative amounts exist in reports and reversals only.
type Cents int64

// ErrOverflow says that a result does not fit in int64.
var ErrOverflow = errors.New("money: amount out of range")

// Add returns c + o, or ErrOverflow.
func (c Cents) Add(o Cents) (Cents, error) {
	sum := c + o
	if (o > 0 && sum < c) || (o < 0 && sum > c) {
		return 0, ErrOverflow
	}
	return sum, nil
}

// Sub returns c − o, or ErrOverflow.
func (c Cents) Sub(o Cents) (Cents, error) {
	diff := c - o
	if (o > 0 && diff > c) || (o < 0 && diff < c) {
		return 0, ErrOverflow
	}
	return diff, nil
}

// Mul returns c × n, or ErrOverflow.
func (c Cents) Mul(n int64) (Cents, error) {
	return mulDiv(int64(c), n, 1)
}

// Sum adds all amounts, or gives ErrOverflow.
func Sum(amounts ...Cents) (Cents, error) {
	var total Cents
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return 0, err
		}
	}
	return total, nil
}

// PerHour returns what minutes of work cost at a rate per hour: rate × minutes ÷ 60, rounded once,
// half away from zero (the rule of the co-financing ledger: once per line).
func PerHour(rate Cents, minutes int) (Cents, error) {
	return mulDiv(int64(rate), int64(minutes), 60)
}

// ShareBP returns a share of an amount in basis points (750 = 7.5 %), rounded half away from zero.
func ShareBP(amount Cents, basisPoints int) (Cents, error) {
	return mulDiv(int64(amount), int64(basisPoints), 10_000)
}

// Plain writes hundredths with a point and without thousands, as files want them: 1234.56.
func Plain(hundredths int64) string {
	sign, mag := "", magnitude(hundredths)
	if hundredths < 0 {
		sign = "-"
	}
	return fmt.Sprintf("%s%d.%02d", sign, mag/100, mag%100)
}

// mulDiv returns a × b ÷ d rounded half away from zero, with a product of 128 bits. d is positive.
func mulDiv(a, b int64, d uint64) (Cents, error) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	lo, carry := bits.Add64(lo, d/2, 0)
	hi += carry
	if hi >= d {
		return 0, ErrOverflow
	}
	quo, _ := bits.Div64(hi, lo, d)
	return signed(quo, (a < 0) != (b < 0))
}

// magnitude returns |n|, also of the smallest int64.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// signed puts the sign back, or gives ErrOverflow.
func signed(n uint64, negative bool) (Cents, error) {
	switch {
	case negative && n <= 1<<63:
		return Cents(-n), nil
	case !negative && n <= math.MaxInt64:
		return Cents(n), nil
	}
	return 0, ErrOverflow
}
