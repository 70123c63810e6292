package letter

import (
	"strconv"

	"schakel/internal/domain/inspection"
)

func inspectionFacts(w pen, d inspection.Letter) []Fact {
	t := w.p.T
	return facts(Fact{t("letter.inspection.grant"), d.Grant}, Fact{t("letter.inspection.year"), strconv.Itoa(d.Year)})
}

// inspectionGivenLetter gives an accountant the link to the books of a year.
func inspectionGivenLetter(w pen) (Content, error) {
	d, err := data[inspection.Letter](w)
	t := w.p.T
	return Content{
		Subject: t("letter.inspection_given.subject", d.Grant, strconv.Itoa(d.Year)), Body: []string{t("letter.inspection_given.asks", d.Sender, d.Firm)},
		Facts:  append(inspectionFacts(w, d), Fact{t("letter.inspection.until"), w.p.Date(d.Until)}),
		Button: t("letter.inspection_given.button"), After: []string{t("letter.inspection_given.how"), t("letter.inspection_given.personal")},
	}, err
}

// inspectionSentLetter tells who gave the access that the accountant has questions, or none.
func inspectionSentLetter(w pen) (Content, error) {
	d, err := data[inspection.Letter](w)
	t := w.p.T
	return Content{
		Subject: t("letter.inspection_sent.subject", d.Firm, d.Questions+d.Findings), Body: []string{t("letter.inspection_sent.what", d.Name, d.Firm)},
		Facts: append(inspectionFacts(w, d), Fact{t("letter.inspection.agreed"), strconv.Itoa(d.Agreed)}, Fact{t("letter.inspection.questions"), strconv.Itoa(d.Questions)},
			Fact{t("letter.inspection.findings"), strconv.Itoa(d.Findings)}),
		Button: t("letter.inspection_sent.button"), Path: "/funding/inspections/" + string(d.Inspection),
	}, err
}
