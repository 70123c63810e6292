package letter

import (
	"strings"

	"schakel/internal/domain/company"
)

// colleagueLetter tells somebody at a company that a colleague let them in, with the link to the company's page.
func colleagueLetter(w pen) (Content, error) {
	d, err := data[company.ColleagueLetter](w)
	var parts []string
	for _, part := range []struct {
		has bool
		key string
	}{{d.Offers, "company.part.offers"}, {d.Visits, "company.part.visits"}, {d.Signing, "company.part.signing"}} {
		if part.has {
			parts = append(parts, w.p.T(part.key))
		}
	}
	return Content{
		Subject: w.p.T("letter.colleague.subject", d.By, d.Company),
		Body:    []string{w.p.T("letter.colleague.what", d.By, d.Company, d.Unit)},
		Facts:   facts(Fact{w.p.T("letter.colleague.parts"), strings.Join(parts, ", ")}),
		Button:  w.p.T("letter.colleague.button"),
		After:   []string{w.p.T("letter.colleague.own"), w.p.T("letter.colleague.not_you", d.By)},
	}, err
}
