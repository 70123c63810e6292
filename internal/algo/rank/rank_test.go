package rank_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"schakel/internal/algo/rank"
)

// random makes candidates with distinct ids, few different scores and some groups, so that ties are common.
func random(r *rand.Rand, n int) []rank.Candidate {
	list := make([]rank.Candidate, n)
	for i := range list {
		list[i] = rank.Candidate{ID: strconv.Itoa(i), Score: r.IntN(20) - 5, Group: r.IntN(3)}
	}
	return list
}

func TestOrder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		list := random(r, 1+r.IntN(60))
		order := rank.Order(list)
		for i := 1; i < len(order); i++ {
			a, b := list[order[i-1]], list[order[i]]
			inOrder := a.Group < b.Group || a.Group == b.Group && (a.Score > b.Score || a.Score == b.Score && a.ID < b.ID)
			if !inOrder {
				t.Fatalf("%v before %v", a, b)
			}
		}
		shuffled := slices.Clone(list)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for i, at := range rank.Order(shuffled) {
			if list[order[i]].ID != shuffled[at].ID {
				t.Fatal("the order depends on the order of the input")
			}
		}
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, want int }{{0, 15}, {5, 15}, {6, 14}, {22, 7}, {39, 0}, {40, 0}, {400, 0}} {
		if got := rank.Scale(c.value, 5, 40, 15); got != c.want {
			t.Errorf("%d gives %d, want %d", c.value, got, c.want)
		}
	}
	last := 15
	for v := range 50 {
		got := rank.Scale(v, 5, 40, 15)
		if got > last || got < 0 {
			t.Errorf("%d gives %d after %d", v, got, last)
		}
		last = got
	}
}

func BenchmarkOrder5000(b *testing.B) {
	list := random(rand.New(rand.NewPCG(5, 6)), 5000)
	for b.Loop() {
		rank.Order(list)
	}
}
