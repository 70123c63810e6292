package letter

import (
	"strconv"

	"schakel/internal/domain/engagement"
)

// datesProposedLetter puts other days to a side, which chooses on the page behind the link.
func datesProposedLetter(w pen) (Content, error) {
	d, err := data[engagement.DatesLetter](w)
	who := otherSide(d)
	return Content{
		Subject: w.p.T("letter.dates_proposed.subject", d.Title),
		Body:    []string{w.p.T("letter.dates_proposed.what", who, d.Title)},
		Facts:   append(dateFacts(w, d), facts(Fact{w.p.T("letter.fact.reason"), d.Reason})...),
		Button:  w.p.T("letter.dates_proposed.button"),
		After:   []string{w.p.T("letter.dates_proposed.after")},
	}, err
}

// datesDeclinedLetter tells a side that none of its days suits.
func datesDeclinedLetter(w pen) (Content, error) {
	d, err := data[engagement.DatesLetter](w)
	who := otherSide(d)
	return Content{
		Subject: w.p.T("letter.dates_declined.subject", d.Title),
		Body:    []string{w.p.T("letter.dates_declined.what", who, d.Title)},
		Facts:   append(dateFacts(w, d), facts(Fact{w.p.T("letter.fact.words"), d.Reason})...),
		Button:  w.p.T("letter.visit.button"),
	}, err
}

// otherSide is who is not the one that gets the letter.
func otherSide(d engagement.DatesLetter) string {
	if d.Company {
		return d.School
	}
	return d.Organisation
}

func dateFacts(w pen, d engagement.DatesLetter) []Fact {
	var out []Fact
	for i, on := range d.Dates {
		out = append(out, Fact{w.p.T("letter.fact.day", strconv.Itoa(i+1)), when(w.p, on)})
	}
	return out
}
