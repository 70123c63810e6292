package letter

import "schakel/internal/domain/menu"

// menuLetter asks a company to tick what it wants to do for pupils.
func menuLetter(w pen) (Content, error) {
	d, err := data[menu.MenuLetter](w)
	asks := w.p.T("letter.menu.asks", d.Unit, d.Organisation)
	if d.Sender != "" {
		asks = w.p.T("letter.menu.asks_by", d.Sender, d.Unit, d.Organisation)
	}
	return Content{
		Subject: w.p.T("letter.menu.subject", d.Unit, d.Organisation),
		Body:    []string{asks, w.p.T("letter.menu.what", d.Items), w.p.T("letter.menu.why", d.Organisation)},
		Button:  w.p.T("letter.menu.button"),
		After:   []string{w.p.T("letter.menu.click"), w.p.T("letter.menu.no_account")},
	}, err
}
