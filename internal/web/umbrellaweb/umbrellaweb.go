// Package umbrellaweb is the page of an umbrella: its members, what was pledged for them and what they did. It is put together from
// what relations, engagements and funding each know.
package umbrellaweb

import (
	"cmp"
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Pages answers the requests about umbrellas.
type Pages struct {
	relation   *relation.Service
	engagement *engagement.Service
	funding    *funding.Service
	links      *link.Keeper
}

// New makes the pages.
func New(r *relation.Service, e *engagement.Service, f *funding.Service, l *link.Keeper) *Pages {
	return &Pages{r, e, f, l}
}

// view is the page. Did and money are nil for who may not see them.
type view struct {
	*page.Ctx
	data  relation.UmbrellaPage
	did   map[id.ID]engagement.OfMember
	money *funding.OfUmbrella
	form  *relation.PublicForm // nil for who may not change memberships
	token string               // of the public form, when there is one
}

// Show shows an umbrella's members and what they did.
func (h *Pages) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := view{Ctx: c}
	if v.data, err = h.relation.UmbrellaPage(c.Context(), c.Scope, key); err != nil {
		return err
	}
	umbrella := v.data.Organisation.ID
	if c.Scope.Can(access.EngagementRead) {
		if v.did, err = h.engagement.OfUmbrella(c.Context(), c.Scope, umbrella); err != nil {
			return err
		}
	}
	if c.Scope.Can(access.ContributionRead) {
		sums, err := h.funding.WithUmbrella(c.Context(), c.Scope, umbrella)
		if err != nil {
			return err
		}
		v.money = &sums
	}
	if c.Scope.Can(access.OrganisationWrite) {
		form, err := h.relation.PublicForm(c.Context(), c.Scope, umbrella)
		if err != nil {
			return err
		}
		if v.form = &form; form.Link != "" {
			v.token = h.links.Token(form.Link)
		}
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("umbrella.title", v.data.Organisation.Name), Section: "relations", Wide: true}, show(v))
}

func home(key id.ID) string { return "/relations/" + string(key) }

// invite leads to mailing the menu to members.
func (v view) invite() *ui.Action {
	if v.running() == 0 || !v.Scope.Can(access.OfferWrite) || !v.Scope.Can(access.ContactRecord) {
		return nil
	}
	return &ui.Action{Label: v.P.T("menu.members.link"), Icon: "send", Href: home(v.data.Organisation.ID) + "/members/invite"}
}

// secondary leads to what the umbrella's members did in a year.
func (v view) secondary() []ui.Action {
	if !v.Scope.Can(access.ContributionRead) {
		return nil
	}
	return []ui.Action{{Label: v.P.T("annual.open"), Icon: "document", Href: home(v.data.Organisation.ID) + "/annual"}}
}

// running counts the members of today.
func (v view) running() (n int) {
	for _, m := range v.data.Members {
		if m.To == "" {
			n++
		}
	}
	return n
}

// figures are the sums over all members: each visit and each contribution once.
func (v view) figures() []ui.StatTileProps {
	t, p := v.P.T, v.P
	umbrella := string(v.data.Organisation.ID)
	out := []ui.StatTileProps{{Label: t("umbrella.members"), Figure: p.Number(v.running()), Href: "/relations?umbrella=" + umbrella}}
	if v.did != nil {
		var all engagement.OfMember
		for _, d := range v.did {
			all.Engagements, all.Visits, all.Minutes = all.Engagements+d.Engagements, all.Visits+d.Visits, all.Minutes+d.Minutes
		}
		out = append(out, ui.StatTileProps{Label: t("umbrella.engagements"), Figure: p.Number(all.Engagements), Href: "#members", Sub: t("umbrella.visits_sub", all.Visits, p.Hours(all.Minutes))})
	}
	if v.money != nil && v.Scope.Can(access.PledgeRead) {
		out = append(out, ui.StatTileProps{Label: t("umbrella.pledged"), Figure: p.MoneyShort(v.money.Pledged), Href: "/funding/pledges?organisation=" + umbrella})
	}
	if v.money != nil {
		out = append(out, ui.StatTileProps{Label: t("umbrella.contributed"), Figure: p.MoneyShort(v.money.Total.CarriedOut), Href: "/funding/contributions?umbrella=" + umbrella, Sub: t("umbrella.checked_sub", p.MoneyShort(v.money.Total.Passed))})
	}
	return out
}

func (v view) table() ui.TableProps {
	t, p := v.P.T, v.P
	out := ui.TableProps{
		Caption: t("umbrella.members"), CaptionHidden: true, ID: "members",
		Columns: []ui.Column{{Label: t("umbrella.member"), Primary: true}, {Label: t("umbrella.period")}, {Label: t("umbrella.origin"), PhoneHidden: true}},
	}
	if v.did != nil {
		out.Columns = append(out.Columns, ui.Column{Label: t("umbrella.engagements"), Align: "end"}, ui.Column{Label: t("umbrella.visits"), Align: "end"}, ui.Column{Label: t("umbrella.hours"), Align: "end"})
	}
	if v.money != nil {
		out.Columns = append(out.Columns, ui.Column{Label: t("umbrella.contributed"), Align: "end"})
	}
	seen := map[id.ID]bool{}
	for _, m := range v.data.Members {
		row := ui.Row{Cells: []templ.Component{ui.TitleLink(home(m.Organisation), m.Name, m.Place), ui.Text(v.period(m)), ui.Muted(t("umbrella.origin." + cmp.Or(m.Origin, "hand")))}}
		first := !seen[m.Organisation] // who left and came back has two rows; what it did stands at the first
		seen[m.Organisation] = true
		if v.did != nil {
			d := v.did[m.Organisation]
			if !first {
				d = engagement.OfMember{}
			}
			row.Cells = append(row.Cells, ui.Num(p.Number(d.Engagements)), ui.Num(p.Number(d.Visits)), ui.Num(p.Hours(d.Minutes)))
		}
		if v.money != nil {
			sum := v.money.Members[m.Organisation].CarriedOut
			if !first {
				sum = 0
			}
			row.Cells = append(row.Cells, ui.NumLink("/funding/contributions?umbrella="+string(v.data.Organisation.ID)+"&organisation="+string(m.Organisation), p.Money(sum)))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// period writes from when until when a membership holds.
func (v view) period(m relation.Membership) string {
	t, p := v.P.T, v.P
	switch {
	case m.From != "" && m.To != "":
		return t("relation.period.both", p.DateShort(m.From), p.DateShort(m.To))
	case m.To != "":
		return t("relation.period.to", p.DateShort(m.To))
	case m.From != "":
		return t("relation.period.from", p.DateShort(m.From))
	}
	return t("umbrella.always")
}
