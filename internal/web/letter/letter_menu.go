package letter

import (
	"slices"
	"strings"

	"schakel/internal/domain/menu"
)

// menuLetter asks a company to tick what it wants to do for pupils.
func menuLetter(w pen) (Content, error) {
	d, err := data[menu.MenuLetter](w)
	asks := w.p.T("letter.menu.asks", d.Unit, d.Organisation)
	if d.Sender != "" {
		asks = w.p.T("letter.menu.asks_by", d.Sender, d.Unit, d.Organisation)
	}
	why := w.p.T("letter.menu.why", d.Organisation)
	if d.Umbrella != "" {
		asks, why = w.p.T("letter.menu.asks_umbrella", d.Umbrella, d.Unit, d.Organisation), w.p.T("letter.menu.why_umbrella", d.Organisation, d.Umbrella)
	}
	body := []string{asks, w.p.T("letter.menu.what", d.Items), why}
	if d.Greeting != "" {
		body = slices.Insert(body, 1, w.p.T("letter.menu.greeting", d.Umbrella, d.Greeting))
	}
	return Content{
		Subject: w.p.T("letter.menu.subject", d.Unit, d.Organisation),
		Body:    body,
		Button:  w.p.T("letter.menu.button"),
		After:   []string{w.p.T("letter.menu.click"), w.p.T("letter.menu.no_account")},
	}, err
}

// membersLetter gives an umbrella the link with which it invites its own members.
func membersLetter(w pen) (Content, error) {
	d, err := data[menu.MembersLetter](w)
	asks := w.p.T("letter.members.asks", d.Unit, d.Umbrella)
	if d.Sender != "" {
		asks = w.p.T("letter.members.asks_by", d.Sender, d.Unit, d.Umbrella)
	}
	return Content{
		Subject: w.p.T("letter.members.subject", d.Umbrella),
		Body:    []string{asks, w.p.T("letter.members.what"), w.p.T("letter.members.guard")},
		Button:  w.p.T("letter.members.button"),
		After:   []string{w.p.T("letter.members.click")},
	}, err
}

// stillRightLetter asks a company once a year whether what it offers is still right.
func stillRightLetter(w pen) (Content, error) {
	d, err := data[menu.StillRightLetter](w)
	return Content{
		Subject: w.p.T("letter.still_right.subject", d.Organisation, d.Unit),
		Body:    []string{w.p.T("letter.still_right.what", d.Organisation, d.Unit)},
		Facts:   facts(Fact{w.p.T("letter.still_right.offers"), strings.Join(d.Offers, ", ")}),
		Button:  w.p.T("letter.still_right.button"),
		After:   []string{w.p.T("letter.still_right.tap"), w.p.T("letter.menu.no_account")},
	}, err
}
