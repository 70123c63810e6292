package fundingweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// SetGrantRules changes what the region adds to a grant: a second checker, a goal of its own.
func (h *Pages) SetGrantRules(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.GrantRules{SecondCheck: f.Text("second_check"), Target: f.Text("target")}
	err = h.funding.SetRules(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showGrant(grantView{Ctx: c, own: &in, faults: faults}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(grantHref(key), "funding.flash.own_rules")
}

func (v grantView) ruleFields() (from, target ui.Field) {
	in := v.own
	if in == nil {
		in = &funding.GrantRules{}
		if v.g.SecondCheck > 0 {
			in.SecondCheck = strings.Trim(v.P.Money(v.g.SecondCheck), "€ \u00a0")
		}
		if v.g.TargetBP > 0 {
			in.Target = strings.Trim(v.P.Percent(v.g.TargetBP), "% \u00a0")
		}
	}
	from = ui.Field{
		Name: "second_check", Label: v.P.T("funding.second_check.field"), Hint: v.P.T("funding.second_check.hint"), Width: "medium", Prefix: "€", InputMode: "decimal",
		Plain: true, Value: in.SecondCheck, Error: page.Message(v.P, v.faults, "second_check"),
	}
	target = ui.Field{
		Name: "target", Label: v.P.T("funding.target"), Hint: v.P.T("funding.target.hint"), Width: "short", InputMode: "decimal",
		Plain: true, Value: in.Target, Error: page.Message(v.P, v.faults, "target"),
	}
	return from, target
}
