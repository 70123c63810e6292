package rank_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"schakel/internal/algo/rank"
)

// brute looks at every pair.
func brute(w rank.Whole, list []rank.Part, top int) [][2]int {
	alone := func(p rank.Part) bool { return p.Does&w.Parts == w.Parts && p.Takes >= w.Takes }
	var out [][2]int
	for i, a := range list {
		for j, b := range list {
			if a.ID < b.ID && !alone(a) && !alone(b) && (a.Does|b.Does)&w.Parts == w.Parts && max(a.Takes, b.Takes, a.Takes+b.Takes) >= w.Takes {
				out = append(out, [2]int{i, j})
			}
		}
	}
	slices.SortFunc(out, func(x, y [2]int) int {
		sx, sy := list[x[0]].Score+list[x[1]].Score, list[y[0]].Score+list[y[1]].Score
		switch {
		case sx != sy:
			return sy - sx
		case list[x[0]].ID != list[y[0]].ID:
			return slices.Index([]bool{list[x[0]].ID < list[y[0]].ID, true}, true)*2 - 1
		default:
			return slices.Index([]bool{list[x[1]].ID < list[y[1]].ID, true}, true)*2 - 1
		}
	})
	return out[:min(top, len(out))]
}

// The pairs are those that looking at every pair gives, whatever is asked.
func TestPairsAreThoseOfBruteForce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 26))
	for n := range 400 {
		w := rank.Whole{Parts: 1<<(1+r.IntN(5)) - 1, Takes: 10 + r.IntN(40)}
		list := make([]rank.Part, r.IntN(60))
		for i, at := range r.Perm(len(list)) {
			list[i] = rank.Part{ID: fmt.Sprintf("%03d", at), Score: r.IntN(30), Does: r.Uint64N(64), Takes: r.IntN(50)}
		}
		got, want := w.Pairs(list, 3), brute(w, list, 3)
		if !slices.Equal(got, want) {
			t.Fatalf("%d: %+v of %+v: got %v, want %v", n, w, list, got, want)
		}
	}
}

func BenchmarkPairs40000(b *testing.B) {
	r := rand.New(rand.NewPCG(4, 26))
	list := make([]rank.Part, 40_000)
	for i := range list {
		list[i] = rank.Part{ID: fmt.Sprintf("%05d", i), Score: r.IntN(165), Does: r.Uint64() & r.Uint64() & r.Uint64(), Takes: 10 + r.IntN(30)}
	}
	w := rank.Whole{Parts: 1<<8 - 1, Takes: 28}
	for b.Loop() {
		w.Pairs(list, 3)
	}
}
