package steeringweb

import (
	"net/http"

	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

func decisionHref(key id.ID) string { return "/steering/decisions/" + string(key) }

var outcomes = map[steering.Outcome]string{steering.Open: ui.Waiting, steering.Approved: ui.Done, steering.Declined: ui.Declined, steering.Withdrawn: ui.Neutral}

func outcomeWord(p *i18n.Printer, o steering.Outcome) string {
	if o == steering.Open {
		return p.T("steering.outcome.open")
	}
	return p.T("steering.outcome." + string(o))
}

// decisions are those that are asked, and those that were taken since the previous meeting.
func (v view) decisions() (out []ui.ListItem) {
	for _, d := range v.p.Decisions {
		out = append(out, ui.ListItem{Icon: "check", Title: d.Text, Href: decisionHref(d.ID), Sub: decisionSub(v.P, d), Meta: ui.StatusChip(outcomes[d.Outcome], outcomeWord(v.P, d.Outcome))})
	}
	return out
}

func decisionSub(p *i18n.Printer, d steering.Decision) string {
	if d.Outcome == steering.Open {
		return p.T("steering.asked_by", d.UnitName, d.AskedBy, d.AskedAt)
	}
	return p.T("steering.decided_on", d.UnitName, d.DecidedOn)
}

// asks are the units for which the principal may ask a decision: the one of the page first.
func (v view) asks() (out []ui.Option) {
	for _, u := range v.p.Units {
		if v.Scope.CanOn(access.ProgrammeManage, u.ID) && (v.p.Unit == "" || v.p.Unit == u.ID) {
			out = append(out, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return out
}

// requestFields are those of the form.
func (v view) requestFields() (unit, text ui.Field) {
	unit = ui.Field{Name: "group", Label: v.P.T("steering.request.unit"), Required: true, Options: v.asks(), Error: page.Message(v.P, v.faults, "unit")}
	text = ui.Field{Name: "text", Label: v.P.T("steering.request.text"), Value: v.text, Required: true, MaxLength: 1000, Rows: 2, Error: page.Message(v.P, v.faults, "text")}
	return unit, text
}

// Request asks for a decision.
func (h *Pages) Request(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	_, err = h.steering.Request(c.Context(), c.Scope, f.ID("group"), f.Text("text"))
	if faults, ok := page.Invalid(err); ok {
		return h.show(view{Ctx: c, text: f.Text("text"), faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/steering#decisions", "steering.flash.asked")
}

// decisionView is the page of a decision.
type decisionView struct {
	*page.Ctx
	d      steering.Decision
	in     steering.DecideInput
	faults fault.Fields
}

// Decision shows what is asked and what was decided.
func (h *Pages) Decision(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showDecision(decisionView{Ctx: c, in: steering.DecideInput{On: string(c.Today())}}, key, http.StatusOK)
}

func (h *Pages) showDecision(v decisionView, key id.ID, status int) (err error) {
	if v.d, err = h.steering.Decision(v.Context(), v.Scope, key); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("steering.decision"), Section: section}, decision(v))
}

func (v decisionView) mayDecide() bool {
	return v.d.Outcome == steering.Open && v.Scope.CanOn(access.ProgrammeManage, v.d.Unit)
}

func (v decisionView) facts() []ui.Def {
	out := []ui.Def{{Term: v.P.T("steering.request.unit"), Text: v.d.UnitName}, {Term: v.P.T("steering.asked"), Text: v.P.T("steering.by_on", v.d.AskedBy, v.d.AskedAt)}}
	if v.d.Outcome != steering.Open {
		out = append(out, ui.Def{Term: v.P.T("steering.decided"), Text: v.P.Date(v.d.DecidedOn)}, ui.Def{Term: v.P.T("steering.noted_by"), Text: v.d.DecidedBy})
	}
	return out
}

func (v decisionView) fields() (outcome, on, text ui.Field) {
	outcome = ui.Field{Name: "outcome", Label: v.P.T("steering.outcome"), Value: string(v.in.Outcome), Required: true, Error: page.Message(v.P, v.faults, "outcome")}
	for _, o := range steering.Outcomes() {
		outcome.Options = append(outcome.Options, ui.Option{Value: string(o), Label: outcomeWord(v.P, o)})
	}
	on = ui.Field{Name: "on", Label: v.P.T("steering.met_on"), Value: v.in.On, Required: true, Max: string(v.Today()), Error: page.Message(v.P, v.faults, "on")}
	text = ui.Field{Name: "text", Label: v.P.T("steering.answer"), Value: v.in.Text, MaxLength: 2000, Rows: 3, Error: page.Message(v.P, v.faults, "text")}
	return outcome, on, text
}

// Decide notes what was decided.
func (h *Pages) Decide(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := steering.DecideInput{Outcome: steering.Outcome(f.Text("outcome")), Text: f.Text("text"), On: f.Text("on")}
	err = h.steering.Decide(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showDecision(decisionView{Ctx: c, in: in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(decisionHref(key), "steering.flash.decided")
}
