package menuweb

import (
	"net/http"
	"slices"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// membersView lists the members of an umbrella: whom to invite to the menu, and who answered.
type membersView struct {
	*page.Ctx
	umbrella relation.Organisation
	rows     []menu.Member
	units    []ui.Option // in whose name
	unit     id.ID
	link     *menu.MembersLink // with which the umbrella invites by itself; nil: none
	chosen   []string
	problem  string
}

// Members shows the members of an umbrella with how far each is with the menu.
func (h *Pages) Members(c *page.Ctx) error {
	return h.members(c, http.StatusOK, membersView{Ctx: c})
}

func (h *Pages) members(c *page.Ctx, status int, v membersView) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if v.umbrella, v.rows, err = h.menu.Members(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.link, err = h.menu.MembersLink(c.Context(), c.Scope, v.umbrella.ID); err != nil {
		return err
	}
	units, err := h.network.Tree(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	for _, u := range units {
		if c.Scope.CanOn(access.ContactRecord, u.ID) {
			v.units = append(v.units, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return c.Render(status, page.Head{Title: v.title(), Section: "relations"}, members(v))
}

// InviteMembers mails the chosen members the menu, with the umbrella's name in it.
func (h *Pages) InviteMembers(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	sent, err := h.menu.InviteMembers(c.Context(), c.Scope, f.ID("unit"), key, f.IDs("member"))
	if faults, ok := page.Invalid(err); ok {
		return h.members(c, http.StatusUnprocessableEntity, membersView{Ctx: c, unit: f.ID("unit"), chosen: f.All("member"), problem: page.AnyMessage(c.P, faults)})
	}
	if err != nil {
		return err
	}
	return c.Redirect(membersPath(key), "menu.members.sent", sent)
}

func membersPath(umbrella id.ID) string { return "/relations/" + string(umbrella) + "/members/invite" }

func (v membersView) title() string { return v.P.T("menu.members.title", v.umbrella.Name) }

func (v membersView) head() ui.PageHeadProps {
	home := "/relations/" + string(v.umbrella.ID)
	return ui.PageHeadProps{Title: v.title(), Lead: v.P.T("menu.members.lead", v.umbrella.Name), Crumbs: []ui.Crumb{
		{Label: v.umbrella.Name, Href: home}, {Label: v.P.T("umbrella.members"), Href: home + "/members"},
	}}
}

// open are the members that may be invited now; the others are settled, or wait.
func (v membersView) open() []menu.Member {
	return slices.DeleteFunc(slices.Clone(v.rows), func(m menu.Member) bool { return m.Wait() != "" })
}

// field asks whom to invite: all that may be, unless the reader chose.
func (v membersView) field() ui.Field {
	f := ui.Field{Name: "member", Label: v.P.T("menu.members.whom"), Values: v.chosen, Error: v.problem, Plain: true}
	for n, m := range v.open() {
		f.Options = append(f.Options, ui.Option{Value: string(m.ID), Label: m.Name, Hint: v.about(m)})
		if v.problem == "" && n < menu.MostInvited {
			f.Values = append(f.Values, string(m.ID))
		}
	}
	return f
}

func (v membersView) inNameOf() ui.Field {
	f := ui.Field{Name: "unit", Label: v.P.T("menu.in_name_of"), Options: v.units, Value: string(v.unit)}
	if f.Value == "" && len(v.units) > 0 {
		f.Value = v.units[0].Value
	}
	return f
}

// figures count how far the members are.
func (v membersView) figures() []ui.StatTileProps {
	n := map[menu.Reached]int{}
	for _, m := range v.rows {
		n[m.Reached()]++
	}
	out := make([]ui.StatTileProps, 0, 4)
	for _, r := range []menu.Reached{menu.NotInvited, menu.Invited, menu.Answered, menu.Offering} {
		out = append(out, ui.StatTileProps{Label: v.P.T("menu.members." + string(r)), Figure: v.P.Number(n[r])})
	}
	return out
}

// others are the members that are not invited now, each with why.
func (v membersView) others() (items []ui.ListItem) {
	for _, m := range v.rows {
		why := m.Wait()
		if why == "" {
			continue
		}
		item := ui.ListItem{Mark: ui.Avatar(m.Name), Title: m.Name, Href: "/relations/" + string(m.ID), Sub: v.about(m)}
		if why == menu.WaitOffers {
			item.Meta = ui.StatusChip(ui.Done, v.P.T("menu.offers_count", m.Offers))
		} else {
			item.Meta = ui.StatusChip(ui.Waiting, v.P.T("menu.members.wait."+why))
		}
		items = append(items, item)
	}
	return items
}

// about says where the member is and what happened last.
func (v membersView) about(m menu.Member) string {
	var parts []string
	if m.Place != "" {
		parts = append(parts, m.Place)
	}
	switch {
	case m.Reached() == menu.Answered:
		parts = append(parts, v.P.T("menu.members.answered_on", v.P.DaysAgo(clock.DateOf(*m.ChosenAt), v.Today())))
	case m.SentAt != nil:
		parts = append(parts, v.P.T("menu.members.sent_on", v.P.DaysAgo(clock.DateOf(*m.SentAt), v.Today())))
	}
	if m.AskedAt != nil {
		parts = append(parts, v.P.T("menu.members.asked_on", v.P.DaysAgo(clock.DateOf(*m.AskedAt), v.Today())))
	}
	return strings.Join(parts, " · ")
}
