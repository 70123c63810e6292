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

// Candidate is something to rank. Blocked puts it after all that are not, whatever its score.
type Candidate[T any, K any] struct {
	ID      string // ties are broken by it
	Item    T
	Parts   []Part[K]
	Blocked bool
}

// Score returns the sum of the parts.
func (c Candidate[T, K]) Score() int {
	sum := 0
	for _, p := range c.Parts {
		sum += p.Points
	}
	return sum
}

// Sort orders candidates: free before blocked, higher scores first, then by id.
func Sort[T, K any](list []Candidate[T, K]) {
	type keyed struct {
		c     Candidate[T, K]
		score int
	}
	work := make([]keyed, len(list))
	for i, c := range list {
		work[i] = keyed{c, c.Score()}
	}
	slices.SortFunc(work, func(a, b keyed) int {
		if a.c.Blocked != b.c.Blocked {
			if a.c.Blocked {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.c.ID, b.c.ID))
	})
	for i, k := range work {
		list[i] = k.c
	}
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
