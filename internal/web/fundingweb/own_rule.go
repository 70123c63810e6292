package fundingweb

import (
	"net/http"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// ownView is the form of a number that the network decides itself, or the page of one that it decided.
type ownView struct {
	*page.Ctx
	rules  funding.SchemeRules
	rule   *funding.OwnRule // nil: new
	grants []ui.Option
	in     funding.OwnRuleInput
	end    funding.EndInput
	faults fault.Fields
}

func ownHref(scheme, rule id.ID) string {
	return "/funding/rules/" + string(scheme) + "/own/" + string(rule)
}

// NewOwnRule shows the form of an own rate, or of an own minimum.
func (h *Pages) NewOwnRule(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	in := funding.OwnRuleInput{Kind: funding.StaffHour, DecidedOn: string(c.Today())}
	if c.Query("minimum") != "" {
		in.Kind, in.Base = funding.OwnMinimum, funding.BaseBudget
	}
	return h.showOwn(ownView{Ctx: c, in: in}, key, "", http.StatusOK)
}

// DecideOwn writes down what the network decided.
func (h *Pages) DecideOwn(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.OwnRuleInput{
		Kind: funding.RateKind(f.Text("kind")), Grant: f.ID("grant"), Rate: f.Text("rate"), Share: f.Text("share"), Minimum: f.Text("minimum"), Base: funding.Base(f.Text("base")),
		ValidFrom: f.Text("valid_from"), ValidTo: f.Text("valid_to"), DecidedOn: f.Text("decided_on"), Reason: f.Text("reason"), Source: f.Text("source"),
	}
	_, err = h.funding.DecideOwn(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showOwn(ownView{Ctx: c, in: in, faults: faults}, key, "", http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/funding/rules", "funding.flash.own_decided")
}

// OwnRule shows what the network decided, beside the national number.
func (h *Pages) OwnRule(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	rule, err := c.PathID("rule")
	if err != nil {
		return err
	}
	return h.showOwn(ownView{Ctx: c}, key, rule, http.StatusOK)
}

// EndOwn ends what the network decided.
func (h *Pages) EndOwn(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	rule, err := c.PathID("rule")
	if err != nil {
		return err
	}
	in := funding.EndInput{LastOn: f.Text("last_on"), Reason: f.Text("reason")}
	err = h.funding.EndOwn(c.Context(), c.Scope, key, rule, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showOwn(ownView{Ctx: c, end: in, faults: faults}, key, rule, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/funding/rules", "funding.flash.own_ended")
}

func (h *Pages) showOwn(v ownView, scheme, rule id.ID, status int) error {
	rules, err := h.funding.Rules(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.ID == scheme {
			v.rules = r
		}
	}
	for _, o := range v.rules.Own {
		if o.ID == rule {
			v.rule = &o
		}
	}
	title := v.P.T("funding.own.new_rate")
	switch {
	case v.rules.ID == "", rule != "" && v.rule == nil, rule == "" && !v.rules.MayDecide:
		return fault.NotFound("fault.not_found")
	case v.rule != nil:
		title = ownTitle(v.P, *v.rule)
	case v.in.Kind == funding.OwnMinimum:
		title = v.P.T("funding.own.new_minimum")
	}
	if v.rule == nil && v.in.Kind == funding.OwnMinimum {
		grants, err := h.funding.Grants(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.grants = []ui.Option{{Label: v.P.T("funding.own.all_grants")}}
		for _, g := range grants {
			if g.Scheme == scheme {
				v.grants = append(v.grants, ui.Option{Value: string(g.ID), Label: g.Name})
			}
		}
	}
	return v.Render(status, page.Head{Title: title, Section: section}, ownPage(v, title))
}

func ownTitle(p *i18n.Printer, o funding.OwnRule) string {
	if o.Kind == funding.OwnMinimum {
		return p.T("funding.own.minimum")
	}
	return p.T("funding.own.rate", p.T("funding.rate."+string(o.Kind)))
}

// ownNumber is the number that was decided, with what it is a number of.
func ownNumber(p *i18n.Printer, o funding.OwnRule) (number, of string) {
	if o.Kind == funding.OwnMinimum {
		return p.Percent(o.MinimumBP), p.T("funding.of_base", baseWord(p, o.Base))
	}
	if o.ShareBP != 100_00 {
		return p.Money(o.Cents), p.T("funding.times_share", p.Percent(o.ShareBP))
	}
	return p.Money(o.Cents), ""
}

// national says what holds without the network's own decision.
func national(p *i18n.Printer, s funding.SchemeRules, o funding.OwnRule) string {
	if o.Kind == funding.OwnMinimum {
		if v := s.NationalMinimum(o); v != nil {
			return p.T("funding.own.national_minimum", p.Percent(v.MinimumBP), baseWord(p, v.Base))
		}
	} else if r := s.National(o); r != nil {
		return p.T("funding.own.national_rate", r.Cents)
	}
	return p.T("funding.own.no_national")
}

func (v ownView) facts() []ui.Def {
	o, t := *v.rule, v.P.T
	number, of := ownNumber(v.P, o)
	out := []ui.Def{
		{Term: t("funding.figure"), Detail: ui.TwoLines(number, of)},
		{Term: t("funding.own.beside"), Text: national(v.P, v.rules, o)},
		{Term: t("funding.holds"), Text: daySpan(v.P, o.ValidFrom, o.ValidTo)},
	}
	if o.GrantName != "" {
		out = append(out, ui.Def{Term: t("funding.grant"), Text: o.GrantName, Href: grantHref(o.Grant)})
	}
	out = append(out, ui.Def{Term: t("funding.decided"), Text: v.P.Date(o.DecidedOn)}, ui.Def{Term: t("funding.own.known"), Text: t("funding.own.known_by", o.KnownFrom, orDash(o.By))},
		ui.Def{Term: t("funding.own.reason"), Text: o.Reason})
	if o.Source != "" {
		out = append(out, ui.Def{Term: t("funding.source"), Text: o.Source})
	}
	if o.EndedOn != "" {
		out = append(out, ui.Def{Term: t("funding.own.ended"), Text: t("funding.own.ended_line", o.EndedOn, o.EndedFrom, orDash(o.EndedBy), o.EndReason)})
	}
	return out
}

func (v ownView) mayEnd() bool { return v.rules.MayDecide && v.rule.EndedOn == "" }

func (v ownView) endFields() (last, reason ui.Field) {
	last = ui.Field{Name: "last_on", Label: v.P.T("funding.own.last"), Hint: v.P.T("funding.own.last.hint"), Value: v.end.LastOn, Required: true, Error: page.Message(v.P, v.faults, "last_on")}
	reason = ui.Field{Name: "reason", Label: v.P.T("funding.own.end_reason"), Value: v.end.Reason, Required: true, Rows: 2, MaxLength: 2000, Error: page.Message(v.P, v.faults, "reason")}
	return last, reason
}

// fields are those of the form, in the order of the page.
func (v ownView) fields() []ui.Field {
	t := v.P.T
	var out []ui.Field
	if v.in.Kind == funding.OwnMinimum {
		minimum := ui.Field{Name: "minimum", Label: t("funding.minimum"), Value: v.in.Minimum, Required: true, Width: "short", InputMode: "decimal", Suffix: "%"}
		base := ui.Field{Name: "base", Label: t("funding.base"), Value: string(v.in.Base), Required: true}
		for _, b := range []funding.Base{funding.BaseBudget, funding.BaseGrant, funding.BaseCosts} {
			base.Options = append(base.Options, ui.Option{Value: string(b), Label: amountLabel(v.P, b)})
		}
		out = append(out, ui.Field{Name: "grant", Label: t("funding.own.for_grant"), Value: string(v.in.Grant), Options: v.grants, Plain: true}, minimum, base)
	} else {
		kind := ui.Field{Name: "kind", Label: t("funding.own.kind"), Value: string(v.in.Kind), Required: true}
		for _, k := range []funding.RateKind{funding.StaffHour, funding.SupervisionHour, funding.FacilityHour} {
			kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: t("funding.rate." + string(k))})
		}
		out = append(out, kind,
			ui.Field{Name: "rate", Label: t("funding.own.per_hour"), Value: v.in.Rate, Required: true, Width: "short", Prefix: "€", InputMode: "decimal"},
			ui.Field{Name: "share", Label: t("funding.own.share"), Hint: t("funding.own.share.hint"), Value: v.in.Share, Width: "short", InputMode: "decimal", Suffix: "%"})
	}
	out = append(out,
		ui.Field{Name: "valid_from", Type: "date", Label: t("funding.start"), Value: v.in.ValidFrom, Required: true, Min: string(v.rules.StartOn), Max: string(v.rules.EndOn)},
		ui.Field{Name: "valid_to", Type: "date", Label: t("funding.end"), Hint: t("funding.own.to.hint", v.rules.EndOn), Value: v.in.ValidTo, Min: string(v.rules.StartOn), Max: string(v.rules.EndOn)},
		ui.Field{Name: "decided_on", Type: "date", Label: t("funding.decided"), Hint: t("funding.own.decided.hint"), Value: v.in.DecidedOn, Required: true, Max: string(v.Today())},
		ui.Field{Name: "reason", Label: t("funding.own.reason"), Hint: t("funding.own.reason.hint"), Value: v.in.Reason, Required: true, Rows: 3, MaxLength: 2000},
		ui.Field{Name: "source", Label: t("funding.source"), Hint: t("funding.own.source.hint"), Value: v.in.Source, MaxLength: 300})
	for i := range out {
		out[i].Error = page.Message(v.P, v.faults, out[i].Name)
	}
	return out
}

func (v ownView) hidden() []ui.HiddenValue {
	if v.in.Kind != funding.OwnMinimum {
		return nil
	}
	return []ui.HiddenValue{{Name: "kind", Value: string(funding.OwnMinimum)}}
}

// decide are the ways to an own number, on the screen of the rules.
func (v rulesView) decide(s funding.SchemeRules) []ui.Action {
	if !s.MayDecide {
		return nil
	}
	path := ownHref(s.ID, "") + "new"
	return []ui.Action{
		{Label: v.P.T("funding.own.new_rate"), Icon: "plus", Size: ui.Small, Href: path},
		{Label: v.P.T("funding.own.new_minimum"), Icon: "plus", Size: ui.Small, Href: path + "?minimum=1"},
	}
}
