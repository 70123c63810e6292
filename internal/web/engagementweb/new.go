package engagementweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// findView is the first step of an agreement by hand: which company?
type findView struct {
	*page.Ctx
	text string
	rows []relation.ListRow
}

// newView is the second step: what, when and where.
type newView struct {
	*page.Ctx
	choices engagement.Choices
	in      typedInput
	faults  fault.Fields
	plan    planView
}

// typedInput is the form as it was typed.
type typedInput struct {
	unit, company, person, item, activity id.ID
	facility                              id.ID
	title, on, start, end, place          string
	pupils, people, prep                  string
}

// New shows the form of an agreement by hand, after a company was chosen.
func (h *Pages) New(c *page.Ctx) error {
	company := c.QueryID("organisation")
	if company == "" {
		return h.find(c)
	}
	in := typedInput{unit: c.QueryID("unit"), company: company, start: "10:00", end: "12:00", people: "1", prep: "0"}
	return h.showNew(newView{Ctx: c, in: in, plan: planView{p: c.P}}, http.StatusOK)
}

func (h *Pages) find(c *page.Ctx) error {
	v := findView{Ctx: c, text: strings.TrimSpace(c.Query("q"))}
	if v.text != "" {
		found, err := h.relation.List(c.Context(), c.Scope, relation.Filter{Text: v.text})
		if err != nil {
			return err
		}
		v.rows = found.Rows
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("engagement.new"), Section: section}, findPage(v))
}

func (v findView) items() []ui.ListItem {
	var items []ui.ListItem
	for _, r := range v.rows {
		items = append(items, ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: "/engagements/new?organisation=" + string(r.ID), Sub: r.Place})
	}
	return items
}

func (h *Pages) showNew(v newView, status int) (err error) {
	if v.choices, err = h.engagement.Choices(v.Context(), v.Scope, v.ownUnit(), v.in.company); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("engagement.new"), Section: section}, newPage(v))
}

// ownUnit is the chosen unit when it is one of the principal's; else the form starts with the first of those.
func (v newView) ownUnit() id.ID {
	if v.Scope.CanOn(access.EngagementManage, v.in.unit) {
		return v.in.unit
	}
	return ""
}

// Agree makes the engagement.
func (h *Pages) Agree(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	plan := planOf(c.P, f.All)
	if plan.every != "" && f.Text("planned") != plan.key(slotOf(f)) {
		return h.planNew(c, f, plan)
	}
	key, err := h.engagement.AgreeByHand(c.Context(), c.Scope, engagement.AgreeInput{
		Also: plan.chosen(),
		Unit: f.ID("unit"), Organisation: f.ID("organisation"), Person: f.ID("person"), Item: f.ID("item"), Activity: f.ID("activity"),
		Title: f.Text("title"), Slot: slotOf(f), Place: f.Text("place"), Facility: f.ID("facility"),
		Pupils: number(f, "pupils", 0), People: number(f, "people", -1), PrepMinutes: number(f, "prep", 0), Anyway: f.Bool("anyway"),
	})
	if faults, ok := page.Invalid(err); ok && f.ID("organisation") != "" {
		plan.faults = faults
		if plan.every != "" {
			return h.planNew(c, f, plan)
		}
		return h.showNew(newView{Ctx: c, in: typedOf(f), faults: faults, plan: plan}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if plan.every != "" {
		return c.Redirect("/engagements/"+string(key)+"/series", "engagement.series_agreed", len(plan.ticked)+1)
	}
	return c.Redirect("/engagements/"+string(key), "engagement.agreed")
}

// planNew shows the form again with the days of the series, before anything is agreed.
func (h *Pages) planNew(c *page.Ctx, f page.Form, plan planView) error {
	v := newView{Ctx: c, in: typedOf(f), faults: plan.faults, plan: plan}
	status := http.StatusOK
	if len(v.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	var err error
	v.plan.days, err = h.engagement.PlanSeries(c.Context(), c.Scope, engagement.PlanInput{
		Unit: f.ID("unit"), Organisation: f.ID("organisation"), Facility: f.ID("facility"), Slot: slotOf(f), Repeat: plan.repeat(),
	})
	if faults, ok := page.Invalid(err); ok {
		v.faults, v.plan.faults = faults, faults
		return h.showNew(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	v.plan.looked = true
	if f.Text("planned") != plan.key(slotOf(f)) {
		v.plan.ticked = nil // other days than were ticked
	}
	return h.showNew(v, status)
}

func slotOf(f page.Form) occurrence.Slot {
	return occurrence.Slot{On: clock.Date(f.Text("on")), Start: page.MinuteOfDay(f.Text("start")), End: page.MinuteOfDay(f.Text("end"))}
}

func typedOf(f page.Form) typedInput {
	return typedInput{
		unit: f.ID("unit"), company: f.ID("organisation"), person: f.ID("person"), item: f.ID("item"), activity: f.ID("activity"),
		title: f.Text("title"), on: f.Text("on"), start: f.Text("start"), end: f.Text("end"), place: f.Text("place"), facility: f.ID("facility"),
		pupils: f.Text("pupils"), people: f.Text("people"), prep: f.Text("prep"),
	}
}

// about is the message about a part of the input that has no field of its own.
func (v newView) about(name string) string { return page.Message(v.P, v.faults, name) }

// newFields are the fields of the form, in the order of the page.
type newFields struct {
	unit, person, title, item, activity, on, start, end, place, facility, pupils, people, prep ui.Field
}

func (v newView) fields() newFields {
	t := v.P.T
	n := newFields{
		unit:     ui.Field{Name: "unit", Label: t("engagement.for_school"), Value: string(v.in.unit), Required: true},
		person:   ui.Field{Name: "person", Label: t("engagement.with"), Value: string(v.in.person)},
		title:    ui.Field{Name: "title", Label: t("engagement.what"), Hint: t("engagement.what.hint"), Value: v.in.title, Required: true, MaxLength: 160},
		item:     ui.Field{Name: "item", Label: t("engagement.item"), Hint: t("engagement.item.hint"), Value: string(v.in.item)},
		activity: ui.Field{Name: "activity", Label: t("engagement.activity"), Hint: t("engagement.activity.hint"), Value: string(v.in.activity)},
		on:       ui.Field{Name: "on", Label: t("engagement.day"), Value: v.in.on, Required: true},
		start:    ui.Field{Name: "start", Label: t("engagement.from"), Value: v.in.start, Required: true},
		end:      ui.Field{Name: "end", Label: t("engagement.until"), Value: v.in.end, Required: true},
		place:    ui.Field{Name: "place", Label: t("engagement.place"), Hint: t("engagement.place.hint"), Value: v.in.place, MaxLength: 200},
		facility: facilityField(v.P, "facility", v.choices.Facilities, v.in.facility),
		pupils:   ui.Field{Name: "pupils", Label: t("engagement.pupils_expected"), Value: v.in.pupils, Min: "0", Max: "2000"},
		people:   ui.Field{Name: "people", Label: t("engagement.people"), Hint: t("engagement.people.hint"), Value: v.in.people, Required: true, Min: "1", Max: "500"},
		prep:     ui.Field{Name: "prep", Label: t("engagement.prep"), Hint: t("engagement.prep.hint"), Value: v.in.prep, Suffix: t("engagement.minutes"), Min: "0", Max: "6000"},
	}
	for _, f := range n.all() {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	v.options(&n)
	return n
}

func (n *newFields) all() []*ui.Field {
	return []*ui.Field{&n.unit, &n.person, &n.title, &n.item, &n.activity, &n.on, &n.start, &n.end, &n.place, &n.facility, &n.pupils, &n.people, &n.prep}
}

func (n newFields) list() []ui.Field {
	var out []ui.Field
	for _, f := range n.all() {
		out = append(out, *f)
	}
	return out
}

func (v newView) options(n *newFields) {
	if len(v.choices.Units) > 1 {
		n.unit.Options = []ui.Option{{Label: v.P.T("engagement.choose_school")}}
	}
	for _, u := range v.choices.Units {
		n.unit.Options = append(n.unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	n.person.Options = []ui.Option{{Label: v.P.T("engagement.nobody_yet")}}
	for _, p := range v.choices.People {
		n.person.Options = append(n.person.Options, ui.Option{Value: string(p.ID), Label: p.Name})
	}
	n.item.Options = []ui.Option{{Label: v.P.T("engagement.no_item")}}
	for _, place := range menu.Places() {
		for _, i := range v.choices.Items {
			if i.Place == place {
				n.item.Options = append(n.item.Options, ui.Option{Value: string(i.ID), Label: i.Name(string(v.P.Lang())), Group: v.P.T("engagement.at." + string(place))})
			}
		}
	}
	n.activity.Options = []ui.Option{{Label: v.P.T("engagement.no_activity")}}
	for _, a := range v.choices.Activities {
		n.activity.Options = append(n.activity.Options, ui.Option{Value: string(a.ID), Label: a.Code + " " + a.Name, Group: a.LineCode + " " + a.LineName})
	}
}

// addCompany leads those who may to the form of a new company.
func (v findView) addCompany() *ui.Action {
	if !v.Scope.Can(access.OrganisationWrite) {
		return nil
	}
	return &ui.Action{Label: v.P.T("engagement.add_company"), Icon: "plus", Href: "/relations/new"}
}

// slot is the first day as it was typed.
func (v newView) slot() occurrence.Slot {
	return occurrence.Slot{On: clock.Date(v.in.on), Start: page.MinuteOfDay(v.in.start), End: page.MinuteOfDay(v.in.end)}
}
