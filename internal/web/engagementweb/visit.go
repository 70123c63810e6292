package engagementweb

import (
	"net/http"

	"schakel/internal/domain/engagement"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Visits answers the requests behind a visit link: a company, or a colleague, sees an agreement, prepares it, and proposes or chooses a
// day. Opening the link changes nothing.
type Visits struct{ engagement *engagement.Service }

// NewVisits makes the pages behind a visit link.
func NewVisits(e *engagement.Service) *Visits { return &Visits{e} }

// visitView is the page behind the link.
type visitView struct {
	*page.Ctx
	v      engagement.Visit
	doing  string
	faults fault.Fields
	dates  *datesTyped
	typed  *engagement.Details
}

// Show shows the agreement in the words of the side that holds the link.
func (h *Visits) Show(c *page.Ctx) error { return h.render(visitView{Ctx: c}, http.StatusOK) }

func (h *Visits) render(v visitView, status int) (err error) {
	if v.v, err = h.engagement.Visit(v.Context(), v.Scope, v.Link); err != nil {
		return err
	}
	return v.RenderBare(status, page.Head{Title: v.v.Title}, visitPage(v))
}

// act does one thing and shows the page again; what was refused comes back with what was typed.
func (h *Visits) act(c *page.Ctx, doing string, do func(f page.Form) (flash string, err error)) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	flash, err := do(f)
	if faults, ok := page.Invalid(err); ok {
		dates, typed := typedDates(f), detailsOf(f)
		return h.render(visitView{Ctx: c, doing: doing, faults: faults, dates: &dates, typed: &typed}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(visitPath(c), flash)
}

// visitPath is the address of the page, without what is done on it.
func visitPath(c *page.Ctx) string { return "/e/" + c.R.PathValue("token") }

// Details keeps what the side that holds the link says.
func (h *Visits) Details(c *page.Ctx) error {
	return h.act(c, "details", func(f page.Form) (string, error) {
		return "engagement.detailed", h.engagement.SaveDetailsByLink(c.Context(), c.Scope, c.Link, detailsOf(f))
	})
}

// Check ticks a line of the checklist, or takes the tick off.
func (h *Visits) Check(c *page.Ctx) error {
	return h.act(c, "check", func(f page.Form) (string, error) {
		return "", h.engagement.CheckByLink(c.Context(), c.Scope, c.Link, number(f, "line", -1), f.Bool("done"))
	})
}

// Propose puts other days to the other side.
func (h *Visits) Propose(c *page.Ctx) error {
	return h.act(c, "dates", func(f page.Form) (string, error) {
		return "engagement.dates_proposed", h.engagement.ProposeByLink(c.Context(), c.Scope, c.Link, datesOf(f))
	})
}

// Choose answers the other side's proposal.
func (h *Visits) Choose(c *page.Ctx) error {
	return h.act(c, "proposal", func(f page.Form) (string, error) {
		in := chooseOf(f)
		return chosenFlash(in), h.engagement.ChooseByLink(c.Context(), c.Scope, c.Link, in)
	})
}

func (v visitView) state() engagement.State { return v.v.State(v.Env.Clock.Now()) }

// open reports whether it is still to take place.
func (v visitView) open() bool { return v.state().Ahead() }

func (v visitView) prepare() prepareView {
	p := prepareView{
		p: v.P, base: visitPath(v.Ctx), details: v.v.Details, checklist: v.v.Checklist, proposal: v.v.Proposal, side: v.v.Side, acts: v.open(),
		company: v.v.OrganisationName, school: v.v.UnitName, doing: v.doing, faults: v.faults, dates: datesTyped{}.usual(v.v.Occurrence),
	}
	if v.doing == "dates" && v.dates != nil {
		p.dates = *v.dates
	}
	if v.doing == "details" && v.typed != nil { // the other side's words stay as they are
		p.details = p.details.With(v.v.Side, *v.typed)
	}
	return p
}

// lead says with whom it is.
func (v visitView) lead() string {
	if v.v.Side == engagement.ByCompany {
		return v.P.T("engagement.visit.company", v.v.UnitName)
	}
	return v.P.T("engagement.visit.school", v.v.OrganisationName)
}

func (v visitView) facts() []ui.Def {
	t, o := v.P.T, v.v.Occurrence
	when := v.P.DateLong(o.HeldOn) + ", " + times(v.P, o.StartsAt, o.EndsAt)
	if v.state() == engagement.Postponed {
		when = t("engagement.state.postponed") + " · " + t("engagement.was_on", o.HeldOn)
	}
	out := []ui.Def{{Term: t("engagement.when"), Text: when}}
	if o.Place != "" {
		out = append(out, ui.Def{Term: t("engagement.place"), Text: o.Place})
	}
	if o.Online() {
		out = append(out, ui.Def{Term: t("engagement.meeting"), Text: o.MeetingURL, Href: o.MeetingURL})
	}
	if o.PupilsExpected > 0 {
		out = append(out, ui.Def{Term: t("engagement.pupils_expected"), Text: v.P.Number(o.PupilsExpected)})
	}
	return append(out, ui.Def{Term: t("engagement.people"), Text: t("engagement.people_hours", o.PeoplePlanned, v.P.Hours(o.MinutesEach()))})
}
