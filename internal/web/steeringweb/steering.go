package steeringweb

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/need"
	"schakel/internal/domain/steering"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// view is the page.
type view struct {
	*page.Ctx
	p      steering.Page
	text   string // of a request, as typed
	faults fault.Fields
}

// figure is a number with what it is and the records behind it.
type figure struct{ label, text, href, sub string }

// block is a part of the page, and of the file: its figures under a title.
type block struct {
	title   string
	lead    string
	href    string // where the part has a page of its own
	figures []figure
}

// Page shows the page.
func (h *Pages) Page(c *page.Ctx) error { return h.show(view{Ctx: c}, http.StatusOK) }

func (h *Pages) show(v view, status int) (err error) {
	if v.p, err = h.steering.Page(v.Context(), v.Scope, askOf(v.Ctx)); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("steering.title"), Section: section, Wide: true}, steeringPage(v))
}

// unitName names what the page is about.
func (v view) unitName() string {
	for _, u := range v.p.Units {
		if u.ID == v.p.Unit {
			return u.Name
		}
	}
	return v.Scope.NetworkName()
}

func (v view) period() string {
	if v.p.Year == steering.Whole {
		return v.P.T("steering.all_years")
	}
	return strconv.Itoa(v.p.Year)
}

func (v view) lead() string {
	return v.P.T("steering.lead", v.unitName(), v.p.Grant.Name, v.period(), v.p.Since)
}

func (v view) secondary() (out []ui.Action) {
	if v.p.Grant.ID != "" && v.Scope.Can(access.ReportExport) {
		out = append(out, ui.Action{Label: v.P.T("steering.pdf"), Icon: "download", Href: page.Address("/steering/steering.pdf", values(v.p.Ask))})
	}
	return out
}

// bar chooses what the page is about.
func (v view) bar() ui.FilterBarProps {
	var grants, years, units []ui.Option
	for _, g := range v.p.Grants {
		grants = append(grants, ui.Option{Value: string(g.ID), Label: g.Name})
	}
	for _, y := range v.p.Grant.Years() {
		years = append(years, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	years = append(years, ui.Option{Value: whole, Label: v.P.T("steering.all_years")})
	units = append(units, ui.Option{Label: v.P.T("funding.all_units")})
	for _, u := range v.p.Units {
		if v.Scope.CanOn(access.ContributionRead, u.ID) {
			units = append(units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return ui.FilterBarProps{Action: "/steering", ClearHref: "/steering", Values: []ui.HiddenValue{{Name: "since", Value: string(v.p.Since)}}, Selects: []ui.Field{
		{Name: "grant", Label: v.P.T("funding.grant"), Value: string(v.p.Ask.Grant), Options: grants},
		{Name: "year", Label: v.P.T("funding.year"), Value: yearValue(v.p.Year), Options: years},
		{Name: "unit", Label: v.P.T("funding.unit"), Value: string(v.p.Unit), Options: units},
	}}
}

// previous chooses when the previous meeting was; kept is the rest of the question.
func (v view) previous() (since ui.Field, kept []ui.HiddenValue) {
	q := values(v.p.Ask)
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name != "since" {
			kept = append(kept, ui.HiddenValue{Name: name, Value: q.Get(name)})
		}
	}
	return ui.Field{Name: "since", Label: v.P.T("steering.since"), Value: string(v.p.Since), Max: string(v.p.Today), Plain: true, Width: "short"}, kept
}

// verdict says in a sentence whether and when co-financing falls short.
func (v view) verdict() ui.NoticeProps {
	m := v.p.Money
	action := &ui.Action{Label: v.P.T("funding.forecast"), Href: page.Address("/funding/forecast", filled("grant", string(v.p.Ask.Grant), "unit", string(v.p.Unit)))}
	switch {
	case m.Minimum == 0:
		return ui.NoticeProps{Kind: ui.Info, Text: v.P.T("funding.forecast.no_minimum"), Action: action}
	case m.ShortOn != "":
		return ui.NoticeProps{Kind: ui.Warning, Title: v.P.T("funding.forecast.short", m.ShortOn, m.ShortBy), Action: action}
	}
	return ui.NoticeProps{Kind: ui.Success, Title: v.P.T("funding.forecast.enough"), Action: action}
}

func (v view) share(part, whole money.Cents, key string) string {
	if whole <= 0 {
		return ""
	}
	return v.P.T(key, v.percent(part, whole))
}

func (v view) percent(part, whole money.Cents) string {
	return v.P.Percent(int((max(0, part)*10_000 + whole/2) / whole))
}

// money is what there is of co-financing, stage by stage.
func (v view) money() block {
	m := v.p.Money
	b := block{title: v.P.T("funding.title"), href: moneyHref("/funding", v.p.Ask)}
	add := func(key string, cents money.Cents, to string) {
		b.figures = append(b.figures, figure{v.P.T(key), v.P.Money(cents), to, v.share(cents, m.Minimum, "funding.of_minimum")})
	}
	if v.Scope.Can(access.PledgeRead) {
		add("funding.promised", m.Promised, moneyHref("/funding/pledges", v.p.Ask))
	}
	add("funding.planned", m.Planned, moneyHref("/funding/planned", v.p.Ask))
	add("funding.carried_out", m.CarriedOut, stageHref(v.p.Ask, funding.StageCarriedOut, ""))
	add("funding.evidenced", m.Evidenced, stageHref(v.p.Ask, funding.StageEvidenced, ""))
	add("funding.checked", m.Checked, stageHref(v.p.Ask, funding.StageChecked, ""))
	return b
}

// against are the meters of what is carried out against the minimum and the own target.
func (v view) against() (out []ui.MeterProps) {
	m := v.p.Money
	meter := func(key string, goal money.Cents, kind string) {
		if goal <= 0 {
			return
		}
		out = append(out, ui.MeterProps{
			Label: key, Value: int64(max(0, m.CarriedOut)), Max: int64(max(goal, m.Expected, m.CarriedOut)), Target: int64(goal), Kind: kind,
			ValueText: v.P.Money(m.CarriedOut), TargetText: v.P.T("steering.against", goal, v.percent(m.CarriedOut, goal), m.Expected),
		})
	}
	meter(v.P.T("funding.minimum"), m.Minimum, ui.Info)
	meter(v.P.T("funding.target_of", v.P.Percent(m.TargetBP)), m.Target, ui.Success)
	return out
}

// done is what was carried out and planned with companies in the period.
func (v view) done() block {
	p := v.p
	b := block{title: v.P.T("steering.done"), lead: v.P.T("steering.done.lead", p.From, p.To)}
	add := func(label string, n int, to, sub string) {
		b.figures = append(b.figures, figure{label, v.P.Number(n), to, sub})
	}
	state := func(s engagement.State, n int) {
		add(v.P.T("steering.lessons."+string(s)), n, lessonsHref(p.Ask, string(s), "", p.From, p.To), "")
	}
	state(engagement.Past, p.Held())
	state(engagement.Upcoming, p.Lessons[engagement.Upcoming])
	state(engagement.Postponed, p.Lessons[engagement.Postponed])
	state(engagement.Cancelled, p.Lessons[engagement.Cancelled])
	for _, k := range []steering.Kind{steering.Active, steering.Fresh} {
		add(v.kindWord(k), p.Counts[k], recordsHref(p.Ask, k), "")
	}
	return b
}

func (v view) kindWord(k steering.Kind) string { return v.P.T("steering.kind." + string(k)) }

// counts is a part of figures that each have a list of records.
func (v view) counts(title, lead string, kinds []steering.Kind) block {
	b := block{title: title, lead: lead}
	for _, k := range kinds {
		text := v.P.Number(v.p.Counts[k])
		if k == steering.Pledged && v.p.Sums[k] > 0 {
			text = v.P.T("steering.pledged", v.p.Counts[k], money.Cents(v.p.Sums[k]))
		}
		b.figures = append(b.figures, figure{label: v.kindWord(k), text: text, href: recordsHref(v.p.Ask, k)})
	}
	return b
}

func (v view) relations() block {
	b := v.counts(v.P.T("steering.relations"), v.P.T("steering.relations.lead"), steering.Depths())
	b.href = "/relations/strategy"
	return b
}

// waiting are the needs by whose turn it is, and the agreements that end soon.
func (v view) waiting() block {
	b := block{title: v.P.T("steering.waiting")}
	for _, s := range need.OpenStages() {
		if !v.Scope.Can(access.NeedRead) {
			break
		}
		b.figures = append(b.figures, figure{label: v.P.T("steering.needs." + string(s)), text: v.P.Number(v.p.Needs[s]), href: page.Address("/needs", filled("stage", string(s), "unit", string(v.p.Unit)))})
	}
	if v.Scope.Can(access.AgreementRead) {
		b.figures = append(b.figures, figure{
			label: v.P.T("steering.ending", v.p.Weeks), text: v.P.Number(v.p.Ending), href: page.Address("/agreements", filled("state", "soon", "unit", string(v.p.Unit))),
		})
	}
	return b
}

func (v view) programme() block {
	b := v.counts(v.P.T("nav.programme"), v.P.T("steering.programme.lead"), steering.Activities())
	b.href = "/programme"
	return b
}

// changed is what happened since the previous meeting.
func (v view) changed() block {
	var kinds []steering.Kind
	for _, k := range steering.Changes() {
		if steering.May(v.Scope, k) {
			kinds = append(kinds, k)
		}
	}
	b := v.counts(v.P.T("steering.changed", v.p.Since), "", kinds)
	m := v.p.Money
	return block{title: b.title, figures: append([]figure{
		{label: v.P.T("steering.came"), text: v.P.Money(m.Came), href: stageHref(v.p.Ask, funding.StageCarriedOut, v.p.Since)},
		{label: v.P.T("steering.passed"), text: v.P.Money(m.Passed), href: stageHref(v.p.Ask, funding.StageChecked, v.p.Since)},
		{label: v.P.T("steering.since_held"), text: v.P.Number(v.p.HeldSince), href: lessonsHref(v.p.Ask, string(engagement.Past), "", v.p.Since, v.p.Today)},
	}, b.figures...)}
}

// blocks are the parts beside what changed, as far as who looks may see them.
func (v view) blocks() (out []block) {
	if v.Scope.Can(access.RelationshipRead) {
		out = append(out, v.relations())
	}
	if b := v.waiting(); len(b.figures) > 0 {
		out = append(out, b)
	}
	return out
}

func tiles(b block) (out []ui.StatTileProps) {
	for _, f := range b.figures {
		out = append(out, ui.StatTileProps{Label: f.label, Figure: f.text, Href: f.href, Sub: f.sub})
	}
	return out
}

func lines(b block) (out []ui.ListItem) {
	for _, f := range b.figures {
		out = append(out, ui.ListItem{Title: f.label, Href: f.href, Meta: ui.Num(f.text)})
	}
	return out
}

// activities are those that are late or coming, first the worst.
func (v view) activities() (out []ui.ListItem) {
	looks := map[steering.Kind]string{steering.Late: ui.Late, steering.Still: ui.Warning, steering.Coming: ui.Planned}
	for _, k := range steering.Activities() {
		for _, r := range v.p.Late {
			if r.Kind != k {
				continue
			}
			out = append(out, ui.ListItem{
				Icon: "flag", Title: r.Title, Href: activityHref(engagement.Live, r.ID), Sub: v.P.T("steering.activity", r.Sub, r.Day, r.M, r.N),
				Meta: ui.StatusChip(looks[k], v.P.T("steering.chip."+string(k))),
			})
		}
	}
	return out
}
