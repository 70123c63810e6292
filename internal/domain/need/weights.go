package need

import (
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
)

// Weights say how many points each part of the ranking can give: they are the whole policy, nothing else decides. A network
// may choose its own. They are whole numbers, so that the parts add up to the score that people see.
//
//	part      usual  when
//	item         40  the company offers exactly what is asked, or the teacher does not know yet what to ask;
//	                 a quarter when it offers other things, but not this
//	profile      15  it welcomes all profiles of the class; half for some of them
//	level        10  it welcomes all learning paths of the class; half for some of them
//	period       10  every month of the period suits; half when some do
//	group        10  the whole group fits at once
//	distance     15  up to 5 km, then straight down to 0 at 40 km; 0 when the distance is not known
//	history      10  it worked with schools of the same subregion: two fifths for the first time, a fifth for each next
//	fairness     20  nobody asked it in twelve months, straight down to 0 at 6 requests
//	room          5  share of its own ceiling for this item that is left
//
// The umbrella through which a company comes is said, and gives no points.
type Weights struct {
	Item     int `json:"item"`
	Profile  int `json:"profile"`
	Level    int `json:"level"`
	Period   int `json:"period"`
	Group    int `json:"group"`
	Distance int `json:"distance"`
	History  int `json:"history"`
	Fairness int `json:"fairness"`
	Room     int `json:"room"`
}

// UsualWeights are those of a network that chose none.
func UsualWeights() Weights {
	return Weights{Item: 40, Profile: 15, Level: 10, Period: 10, Group: 10, Distance: 15, History: 10, Fairness: 20, Room: 5}
}

// Where the points of distance and fairness begin and end.
const (
	distanceNear  = 5_000  // metres
	distanceFar   = 40_000 // metres
	fairnessUntil = 6      // requests in twelve months
)

// Weight is one part with its points, by the name it has in forms and catalogues.
type Weight struct {
	Name   string
	Points *int
}

// Parts lists the parts in the order of the page.
func (w *Weights) Parts() []Weight {
	return []Weight{
		{"item", &w.Item},
		{"profile", &w.Profile},
		{"level", &w.Level},
		{"period", &w.Period},
		{"group", &w.Group},
		{"distance", &w.Distance},
		{"history", &w.History},
		{"fairness", &w.Fairness},
		{"room", &w.Room},
	}
}

// Sum is the highest score there is.
func (w Weights) Sum() int {
	sum := 0
	for _, p := range w.Parts() {
		sum += *p.Points
	}
	return sum
}

// maxWeight is the most points that one part can have.
const maxWeight = 100

// read takes the points as typed, with a message at each part that is no number from 0 to maxWeight.
func (w *Weights) read(f fault.Fields, typed map[string]string) {
	for _, p := range w.Parts() {
		*p.Points = check.Int(f, p.Name, typed[p.Name], 0, maxWeight)
	}
	if len(f) == 0 && w.Sum() == 0 {
		f.Add("item", "need.rules.all_zero")
	}
}

// half is what a part gives when it suits in part.
func half(points int) int { return (points + 1) / 2 }
