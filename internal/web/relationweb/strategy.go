package relationweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const strategyHome = "/relations/strategy"

// strategyView is the page of targets: how the units stand, and the target and patience of one of them.
type strategyView struct {
	*page.Ctx
	messages
	s      relation.Strategy
	target relation.TargetInput
	weeks  map[relation.Depth]string
	was    map[string]string // what the fields held when the form was made
}

// Strategy shows what the units aim at and how they stand.
func (h *Pages) Strategy(c *page.Ctx) error {
	return h.strategy(c, http.StatusOK, c.QueryID("unit"), strategyView{})
}

func (h *Pages) strategy(c *page.Ctx, status int, unit id.ID, v strategyView) (err error) {
	v.Ctx, v.p = c, c.P
	if v.s, err = h.relation.Strategy(c.Context(), c.Scope, unit); err != nil {
		return err
	}
	if v.target.Unit == "" {
		v.target = targetOf(v.s.Unit, v.s.Target)
	}
	if v.was == nil {
		v.was = flatTarget(v.target)
	}
	if v.weeks == nil {
		v.weeks = map[relation.Depth]string{}
		for d, n := range v.s.Cooling.Weeks {
			v.weeks[d] = strconv.Itoa(n)
		}
	}
	return c.Render(status, page.Head{Title: c.P.T("contact.strategy"), Section: section}, strategy(v))
}

// SetTarget keeps what a unit aims at.
func (h *Pages) SetTarget(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	f := picked{form}
	in := relation.TargetInput{Unit: form.ID("unit"), Relationships: f.Text("relationships"), DeepPercent: f.Text("deep_percent"), Why: f.Text("why"), Version: form.Int("version")}
	err = h.relation.SetTarget(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.strategy(c, http.StatusUnprocessableEntity, in.Unit, strategyView{target: in, was: base(form, flatTarget(in)), messages: messages{c.P, faults}})
	}
	if fault.Is(err, fault.KindConflict) {
		return h.targetConflict(c, form, in)
	}
	if err != nil {
		return err
	}
	return c.Redirect(with(strategyHome, url.Values{"unit": {string(in.Unit)}}), "contact.target.saved")
}

// targetOrder are the fields of a target in the order of the form.
var targetOrder = []string{"relationships", "deep_percent", "why"}

// flatTarget gives the fields by name, as a form carries them.
func flatTarget(in relation.TargetInput) map[string]string {
	return map[string]string{"relationships": in.Relationships, "deep_percent": in.DeepPercent, "why": in.Why}
}

// targetOf is a target as the form shows it; one that was never set is empty.
func targetOf(unit id.ID, t relation.Target) relation.TargetInput {
	in := relation.TargetInput{Unit: unit, Why: t.Why, Version: t.Version}
	if t.Version > 0 {
		in.Relationships, in.DeepPercent = strconv.Itoa(t.Relationships), strconv.Itoa(t.DeepPercent)
	}
	return in
}

// targetConflict asks per field what a target gets when somebody else was first.
func (h *Pages) targetConflict(c *page.Ctx, form page.Form, in relation.TargetInput) error {
	now, err := h.relation.Strategy(c.Context(), c.Scope, in.Unit)
	if err != nil {
		return err
	}
	theirs, back := flatTarget(targetOf(now.Unit, now.Target)), with(strategyHome, url.Values{"unit": {string(in.Unit)}})
	return h.conflict(c, conflictView{
		title: c.P.T("contact.strategy"), action: strategyHome, back: back, crumbs: []ui.Crumb{{Label: c.P.T("contact.strategy"), Href: back}},
		carry: []ui.HiddenValue{{Name: "unit", Value: string(in.Unit)}, versionValue(now.Target.Version)}, order: targetOrder,
		mine: flatTarget(in), theirs: theirs, was: base(form, theirs),
		label: func(name string) string { return c.P.T("contact.target." + targetLabel(name)) },
		show: func(name, value string) string {
			if name == "deep_percent" {
				return value + "%"
			}
			return value
		},
	})
}

// targetLabel is the name under which a field's label is known.
func targetLabel(name string) string {
	if name == "deep_percent" {
		return "deep"
	}
	return name
}

// hidden is what the form carries: the unit, the version, and what the fields hold.
func (v strategyView) hidden() []ui.HiddenValue {
	return append([]ui.HiddenValue{{Name: "unit", Value: string(v.s.Unit)}, versionValue(v.target.Version)}, asBase(v.was)...)
}

// SetCooling keeps after how many weeks the relationships of a unit cool.
func (h *Pages) SetCooling(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	unit, weeks := form.ID("unit"), map[relation.Depth]string{}
	for _, d := range relation.Depths() {
		weeks[d] = form.Text("weeks." + string(d))
	}
	err = h.relation.SetCooling(c.Context(), c.Scope, unit, weeks)
	if faults, ok := page.Invalid(err); ok {
		return h.strategy(c, http.StatusUnprocessableEntity, unit, strategyView{weeks: weeks, messages: messages{c.P, faults}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(with(strategyHome, url.Values{"unit": {string(unit)}}), "contact.cooling.saved")
}

func (v strategyView) targetFields() (count, share, why ui.Field) {
	t := v.P.T
	count = ui.Field{Name: "relationships", Label: t("contact.target.relationships"), Value: v.target.Relationships, Error: v.at("relationships"), Required: true, Width: "medium", InputMode: "numeric", Min: "0", Max: "100000"}
	share = ui.Field{Name: "deep_percent", Label: t("contact.target.deep"), Value: v.target.DeepPercent, Error: v.at("deep_percent"), Required: true, Width: "medium", Suffix: "%", InputMode: "numeric", Min: "0", Max: "100"}
	why = ui.Field{Name: "why", Label: t("contact.target.why"), Hint: t("contact.target.why.hint"), Value: v.target.Why, Error: v.at("why"), Rows: 3}
	return count, share, why
}

func (v strategyView) coolingFields() []ui.Field {
	var out []ui.Field
	for _, d := range relation.Depths() {
		name := "weeks." + string(d)
		out = append(out, ui.Field{
			Name: name, Label: v.P.T("relation.depth." + string(d)), Value: v.weeks[d], Error: v.at(name), Plain: true, Width: "medium", Suffix: v.P.T("contact.weeks"),
			Hint: v.P.T("contact.cooling.default", relation.DefaultCooling()[d]), InputMode: "numeric", Min: "0", Max: "520",
		})
	}
	return out
}

// table shows target and present of each unit, every figure a link to its list.
func (v strategyView) table() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{Caption: t("contact.strategy"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("contact.target.unit"), Primary: true},
		{Label: t("contact.target.live"), Align: "end"},
		{Label: t("contact.target.deep_now"), Align: "end"},
		{Label: t("contact.target.cold"), Align: "end"},
		{Label: t("contact.target.state")},
	}}
	for _, s := range v.s.Units {
		list := func(more ...string) string {
			words := append([]string{"unit:" + string(s.Unit.ID), "status:" + string(relation.StatusActive)}, more...)
			return with("/relations/relationships", url.Values{"q": {strings.Join(words, " ")}})
		}
		live, deep := v.P.Number(s.Live), t("contact.percent", s.DeepShare())
		if s.Version > 0 {
			live, deep = t("contact.target.of", live, v.P.Number(s.Relationships)), t("contact.target.of", deep, t("contact.percent", s.DeepPercent))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(with(strategyHome, url.Values{"unit": {string(s.Unit.ID)}})+"#target", s.Unit.Name, s.Why),
			ui.NumLink(list(), live), ui.NumLink(list("depth:>="+string(relation.DepthLesson)), deep), ui.NumLink(list("cooling:yes"), v.P.Number(s.Cold)), v.state(s),
		}})
	}
	return out
}

// state judges how a unit stands: more than it aims at is no merit when depth is what it chose.
func (v strategyView) state(s relation.Standing) templ.Component {
	t := v.P.T
	switch {
	case s.Version == 0:
		return ui.Muted(t("contact.target.none"))
	case s.Live < s.Relationships:
		return ui.StatusChip(ui.Waiting, t("contact.target.short", s.Relationships-s.Live))
	case s.DeepShare() < s.DeepPercent:
		return ui.StatusChip(ui.Warning, t("contact.target.shallow"))
	}
	return ui.StatusChip(ui.Success, t("contact.target.reached"))
}

func (v strategyView) tabs() []ui.Tab {
	var out []ui.Tab
	for _, u := range v.s.Editable {
		out = append(out, ui.Tab{Label: u.Name, Href: with(strategyHome, url.Values{"unit": {string(u.ID)}}) + "#target", Current: u.ID == v.s.Unit})
	}
	return out
}

func (v strategyView) unitName() string {
	for _, u := range v.s.Editable {
		if u.ID == v.s.Unit {
			return u.Name
		}
	}
	return ""
}

// units are the choice of another unit when there are too many for tabs.
func (v strategyView) units() ui.Field {
	return ui.Field{Name: "unit", Label: v.P.T("contact.target.unit"), Value: string(v.s.Unit), Options: namedOptions(v.s.Editable), Plain: true}
}

// manyUnits is from how many units on a choice is easier than tabs.
const manyUnits = 6

func (v strategyView) more() []ui.Action {
	if v.s.Unit == "" {
		return nil
	}
	return []ui.Action{{Label: v.P.T("contact.templates"), Icon: "note", Href: templatesHome}}
}
