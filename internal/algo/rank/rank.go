// Package rank orders candidates by additive scoring with whole points (multi-attribute value theory, matching.md M3):
// a score is the sum of its parts, so every rank explains itself, and equal scores are ordered by id, so that the same
// question always gives the same answer.
package rank

import (
	"cmp"
	"slices"
)

// Candidate is something to rank. All of a lower group stand before all of a higher one, whatever their scores.
type Candidate struct {
	ID    string // ties are broken by it, and then by Sub; together they should differ
	Sub   string
	Score int // the sum of its parts
	Group int
}

// Order returns the places of the candidates in the list, the best first: by group, then higher scores first, then by id and sub.
func Order(list []Candidate) []int {
	out := make([]int, len(list))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int {
		x, y := &list[a], &list[b]
		if x.Group != y.Group || x.Score != y.Score {
			return cmp.Or(x.Group-y.Group, y.Score-x.Score)
		}
		return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Sub, y.Sub))
	})
	return out
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
