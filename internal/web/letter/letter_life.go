package letter

import (
	"schakel/internal/domain/engagement"
	"schakel/internal/platform/ical"
)

// postponedLetter tells both sides that it does not take place on its day, and waits for another.
func postponedLetter(w pen) (Content, error) {
	d, err := data[engagement.PostponedLetter](w)
	return Content{
		Button:  w.p.T("letter.visit.button"),
		Subject: w.p.T("letter.postponed.subject", d.Title),
		Body:    []string{w.p.T("letter.postponed.what", d.Organisation, d.School, d.Title)},
		Facts: facts(
			Fact{w.p.T("letter.fact.was"), when(w.p, d.Was)},
			Fact{w.p.T("letter.fact.reason"), d.Reason},
		),
		After:  []string{w.p.T("letter.postponed.after")},
		Invite: invite(w, d.Calendar, ical.Cancel, d.Title, d.Organisation, d.School),
	}, err
}

// onlineLetter tells both sides that it moved online, or back to its place.
func onlineLetter(to string) write {
	return func(w pen) (Content, error) {
		d, err := data[engagement.OnlineLetter](w)
		c := Content{
			Subject: w.p.T("letter."+to+".subject", d.Title, d.When.Date),
			Body:    []string{w.p.T("letter."+to+".what", d.Organisation, d.School, d.Title)},
			Button:  w.p.T("letter.visit.button"),
			After:   []string{w.p.T("letter.moved.cannot")},
			Invite:  invite(w, d.Calendar, ical.Request, d.Title, d.Organisation, d.School),
		}
		place := Fact{w.p.T("letter.fact.place"), d.Place}
		if d.URL != "" {
			place = Fact{w.p.T("letter.fact.meeting"), d.URL}
		}
		c.Facts = facts(Fact{w.p.T("letter.fact.when"), when(w.p, d.When)}, place, Fact{w.p.T("letter.fact.reason"), d.Reason})
		return c, err
	}
}

// replacedLetter thanks a company that can't come, or tells the teacher who comes instead.
func replacedLetter(w pen) (Content, error) {
	d, err := data[engagement.ReplacedLetter](w)
	next := w.p.T("letter.replaced.looking")
	if d.Next != "" {
		next = w.p.T("letter.replaced.found", d.Next)
	}
	c := Content{
		Subject: w.p.T("letter.replaced.subject", d.Organisation, d.Title),
		Facts: facts(
			Fact{w.p.T("letter.fact.was"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.reason"), d.Reason},
		),
		Invite: invite(w, d.Calendar, ical.Cancel, d.Title, d.Organisation, d.School),
	}
	if d.Company {
		c.Body, c.After = []string{w.p.T("letter.replaced.company", d.Organisation, d.Title, d.School)}, []string{w.p.T("letter.replaced.thanks")}
		return c, err
	}
	c.Body = []string{w.p.T("letter.replaced.school", d.Organisation, d.Title), next}
	c.Button, c.Path = w.p.T("letter.agreed.button"), "/engagements/"+string(w.about)
	return c, err
}
