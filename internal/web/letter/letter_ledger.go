package letter

import (
	"strconv"

	"schakel/internal/domain/funding"
)

// ledgerHeadLetter brings a witness outside a signed head of the ledger; the file goes with it.
func ledgerHeadLetter(w pen) (Content, error) {
	d, err := data[funding.HeadLetter](w)
	t := w.p.T
	body := []string{t("letter.ledger_head.what", w.network, d.Seq)}
	if d.Closed {
		body = append(body, t("letter.ledger_head.closed"))
	}
	return Content{
		Subject: t("letter.ledger_head.subject", w.network, d.Seq), Body: body,
		Facts: facts(Fact{t("letter.ledger_head.at"), w.p.DateTime(d.At)}, Fact{t("letter.ledger_head.seq"), w.p.Number(int(d.Seq))}, Fact{t("letter.ledger_head.hash"), d.Hash}, Fact{t("letter.ledger_head.key"), d.Key}),
		After: []string{t("letter.ledger_head.keep"), t("letter.ledger_head.how")},
	}, err
}

const ledgerPath = "/funding/ledger"

// ledgerBrokenLetter tells who guards the ledger that it does not hold, and what to do.
func ledgerBrokenLetter(w pen) (Content, error) {
	d, err := data[funding.FlawLetter](w)
	t := w.p.T
	return Content{
		Subject: t("letter.ledger_broken.subject", w.network, d.Seq),
		Body:    []string{t("letter.ledger_broken.what", w.p.DateTime(d.At), d.Seq), t("funding.flaw."+string(d.Flaw), strconv.Itoa(d.Year))},
		Button:  t("letter.ledger_broken.button"), Path: ledgerPath, After: []string{t("letter.ledger_broken.do"), t("letter.ledger_broken.again")},
	}, err
}

// ledgerHoldsLetter tells them that it holds again.
func ledgerHoldsLetter(w pen) (Content, error) {
	d, err := data[funding.FlawLetter](w)
	t := w.p.T
	return Content{
		Subject: t("letter.ledger_holds.subject", w.network), Body: []string{t("letter.ledger_holds.what", w.p.DateTime(d.At), d.Seq)},
		Button: t("letter.ledger_broken.button"), Path: ledgerPath, After: []string{t("letter.ledger_holds.after")},
	}, err
}
