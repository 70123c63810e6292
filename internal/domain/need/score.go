package need

import (
	"slices"
	"time"

	"schakel/internal/algo/rank"
	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/geo"
	"schakel/internal/domain/menu"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Fit is whether a company can be asked now.
type Fit string

// The fits.
const (
	CanAsk  Fit = "ask"
	NotNow  Fit = "not_now" // its own ceiling is reached, or it asked for a pause
	Outside Fit = "outside" // its own limits or those of the need rule it out
)

// Proposal is a company for a need: its score with the parts it is made of, and why not when it can't be asked.
type Proposal struct {
	Organisation id.ID
	Name         string
	Place        string
	Offer        id.ID // empty: it does not offer what is asked
	ItemNL       string
	ItemEN       string
	Remark       string // of the offer, in the company's words
	Points       int
	Why          []Why
	Fit          Fit
	Stop         Why // the reason when it can't be asked
	Asked        int // requests by the whole network in twelve months
	LastAskedAt  time.Time
	LastAskedBy  string // name of the unit

	Choice Choice // of a colleague, over the ranking; the zero value: none
	Max    int    // highest score there is

	Days menu.Days // of its offer: which it takes

	person id.ID
	part   rank.Part // what of the need it does, for pairs
}

// ItemName returns the name of the offered item in a language.
func (p Proposal) ItemName(lang string) string {
	return Need{ItemNL: p.ItemNL, ItemEN: p.ItemEN}.ItemName(lang)
}

// wish is the need with what the ranking has to know besides.
type wish struct {
	Need
	LatE6   *int              `db:"lat_e6"` // of the school
	LonE6   *int              `db:"lon_e6"`
	Most    *int              `db:"rule_most"` // the rules of the network; nil: nobody changed them
	Days    *int              `db:"rule_days"`
	Weights *db.JSON[Weights] `db:"rule_weights"`

	Together int `db:"together"` // needs of its series, with itself
}

// wishColumns and wishFrom read a wish, after needFrom.
const (
	wishColumns = needColumns + `, s.lat_e6, s.lon_e6, g.most AS rule_most, g.days AS rule_days, g.weights AS rule_weights,
		(SELECT COUNT(*) FROM need z WHERE z.network_id = n.network_id AND z.series_id = n.series_id AND z.deleted_at IS NULL) AS together`
	wishFrom = `LEFT JOIN organisation s ON s.network_id = u.network_id AND s.id = u.organisation_id
		LEFT JOIN asking_rule g ON g.network_id = n.network_id
			AND g.id = (SELECT x.id FROM asking_rule x WHERE x.network_id = n.network_id ORDER BY x.set_at DESC, x.id DESC LIMIT 1)`
)

// rules are those that hold for the need.
func (w wish) rules() Rules {
	if w.Weights == nil {
		return usualRules()
	}
	return Rules{Most: *w.Most, Days: *w.Days, Weights: *w.Weights}
}

// candidate is a company with one of its offers, or without the offer that is asked.
type candidate struct {
	Organisation id.ID          `db:"organisation_id"`
	Name         string         `db:"name"`
	Place        string         `db:"place"`
	LatE6        *int           `db:"lat_e6"`
	LonE6        *int           `db:"lon_e6"`
	Own          db.Strings     `db:"own_profiles"`
	YearLimit    *int           `db:"year_limit"`
	Offer        id.ID          `db:"offer_id"`
	Item         id.ID          `db:"item_id"` // of the offer
	ItemNL       string         `db:"item_nl"`
	ItemEN       string         `db:"item_en"`
	Times        int            `db:"times_per_year"`
	Months       db.JSON[[]int] `db:"months"`
	Profiles     db.Strings     `db:"profiles"`
	Levels       db.Strings     `db:"levels"`
	MaxGroup     int            `db:"max_group"`
	MaxKM        *int           `db:"max_km"`
	Person       id.ID          `db:"person_id"`
	Remark       string         `db:"remark"`
	About        string         `db:"about"` // what the offer says, for a theme; only without an item
	menu.Days
}

// facts is what scoring one candidate needs besides the candidate.
type facts struct {
	rules  Rules
	known  *known
	wish   wish
	max    int // highest score there is
	months []int
	today  clock.Date
}

// mostWhys is how many reasons a proposal usually has at most.
const mostWhys = 13

// propose scores a candidate. The parts add up to the points; the reasons are put in whys.
func (c *candidate) propose(f *facts, p *Proposal, whys []Why) {
	k := f.known
	metres, known := c.metres(&f.wish)
	w := f.rules.Weights.V
	*p = Proposal{
		Organisation: c.Organisation, Name: c.Name, Place: c.Place, Offer: c.Offer, ItemNL: c.ItemNL, ItemEN: c.ItemEN, Remark: c.Remark,
		Asked: k.asked, LastAskedAt: k.askedAt, LastAskedBy: k.askedBy, person: c.Person, Days: c.Days, Fit: CanAsk, Why: whys, Choice: k.choice, Max: f.max,
	}
	if c.Offer != "" && f.wish.Item != "" {
		p.ItemNL, p.ItemEN = f.wish.ItemNL, f.wish.ItemEN
	}
	p.add(c.itemPart(&f.wish, w))
	p.add(c.profilePart(&f.wish, w))
	if c.Offer != "" {
		p.add(listPart("level", w.Level, c.Levels, f.wish.Levels))
		p.add(listPart("period", w.Period, c.Months.V, f.months))
		p.add(c.groupPart(&f.wish, w))
	}
	if known {
		p.add(Why{Key: "distance", Args: []Arg{{N: kilometres(metres)}}, Points: rank.Scale(metres, distanceNear, distanceFar, w.Distance)})
	}
	if k.done > 0 {
		p.add(Why{Key: "history", Args: []Arg{{N: k.done}}, Points: min(w.History, w.History*(2+k.done-1)/5)})
	}
	p.add(k.fairnessPart(w))
	if left := c.Times - k.used[c.Item]; c.Offer != "" && left > 0 {
		p.add(Why{Key: "room", Args: []Arg{{N: left}, {N: c.Times}}, Points: w.Room * left / c.Times})
	}
	k.bondParts(p, w)
	p.part = f.wish.part(c, p.Points)
	p.Fit, p.Stop = c.fit(f, metres, known)
	if p.Choice.Kind == Skip {
		p.Fit, p.Stop = Outside, Why{Key: "skipped", Args: []Arg{{Text: p.Choice.By}, {Text: p.Choice.Reason}}}
	}
}

func (p *Proposal) add(w Why) {
	if w.Key != "" {
		p.Why = append(p.Why, w)
		p.Points += w.Points
	}
}

func (c *candidate) metres(w *wish) (int, bool) {
	here, ok := geo.At(w.LatE6, w.LonE6)
	there, ok2 := geo.At(c.LatE6, c.LonE6)
	if !ok || !ok2 {
		return 0, false
	}
	return geo.Metres(here, there), true
}

// kilometres rounds up, so that a limit that was passed is never shown as kept; next door is one.
func kilometres(metres int) int { return max(1, (metres+999)/1000) }

func (c *candidate) itemPart(w *wish, points Weights) Why {
	switch {
	case c.Offer == "":
		return Why{Key: "item_other", Points: points.Item / 4}
	case w.Item == "" && w.Theme == "":
		return Why{Key: "item_open", Points: points.Item}
	case w.Item == "" && !about(c.About, w.Theme):
		return Why{Key: "item_no_theme", Points: half(points.Item)}
	case w.Item == "":
		return Why{Key: "item_theme", Args: []Arg{{Text: w.Theme}}, Points: points.Item}
	default:
		return Why{Key: "item", Points: points.Item}
	}
}

// profilePart looks at the offer's profiles, or at the company's own when it does not offer what is asked.
func (c *candidate) profilePart(w *wish, points Weights) Why {
	if c.Offer == "" {
		return listPart("profile", points.Profile, c.Own, w.Profiles)
	}
	return listPart("profile", points.Profile, c.Profiles, w.Profiles)
}

// listPart compares two lists of which an empty one means all.
func listPart[T comparable](key string, all int, offered, asked []T) Why {
	switch {
	case curriculum.Covers(offered, asked):
		return Why{Key: key + "_all", Points: all}
	case curriculum.Meets(offered, asked):
		return Why{Key: key + "_some", Points: half(all)}
	default:
		return Why{}
	}
}

func (c *candidate) groupPart(w *wish, points Weights) Why {
	if w.Pupils <= c.MaxGroup {
		return Why{Key: "group_fits", Args: []Arg{{N: c.MaxGroup}}, Points: points.Group}
	}
	return Why{Key: "group_split", Args: []Arg{{N: c.MaxGroup}, {N: w.Pupils}}}
}

func (k *known) fairnessPart(points Weights) Why {
	if k.asked == 0 {
		return Why{Key: "fresh", Points: points.Fairness}
	}
	return Why{
		Key: "asked", Args: []Arg{{N: k.asked}, {Text: k.askedBy}, {Day: clock.DateOf(k.askedAt)}},
		Points: rank.Scale(k.asked, 0, fairnessUntil, points.Fairness),
	}
}

// fit applies the hard filters: first the limits that rule a company out, then those that pass with time.
func (c *candidate) fit(f *facts, metres int, known bool) (Fit, Why) {
	w, k := &f.wish, f.known
	if c.Offer != "" {
		switch stop := c.Stop(w.From, w.To, f.today); {
		case !curriculum.Meets(c.Profiles, w.Profiles):
			return Outside, Why{Key: "profile"}
		case !curriculum.Meets(c.Levels, w.Levels):
			return Outside, Why{Key: "level"}
		case !curriculum.Meets(c.Months.V, f.months):
			return Outside, Why{Key: "months"}
		case stop == menu.StopNotice:
			return Outside, Why{Key: "notice", Args: []Arg{{N: c.Notice}}}
		case stop == menu.StopWeekdays:
			return Outside, Why{Key: "weekdays"}
		case known && c.MaxKM != nil && metres > *c.MaxKM*1000:
			return Outside, Why{Key: "too_far_for_them", Args: []Arg{{N: kilometres(metres)}, {N: *c.MaxKM}}}
		}
	}
	if known && w.MaxKM != nil && metres > *w.MaxKM*1000 {
		return Outside, Why{Key: "too_far_for_you", Args: []Arg{{N: kilometres(metres)}, {N: *w.MaxKM}}}
	}
	for _, p := range k.pauses {
		if p.Covers(f.today) {
			return NotNow, Why{Key: "paused", Args: []Arg{{Day: p.Until}}}
		}
		if p.Whole(w.From, w.To) {
			return Outside, Why{Key: "away", Args: []Arg{{Day: p.From}, {Day: p.Last()}}}
		}
	}
	switch {
	case k.againOn > f.today:
		return NotNow, Why{Key: "again", Args: []Arg{{Day: k.againOn}}}
	case c.YearLimit != nil && k.requests >= *c.YearLimit:
		return NotNow, Why{Key: "year_limit", Args: []Arg{{N: k.requests}, {N: *c.YearLimit}}}
	case c.Offer != "" && k.used[c.Item] >= c.Times:
		return NotNow, Why{Key: "times", Args: []Arg{{N: k.used[c.Item]}, {N: c.Times}}}
	case k.recent >= f.rules.Most:
		return NotNow, Why{Key: stopNetwork, Args: []Arg{{N: k.recent}, {N: f.rules.Days}, {N: f.rules.Most}}}
	}
	return CanAsk, Why{}
}

// stopNetwork is the one limit that is not the company's own: a relation manager may go over it, with a reason.
const stopNetwork = "network"

// OverNetwork reports whether only the network's own ceiling stops the company.
func (p Proposal) OverNetwork() bool { return p.Fit == NotNow && p.Stop.Key == stopNetwork }

// order ranks proposals: what colleagues pinned stands on top of those that can be asked first, then those that can't now, then those
// ruled out; within each by points and then by id. Of a company with several offers only the best stays; once says that none has.
func order(list []Proposal, once bool) []Proposal {
	places := make([]rank.Candidate, len(list))
	for i := range list {
		p := &list[i]
		places[i] = rank.Candidate{ID: string(p.Organisation), Sub: string(p.Offer), Score: p.Points, Group: p.group()}
	}
	out := make([]Proposal, 0, len(list))
	var seen map[id.ID]bool
	if !once {
		seen = make(map[id.ID]bool, len(list))
	}
	for _, at := range rank.Order(places) {
		p := &list[at]
		if !once {
			if seen[p.Organisation] {
				continue
			}
			seen[p.Organisation] = true
		}
		out = append(out, *p)
	}
	return slices.Clip(out)
}

// group is before which others the proposal stands, whatever the points.
func (p *Proposal) group() int {
	switch {
	case p.Fit == CanAsk && p.Choice.Kind == Pin:
		return 0
	case p.Fit == CanAsk:
		return 1
	case p.Fit == NotNow:
		return 2
	default:
		return 3
	}
}
