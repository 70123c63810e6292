package money

import (
	"errors"
	"math"
	"math/big"
	"testing"
)

func TestArithmeticSaysWhenItOverflows(t *testing.T) {
	t.Parallel()
	const top, bottom = Cents(math.MaxInt64), Cents(math.MinInt64)
	tests := []struct {
		name string
		do   func() (Cents, error)
		want Cents
		err  error
	}{
		{"add", func() (Cents, error) { return Cents(2).Add(3) }, 5, nil},
		{"add over the top", func() (Cents, error) { return top.Add(1) }, 0, ErrOverflow},
		{"add under the bottom", func() (Cents, error) { return bottom.Add(-1) }, 0, ErrOverflow},
		{"sub", func() (Cents, error) { return Cents(2).Sub(3) }, -1, nil},
		{"sub under the bottom", func() (Cents, error) { return bottom.Sub(1) }, 0, ErrOverflow},
		{"sub the bottom", func() (Cents, error) { return Cents(0).Sub(bottom) }, 0, ErrOverflow},
		{"mul", func() (Cents, error) { return Cents(-7).Mul(6) }, -42, nil},
		{"mul to the bottom exactly", func() (Cents, error) { return Cents(math.MinInt64 / 2).Mul(2) }, bottom, nil},
		{"mul bottom by -1", func() (Cents, error) { return bottom.Mul(-1) }, 0, ErrOverflow},
		{"mul over", func() (Cents, error) { return top.Mul(2) }, 0, ErrOverflow},
		{"sum", func() (Cents, error) { return Sum(1, 2, 3) }, 6, nil},
		{"sum over", func() (Cents, error) { return Sum(top, 2) }, 0, ErrOverflow},
		{"an hour", func() (Cents, error) { return PerHour(7500, 60) }, 7500, nil},
		{"half a cent goes up", func() (Cents, error) { return PerHour(1, 30) }, 1, nil},
		{"half a cent below zero goes down", func() (Cents, error) { return PerHour(-1, 30) }, -1, nil},
		{"less than half goes", func() (Cents, error) { return PerHour(1, 29) }, 0, nil},
		{"twenty minutes", func() (Cents, error) { return PerHour(5000, 20) }, 1667, nil},
		{"large product, small result", func() (Cents, error) { return PerHour(top/2, 120) }, top - 1, nil},
		{"per hour over", func() (Cents, error) { return PerHour(top, 61) }, 0, ErrOverflow},
		{"seven and a half percent", func() (Cents, error) { return ShareBP(100_01, 750) }, 750, nil},
		{"share of a debt", func() (Cents, error) { return ShareBP(-1000, 1000) }, -100, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.do()
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %d, %v; want %d, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0.00", 5: "0.05", -5: "-0.05", 100: "1.00", 123456: "1234.56", -123450: "-1234.50",
		math.MaxInt64: "92233720368547758.07", math.MinInt64: "-92233720368547758.08",
	} {
		if got := Plain(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func TestAllocate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		total   Cents
		weights []int64
		want    []Cents
		err     error
	}{
		{"thirds: the first gets the cent", 100, []int64{1, 1, 1}, []Cents{34, 33, 33}, nil},
		{"largest remainder first", 100, []int64{1, 5}, []Cents{17, 83}, nil},
		{"a debt is divided the same way", -100, []int64{1, 1, 1}, []Cents{-34, -33, -33}, nil},
		{"zero weight gets nothing", 101, []int64{0, 1, 1}, []Cents{0, 51, 50}, nil},
		{"all of int64", math.MaxInt64, []int64{math.MaxInt64, math.MaxInt64}, []Cents{1 << 62, 1<<62 - 1}, nil},
		{"the bottom of int64", math.MinInt64, []int64{3}, []Cents{math.MinInt64}, nil},
		{"no weights", 100, nil, nil, ErrWeights},
		{"only zeros", 100, []int64{0, 0}, nil, ErrWeights},
		{"a negative weight", 100, []int64{2, -1}, nil, ErrWeights},
		{"weights over 2^64", 100, []int64{math.MaxInt64, math.MaxInt64, 2}, nil, ErrOverflow},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Allocate(tt.total, tt.weights)
			if !errors.Is(err, tt.err) || len(got) != len(tt.want) {
				t.Fatalf("got %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Fatalf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

// FuzzAllocate checks that parts add up and stay within a cent of the exact share.
func FuzzAllocate(f *testing.F) {
	f.Add(int64(100), int64(1), int64(1), int64(1))
	f.Add(int64(-7), int64(0), int64(3), int64(2))
	f.Add(int64(math.MaxInt64), int64(math.MaxInt64), int64(7), int64(1))
	f.Fuzz(func(t *testing.T, total, a, b, c int64) {
		weights := []int64{a, b, c}
		parts, err := Allocate(Cents(total), weights)
		if err != nil {
			return
		}
		sum, sumW := new(big.Int), new(big.Int)
		for _, w := range weights {
			sumW.Add(sumW, big.NewInt(w))
		}
		for i, p := range parts {
			sum.Add(sum, big.NewInt(int64(p)))
			exact := new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i]))
			off := new(big.Int).Sub(new(big.Int).Mul(big.NewInt(int64(p)), sumW), exact)
			if off.CmpAbs(sumW) >= 0 {
				t.Fatalf("part %d of %v for %d: %d is a cent or more off", i, weights, total, p)
			}
		}
		if sum.Cmp(big.NewInt(total)) != 0 {
			t.Fatalf("%v adds up to %v, want %d", parts, sum, total)
		}
	})
}
