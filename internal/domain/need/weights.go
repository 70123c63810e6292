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
//	depth        10  the deepest relationship, as far as the principal sees any: a quarter per step above acquaintance
//	owner         5  somebody keeps that relationship
//	verdict      10  what was said afterwards: half is the schools' average from 2 to 4, half that the company would do it once more
//	pledge        5  an umbrella of the company has part of this year's pledge left, as far as the principal sees pledges
//
// That points add up and that load counts (fairness, room) is matching.md M3. That relations, verdicts and pledges count comes from
// domain.md §4.2: a smaller network of partners that come back (6), umbrellas that hear nothing for months (3). An umbrella
// without an open pledge is said, and gives no points.
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
	Depth    int `json:"depth"`
	Owner    int `json:"owner"`
	Verdict  int `json:"verdict"`
	Pledge   int `json:"pledge"`
}

// UsualWeights are those of a network that chose none.
func UsualWeights() Weights {
	return Weights{Item: 40, Profile: 15, Level: 10, Period: 10, Group: 10, Distance: 15, History: 10, Fairness: 20, Room: 5, Depth: 10, Owner: 5, Verdict: 10, Pledge: 5}
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
		{"depth", &w.Depth},
		{"owner", &w.Owner},
		{"verdict", &w.Verdict},
		{"pledge", &w.Pledge},
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
