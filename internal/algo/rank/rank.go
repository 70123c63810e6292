// Package rank orders candidates by additive scoring with whole points (multi-attribute value theory, matching.md M3):
// a score is the sum of its parts, so every rank explains itself, and equal scores are ordered by id, so that the same
// question always gives the same answer.
package rank

import (
	"cmp"
	"slices"
)

// Part is one reason for a score: which attribute, and how many points it gave or took.
type Part[K any] struct {
	Reason K
	Points int
}

// Candidate is something to rank. All of a lower group stand before all of a higher one, whatever their scores.
type Candidate[T any, K any] struct {
	ID    string // ties are broken by it
	Item  T
	Parts []Part[K]
	Group int
}

// Score returns the sum of the parts.
func (c Candidate[T, K]) Score() int {
	sum := 0
	for _, p := range c.Parts {
		sum += p.Points
	}
	return sum
}

// Sort orders candidates: by group, then higher scores first, then by id. Ids should differ.
func Sort[T, K any](list []Candidate[T, K]) {
	type key struct {
		at, score int
	}
	keys := make([]key, len(list))
	for i, c := range list {
		keys[i] = key{i, c.Score()}
	}
	slices.SortFunc(keys, func(a, b key) int {
		x, y := &list[a.at], &list[b.at]
		return cmp.Or(cmp.Compare(x.Group, y.Group), cmp.Compare(b.score, a.score), cmp.Compare(x.ID, y.ID))
	})
	sorted := make([]Candidate[T, K], len(list))
	for i, k := range keys {
		sorted[i] = list[k.at]
	}
	copy(list, sorted)
}

// Scale gives max points at or below low, none at or above high, and straight in between, rounded down.
func Scale(value, low, high, max int) int {
	switch {
	case value <= low:
		return max
	case value >= high:
		return 0
	default:
		return max * (high - value) / (high - low)
	}
}
