package engagementweb

import (
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/engagement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Card shows on a company's page what runs with it.
func (h *Pages) Card(c *page.Ctx, organisation id.ID) (*ui.CountButton, templ.Component, error) {
	if !c.Scope.Can(access.EngagementRead) {
		return nil, nil, nil
	}
	with, err := h.engagement.RunningWith(c.Context(), c.Scope, organisation)
	if err != nil || with.Total == 0 && !with.Evaluated.Doubtful() {
		return nil, nil, err
	}
	href := "/engagements?organisation=" + string(organisation)
	count := &ui.CountButton{Icon: "handshake", Count: c.P.Number(with.Total), Label: c.P.T("engagement.card.count", with.Total), Href: href}
	if len(with.Running) == 0 && !with.Evaluated.Doubtful() {
		return count, nil, nil
	}
	now := c.Env.Clock.Now()
	items := make([]ui.ListItem, len(with.Running))
	for i, r := range with.Running {
		state := r.State(now)
		when := c.P.DateShort(clock.DateOf(r.StartsAt))
		if state == engagement.Postponed {
			when = c.P.T("engagement.was_on", clock.DateOf(r.StartsAt))
		}
		items[i] = ui.ListItem{
			Icon: "calendar", Title: r.Title, Href: "/engagements/" + string(r.ID), Sub: when + " · " + r.UnitName,
			Meta: ui.StatusChip(looks[state], stateWord(c.P, state)),
		}
	}
	return count, ui.CardOf(ui.CardProps{Title: c.P.T("engagement.card"), Href: href, ID: "running", Flush: true}, runningCard(doubts(c.P, with.Evaluated), items)), nil
}

// doubts says in words what was said afterwards that somebody should look at before asking again; nothing without.
func doubts(p *i18n.Printer, e engagement.Evaluated) string {
	var out []string
	add := func(n int, key string) {
		if n > 0 {
			out = append(out, p.T(key, n))
		}
	}
	if e.Doubtful() {
		add(e.CompanyNo, "engagement.doubt.company_no")
		add(e.SchoolNo, "engagement.doubt.school_no")
		add(e.Low, "engagement.doubt.low")
	}
	return strings.Join(out, " ")
}
