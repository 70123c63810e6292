package letter

import "schakel/internal/domain/relation"

// mentionedLetter tells a colleague that a note calls for them. What the note says stays behind the sign-in.
func mentionedLetter(w pen) (Content, error) {
	d, err := data[relation.MentionedLetter](w)
	return Content{
		Subject: w.p.T("letter.mentioned.subject", d.By, d.Organisation),
		Body:    []string{w.p.T("letter.mentioned.what", d.By, d.Organisation)},
		Button:  w.p.T("letter.mentioned.button"),
		Path:    "/relations/" + string(d.ID) + "#timeline",
	}, err
}

// claimCheckLetter asks whether the address of a public form is that of who filled it in. Whoever gets it did not ask for it, perhaps:
// it carries nothing that somebody typed.
func claimCheckLetter(w pen) (Content, error) {
	d, err := data[relation.ClaimLetter](w)
	return Content{
		Subject: w.p.T("letter.claim_check.subject", d.Umbrella),
		Body:    []string{w.p.T("letter.claim_check.what", d.Umbrella)},
		Button:  w.p.T("letter.claim_check.button"),
		After:   []string{w.p.T("letter.claim_check.next"), w.p.T("letter.claim_check.not_you")},
	}, err
}

// claimConfirmedLetter tells a company that its membership is noted.
func claimConfirmedLetter(w pen) (Content, error) {
	d, err := data[relation.ClaimLetter](w)
	return Content{
		Subject: w.p.T("letter.claim_confirmed.subject", d.Company, d.Umbrella),
		Body:    []string{w.p.T("letter.claim_confirmed.what", d.Company, d.Umbrella)},
	}, err
}

// claimRefusedLetter tells a company why its membership is not noted.
func claimRefusedLetter(w pen) (Content, error) {
	d, err := data[relation.ClaimLetter](w)
	return Content{
		Subject: w.p.T("letter.claim_refused.subject", d.Umbrella),
		Body:    []string{w.p.T("letter.claim_refused.what", d.Company, d.Umbrella)},
		Facts:   facts(Fact{w.p.T("letter.claim_refused.reason"), d.Reason}),
		After:   []string{w.p.T("letter.claim_refused.next")},
	}, err
}
