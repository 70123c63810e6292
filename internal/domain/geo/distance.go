package geo

import "math"

// Point is a place on earth in millionths of a degree (WGS 84).
type Point struct {
	LatE6 int
	LonE6 int
}

// At returns the point of two columns that may be NULL; ok is false when either is absent.
func At(lat, lon *int) (p Point, ok bool) {
	if lat == nil || lon == nil {
		return Point{}, false
	}
	return Point{*lat, *lon}, true
}

// earth is the mean radius of the earth in metres (IUGG).
const earth = 6_371_009

// Metres returns the distance along the earth's surface between two points (haversine formula), within half a percent.
func Metres(a, b Point) int {
	const radians = math.Pi / 180e6
	lat1, lat2 := float64(a.LatE6)*radians, float64(b.LatE6)*radians
	sinLat := math.Sin((lat2 - lat1) / 2)
	sinLon := math.Sin(float64(b.LonE6-a.LonE6) * radians / 2)
	h := sinLat*sinLat + math.Cos(lat1)*math.Cos(lat2)*sinLon*sinLon
	return int(math.Round(2 * earth * math.Asin(math.Sqrt(min(1, h)))))
}
