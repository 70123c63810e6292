package rank

import (
	"cmp"
	"slices"
	"strings"
)

// Part is what a candidate does of a whole that has several parts: a set of parts, and how much it can take at once.
type Part struct {
	ID    string
	Score int
	Does  uint64 // one bit per part
	Takes int
}

// Whole is all that is asked.
type Whole struct {
	Parts uint64
	Takes int
}

// Alone reports whether one candidate does it all.
func (w Whole) Alone(p Part) bool { return p.Does&w.Parts == w.Parts && p.Takes >= w.Takes }

// together reports whether two do it all: each part is done by one of them, and they have room for the whole group.
func (w Whole) together(a, b Part) bool {
	return (a.Does|b.Does)&w.Parts == w.Parts && a.Takes+b.Takes >= w.Takes
}

// Pairs returns the places of the best pairs that only together do the whole, the highest sum of scores first, ties by ids; at most
// top of them. It is a set cover with two sets (matching.md M3): candidates are put together by what they do, and only sets that
// complete each other are looked through, the best first, until no sum can be among the best any more.
func (w Whole) Pairs(list []Part, top int) [][2]int {
	sets := map[uint64][]int{}
	for i, p := range list {
		if !w.Alone(p) {
			sets[p.Does&w.Parts] = append(sets[p.Does&w.Parts], i)
		}
	}
	keys := make([]uint64, 0, len(sets))
	for key, at := range sets {
		keys = append(keys, key)
		order := func(a, b int) int {
			return cmp.Or(cmp.Compare(list[b].Score, list[a].Score), strings.Compare(list[a].ID, list[b].ID))
		}
		if !slices.IsSortedFunc(at, order) { // a ranking is
			slices.SortFunc(at, order)
		}
	}
	slices.Sort(keys)
	best := pairs{list: list, top: top}
	for i, one := range keys {
		for _, other := range keys[i:] {
			if (one|other) == w.Parts && best.may(sets[one][0], sets[other][0]) {
				best.look(w, sets[one], sets[other])
			}
		}
	}
	return best.found
}

// pairs keeps the best pairs so far, the best first.
type pairs struct {
	list  []Part
	top   int
	found [][2]int
}

// may reports whether a pair can still be among the best.
func (b *pairs) may(i, j int) bool {
	return len(b.found) < b.top || b.list[i].Score+b.list[j].Score >= b.sum(b.found[b.top-1])
}

func (b *pairs) look(w Whole, one, other []int) {
	for _, i := range one {
		for _, j := range other {
			if !b.may(i, j) {
				break // those after it have less
			}
			if b.list[i].ID != b.list[j].ID && w.together(b.list[i], b.list[j]) {
				b.keep(i, j)
			}
		}
		if !b.may(i, other[0]) {
			return
		}
	}
}

func (b *pairs) sum(p [2]int) int { return b.list[p[0]].Score + b.list[p[1]].Score }

// keep puts a pair in its place, the one with the lower id first.
func (b *pairs) keep(i, j int) {
	if b.list[j].ID < b.list[i].ID {
		i, j = j, i
	}
	pair := [2]int{i, j}
	at, known := slices.BinarySearchFunc(b.found, pair, func(x, y [2]int) int {
		return cmp.Or(cmp.Compare(b.sum(y), b.sum(x)), cmp.Compare(b.list[x[0]].ID, b.list[y[0]].ID), cmp.Compare(b.list[x[1]].ID, b.list[y[1]].ID))
	})
	if known {
		return
	}
	if b.found = slices.Insert(b.found, at, pair); len(b.found) > b.top {
		b.found = b.found[:b.top]
	}
}
