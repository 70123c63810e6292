package chart

import (
	"strconv"
	"strings"
)

// Stage is how far a contribution is. A later stage is part of the earlier ones.
type Stage int

// The stages in the order of the chain.
const (
	Promised Stage = iota
	PlannedStage
	CarriedOut
	EvidencedStage
	CheckedStage
	stages
)

var stageKeys = [stages]string{"ui.stage.promised", "ui.stage.planned", "ui.stage.done", "ui.stage.evidenced", "ui.stage.checked"}

var stageClasses = [stages]string{"promised", "planned", "done", "evidenced", "checked"}

// segment is one piece of a stacked bar, in per cent of the width.
type segment struct {
	Stage    Stage
	X, Width string
}

// percent is a part of a whole for an SVG attribute.
func percent(part, whole int64) string {
	if whole <= 0 || part <= 0 {
		return "0%"
	}
	return strconv.FormatFloat(min(100, float64(part)*100/float64(whole)), 'f', 2, 64) + "%"
}

// segments cuts the cumulative values (promised ≥ planned ≥ … ≥ checked) into pieces: what is checked first, then what is
// evidenced but not checked, and so on. A value above the one before it is cut to it.
func (r Row) segments(scale int64) []segment {
	var out []segment
	var from int64
	for s := CheckedStage; s >= Promised; s-- {
		to := max(from, r.Values[s])
		if to > from {
			out = append(out, segment{Stage: s, X: percent(from, scale), Width: percent(to-from, scale)})
		}
		from = to
	}
	return out
}

// scale is the value at the right edge: the largest value or minimum, with some air.
func scale(rows []Row) int64 {
	var top int64
	for _, r := range rows {
		for _, v := range r.Values {
			top = max(top, v)
		}
		top = max(top, r.Minimum)
	}
	return max(1, top+top/20)
}

// sparkPath draws the points in a box of 100 × 24, the largest at the top, with 2 units of air for the stroke.
func sparkPath(points []int64) string {
	if len(points) < 2 {
		return ""
	}
	low, high := points[0], points[0]
	for _, p := range points {
		low, high = min(low, p), max(high, p)
	}
	var b strings.Builder
	for i, p := range points {
		x := float64(i) * 100 / float64(len(points)-1)
		y := 12.0
		if high > low {
			y = 22 - float64(p-low)*20/float64(high-low)
		}
		if i == 0 {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		b.WriteString(strconv.FormatFloat(x, 'f', 1, 64) + " " + strconv.FormatFloat(y, 'f', 1, 64))
	}
	return b.String()
}
