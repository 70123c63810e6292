package needweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// rulesView is the page of the rules by which companies are asked.
type rulesView struct {
	*page.Ctx
	p      need.RulesPage
	in     need.RulesInput
	faults fault.Fields
	needs  []need.Line // open ones, to look at the effect
	about  id.ID       // the need whose effect is shown; empty: none
	now    []need.Proposal
	then   []need.Proposal // by the rules in the form
}

// Rules shows the rules; with ?need=ID and points in the address also what they would change for one need.
func (h *Pages) Rules(c *page.Ctx) error {
	v := rulesView{Ctx: c, about: c.QueryID("need"), in: need.RulesInput{Most: c.Query("most"), Days: c.Query("days"), Reason: c.Query("reason"), Weights: map[string]string{}}}
	for _, p := range new(need.Weights).Parts() {
		v.in.Weights[p.Name] = c.Query(p.Name)
	}
	return h.rules(v, http.StatusOK)
}

// SetRules changes the rules, with the reason.
func (h *Pages) SetRules(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := need.RulesInput{Unit: f.ID("unit"), Most: f.Text("most"), Days: f.Text("days"), Reason: f.Text("reason"), Weights: map[string]string{}}
	for _, p := range new(need.Weights).Parts() {
		in.Weights[p.Name] = f.Text(p.Name)
	}
	err = h.need.SetRules(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.rules(rulesView{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/rules", "need.rules.saved")
}

func (h *Pages) rules(v rulesView, status int) (err error) {
	if v.p, err = h.need.RulesPage(v.Context(), v.Scope); err != nil {
		return err
	}
	open, err := h.need.List(v.Context(), v.Scope, need.Filter{State: need.Open})
	if err != nil {
		return err
	}
	v.needs = open.Rows
	typed := v.in.Most != ""
	if !typed {
		v.in = need.RulesInput{Most: strconv.Itoa(v.p.Most), Days: strconv.Itoa(v.p.Days), Weights: map[string]string{}}
		for _, p := range v.p.Weights.V.Parts() {
			v.in.Weights[p.Name] = strconv.Itoa(*p.Points)
		}
	}
	if v.about != "" && v.faults == nil {
		if status, err = h.preview(&v, status); err != nil {
			return err
		}
	}
	return v.Render(status, page.Head{Title: v.P.T("need.rules.title"), Section: section}, rulesPage(v))
}

// preview ranks one need by the rules that hold and by those in the form.
func (h *Pages) preview(v *rulesView, status int) (int, error) {
	rules, err := v.in.Read(true)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return http.StatusUnprocessableEntity, nil
	}
	if v.now, err = h.need.Match(v.Context(), v.Scope, v.about); err != nil {
		return status, err
	}
	v.then, err = h.need.Preview(v.Context(), v.Scope, v.about, rules)
	return status, err
}

func (v rulesView) field(name, value string) ui.Field {
	return ui.Field{Name: name, Label: v.P.T("need.rules." + name), Value: value, Required: true, Error: page.Message(v.P, v.faults, name), ReadOnly: !v.p.May, Width: "short"}
}

func (v rulesView) ceiling() (most, days ui.Field) {
	most, days = v.field("most", v.in.Most), v.field("days", v.in.Days)
	most.Min, most.Max, days.Min, days.Max, days.Suffix = "1", "100", "7", "366", v.P.T("need.waves.days")
	return most, days
}

func (v rulesView) weights() []ui.Field {
	var out []ui.Field
	usual := need.UsualWeights()
	for _, p := range usual.Parts() {
		f := v.field(p.Name, v.in.Weights[p.Name])
		f.Hint, f.Min, f.Max = v.P.T("need.rules."+p.Name+".hint")+" "+v.P.T("need.rules.usual", *p.Points), "0", "100"
		out = append(out, f)
	}
	return out
}

func (v rulesView) reason() ui.Field {
	f := v.field("reason", v.in.Reason)
	f.Width, f.MaxLength, f.Hint = "", 300, v.P.T("need.rules.reason.hint")
	return f
}

func (v rulesView) example() ui.Field {
	f := ui.Field{Name: "need", Label: v.P.T("need.rules.example"), Value: string(v.about), Plain: true, Options: []ui.Option{{Label: v.P.T("need.rules.no_example")}}}
	for _, n := range v.needs {
		f.Options = append(f.Options, ui.Option{Value: string(n.ID), Label: n.Title + " · " + n.UnitName})
	}
	return f
}

func (v rulesView) all() []ui.Field {
	most, days := v.ceiling()
	return append(append([]ui.Field{most, days}, v.weights()...), v.reason())
}

// moved is a line of the preview: where a company stands now and where it would stand.
type moved struct {
	p         need.Proposal
	was, is   int
	wasPoints int
}

// previewRows are the first companies by the new rules, with their place by the old ones.
func (v rulesView) previewRows() []moved {
	was := map[id.ID]int{}
	for i, p := range v.now {
		was[p.Organisation] = i
	}
	var out []moved
	for i, p := range v.then {
		if p.Fit != need.CanAsk || len(out) == shown {
			break
		}
		at := was[p.Organisation]
		out = append(out, moved{p: p, was: at + 1, is: i + 1, wasPoints: v.now[at].Points})
	}
	return out
}

func (v rulesView) history() []ui.ListItem {
	var items []ui.ListItem
	for _, r := range v.p.History {
		if r.SetAt != nil {
			items = append(items, ui.ListItem{Icon: "settings", Title: r.Reason, Sub: v.P.T("need.rules.set", r.SetBy, clock.DateOf(*r.SetAt), r.Most, r.Days)})
		}
	}
	return items
}
