package letter

import "schakel/internal/domain/need"

// invitationLetter asks a company for one need of a class.
func invitationLetter(w pen) (Content, error) {
	d, err := data[need.InvitationLetter](w)
	return Content{
		Subject: w.p.T("letter.invitation.subject", d.School, d.Title),
		Body: []string{
			w.p.T("letter.invitation.asks", d.Teacher, d.School, d.Organisation, d.Title),
			w.p.T("letter.invitation.why", d.Organisation),
		},
		Facts: facts(
			Fact{w.p.T("letter.fact.what"), d.Item},
			Fact{w.p.T("letter.fact.goal"), d.Goal},
			Fact{w.p.T("letter.fact.pupils"), number(w.p, d.Pupils)},
			Fact{w.p.T("letter.fact.proposed"), w.p.Date(d.Date)},
			Fact{w.p.T("letter.fact.answer_by"), w.p.Date(d.Answer)},
		),
		Button: w.p.T("letter.invitation.button"),
		After:  []string{w.p.T("letter.invitation.click"), w.p.T("letter.no_account")},
	}, err
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
