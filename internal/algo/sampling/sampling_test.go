package sampling_test

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"schakel/internal/algo/sampling"
)

func members(weights ...int64) []sampling.Member {
	out := make([]sampling.Member, len(weights))
	for i, w := range weights {
		out[i] = sampling.Member{Key: fmt.Sprintf("m%02d", i), Weight: w}
	}
	return out
}

func keys(drawn []sampling.Drawn) (out []string) {
	for _, d := range drawn {
		out = append(out, d.Key)
	}
	return out
}

// The draw depends on the seed and on who takes part, not on the order in which they are listed.
func TestDrawnAgain(t *testing.T) {
	t.Parallel()
	all := members(100, 200, 300, 400, 500, 600, 700, 800, 900, 1000)
	turned := slices.Clone(all)
	slices.Reverse(turned)
	for name, draw := range map[string]func(string, []sampling.Member, int) []sampling.Drawn{"count": sampling.ByCount, "money": sampling.ByMoney} {
		a, b, c := keys(draw("zeven", all, 4)), keys(draw("zeven", turned, 4)), keys(draw("acht", all, 4))
		if len(a) != 4 || !slices.Equal(a, b) {
			t.Errorf("by %s: %v and again %v", name, a, b)
		}
		if slices.Equal(a, c) {
			t.Errorf("by %s: another seed draws the same %v", name, c)
		}
	}
	if got := sampling.ByCount("x", all, 40); len(got) != 10 {
		t.Errorf("more than there are: %d", len(got))
	}
	if sampling.ByCount("x", nil, 3) == nil || sampling.ByMoney("x", members(0, -5), 3) != nil {
		t.Error("nothing to draw from")
	}
}

// By money, worked out a second time: the points are counted off by walking cent by cent.
func TestByMoneyHitsEveryInterval(t *testing.T) {
	t.Parallel()
	all := members(7, 1, 60, 3, 12, 9, 8)
	const total, n = 100, 5
	for s := range 50 {
		seed := fmt.Sprint("seed", s)
		sum := sha256.Sum256([]byte(seed))
		start := new(big.Int).Mod(new(big.Int).SetBytes(sum[:]), big.NewInt(total)).Int64()
		var line []string // one place per cent
		for _, d := range sampling.ByCount(seed, all, len(all)) {
			for range d.Weight {
				line = append(line, d.Key)
			}
		}
		want := map[string]int{}
		for k := range int64(n) {
			want[line[(start+k*total)/n]]++
		}
		hits := 0
		for _, d := range sampling.ByMoney(seed, all, n) {
			if want[d.Key] != d.Hits {
				t.Fatalf("%s: %s was hit %d times, want %d", seed, d.Key, d.Hits, want[d.Key])
			}
			hits += d.Hits
		}
		if hits != n {
			t.Fatalf("%s: %d hits", seed, hits)
		}
		if want["m02"] < 2 { // 60 of 100 with an interval of 20
			t.Fatalf("%s: the largest was hit %d times", seed, want["m02"])
		}
	}
}

// Every cent has the same chance: over many seeds a member is hit as often as its part of the money.
func TestByMoneyIsFair(t *testing.T) {
	t.Parallel()
	all, got := members(10, 20, 30, 40), map[string]int{}
	for s := range 4000 {
		for _, d := range sampling.ByMoney(fmt.Sprint(s), all, 1) {
			got[d.Key] += d.Hits
		}
	}
	for i, m := range all {
		if want := 400 * (i + 1); got[m.Key] < want*85/100 || got[m.Key] > want*115/100 {
			t.Errorf("%s: %d of 4000, want about %d", m.Key, got[m.Key], want)
		}
	}
}

func TestDivide(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		size    int
		weights []int64
		members []int
		want    []int
	}{
		{10, []int64{500, 300, 200}, []int{50, 30, 20}, []int{5, 3, 2}},
		{3, []int64{1000, 1, 1}, []int{9, 9, 9}, []int{1, 1, 1}},
		{4, []int64{1000, 1, 0}, []int{9, 9, 0}, []int{3, 1, 0}},
		{20, []int64{10, 10}, []int{2, 3}, []int{2, 3}},
		{2, []int64{5, 9, 7}, []int{1, 5, 5}, []int{0, 1, 1}},
		{5, nil, nil, []int{}},
	} {
		if got := sampling.Divide(tt.size, tt.weights, tt.members); !slices.Equal(got, tt.want) {
			t.Errorf("%d over %v: %v, want %v", tt.size, tt.weights, got, tt.want)
		}
	}
}
