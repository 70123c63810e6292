package letter

import (
	"strconv"

	"schakel/internal/domain/funding"
)

// annualLetter gives a company or an umbrella the link to what it contributed in a year, and what that did.
func annualLetter(w pen) (Content, error) {
	d, err := data[funding.AnnualLetter](w)
	t, year := w.p.T, strconv.Itoa(d.Year)
	return Content{
		Subject: t("letter.annual.subject", d.Organisation, year), Body: []string{t("letter.annual.thanks", d.Organisation, year), t("letter.annual.what")},
		Button: t("letter.annual.button"), After: []string{t("letter.annual.wrong", d.Sender)},
	}, err
}
