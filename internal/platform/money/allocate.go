package money

import (
	"cmp"
	"errors"
	"math/bits"
	"slices"
)

// ErrWeights says that nothing can be divided: no weights, a negative one, or only zeros.
var ErrWeights = errors.New("money: weights must be at least zero and not all zero")

// Allocate divides a total in proportion to the weights by largest remainder. The parts always add up
// to the total, each differs less than a cent from its exact share, and of equal remainders the
// earlier index gets the cent. A part with weight zero gets nothing.
func Allocate(total Cents, weights []int64) ([]Cents, error) {
	var sum uint64
	for _, w := range weights {
		if w < 0 {
			return nil, ErrWeights
		}
		var carry uint64
		if sum, carry = bits.Add64(sum, uint64(w), 0); carry != 0 {
			return nil, ErrOverflow
		}
	}
	if sum == 0 {
		return nil, ErrWeights
	}
	negative, left := total < 0, magnitude(int64(total))
	amount := left
	parts := make([]uint64, len(weights))
	remainders := make([]uint64, len(weights))
	order := make([]int, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(amount, uint64(w))
		parts[i], remainders[i] = bits.Div64(hi, lo, sum) // hi < sum, because w ≤ sum and amount ≤ 2^63
		left -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(remainders[b], remainders[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	out := make([]Cents, len(weights))
	for i, p := range parts {
		var err error
		if out[i], err = signed(p, negative); err != nil {
			return nil, err
		}
	}
	return out, nil
}
