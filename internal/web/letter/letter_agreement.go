package letter

import (
	"schakel/internal/domain/agreement"
)

// agreementFacts say what the letter is about.
func agreementFacts(w pen, d agreement.Letter) []Fact {
	t := w.p.T
	return facts(
		Fact{t("letter.agreement.name"), d.Name}, Fact{t("letter.agreement.with"), d.Organisation}, Fact{t("letter.agreement.party"), d.Party},
		Fact{t("letter.agreement.period"), t("letter.agreement.from_to", d.From, d.To)},
	)
}

// agreementSignLetter asks somebody to sign an agreement, for the first time or once more.
func agreementSignLetter(again bool) write {
	return func(w pen) (Content, error) {
		d, err := data[agreement.Letter](w)
		c := Content{
			Subject: w.p.T("letter.agreement_sign.subject", d.Name), Body: []string{w.p.T("letter.agreement_sign.asks", d.Unit, d.Party)}, Facts: agreementFacts(w, d),
			Button: w.p.T("letter.agreement_sign.button"), After: []string{w.p.T("letter.agreement_sign.how"), w.p.T("letter.agreement_sign.personal")},
		}
		if d.N > 1 {
			c.Body = []string{w.p.T("letter.agreement_sign.amends", d.Unit, d.Party)}
		}
		if again {
			c.Subject = w.p.T("letter.agreement_sign.subject_again", d.Name)
			c.Body = append([]string{w.p.T("letter.agreement_sign.again")}, c.Body...)
		}
		return c, err
	}
}

// agreementSignedLetter brings the document that all have signed.
func agreementSignedLetter(w pen) (Content, error) {
	d, err := data[agreement.Letter](w)
	return Content{
		Subject: w.p.T("letter.agreement_signed.subject", d.Name), Body: []string{w.p.T("letter.agreement_signed.all", d.Name)}, Facts: agreementFacts(w, d),
		Button: w.p.T("letter.agreement_signed.button"), After: []string{w.p.T("letter.agreement_signed.keep")},
	}, err
}

// agreementRefusedLetter tells its maker that a signatory said no.
func agreementRefusedLetter(w pen) (Content, error) {
	d, err := data[agreement.Letter](w)
	return Content{
		Subject: w.p.T("letter.agreement_refused.subject", d.Name, d.Party), Body: []string{w.p.T("letter.agreement_refused.who", d.Signer, d.Party)},
		Facts:  facts(Fact{w.p.T("letter.agreement.reason"), d.Reason}),
		Button: w.p.T("letter.agreement.open"), Path: "/agreements/" + string(d.Agreement), After: []string{w.p.T("letter.agreement_refused.next")},
	}, err
}

// agreementWithdrawnLetter tells who was asked that there is nothing to sign any more.
func agreementWithdrawnLetter(w pen) (Content, error) {
	d, err := data[agreement.Letter](w)
	return Content{
		Subject: w.p.T("letter.agreement_withdrawn.subject", d.Name), Body: []string{w.p.T("letter.agreement_withdrawn.what", d.Unit, d.Name)},
		Facts: facts(Fact{w.p.T("letter.agreement.reason"), d.Reason}), After: []string{w.p.T("letter.agreement_withdrawn.next")},
	}, err
}

// agreementEndingLetter tells its maker that an agreement ends soon.
func agreementEndingLetter(w pen) (Content, error) {
	d, err := data[agreement.Letter](w)
	return Content{
		Subject: w.p.T("letter.agreement_ending.subject", d.Name, d.To), Body: []string{w.p.T("letter.agreement_ending.what", d.Organisation, d.To)}, Facts: agreementFacts(w, d),
		Button: w.p.T("letter.agreement.open"), Path: "/agreements/" + string(d.Agreement),
	}, err
}
