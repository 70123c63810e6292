package offerform

import (
	"schakel/internal/domain/menu"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Rest is the form on which a company takes a pause, with those that run or come.
type Rest struct {
	P      *i18n.Printer
	Pauses []menu.Pause
	Action string // the address of the form; that of ending a pause has /stop behind it
	Today  clock.Date
	In     menu.PauseInput
	Faults fault.Fields
}

// PauseOf reads the form.
func PauseOf(f page.Form) menu.PauseInput {
	return menu.PauseInput{From: f.Text("from"), To: f.Text("to")}
}

// Pause writes a pause as readers of an offer see it: until when, or from when when it still has to come.
func Pause(p *i18n.Printer, z menu.Pause, today clock.Date) string {
	if z.Covers(today) {
		return p.T("offer.pause.now", p.DateShort(z.Until))
	}
	return p.T("offer.pause.later", p.DateShort(z.From), p.DateShort(z.Last()))
}

func (r Rest) fields() []ui.Field {
	from := ui.Field{Name: "from", Label: r.P.T("offer.pause.from"), Value: r.In.From, Min: string(r.Today), Plain: true}
	to := ui.Field{Name: "to", Label: r.P.T("offer.pause.to"), Value: r.In.To, Min: string(r.Today), Required: true}
	from.Error, to.Error = page.Message(r.P, r.Faults, "from"), page.Message(r.P, r.Faults, "to")
	if from.Value == "" && len(r.Faults) == 0 {
		from.Value = string(r.Today)
	}
	return []ui.Field{from, to}
}

// whole is the message about the form as a whole.
func (r Rest) whole() string { return page.Message(r.P, r.Faults, "") }

// now is the pause that runs, if any.
func (r Rest) now() (menu.Pause, bool) {
	for _, z := range r.Pauses {
		if z.Covers(r.Today) {
			return z, true
		}
	}
	return menu.Pause{}, false
}

func (r Rest) items() (out []ui.ListItem) {
	for _, z := range r.Pauses {
		item := ui.ListItem{Icon: "clock", Title: r.P.T("offer.pause.days", z.From, z.Last())}
		label := r.P.T("offer.pause.drop")
		if z.Covers(r.Today) {
			item.Sub, label = r.P.T("offer.pause.runs", z.Until), r.P.T("offer.pause.end")
		}
		item.Actions = []ui.Action{{Label: label, Variant: ui.Quiet, Href: r.Action + "/stop", Method: "post", Values: []ui.HiddenValue{{Name: "pause", Value: string(z.ID)}}}}
		out = append(out, item)
	}
	return out
}
