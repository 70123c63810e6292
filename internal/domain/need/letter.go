package need

import "schakel/internal/platform/clock"

// InvitationLetter is the data of the letter "invitation".
type InvitationLetter struct {
	Name         string     `json:"name"` // of the contact person, may be empty
	Organisation string     `json:"organisation"`
	School       string     `json:"school"`
	Teacher      string     `json:"teacher"`
	Item         string     `json:"item"` // name of the menu item in the letter's language; empty: open question
	Title        string     `json:"title"`
	Goal         string     `json:"goal"`
	Pupils       int        `json:"pupils"`
	Date         clock.Date `json:"date"`   // the day that is asked for, ISO
	Answer       clock.Date `json:"answer"` // last day to answer, ISO
	Via          string     `json:"via"`    // colleague who passed it on; empty: asked directly
}

// VisitLetter is the data of the letter "need_visit", to a teacher who asked.
type VisitLetter struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`  // of the teacher's own need
	Other  string     `json:"other"`  // class and school of the other need
	Apart  bool       `json:"apart"`  // they stand alone again
	Pupils int        `json:"pupils"` // of both
	From   clock.Date `json:"from"`   // first day that suits both, ISO
	To     clock.Date `json:"to"`     // last day, ISO
}

// WavesDryLetter is the data of the letter "waves_dry", to who started the waves of a need.
type WavesDryLetter struct {
	Title  string     `json:"title"`
	Period clock.Date `json:"period"` // last day that suits, ISO
	Waves  int        `json:"waves"`  // that went out
}

// NoLongerNeededLetter is the data of the letter "no_longer_needed".
type NoLongerNeededLetter struct {
	Name         string     `json:"name"`
	Organisation string     `json:"organisation"`
	School       string     `json:"school"`
	Title        string     `json:"title"`
	Date         clock.Date `json:"date"` // the day that was asked for, ISO
}
