package need

import (
	"slices"
	"strconv"

	"schakel/internal/domain/relation"
)

// private are the reasons that rest on data of class C2: who may not see those gets no such part, and what is kept with an
// invitation, where more people read it, keeps only their points.
var private = []string{"depth", "owner", "pledge"}

// bondParts are the reasons that lie in what the company and the network mean to each other.
func (k *known) bondParts(p *Proposal, w Weights) {
	if k.depth > 0 {
		depths := relation.Depths()
		p.add(Why{Key: "depth", Args: []Arg{{Key: "relation.depth." + string(depths[k.depth])}}, Points: w.Depth * k.depth / (len(depths) - 1)})
	}
	if k.owner != "" {
		p.add(Why{Key: "owner", Args: []Arg{{Text: k.owner}}, Points: w.Owner})
	}
	p.add(k.verdictPart(w))
	switch {
	case k.pledge > 0:
		p.add(Why{Key: "pledge", Args: []Arg{{Text: k.pledgedBy}, {Cents: k.pledge}}, Points: w.Pledge})
	case k.umbrella != "":
		p.add(Why{Key: "umbrella", Args: []Arg{{Text: k.umbrella}}})
	}
}

// verdictPart weighs what was said afterwards: half is for the schools' average, from 2 (nothing) to 4 (all); half for whether the
// company would do it once more. A side that said nothing gives nothing.
func (k *known) verdictPart(w Weights) Why {
	points := 0
	if k.judged > 0 {
		points = half(w.Verdict) * max(0, k.score-2*k.judged) / (2 * k.judged)
	}
	rest := w.Verdict - half(w.Verdict)
	switch k.again {
	case "yes":
		points += rest
	case "maybe":
		points += rest / 2
	case "":
		if k.judged == 0 {
			return Why{}
		}
		return Why{Key: "verdict", Args: []Arg{{N: k.judged}, k.average()}, Points: points}
	}
	if k.judged == 0 {
		return Why{Key: "again_" + k.again, Points: points}
	}
	return Why{Key: "verdict_" + k.again, Args: []Arg{{N: k.judged}, k.average()}, Points: points}
}

// kept are the reasons as they are kept with an invitation: private ones as one without words.
func kept(reasons []Why) []Why {
	out, points := make([]Why, 0, len(reasons)), 0
	for _, w := range reasons {
		if slices.Contains(private, w.Key) {
			points += w.Points
			continue
		}
		out = append(out, w)
	}
	if points > 0 {
		out = append(out, Why{Key: "private", Points: points})
	}
	return out
}

// average is the schools' score in a word, rounded.
func (k *known) average() Arg {
	return Arg{Key: "evaluation.score." + strconv.Itoa((2*k.score+k.judged)/(2*k.judged))}
}
