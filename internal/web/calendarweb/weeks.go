package calendarweb

import (
	"net/http"

	"schakel/internal/domain/network"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const weeksPath = "/calendar/weeks"

// weeksView is the page on which schools keep their test and internship weeks.
type weeksView struct {
	*page.Ctx
	weeks  []schoolyear.Week
	units  []network.Unit // in which the reader keeps weeks
	faults fault.Fields
	typed  weekTyped
	region bool // what was refused is the choice of a region
}

type weekTyped struct{ unit, kind, title, from, to, region string }

// Weeks shows the weeks of this school year and the next, and the forms to keep them.
func (h *Pages) Weeks(c *page.Ctx) error {
	return h.weeks(c, http.StatusOK, weeksView{typed: weekTyped{unit: string(c.QueryID("unit"))}})
}

func (h *Pages) weeks(c *page.Ctx, status int, v weeksView) (err error) {
	v.Ctx = c
	year := schoolyear.Of(c.Today())
	if v.weeks, err = h.schoolyear.Weeks(c.Context(), c.Scope, year.First(), (year + 1).Last()); err != nil {
		return err
	}
	if c.Scope.Can(access.CalendarKeep) {
		units, err := h.network.Tree(c.Context(), c.Scope)
		if err != nil {
			return err
		}
		for _, u := range units {
			if c.Scope.CanOn(access.CalendarKeep, u.ID) {
				v.units = append(v.units, u)
			}
		}
	}
	return c.Render(status, page.Head{Title: c.P.T("calendar.weeks"), Section: section}, weeksPage(v))
}

// AddWeek keeps a week.
func (h *Pages) AddWeek(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	_, err = h.schoolyear.AddWeek(c.Context(), c.Scope, schoolyear.WeekInput{
		Unit: f.ID("unit"), Kind: schoolyear.WeekKind(f.Text("kind")), Title: f.Text("title"), From: clock.Date(f.Text("from")), To: clock.Date(f.Text("to")),
	})
	if faults, ok := page.Invalid(err); ok {
		return h.weeks(c, http.StatusUnprocessableEntity, weeksView{faults: faults, typed: weekTyped{
			unit: f.Text("unit"), kind: f.Text("kind"), title: f.Text("title"), from: f.Text("from"), to: f.Text("to"),
		}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(weeksPath, "calendar.week_added")
}

// RemoveWeek takes a week out again.
func (h *Pages) RemoveWeek(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.schoolyear.RemoveWeek(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(weeksPath, "calendar.week_removed")
}

// ChooseRegion says when a unit has its school holidays.
func (h *Pages) ChooseRegion(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.schoolyear.ChooseRegion(c.Context(), c.Scope, f.ID("unit"), schoolyear.Region(f.Text("region")))
	if faults, ok := page.Invalid(err); ok {
		return h.weeks(c, http.StatusUnprocessableEntity, weeksView{faults: faults, region: true, typed: weekTyped{unit: f.Text("unit"), region: f.Text("region")}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(weeksPath, "calendar.region_chosen")
}

func (v weeksView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("calendar.title"), Href: "/calendar"}}
}

func (v weeksView) message(name string, region bool) string {
	if v.region != region {
		return ""
	}
	return page.Message(v.P, v.faults, name)
}

func (v weeksView) unitField(fieldID string, region bool) ui.Field {
	f := ui.Field{Name: "unit", ID: fieldID, Label: v.P.T("calendar.for_unit"), Required: true, Error: v.message("unit", region)}
	if v.region == region {
		f.Value = v.typed.unit
	}
	for _, u := range v.units {
		f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	return f
}

func (v weeksView) weekFields() (unit, kind, title, from, to ui.Field) {
	t := v.P.T
	unit = v.unitField("week-unit", false)
	kind = ui.Field{Name: "kind", Label: t("calendar.kind"), Required: true, Value: v.typed.kind, Error: v.message("kind", false)}
	for _, k := range schoolyear.WeekKinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: t("calendar.week." + string(k))})
	}
	title = ui.Field{Name: "title", Label: t("calendar.week_title"), Hint: t("calendar.week_title.hint"), Value: v.typed.title, MaxLength: 120, Error: v.message("title", false)}
	from = ui.Field{Name: "from", Label: t("calendar.first_day"), Required: true, Value: v.typed.from, Error: v.message("from", false)}
	to = ui.Field{Name: "to", Label: t("calendar.last_day"), Value: v.typed.to, Error: v.message("to", false)}
	return unit, kind, title, from, to
}

func (v weeksView) regionFields() (unit, region ui.Field) {
	unit = v.unitField("region-unit", true)
	region = ui.Field{Name: "region", Label: v.P.T("calendar.region"), Required: true, Value: v.typed.region, Inline: true, Error: v.message("region", true)}
	for _, r := range schoolyear.Regions() {
		region.Options = append(region.Options, ui.Option{Value: string(r), Label: v.P.T("calendar.region." + string(r))})
	}
	return unit, region
}

// items are the weeks as a list, those that are over left out.
func (v weeksView) items() []ui.ListItem {
	var out []ui.ListItem
	span := view{Ctx: v.Ctx}.span
	for _, w := range v.weeks {
		if w.To < v.Today() {
			continue
		}
		item := ui.ListItem{Icon: "calendar", Title: v.P.T("calendar.week."+string(w.Kind)) + " · " + w.UnitName, Sub: span(w.From, w.To)}
		if w.Title != "" {
			item.Sub += " · " + w.Title
		}
		if v.Scope.CanOn(access.CalendarKeep, w.Unit) {
			item.Actions = []ui.Action{{
				Label: v.P.T("calendar.week_remove"), Icon: "trash", Method: "post", Href: weeksPath + "/" + string(w.ID) + "/remove", Variant: ui.Quiet,
				Note: item.Title + ", " + span(w.From, w.To),
			}}
		}
		out = append(out, item)
	}
	return out
}
