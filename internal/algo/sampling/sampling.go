// Package sampling draws samples that anybody can draw again: from the seed, by SHA-256, without a random number generator of any
// language. Two methods: by count, where every member has the same chance, and by money, where every cent has (monetary unit sampling).
package sampling

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"slices"
)

// Member is something that can be drawn.
type Member struct {
	Key    string
	Weight int64 // in cents; by money it must be positive
}

// Drawn is a member that was drawn.
type Drawn struct {
	Key    string
	Weight int64
	Hits   int // how often it was hit: by money a member larger than the interval is hit more than once
}

// place is where a seed puts a member: SHA-256 of the seed, a colon, and the key.
func place(seed, key string) [sha256.Size]byte { return sha256.Sum256([]byte(seed + ":" + key)) }

// inOrder puts members in the order of the seed.
func inOrder(seed string, members []Member) []Member {
	type placed struct {
		Member
		at [sha256.Size]byte
	}
	list := make([]placed, len(members))
	for i, m := range members {
		list[i] = placed{m, place(seed, m.Key)}
	}
	slices.SortFunc(list, func(a, b placed) int { return bytes.Compare(a.at[:], b.at[:]) })
	out := make([]Member, len(list))
	for i, p := range list {
		out[i] = p.Member
	}
	return out
}

// ByCount draws the n members that the seed puts first; all of them when there are no more.
func ByCount(seed string, members []Member, n int) []Drawn {
	order := inOrder(seed, members)
	out := make([]Drawn, 0, max(0, min(n, len(order))))
	for _, m := range order[:max(0, min(n, len(order)))] {
		out = append(out, Drawn{m.Key, m.Weight, 1})
	}
	return out
}

// ByMoney lays the members end to end in the order of the seed, and hits n points of that line at equal distances. The first lies within
// the first interval, where SHA-256 of the seed says. What is larger than the interval is always drawn. Members without a positive weight
// are never drawn.
func ByMoney(seed string, members []Member, n int) []Drawn {
	var total int64
	for _, m := range members {
		total += max(0, m.Weight)
	}
	if total == 0 || n <= 0 {
		return nil
	}
	n = int(min(int64(n), total))
	sum := sha256.Sum256([]byte(seed))
	whole := big.NewInt(total)
	start := new(big.Int).Mod(new(big.Int).SetBytes(sum[:]), whole) // in n-ths of a cent
	point := func(k int) int64 {
		p := new(big.Int).Mul(big.NewInt(int64(k)), whole)
		return p.Add(p, start).Quo(p, big.NewInt(int64(n))).Int64()
	}
	var out []Drawn
	var passed int64
	next := 0
	for _, m := range inOrder(seed, members) {
		passed += max(0, m.Weight)
		hits := 0
		for next < n && point(next) < passed {
			hits++
			next++
		}
		if hits > 0 {
			out = append(out, Drawn{m.Key, m.Weight, hits})
		}
	}
	return out
}

// Divide divides a sample's size over strata: one by one to the stratum that has least for its weight. Every stratum with members gets at
// least one when the size allows, and none gets more than it has.
func Divide(size int, weights []int64, members []int) []int {
	out := make([]int, len(weights))
	left, filled := size, 0
	for _, m := range members {
		filled += min(1, m)
	}
	for i := range out {
		if size >= filled && members[i] > 0 {
			out[i] = 1
			left--
		}
	}
	for ; left > 0; left-- {
		best := -1
		for i := range weights {
			if out[i] < members[i] && (best < 0 || before(out[i], weights[i], out[best], weights[best])) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[best]++
	}
	return out
}

// before reports whether a stratum that has a of weight w is served before one that has b of weight v.
func before(a int, w int64, b int, v int64) bool {
	mine, other := int64(a)*max(1, v), int64(b)*max(1, w)
	return mine < other || mine == other && w > v
}
