package fundingweb

import (
	"net/http"
	"slices"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// grantForm is the form of a new grant.
type grantForm struct {
	*page.Ctx
	in      funding.GrantInput
	schemes []ui.Option
	units   []ui.Option
	leads   []ui.Option
	faults  fault.Fields
}

// NewGrant shows the form of a new grant.
func (h *Pages) NewGrant(c *page.Ctx) error {
	return h.showGrantForm(grantForm{Ctx: c}, http.StatusOK)
}

func (h *Pages) showGrantForm(v grantForm, status int) error {
	schemes, err := h.funding.Schemes(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	for _, s := range schemes {
		v.schemes = append(v.schemes, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	units, err := h.network.Tree(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	v.units = unitOptions(v.Ctx, units, access.GrantManage)
	boards, err := h.relation.List(v.Context(), v.Scope, relation.Filter{Group: relation.GroupSchools})
	if err != nil {
		return err
	}
	for _, b := range boards.Rows {
		v.leads = append(v.leads, ui.Option{Value: string(b.ID), Label: b.Name})
	}
	return v.Render(status, page.Head{Title: v.P.T("funding.grant_new"), Section: section}, grantFormPage(v))
}

// AddGrant notes a grant.
func (h *Pages) AddGrant(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := funding.GrantInput{
		Unit: f.ID("unit"), Scheme: f.ID("scheme"), Reference: f.Text("reference"), Name: f.Text("name"), Lead: f.ID("lead"),
		DecidedOn: f.Text("decided_on"), StartOn: f.Text("start_on"), EndOn: f.Text("end_on"), Grant: f.Text("grant"), Budget: f.Text("budget"), Costs: f.Text("costs"),
	}
	key, err := h.funding.AddGrant(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showGrantForm(grantForm{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(grantHref(key), "funding.flash.grant")
}

// grantFields are the fields of the form, in the order of the page.
type grantFields struct {
	scheme, name, reference, unit, lead, decided, start, end, grant, budget, costs ui.Field
}

func (n *grantFields) list() []*ui.Field {
	return []*ui.Field{&n.scheme, &n.name, &n.reference, &n.unit, &n.lead, &n.decided, &n.start, &n.end, &n.grant, &n.budget, &n.costs}
}

func (v grantForm) fields() grantFields {
	t := v.P.T
	euros := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Required: true, Width: "medium", Prefix: "€", InputMode: "decimal"}
	}
	n := grantFields{
		scheme:    ui.Field{Name: "scheme", Label: t("funding.scheme"), Value: string(v.in.Scheme), Options: v.schemes, Required: true},
		name:      ui.Field{Name: "name", Label: t("funding.name"), Hint: t("funding.name.hint"), Value: v.in.Name, Required: true, MaxLength: 120},
		reference: ui.Field{Name: "reference", Label: t("funding.reference"), Hint: t("funding.reference.hint"), Value: v.in.Reference, Required: true, MaxLength: 60, Width: "medium"},
		unit:      ui.Field{Name: "unit", Label: t("funding.for_unit"), Value: string(v.in.Unit), Options: v.units, Required: true},
		lead:      ui.Field{Name: "lead", Label: t("funding.lead"), Value: string(v.in.Lead), Options: pick(t("funding.lead.unknown"), v.leads)},
		decided:   ui.Field{Name: "decided_on", Label: t("funding.decided"), Value: v.in.DecidedOn, Required: true},
		start:     ui.Field{Name: "start_on", Label: t("funding.start"), Value: v.in.StartOn, Required: true},
		end:       ui.Field{Name: "end_on", Label: t("funding.end"), Value: v.in.EndOn, Required: true},
		grant:     euros("grant", amountLabel(v.P, funding.BaseGrant), "", v.in.Grant),
		budget:    euros("budget", amountLabel(v.P, funding.BaseBudget), t("funding.budget.hint"), v.in.Budget),
		costs:     euros("costs", amountLabel(v.P, funding.BaseCosts), "", v.in.Costs),
	}
	for _, f := range n.list() {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return n
}

func (v grantForm) errors() []ui.Field {
	n := v.fields()
	var out []ui.Field
	for _, f := range n.list() {
		out = append(out, *f)
	}
	return out
}

// pledgeForm is the form of a pledge.
type pledgeForm struct {
	*page.Ctx
	g       funding.GrantPage
	company relation.Organisation
	in      funding.PledgeInput
	units   []ui.Option
	lines   []ui.Option
	doing   []ui.Option // activities
	faults  fault.Fields
}

// NewPledge shows the form of a pledge, after an organisation was chosen.
func (h *Pages) NewPledge(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	organisation := c.QueryID("organisation")
	if organisation == "" {
		g, err := h.funding.Grant(c.Context(), c.Scope, key)
		if err != nil {
			return err
		}
		return h.find(findView{
			Ctx: c, title: c.P.T("funding.pledge_new"), lead: c.P.T("funding.pledge.find"), path: grantHref(key) + "/pledges/new", crumbs: []ui.Crumb{{Label: g.Name, Href: grantHref(key)}},
		})
	}
	return h.showPledge(pledgeForm{Ctx: c, in: funding.PledgeInput{Grant: key, Organisation: organisation, Kind: funding.KindHours, Year: yearValue(c.Today().Year())}}, http.StatusOK)
}

func (h *Pages) showPledge(v pledgeForm, status int) (err error) {
	if v.g, err = h.funding.Grant(v.Context(), v.Scope, v.in.Grant); err != nil {
		return err
	}
	if v.company, err = h.organisation(v.Ctx, v.in.Organisation); err != nil {
		return err
	}
	units, err := h.network.Tree(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	v.units = unitOptions(v.Ctx, units, access.PledgeWrite)
	lines, err := h.programme.Lines(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(l programme.Line) bool { return l.Grant != v.in.Grant })
	v.lines, v.doing = linesOf(v.Ctx, lines), activitiesOf(v.Ctx, lines)
	return v.Render(status, page.Head{Title: v.P.T("funding.pledge_new"), Section: section}, pledgePage(v))
}

func linesOf(c *page.Ctx, lines []programme.Line) []ui.Option {
	var out []ui.Option
	for _, l := range lines {
		out = append(out, ui.Option{Value: string(l.ID), Label: l.Code + " " + l.Name})
	}
	return pick(c.P.T("funding.no_line"), out)
}

// Pledge notes a pledge.
func (h *Pages) Pledge(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.PledgeInput{
		Grant: key, Unit: f.ID("unit"), Line: f.ID("line"), Activity: f.ID("activity"), Organisation: f.ID("organisation"), Year: f.Text("year"), Kind: funding.Kind(f.Text("kind")),
		Hours: f.Text("hours"), Value: f.Text("value"), PledgedOn: f.Text("pledged_on"),
	}
	_, err = h.funding.Pledge(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok && in.Organisation != "" {
		return h.showPledge(pledgeForm{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(grantHref(key)+"#pledges", "funding.flash.pledged")
}

// pledgeFields are the fields of the form, in the order of the page.
type pledgeFields struct{ kind, year, unit, line, activity, hours, value, on ui.Field }

func (n *pledgeFields) list() []*ui.Field {
	return []*ui.Field{&n.kind, &n.year, &n.unit, &n.line, &n.activity, &n.hours, &n.value, &n.on}
}

func (v pledgeForm) fields() pledgeFields {
	t := v.P.T
	n := pledgeFields{
		kind:     ui.Field{Name: "kind", Label: t("funding.pledge.kind"), Value: string(v.in.Kind), Required: true},
		year:     ui.Field{Name: "year", Label: t("funding.year"), Value: v.in.Year, Options: grantView{Ctx: v.Ctx, g: v.g}.yearOptions(), Required: true, Width: "short"},
		unit:     ui.Field{Name: "unit", Label: t("funding.for_unit"), Value: string(v.in.Unit), Options: v.units, Required: true},
		line:     ui.Field{Name: "line", Label: t("funding.line"), Value: string(v.in.Line), Options: v.lines},
		activity: ui.Field{Name: "activity", Label: t("funding.activity"), Hint: t("funding.pledge.activity_hint"), Value: string(v.in.Activity), Options: v.doing},
		hours:    ui.Field{Name: "hours", Label: t("funding.hours_pledged"), Value: v.in.Hours, Plain: true, Width: "short", InputMode: "decimal", Suffix: t("funding.hour")},
		value:    ui.Field{Name: "value", Label: t("funding.value"), Value: v.in.Value, Plain: true, Width: "short", Prefix: "€", InputMode: "decimal"},
		on:       ui.Field{Name: "pledged_on", Label: t("funding.pledged_on"), Hint: t("funding.pledged_on.hint"), Value: v.in.PledgedOn, Max: string(v.Today())},
	}
	for _, k := range funding.Kinds() {
		n.kind.Options = append(n.kind.Options, ui.Option{Value: string(k), Label: kindWord(v.P, k)})
	}
	for _, f := range n.list() {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	if e := page.Message(v.P, v.faults, "organisation"); e != "" {
		n.kind.Error = e
	}
	return n
}

func (v pledgeForm) errors() []ui.Field {
	n := v.fields()
	var out []ui.Field
	for _, f := range n.list() {
		out = append(out, *f)
	}
	return out
}
