package chart

import (
	"math/rand/v2"
	"testing"
)

func TestClustersHoldEveryPlaceOnce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var places []Place
		for i := range 1 + r.IntN(300) {
			places = append(places, Place{LatE6: 52_000_000 + r.IntN(600_000), LonE6: 6_000_000 + r.IntN(900_000), Key: i})
		}
		f := FrameOf(places)
		height := f.projection().height
		seen := map[int]bool{}
		for _, c := range f.Clusters(places) {
			if c.X < 0 || c.X > mapWidth || c.Y < 0 || c.Y > height {
				t.Fatalf("%+v stands outside %d × %d", c, mapWidth, height)
			}
			for _, k := range c.Keys {
				if seen[k] {
					t.Fatalf("%d stands twice", k)
				}
				seen[k] = true
			}
		}
		if len(seen) != len(places) {
			t.Fatalf("%d of %d places", len(seen), len(places))
		}
	}
}

func TestNorthIsUpAndEastIsRight(t *testing.T) {
	t.Parallel()
	f := FrameOf([]Place{{52_200_000, 6_500_000, 0}, {52_400_000, 6_900_000, 1}})
	p := f.projection()
	x0, y0 := p.at(52_200_000, 6_500_000)
	x1, y1 := p.at(52_400_000, 6_900_000)
	if x1 <= x0 || y1 >= y0 {
		t.Errorf("south-west at %v,%v, north-east at %v,%v", x0, y0, x1, y1)
	}
}

func TestParseFrame(t *testing.T) {
	t.Parallel()
	f := Frame{52_000_000, 52_500_000, 6_000_000, 6_800_000}
	if got, ok := ParseFrame(f.String()); !ok || got != f {
		t.Errorf("%+v %v", got, ok)
	}
	for _, bad := range []string{"", "1,2,3", "1,2,3,4,5", "5,1,1,2", "a,b,c,d", "-1,2,3,4", "0,99999999999999999999,0,1"} {
		if _, ok := ParseFrame(bad); ok {
			t.Errorf("%q is taken for a frame", bad)
		}
	}
}
