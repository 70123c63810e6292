package letter

import "schakel/internal/domain/menu"

// registrationCheckLetter asks whether the address of the public form is that of who filled it in. Whoever gets it did not ask for it,
// perhaps: it carries nothing that somebody typed.
func registrationCheckLetter(w pen) (Content, error) {
	d, err := data[menu.RegistrationLetter](w)
	return Content{
		Subject: w.p.T("letter.registration_check.subject", d.Unit),
		Body:    []string{w.p.T("letter.registration_check.what", d.Unit)},
		Button:  w.p.T("letter.registration_check.button"),
		After:   []string{w.p.T("letter.registration_check.next"), w.p.T("letter.registration_check.not_you")},
	}, err
}

// registrationApprovedLetter tells a company that it takes part, with the link to what it offers.
func registrationApprovedLetter(w pen) (Content, error) {
	d, err := data[menu.RegistrationLetter](w)
	return Content{
		Subject: w.p.T("letter.registration_approved.subject", d.Company, d.Unit),
		Body:    []string{w.p.T("letter.registration_approved.what", d.Company, d.Unit), w.p.T("letter.registration_approved.next")},
		Button:  w.p.T("letter.registration_approved.button"),
		After:   []string{w.p.T("letter.registration_approved.keep")},
	}, err
}

// registrationRefusedLetter tells a company why it does not take part.
func registrationRefusedLetter(w pen) (Content, error) {
	d, err := data[menu.RegistrationLetter](w)
	return Content{
		Subject: w.p.T("letter.registration_refused.subject", d.Unit),
		Body:    []string{w.p.T("letter.registration_refused.what", d.Company, d.Unit)},
		Facts:   facts(Fact{w.p.T("letter.registration_refused.reason"), d.Reason}),
		After:   []string{w.p.T("letter.registration_refused.next")},
	}, err
}
