package engagement

import "schakel/internal/kernel/operation"

// SeriesAbout is what a letter about several days of a series tells: the end of its key.
type SeriesAbout string

// Off reports whether the days leave the receivers' calendars.
func (a SeriesAbout) Off() bool {
	return a == SeriesCancelled || a == SeriesPostponed || a == SeriesReplaced
}

// What it can tell.
const (
	SeriesAgreed    SeriesAbout = "agreed"
	SeriesMoved     SeriesAbout = "moved"
	SeriesCancelled SeriesAbout = "cancelled"
	SeriesOnline    SeriesAbout = "online"
	SeriesOffline   SeriesAbout = "offline"
	SeriesPostponed SeriesAbout = "postponed" // they wait for other days
	SeriesReplaced  SeriesAbout = "replaced"  // another company comes, or is looked for
)

// SeriesLetter is the data of the letters "series_agreed", "series_moved", "series_cancelled", "series_online", "series_offline",
// "series_postponed" and "series_replaced": one mail about several days of a series, with one calendar file.
type SeriesLetter struct {
	About        SeriesAbout `json:"about"`
	Name         string      `json:"name"`
	Company      bool        `json:"company"`
	Organisation string      `json:"organisation"`
	School       string      `json:"school"`
	Teacher      string      `json:"teacher"`
	Title        string      `json:"title"`
	Days         []When      `json:"days"`
	Was          []When      `json:"was"` // of a move: where each stood
	Place        string      `json:"place"`
	URL          string      `json:"url"` // where to meet while they are online
	Pupils       int         `json:"pupils"`
	People       int         `json:"people"` // of the company
	By           Party       `json:"by"`     // who can't
	Reason       string      `json:"reason"`
	Next         string      `json:"next,omitempty"` // who comes instead; empty while it is looked for

	Calendar []InCalendar `json:"calendar"`
}

// tellSeriesTx tells both sides of several days of a series at once. The letter is about the first of them.
func tellSeriesTx(op *operation.Op, all []made, letter SeriesLetter) error {
	e, o := all[0].Engagement, all[0].o
	teacher, err := teacherTx(op, e)
	if err != nil {
		return err
	}
	letter.Organisation, letter.School, letter.Teacher, letter.Title = e.OrganisationName, e.UnitName, teacher, e.Title
	letter.Place, letter.Pupils, letter.People = o.Place, o.PupilsExpected, o.PeoplePlanned
	for _, m := range all {
		letter.Days = append(letter.Days, whenOf(m.o))
		letter.Calendar = append(letter.Calendar, inCalendar(m.o))
	}
	key := "series_" + string(letter.About)
	return tellTx(op, e, key, func(to addressee) any {
		one := letter
		one.Name, one.Company = to.Name, to.Account == ""
		return one
	})
}
