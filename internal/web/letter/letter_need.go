package letter

import "schakel/internal/domain/need"

// invitationLetter asks a company for one need of a class.
func invitationLetter(w pen) (Content, error) {
	d, err := data[need.InvitationLetter](w)
	c := asks(w, d)
	c.Subject = w.p.T("letter.invitation.subject", d.School, d.Title)
	c.Body = []string{w.p.T("letter.invitation.asks", d.Teacher, d.School, d.Organisation, d.Title), w.p.T("letter.invitation.why", d.Organisation)}
	if d.Via != "" {
		c.Body[1] = w.p.T("letter.invitation.via", d.Via)
	}
	return c, err
}

// invitationReminderLetter asks once more.
func invitationReminderLetter(w pen) (Content, error) {
	d, err := data[need.InvitationLetter](w)
	c := asks(w, d)
	c.Subject = w.p.T("letter.invitation_reminder.subject", d.School, d.Title)
	c.Body = []string{w.p.T("letter.invitation_reminder.asks", d.Teacher, d.School, d.Title), w.p.T("letter.invitation_reminder.once")}
	return c, err
}

// asks is what an invitation and its reminder have in common.
func asks(w pen, d need.InvitationLetter) Content {
	return Content{
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Item},
			Fact{w.p.T("letter.fact.goal"), d.Goal},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
			Fact{w.p.T("letter.fact.proposed"), w.p.Date(d.Date)},
			Fact{w.p.T("letter.fact.answer_by"), w.p.Date(d.Answer)},
		),
		Button: w.p.T("letter.invitation.button"),
		After:  []string{w.p.T("letter.invitation.click"), w.p.T("letter.no_account")},
	}
}

// wavesDryLetter tells who started the waves of a need that nobody is left to ask.
func wavesDryLetter(w pen) (Content, error) {
	d, err := data[need.WavesDryLetter](w)
	return Content{
		Subject: w.p.T("letter.waves_dry.subject", d.Title),
		Body:    []string{w.p.T("letter.waves_dry.what", d.Waves, d.Title), w.p.T("letter.waves_dry.now", w.p.Date(d.Period))},
		Button:  w.p.T("letter.waves_dry.button"), Path: "/needs/" + string(w.about),
	}, err
}

// visitLetter tells a teacher that a need shares a visit with another class, or does not any more.
func visitLetter(w pen) (Content, error) {
	d, err := data[need.VisitLetter](w)
	c := Content{
		Subject: w.p.T("letter.need_visit.subject", d.Title),
		Body:    []string{w.p.T("letter.need_visit.what", d.Title, d.Other), w.p.T("letter.need_visit.then")},
		Facts:   facts(Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)}, Fact{w.p.T("letter.fact.when"), w.p.T("need.from_to", w.p.Date(d.From), w.p.Date(d.To))}),
		Button:  w.p.T("letter.waves_dry.button"), Path: "/needs/" + string(w.about),
	}
	if d.Apart {
		c.Subject, c.Facts = w.p.T("letter.need_visit.apart.subject", d.Title), nil
		c.Body = []string{w.p.T("letter.need_visit.apart.what", d.Title, d.Other), w.p.T("letter.need_visit.apart.then")}
	}
	return c, err
}

// noLongerNeededLetter tells a company that it need not answer any more.
func noLongerNeededLetter(w pen) (Content, error) {
	d, err := data[need.NoLongerNeededLetter](w)
	return Content{
		Subject: w.p.T("letter.no_longer_needed.subject", d.Title),
		Body:    []string{w.p.T("letter.no_longer_needed.what", d.School, d.Title)},
		Facts:   facts(Fact{w.p.T("letter.fact.asked_for"), w.p.Date(d.Date)}),
		After:   []string{w.p.T("letter.no_longer_needed.thanks", d.Organisation)},
	}, err
}
