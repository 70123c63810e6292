package geo_test

import (
	"testing"

	"schakel/internal/domain/geo"
)

func TestMetres(t *testing.T) {
	t.Parallel()
	almelo, enschede := geo.Point{LatE6: 52_357_000, LonE6: 6_662_000}, geo.Point{LatE6: 52_221_000, LonE6: 6_893_000}
	if got := geo.Metres(almelo, almelo); got != 0 {
		t.Errorf("to itself: %d", got)
	}
	if a, b := geo.Metres(almelo, enschede), geo.Metres(enschede, almelo); a != b || a < 21_500 || a > 22_200 {
		t.Errorf("Almelo–Enschede is some 21.8 km, got %d and %d m", a, b)
	}
	// One degree of latitude is 111.195 km on the mean sphere.
	if got := geo.Metres(geo.Point{LatE6: 52_000_000, LonE6: 6_000_000}, geo.Point{LatE6: 53_000_000, LonE6: 6_000_000}); got < 111_190 || got > 111_200 {
		t.Errorf("a degree: %d", got)
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	lat, lon := 52_000_000, 6_000_000
	if p, ok := geo.At(&lat, &lon); !ok || p != (geo.Point{LatE6: lat, LonE6: lon}) {
		t.Errorf("got %v %v", p, ok)
	}
	if _, ok := geo.At(&lat, nil); ok {
		t.Error("half a point is none")
	}
}
