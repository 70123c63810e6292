package fundingweb

import (
	"net/http"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// byHandView is the form of a contribution by hand.
type byHandView struct {
	*page.Ctx
	company    relation.Organisation
	in         funding.RecordInput
	faults     fault.Fields
	units      []ui.Option
	activities []ui.Option
	grants     []ui.Option
}

// NewContribution shows the form of a contribution by hand, after a company was chosen.
func (h *Pages) NewContribution(c *page.Ctx) error {
	company := c.QueryID("organisation")
	if company == "" {
		return h.find(findView{Ctx: c, title: c.P.T("funding.record"), lead: c.P.T("funding.record.find"), crumbs: crumb(c.P), path: "/funding/contributions/new"})
	}
	in := funding.RecordInput{ID: h.funding.IDs.New(), Organisation: company, Kind: funding.KindHours, PerformedOn: string(c.Today()), People: "1"}
	return h.showByHand(byHandView{Ctx: c, in: in}, http.StatusOK)
}

// Record books a contribution by hand.
func (h *Pages) Record(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := funding.RecordInput{
		ID: f.ID("id"), Unit: f.ID("unit"), Organisation: f.ID("organisation"), Grant: f.ID("grant"), Activity: f.ID("activity"), Kind: funding.Kind(f.Text("kind")),
		PerformedOn: f.Text("performed_on"), People: f.Text("people"), Hours: f.Text("hours"), Value: f.Text("value"), Reason: f.Text("reason"), Other: f.Bool("other"),
	}
	upload, done := uploaded(f)
	defer done()
	in.Evidence = upload
	key, err := h.funding.Record(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok && in.Organisation != "" {
		return h.showByHand(byHandView{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(contributionHref(key), "funding.flash.recorded")
}

func (h *Pages) showByHand(v byHandView, status int) (err error) {
	if v.company, err = h.organisation(v.Ctx, v.in.Organisation); err != nil {
		return err
	}
	units, err := h.network.Tree(v.Context(), v.Scope)
	if err != nil {
		return err
	}
	v.units = unitOptions(v.Ctx, units, access.ContributionRecord)
	if v.activities, err = h.activityOptions(v.Ctx); err != nil {
		return err
	}
	if v.grants, err = h.grantOptions(v.Ctx); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("funding.record"), Section: section}, byHandPage(v))
}

// activityOptions are all activities, also those that have ended, by line.
func (h *Pages) activityOptions(c *page.Ctx) ([]ui.Option, error) {
	lines, err := h.programme.Lines(c.Context(), c.Scope)
	return activitiesOf(c, lines), err
}

func activitiesOf(c *page.Ctx, lines []programme.Line) []ui.Option {
	var out []ui.Option
	for _, l := range lines {
		for _, a := range l.Activities {
			out = append(out, ui.Option{Value: string(a.ID), Label: a.Code + " " + a.Name, Group: l.Code + " " + l.Name + " · " + l.GrantName})
		}
	}
	return pick(c.P.T("funding.no_activity"), out)
}

func (h *Pages) grantOptions(c *page.Ctx) ([]ui.Option, error) {
	grants, err := h.funding.Grants(c.Context(), c.Scope)
	var out []ui.Option
	for _, g := range grants {
		out = append(out, ui.Option{Value: string(g.ID), Label: g.Name + " (" + daySpan(c.P, g.StartOn, g.EndOn) + ")"})
	}
	return pick(c.P.T("funding.grant_by_itself"), out), err
}

// byHandFields are the fields of the form, in the order of the page.
type byHandFields struct {
	unit, kind, on, people, hours, value, reason, activity, grant, file, other ui.Field
}

func (n *byHandFields) list() []*ui.Field {
	return []*ui.Field{&n.unit, &n.kind, &n.on, &n.people, &n.hours, &n.value, &n.reason, &n.activity, &n.grant, &n.file, &n.other}
}

func (v byHandView) fields() byHandFields {
	t := v.P.T
	n := byHandFields{
		unit:     ui.Field{Name: "unit", Label: t("funding.for_unit"), Value: string(v.in.Unit), Options: v.units, Required: true},
		kind:     ui.Field{Name: "kind", Label: t("funding.kind_question"), Value: string(v.in.Kind), Options: kindOptions(v.P), Required: true},
		on:       ui.Field{Name: "performed_on", Label: t("funding.performed_on"), Value: v.in.PerformedOn, Max: string(v.Today()), Required: true},
		people:   ui.Field{Name: "people", Label: t("funding.people"), Value: v.in.People, Plain: true, Min: "1", Max: "500"},
		hours:    ui.Field{Name: "hours", Label: t("funding.hours_each"), Value: v.in.Hours, Plain: true, Width: "medium", InputMode: "decimal", Suffix: t("funding.hour")},
		value:    ui.Field{Name: "value", Label: t("funding.value"), Value: v.in.Value, Plain: true, Width: "short", Prefix: "€", InputMode: "decimal"},
		reason:   ui.Field{Name: "reason", Label: t("funding.reason"), Hint: t("funding.reason.hint"), Value: v.in.Reason, Plain: true, MaxLength: 2000, Rows: 3},
		activity: ui.Field{Name: "activity", Label: t("funding.activity"), Hint: t("funding.activity.hint"), Value: string(v.in.Activity), Options: v.activities},
		grant:    ui.Field{Name: "grant", Label: t("funding.grant"), Hint: t("funding.grant.hint"), Value: string(v.in.Grant), Options: v.grants},
		file:     fileField(v.Ctx, v.faults, false),
		other:    ui.Field{Name: "other", Label: t("funding.other"), Value: "1", Checked: v.in.Other, Plain: true},
	}
	for _, f := range n.list() {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return n
}

func (v byHandView) errors() []ui.Field {
	n := v.fields()
	var out []ui.Field
	for _, f := range n.list() {
		out = append(out, *f)
	}
	return out
}
