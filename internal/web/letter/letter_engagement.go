package letter

import (
	"schakel/internal/domain/calendar"
	"schakel/internal/domain/engagement"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/ical"
)

// agreedLetter confirms an agreement, to the company or to the teacher.
func agreedLetter(w pen) (Content, error) {
	d, err := data[engagement.AgreedLetter](w)
	c := Content{
		Subject: w.p.T("letter.agreed.subject", d.Title, d.When.Date),
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Title},
			Fact{w.p.T("letter.fact.when"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.place"), d.Place},
			Fact{w.p.T("letter.fact.school"), d.School},
			Fact{w.p.T("letter.fact.teacher"), d.Teacher},
			Fact{w.p.T("letter.fact.company"), d.Organisation},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
			Fact{w.p.T("letter.fact.people"), number(w.p, d.People)},
		),
	}
	c.Invite = invite(w, d.Calendar, ical.Request, d.Title, d.Organisation, d.School)
	if !d.Company {
		c.Body = []string{w.p.T("letter.agreed.teacher", d.Organisation, d.Title)}
		c.Button, c.Path = w.p.T("letter.agreed.button"), "/engagements/"+string(w.about)
		c.After = []string{w.p.T("letter.agreed.teacher_after")}
		return c, err
	}
	ask := d.Teacher
	if ask == "" {
		ask = d.School
	}
	c.Body = []string{w.p.T("letter.agreed.company", d.Organisation, d.School)}
	c.Button = w.p.T("letter.visit.button")
	c.After = []string{w.p.T("letter.agreed.company_cannot", ask), w.p.T("letter.agreed.company_after")}
	return c, err
}

// movedLetter tells both sides the new day.
func movedLetter(w pen) (Content, error) {
	d, err := data[engagement.MovedLetter](w)
	return Content{
		Button:  w.p.T("letter.visit.button"),
		Subject: w.p.T("letter.moved.subject", d.Title, d.When.Date),
		Body:    []string{w.p.T("letter.moved.what", d.Organisation, d.School, d.Title)},
		Facts: facts(
			Fact{w.p.T("letter.fact.was"), when(w.p, d.Was)},
			Fact{w.p.T("letter.fact.is"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.place"), d.Place},
			Fact{w.p.T("letter.fact.reason"), d.Reason},
		),
		After:  []string{w.p.T("letter.moved.cannot")},
		Invite: invite(w, d.Calendar, ical.Request, d.Title, d.Organisation, d.School),
	}, err
}

// cancelledLetter tells both sides that it does not take place.
func cancelledLetter(w pen) (Content, error) {
	d, err := data[engagement.CancelledLetter](w)
	who, whom := d.School, d.Organisation
	if d.By == engagement.ByCompany {
		who, whom = whom, who
	}
	return Content{
		Subject: w.p.T("letter.cancelled.subject", d.Title, d.When.Date),
		Body:    []string{w.p.T("letter.cancelled.what", who, whom, d.Title)},
		Facts: facts(
			Fact{w.p.T("letter.fact.was"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.reason"), d.Reason},
		),
		After:  []string{w.p.T("letter.cancelled.after")},
		Invite: invite(w, d.Calendar, ical.Cancel, d.Title, d.Organisation, d.School),
	}, err
}

// signOffLetter asks a company to confirm its hours.
func signOffLetter(w pen) (Content, error) {
	d, err := data[engagement.SignOffLetter](w)
	return Content{
		Subject: w.p.T("letter.sign_off.subject", d.Title),
		Body: []string{
			w.p.T("letter.sign_off.thanks", d.School, d.Organisation),
			w.p.T("letter.sign_off.why"),
		},
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Title},
			Fact{w.p.T("letter.fact.when"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.noted"), w.p.T("letter.sign_off.hours", d.People, w.p.Hours(d.Minutes))},
		),
		Button: w.p.T("letter.sign_off.button"),
		After:  []string{w.p.T("letter.sign_off.click"), w.p.T("letter.no_account")},
	}, err
}

// invite is the event of a letter for the receiver's own calendar; nil when the letter has none.
func invite(w pen, d engagement.InCalendar, method ical.Method, title, company, school string) *Invite {
	if d.Occurrence == "" {
		return nil
	}
	return &Invite{Method: method, Events: []ical.Event{{
		UID: calendar.UID(d.Occurrence), Sequence: d.Sequence, Starts: d.Starts, Ends: d.Ends, Location: d.Place, Cancelled: method == ical.Cancel,
		Summary: title, Description: w.p.T("letter.calendar", company, school),
	}}}
}

// when writes a day with its times: wo 25 nov 2026, 10:00–12:00.
func when(p *i18n.Printer, w engagement.When) string {
	day := p.Date(w.Date)
	if day == "" || w.Start == "" {
		return day
	}
	if w.End == "" {
		return day + ", " + w.Start
	}
	return day + ", " + w.Start + "–" + w.End
}

// thanksLetter thanks for what took place, and asks how it was.
func thanksLetter(w pen) (Content, error) {
	d, err := data[engagement.ThanksLetter](w)
	c := Content{
		Subject: w.p.T("letter.thanks.subject", d.Title),
		Body:    []string{w.p.T("letter.thanks.company", d.Organisation, d.School), w.p.T("letter.thanks.ask")},
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Title},
			Fact{w.p.T("letter.fact.when"), w.p.Date(d.Date)},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
		),
		Button: w.p.T("letter.thanks.button"),
		After:  []string{w.p.T("letter.thanks.click")},
	}
	if !d.Company {
		c.Subject = w.p.T("letter.thanks.subject_school", d.Organisation, d.Title)
		c.Body = []string{w.p.T("letter.thanks.school", d.Organisation), w.p.T("letter.thanks.ask")}
	}
	return c, err
}

// reminderLetter reminds either side of what is coming.
func reminderLetter(w pen) (Content, error) {
	d, err := data[engagement.ReminderLetter](w)
	c := Content{
		Subject: w.p.T("letter.reminder.subject", d.Title, d.When.Date),
		Body:    []string{w.p.T("letter.reminder.company", d.School)},
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Title},
			Fact{w.p.T("letter.fact.when"), when(w.p, d.When)},
			Fact{w.p.T("letter.fact.place"), d.Place},
			Fact{w.p.T("letter.fact.school"), d.School},
			Fact{w.p.T("letter.fact.teacher"), d.Teacher},
			Fact{w.p.T("letter.fact.company"), d.Organisation},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
		),
	}
	ask := d.Teacher
	if ask == "" {
		ask = d.School
	}
	c.After, c.Button = []string{w.p.T("letter.agreed.company_cannot", ask)}, w.p.T("letter.visit.button")
	if !d.Company {
		c.Body, c.After = []string{w.p.T("letter.reminder.school", d.Organisation)}, nil
		c.Button, c.Path = w.p.T("letter.agreed.button"), "/engagements/"+string(w.about)
	}
	return c, err
}
