package needweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/programme"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// askView is the form of a need: one screen, filled from the last one.
type askView struct {
	*page.Ctx
	key        id.ID // of the need that is edited; empty for a new one
	version    int
	in         need.AskInput
	units      []need.Unit
	items      []menu.Item
	activities []programme.Activity
	starts     need.Starts // with what a new one can begin
	faults     fault.Fields
}

// New shows the form, filled with the teacher's school and last need; ?copy=ID asks the same again, ?template=ID what is kept for it.
func (h *Pages) New(c *page.Ctx) (err error) {
	v := askView{Ctx: c}
	if template := c.QueryID("template"); template != "" {
		v.in, err = h.need.FromTemplate(c.Context(), c.Scope, template)
	} else {
		v.in, err = h.need.Suggest(c.Context(), c.Scope, c.QueryID("copy"))
	}
	if err != nil {
		return err
	}
	if v.starts, err = h.need.Starts(c.Context(), c.Scope); err != nil {
		return err
	}
	if item := c.QueryID("item"); item != "" {
		v.in.Item = item
	}
	return h.ask(v, http.StatusOK)
}

// Edit shows the form of an open need.
func (h *Pages) Edit(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	n, err := h.need.Need(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if n.State != need.Open {
		return fault.Conflict("need.closed")
	}
	return h.ask(askView{Ctx: c, key: key, version: n.Version, in: n.Again()}, http.StatusOK)
}

// ask loads what the form chooses from, and shows it.
func (h *Pages) ask(v askView, status int) (err error) {
	if v.units, err = h.need.Units(v.Context(), v.Scope); err != nil {
		return err
	}
	if v.items, err = h.menu.Card(v.Context(), v.Scope, false); err != nil {
		return err
	}
	if v.activities, err = h.programme.ActivityOptions(v.Context(), v.Scope, ""); err != nil {
		return err
	}
	if v.in.Unit == "" && len(v.units) > 0 && v.key == "" {
		v.in.Unit = v.units[0].ID
	}
	return v.Render(status, page.Head{Title: v.title(), Section: section}, askPage(v))
}

func (v askView) title() string {
	if v.key != "" {
		return v.P.T("need.edit")
	}
	return v.P.T("need.new")
}

func (v askView) action() string {
	if v.key != "" {
		return "/needs/" + string(v.key)
	}
	return "/needs"
}

func inputOf(f page.Form) need.AskInput {
	var more []need.SeriesRow
	for i := range need.MostMore {
		field := func(name string) string { return f.Text(need.SeriesRow{}.Field(i, name)) }
		more = append(more, need.SeriesRow{Class: field("class"), Pupils: field("pupils"), From: clock.Date(field("from")), To: clock.Date(field("to"))})
	}
	return need.AskInput{
		Class: f.Text("class"), Theme: f.Text("theme"), Before: f.Text("before"), After: f.Text("after"), More: more,
		Unit: f.ID("unit"), Item: f.ID("item"), Activity: f.ID("activity"), Title: f.Text("title"), Goal: f.Text("goal"),
		Profiles: f.All("profiles"), Levels: f.All("levels"), Year: f.Text("year"), Pupils: f.Text("pupils"), Wanted: f.Text("wanted"),
		From: clock.Date(f.Text("from")), To: clock.Date(f.Text("to")), MaxKM: f.Text("max_km"),
	}
}

// Ask notes a new need.
func (h *Pages) Ask(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := inputOf(f)
	key, err := h.need.Ask(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.ask(askView{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/"+string(key), "need.asked")
}

// Save changes an open need.
func (h *Pages) Save(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	key, err := c.ID()
	if err != nil {
		return err
	}
	in, version := inputOf(f), f.Int("version")
	err = h.need.Edit(c.Context(), c.Scope, key, version, in)
	if faults, ok := page.Invalid(err); ok {
		return h.ask(askView{Ctx: c, key: key, version: version, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/needs/"+string(key), "need.saved")
}

func (v askView) field(name, value string) ui.Field {
	return ui.Field{Name: name, Label: v.P.T("need.field." + name), Value: value, Error: page.Message(v.P, v.faults, name)}
}

// askFields are the fields of the form, in the order of the page.
type askFields struct {
	unit, title, item, profiles, levels, year, pupils, wanted, from, to, maxKM, goal, activity ui.Field
	class, theme, before, after                                                                ui.Field
	series                                                                                     [][4]ui.Field // class, pupils, first and last day of each other class
}

func (v askView) fields() askFields {
	in, t := v.in, v.P.T
	f := askFields{
		unit: v.field("unit", string(in.Unit)), title: v.field("title", in.Title), item: v.field("item", string(in.Item)),
		profiles: v.field("profiles", ""), levels: v.field("levels", ""), year: v.field("year", in.Year), pupils: v.field("pupils", in.Pupils),
		wanted: v.field("wanted", in.Wanted), from: v.field("from", string(in.From)), to: v.field("to", string(in.To)), maxKM: v.field("max_km", in.MaxKM),
		goal: v.field("goal", in.Goal), activity: v.field("activity", string(in.Activity)),
	}
	f.class, f.theme, f.before, f.after = v.field("class", in.Class), v.field("theme", in.Theme), v.field("before", in.Before), v.field("after", in.After)
	f.theme.Hint, f.theme.MaxLength, f.theme.Plain = t("need.field.theme.hint"), 120, true
	f.class.Hint, f.class.MaxLength = t("need.field.class.hint"), 40
	f.before.Rows, f.before.MaxLength, f.after.Rows, f.after.MaxLength = 2, 500, 2, 500
	f.series = v.series()
	f.title.Hint, f.title.MaxLength, f.title.Autofocus = t("need.field.title.hint"), 120, in.Title == ""
	f.goal.Rows, f.goal.MaxLength = 2, 1000
	for _, required := range []*ui.Field{&f.unit, &f.title, &f.pupils, &f.from, &f.to} {
		required.Required = true
	}
	for _, u := range v.units {
		f.unit.Options = append(f.unit.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	f.item.Plain, f.item.Options = true, v.itemOptions()
	f.profiles.Options, f.profiles.Values = offerform.Profiles(nil), in.Profiles
	f.levels.Options, f.levels.Values = offerform.Levels(v.P, nil), in.Levels
	f.year.Options = []ui.Option{{Label: t("need.year_mixed")}}
	for _, y := range curriculum.Years() {
		f.year.Options = append(f.year.Options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	f.year.Plain = true
	f.pupils.Min, f.pupils.Max, f.wanted.Min, f.wanted.Max, f.wanted.Plain = "1", "2000", "1", "50", true
	f.maxKM.Suffix, f.maxKM.Min, f.maxKM.Max = "km", "1", "500"
	f.activity.Options = []ui.Option{{Label: t("need.no_activity")}}
	for _, a := range v.activities {
		f.activity.Options = append(f.activity.Options, ui.Option{Value: string(a.ID), Label: a.Name, Group: a.LineName})
	}
	return f
}

// itemOptions lists the menu by place, "I don't know yet" first.
func (v askView) itemOptions() []ui.Option {
	options := []ui.Option{{Label: v.P.T("need.not_known")}}
	for _, i := range v.items {
		options = append(options, ui.Option{Value: string(i.ID), Label: i.Name(string(v.P.Lang())), Group: v.P.T("menu.place." + string(i.Place))})
	}
	return options
}

func (f askFields) all() []ui.Field {
	out := []ui.Field{f.unit, f.title, f.item, f.profiles, f.levels, f.year, f.pupils, f.wanted, f.from, f.to, f.theme, f.maxKM, f.goal, f.activity, f.class, f.before, f.after}
	for _, row := range f.series {
		out = append(out, row[:]...)
	}
	return out
}

// more reports whether the part with less common questions stands open.
func (f askFields) more() bool {
	for _, field := range []ui.Field{f.maxKM, f.goal, f.activity, f.theme, f.class, f.before, f.after} {
		if field.Error != "" || field.Value != "" {
			return true
		}
	}
	return false
}

func (v askView) save() string {
	if v.key != "" {
		return v.P.T("need.save")
	}
	return v.P.T("need.find")
}
