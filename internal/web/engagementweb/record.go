package engagementweb

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// recordView is the page of one engagement. A refused form comes back with what was typed.
type recordView struct {
	*page.Ctx
	r      engagement.Record
	now    time.Time
	money  *funding.Listed // what came of it; nil without, or without the right to read it
	lost   *funding.Lost   // what it would have brought; nil without, or without the right to read it
	doing  string          // the form that was refused: attendance, reschedule, cancel
	faults fault.Fields
	typed  typedAction
	moveTo clock.Date // the day that was chosen in the calendar
}

// typedAction is what was typed into one of the forms.
type typedAction struct {
	pupils, teachers      string
	on, start, end, place string
	facility              id.ID
	version               int
	by, reason, url       string
	score, again, words   string
	along                 engagement.Span
	dates                 datesTyped
	details               engagement.Details
}

// Show shows one engagement.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := recordView{}
	if on := c.Query("move"); on != "" { // from the calendar: the form stands open, with the day that was chosen
		v.doing = "reschedule"
		if day, err := clock.ParseDate(on); err == nil {
			v.moveTo = day
		}
	}
	return h.show(c, key, http.StatusOK, v)
}

func (h *Pages) show(c *page.Ctx, key id.ID, status int, v recordView) (err error) {
	v.Ctx, v.now = c, c.Env.Clock.Now()
	if v.r, err = h.engagement.Record(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.r.SignedAt != nil && v.readsLedger() {
		if v.money, err = h.funding.OfOccurrence(c.Context(), c.Scope, v.r.Occurrence.ID); err != nil {
			return err
		}
	}
	if v.r.CancelledAt != nil && v.readsLedger() {
		lost, err := h.funding.LostOf(c.Context(), c.Scope, []id.ID{key})
		if err != nil {
			return err
		}
		if l, is := lost[key]; is {
			v.lost = &l
		}
	}
	if v.doing != "reschedule" || status == http.StatusOK {
		o := v.r.Occurrence
		v.typed.on, v.typed.start, v.typed.end = string(o.HeldOn), clockTime(o.StartsAt), clockTime(o.EndsAt)
		v.typed.place, v.typed.facility, v.typed.version = o.Place, o.Facility, o.Version
		if v.moveTo != "" {
			v.typed.on = string(v.moveTo)
		}
	}
	return c.Render(status, page.Head{Title: v.r.Title, Section: section}, record(v))
}

// prepare is the part of the page on which the school prepares the engagement.
func (v recordView) prepare() prepareView {
	p := prepareView{
		p: v.P, base: "/engagements/" + string(v.r.ID), details: v.r.Details, checklist: v.r.Checklist, proposal: v.r.Proposal, side: engagement.BySchool, both: true,
		acts: v.manages(), company: v.r.OrganisationName, school: v.r.UnitName, doing: v.doing, faults: v.faults, dates: datesTyped{}.usual(v.r.Occurrence),
	}
	if v.doing == "dates" {
		p.dates = v.typed.dates
	}
	if v.doing == "details" {
		p.details = v.typed.details
	}
	return p
}

func (v recordView) state() engagement.State { return v.r.State(v.now) }

func (v recordView) manages() bool { return v.Scope.CanOn(access.EngagementManage, v.r.Unit) }

// readsLedger reports whether the reader may know what became of the hours.
func (v recordView) readsLedger() bool { return v.Scope.CanOn(access.ContributionRead, v.r.Unit) }

// late is how long after the end a missing count is called late.
const late = 48 * time.Hour

// steps is the chain: agreed, planned, done, signed, and for readers of the ledger evidenced and checked.
func (v recordView) steps() []ui.Step {
	t, o, state := v.P.T, v.r.Occurrence, v.state()
	day := v.P.Date(o.HeldOn)
	steps := []ui.Step{
		{Label: t("engagement.step.agreed"), State: ui.Done, Sub: v.P.Date(clock.DateOf(v.r.AgreedAt))},
		{Label: t("engagement.step.planned"), State: ui.Done, Sub: day},
		{Label: t("engagement.step.done")},
		{Label: t("engagement.step.signed")},
	}
	switch state {
	case engagement.Upcoming:
		steps[1].State = ui.Running
	case engagement.Postponed:
		steps[1].State, steps[1].Sub = ui.Waiting, t("engagement.step.no_date")
	case engagement.ToCount:
		steps[2].State, steps[2].Sub = ui.Running, t("engagement.step.to_count")
		if v.now.Sub(o.EndsAt) > late {
			steps[2].State = ui.Late
		}
	case engagement.Waiting:
		steps[3].State, steps[3].Sub = ui.Running, t("engagement.step.asked")
	}
	if v.r.CountedAt != nil {
		steps[2].State, steps[2].Sub = ui.Done, t("engagement.n_pupils", v.r.Pupils)
	}
	if v.r.SignedAt != nil {
		steps[3].State, steps[3].Sub = ui.Done, v.P.Date(clock.DateOf(*v.r.SignedAt))
	}
	if v.readsLedger() {
		steps = append(steps, v.moneySteps()...)
	}
	return steps
}

func (v recordView) moneySteps() []ui.Step {
	evidenced, checked := ui.Step{Label: v.P.T("engagement.step.evidenced")}, ui.Step{Label: v.P.T("engagement.step.checked")}
	switch {
	case v.money == nil && v.r.SignedAt != nil:
		evidenced.State, evidenced.Sub, evidenced.Href = ui.Running, v.P.T("engagement.step.to_value"), "/funding/contributions"
	case v.money == nil:
	default:
		href := "/funding/contributions/" + string(v.money.ID)
		evidenced.State, evidenced.Sub, evidenced.Href = ui.Done, v.P.Money(v.money.Cents), href
		switch v.money.At {
		case funding.Evidenced:
			checked.State, checked.Href = ui.Running, href
		case funding.Checked, funding.Reported:
			checked.State, checked.Href = ui.Done, href
		case funding.Source:
			checked.State, checked.Sub, checked.Href = ui.Late, v.P.T("engagement.step.rejected"), href
		}
	}
	return []ui.Step{evidenced, checked}
}

// facts are the properties of the visit; what is unknown is left out.
func (v recordView) facts() []ui.Def {
	t, o := v.P.T, v.r.Occurrence
	defs := []ui.Def{
		{Term: t("engagement.when"), Text: v.P.DateLong(o.HeldOn) + ", " + times(v.P, o.StartsAt, o.EndsAt)},
	}
	add := func(term, text, href string) {
		if text != "" {
			defs = append(defs, ui.Def{Term: term, Text: text, Href: href})
		}
	}
	if s := v.r.InSeries; s.Total > 0 {
		add(t("engagement.series"), t("engagement.series.place", s.No, s.Total), "/engagements/"+string(v.r.ID)+"/series")
	}
	if v.state() == engagement.Postponed {
		defs[0].Text = t("engagement.state.postponed") + " · " + t("engagement.was_on", o.HeldOn)
	}
	atFacility := ""
	if o.Facility != "" {
		atFacility = "/facilities/" + string(o.Facility)
	}
	add(t("engagement.place"), o.Place, atFacility)
	add(t("engagement.meeting"), o.MeetingURL, o.MeetingURL)
	add(t("engagement.item"), v.r.ItemName(string(v.P.Lang())), "")
	if o.PupilsExpected > 0 {
		add(t("engagement.pupils_expected"), v.P.Number(o.PupilsExpected), "")
	}
	add(t("engagement.people"), t("engagement.people_hours", o.PeoplePlanned, v.P.Hours(o.MinutesEach())), "")
	if v.r.Activity != "" {
		add(t("engagement.activity"), v.r.ActivityCode+" "+v.r.ActivityName, "/engagements?state=all&activity="+string(v.r.Activity))
	}
	return defs
}

// parties are who does it for whom.
func (v recordView) parties() []ui.Def {
	t := v.P.T
	defs := []ui.Def{
		{Term: t("engagement.company"), Text: v.r.OrganisationName, Href: "/relations/" + string(v.r.Organisation)},
		{Term: t("engagement.school"), Text: v.r.UnitName, Href: "/engagements?state=all&unit=" + string(v.r.Unit)},
	}
	if x := v.r.Before; x != nil {
		defs = append(defs, ui.Def{Term: t("engagement.replaces"), Text: x.Organisation, Href: "/engagements/" + string(x.ID)})
	}
	if x := v.r.After; x != nil {
		defs = append(defs, ui.Def{Term: t("engagement.replaced_by"), Text: x.Organisation, Href: "/engagements/" + string(x.ID)})
	}
	if v.r.PersonName != "" {
		defs = append(defs, ui.Def{Term: t("engagement.with"), Text: v.r.PersonName})
	}
	return defs
}

func (v recordView) needs() []ui.ListItem {
	var items []ui.ListItem
	for _, n := range v.r.Needs {
		items = append(items, ui.ListItem{Icon: "question", Title: n.Title, Href: "/needs/" + string(n.ID), Sub: v.P.T("engagement.asked_by", n.Asker)})
	}
	return items
}

// signature is what the company signed, for readers of the ledger.
func (v recordView) signature() []ui.Def {
	s, t := v.r.Signature, v.P.T
	who := s.SignerName
	if s.SignerFunction != "" {
		who += ", " + s.SignerFunction
	}
	defs := []ui.Def{
		{Term: t("engagement.signed_by"), Text: who},
		{Term: t("engagement.hours"), Text: t("engagement.people_hours", s.People, v.P.Hours(s.Minutes))},
	}
	if s.Remark != "" {
		defs = append(defs, ui.Def{Term: t("engagement.remark"), Text: s.Remark})
	}
	if v.money != nil {
		defs = append(defs, ui.Def{Term: t("engagement.worth"), Text: v.P.Money(v.money.Cents), Href: "/funding/contributions/" + string(v.money.ID)})
	}
	return append(defs, ui.Def{Term: t("engagement.digest"), Text: s.Digest[:min(16, len(s.Digest))] + "…"})
}

// event is one thing that happened, for the history.
type event struct {
	at   time.Time
	item ui.TimelineItem
}

// history is what happened, newest first.
func (v recordView) history() ui.TimelineProps {
	t := v.P.T
	var events []event
	add := func(at time.Time, icon, title, by, text string) {
		events = append(events, event{at, ui.TimelineItem{
			Icon: icon, When: v.P.DateTime(at), DateTime: at.In(clock.Amsterdam()).Format("2006-01-02T15:04"), Title: title, By: by, Text: text,
		}})
	}
	agreed := "engagement.history.agreed"
	if v.r.AgreedBy == "" {
		agreed = "engagement.history.said_yes"
	}
	add(v.r.AgreedAt, "handshake", t(agreed, v.r.OrganisationName), v.r.AgreedBy, "")
	for _, m := range slices.Backward(v.r.Moves) {
		if m.Elsewhere() {
			add(m.At, "pin", t("engagement.history.elsewhere", cmp.Or(m.FromPlace, t("engagement.no_place")), cmp.Or(m.ToPlace, t("engagement.no_place"))), m.By, m.Reason)
			continue
		}
		add(m.At, "calendar", t("engagement.history.moved", m.FromStarts, m.ToStarts), m.By, m.Reason)
	}
	for _, p := range slices.Backward(v.r.Postponed) {
		add(p.At, "calendar", t("engagement.history.postponed."+p.By, p.WasOn), p.Actor, p.Reason)
	}
	for i, n := range slices.Backward(v.r.Counts) {
		key := "engagement.history.counted"
		if i < len(v.r.Counts)-1 {
			key = "engagement.history.recounted"
		}
		add(n.At, "users", t(key, t("engagement.n_pupils", n.Pupils), t("engagement.n_teachers", n.Teachers)), n.By, "")
	}
	for _, q := range slices.Backward(v.r.Requests) {
		add(q.At, "mail", t("engagement.history.asked"), "", "")
	}
	if v.r.SignedAt != nil {
		add(*v.r.SignedAt, "signature", t("engagement.history.signed", v.r.OrganisationName), "", "")
	}
	if x := v.r.Cancellation; x != nil {
		add(x.At, "x", t("engagement.history.cancelled."+string(x.By)), x.Actor, x.Reason)
	}
	slices.Reverse(events) // of one instant, the later step stands on top
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(b.at.UnixMicro(), a.at.UnixMicro()) })
	group := ui.TimelineGroup{}
	for _, e := range events {
		group.Items = append(group.Items, e.item)
	}
	return ui.TimelineProps{Label: t("engagement.history"), Groups: []ui.TimelineGroup{group}}
}
