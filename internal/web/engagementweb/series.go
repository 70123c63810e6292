package engagementweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// seriesView is the page of a series: its days, and the form that adds days to it. An agreement that stands alone has the page too.
type seriesView struct {
	*page.Ctx
	r    engagement.Engagement
	o    occurrence.Occurrence
	rows []engagement.Row // by day
	plan planView
}

// otherDates is how many days of its own a form takes.
const otherDates = 5

// planView is the part of a form that plans the days of a series, and lists those days with what speaks against each.
type planView struct {
	p      *i18n.Printer
	every  string
	times  string
	dates  [otherDates]string
	days   []engagement.DayPlan
	looked bool     // days are those of this rhythm
	ticked []string // nil: nobody ticked yet, so those that suit are
	faults fault.Fields
}

// planOf reads the rhythm of a query or a form.
func planOf(p *i18n.Printer, values func(string) []string) planView {
	one := func(name string) string {
		if all := values(name); len(all) > 0 {
			return strings.TrimSpace(all[0])
		}
		return ""
	}
	v := planView{p: p, every: one("every"), times: one("times"), ticked: values("day")}
	for i := range v.dates {
		v.dates[i] = one(dateName(i))
	}
	return v
}

func (v planView) repeat() engagement.Repeat {
	out := engagement.Repeat{Every: engagement.Every(v.every), Times: v.times}
	for _, d := range v.dates {
		out.Dates = append(out.Dates, clock.Date(d))
	}
	return out
}

// key is what the listed days belong to: a form whose rhythm changed since is planned anew.
func (v planView) key(slot occurrence.Slot) string {
	return strings.Join(append([]string{v.every, v.times, string(slot.On), strconv.Itoa(slot.Start), strconv.Itoa(slot.End)}, v.dates[:]...), "/")
}

// chosen are the ticked days.
func (v planView) chosen() (days []clock.Date) {
	for _, d := range v.ticked {
		days = append(days, clock.Date(d))
	}
	return days
}

// Series shows the days of a series, and the other days that a rhythm gives.
func (h *Pages) Series(c *page.Ctx) error {
	q := c.R.URL.Query()
	return h.showSeries(c, http.StatusOK, planOf(c.P, func(name string) []string { return q[name] }))
}

func (h *Pages) showSeries(c *page.Ctx, status int, plan planView) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := seriesView{Ctx: c, plan: plan}
	if v.r, v.o, err = h.engagement.Planned(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.r.Series != "" {
		list, err := h.engagement.List(c.Context(), c.Scope, engagement.Filter{Series: v.r.Series, Limit: 200})
		if err != nil {
			return err
		}
		v.rows = list.Rows
		slices.Reverse(v.rows)
	}
	if v.plan.every != "" && v.repeats() {
		v.plan.days, err = h.engagement.PlanSeries(c.Context(), c.Scope, engagement.PlanInput{
			Unit: v.r.Unit, Organisation: v.r.Organisation, Engagement: v.r.ID, Facility: v.o.Facility, Slot: v.o.Slot(), Repeat: v.plan.repeat(),
		})
		faults, invalid := page.Invalid(err)
		if err != nil && !invalid {
			return err
		}
		v.plan.looked = err == nil
		if invalid {
			v.plan.faults, status = faults, http.StatusUnprocessableEntity
		}
	}
	return c.Render(status, page.Head{Title: v.title(), Section: section}, seriesPage(v))
}

// Repeat adds the ticked days to the series.
func (h *Pages) Repeat(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	plan := planOf(c.P, f.All)
	n, err := h.engagement.Repeat(c.Context(), c.Scope, key, plan.chosen())
	if faults, ok := page.Invalid(err); ok {
		plan.faults = faults
		if plan.ticked == nil {
			plan.ticked = []string{}
		}
		return h.showSeries(c, http.StatusUnprocessableEntity, plan)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/engagements/"+string(key)+"/series", "engagement.repeated", n)
}

func (v seriesView) title() string { return v.P.T("engagement.series.title", v.r.Title) }

func (v seriesView) path() string { return "/engagements/" + string(v.r.ID) + "/series" }

func (v seriesView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("engagement.title"), Href: "/engagements"}, {Label: v.r.Title, Href: "/engagements/" + string(v.r.ID)}}
}

// repeats reports whether days can be added: by who manages it, while it has a day of its own.
func (v seriesView) repeats() bool {
	return v.Scope.CanOn(access.EngagementManage, v.r.Unit) && v.o.CancelledAt == nil
}

// days are the days of the series with the state of each.
func (v seriesView) days() []ui.ListItem {
	now := v.Env.Clock.Now()
	var items []ui.ListItem
	for i, r := range v.rows {
		state := r.State(now)
		day := clock.DateOf(r.StartsAt)
		title := v.P.T("engagement.series.day", i+1, v.P.DateLong(day))
		sub := ui.NonEmpty(times(v.P, r.StartsAt, r.EndsAt), r.Place)
		switch {
		case state == engagement.Postponed:
			sub = []string{v.P.T("engagement.was_on", day)}
		case r.CountedAt != nil:
			sub = append(sub, v.P.T("engagement.n_pupils", r.Pupils))
		}
		if r.OrganisationName != v.r.OrganisationName {
			sub = append(sub, r.OrganisationName)
		}
		item := ui.ListItem{Icon: "calendar", Title: title, Href: "/engagements/" + string(r.ID), Sub: strings.Join(sub, " · "), Meta: ui.StatusChip(looks[state], stateWord(v.P, state))}
		if r.ID == v.r.ID && len(v.rows) > 1 {
			item.Sub += " · " + v.P.T("engagement.series.here")
		}
		items = append(items, item)
	}
	return items
}

// values carries the rhythm along with the ticked days.
func (v planView) values() []ui.HiddenValue {
	out := []ui.HiddenValue{{Name: "every", Value: v.every}, {Name: "times", Value: v.times}}
	for i, d := range v.dates {
		if d != "" {
			out = append(out, ui.HiddenValue{Name: dateName(i), Value: d})
		}
	}
	return out
}

// dateName is the field of a day of its own: the first is that of the agreement.
func dateName(i int) string { return "date_" + strconv.Itoa(i+2) }

// fields are those of the rhythm. optional offers not to repeat at all.
func (v planView) fields(optional bool) (every, times ui.Field, dates []ui.Field) {
	t := v.p.T
	every = ui.Field{Name: "every", Label: t("engagement.every"), Value: v.every, Required: !optional, Plain: true, Inline: true, Error: page.Message(v.p, v.faults, "every")}
	if optional {
		every.Options = append(every.Options, ui.Option{Label: t("engagement.every.no")})
	} else if every.Value == "" {
		every.Value = string(engagement.Weekly)
	}
	for _, e := range engagement.Everies() {
		every.Options = append(every.Options, ui.Option{Value: string(e), Label: t("engagement.every." + string(e))})
	}
	times = ui.Field{
		Name: "times", Label: t("engagement.times"), Hint: t("engagement.times.hint"), Value: v.times, Plain: true, Min: "2", Max: strconv.Itoa(engagement.MostDays),
		Error: page.Message(v.p, v.faults, "times"),
	}
	for i, d := range v.dates {
		f := ui.Field{Name: dateName(i), Label: t("engagement.date_no", i+2), Value: d, Plain: true}
		if i == 0 {
			f.Error = page.Message(v.p, v.faults, "dates")
		}
		dates = append(dates, f)
	}
	return every, times, dates
}

// dayField lists the days to tick, with what speaks against each. Without a choice those are ticked that suit.
func (v planView) dayField() ui.Field {
	f := ui.Field{Name: "day", Label: v.p.T("engagement.series.days"), Hint: v.p.T("engagement.series.days.hint"), Values: v.ticked, Plain: true}
	if v.looked {
		f.Error = page.Message(v.p, v.faults, "dates")
	}
	for _, d := range v.days {
		o := ui.Option{Value: string(d.On), Label: v.p.DateLong(d.On), Hint: warnings(v.p, d.Clashes)}
		if d.Skipped() {
			o.Hint = v.p.T("engagement.series.skipped") + " " + o.Hint
		}
		f.Options = append(f.Options, o)
		if v.ticked == nil && len(d.Clashes) == 0 {
			f.Values = append(f.Values, o.Value)
		}
	}
	return f
}

// seriesLink leads from an engagement to its series, or to the form that makes one.
func (v recordView) seriesLink() ui.Action {
	href := "/engagements/" + string(v.r.ID) + "/series"
	if v.r.Series == "" {
		return ui.Action{Label: v.P.T("engagement.repeat"), Icon: "copy", Href: href}
	}
	return ui.Action{Label: v.P.T("engagement.series.show"), Icon: "list", Href: href}
}

// alongField asks for which days of its series something is meant; not when there are no others.
func (v recordView) alongField(doing string) (ui.Field, bool) {
	chosen := engagement.OneDay
	if v.doing == doing {
		chosen = v.typed.along
	}
	f, asked := alongField(v.P, v.r.InSeries, doing+"-along", chosen)
	f.Error = v.message(doing, f.Name)
	return f, asked
}

func alongField(p *i18n.Printer, in engagement.InSeries, key string, chosen engagement.Span) (ui.Field, bool) {
	f := ui.Field{Name: "along", ID: key, Label: p.T("engagement.along"), Hint: p.T("engagement.along.hint"), Plain: true, Value: string(chosen)}
	f.Options = append(f.Options, ui.Option{Label: p.T("engagement.along.one")})
	if in.Following > 0 {
		f.Options = append(f.Options, ui.Option{Value: string(engagement.Following), Label: p.T("engagement.along.following", in.Following)})
	}
	if in.Coming > 0 && in.Coming != in.Following {
		f.Options = append(f.Options, ui.Option{Value: string(engagement.AllDays), Label: p.T("engagement.along.all", in.Coming+1)})
	}
	return f, len(f.Options) > 1
}

// span reads for which days something is meant.
func span(f page.Form) engagement.Span { return engagement.Span(f.Text("along")) }
