package portal

import (
	"net/http"
	"slices"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Members answers the requests behind an umbrella's link: it invites its own members to the menu.
type Members struct{ menu *menu.Service }

// NewMembers makes the pages behind an umbrella's link.
func NewMembers(m *menu.Service) *Members { return &Members{m} }

// membersView is the page behind the link.
type membersView struct {
	*page.Ctx
	own      menu.OwnMembers
	chosen   []string
	greeting string
	faults   fault.Fields
}

// Show shows the members with whom may be invited now. It changes nothing.
func (h *Members) Show(c *page.Ctx) error {
	return h.show(membersView{Ctx: c}, http.StatusOK)
}

func (h *Members) show(v membersView, status int) (err error) {
	if v.own, err = h.menu.ForUmbrella(v.Context(), v.Scope, v.Link); err != nil {
		return err
	}
	return v.RenderBare(status, page.Head{Title: v.P.T("menu.own.title", v.own.Umbrella)}, membersPage(v))
}

// Invite mails the ticked members.
func (h *Members) Invite(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := membersView{Ctx: c, chosen: f.All("member"), greeting: f.Text("greeting")}
	sent, err := h.menu.InviteOwn(c.Context(), c.Scope, c.Link, f.IDs("member"), v.greeting)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.show(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.R.URL.Path, "menu.own.sent", sent)
}

// open are the members that may be invited now.
func (v membersView) open() []menu.Member {
	return slices.DeleteFunc(slices.Clone(v.own.Members), func(m menu.Member) bool { return m.Wait() != "" })
}

// whom asks which members to invite.
func (v membersView) whom() ui.Field {
	f := ui.Field{Name: "member", Label: v.P.T("menu.own.whom"), Values: v.chosen, Error: page.Message(v.P, v.faults, "member"), Plain: true, Hint: v.P.T("menu.own.whom.hint", menu.MostInvited)}
	for _, m := range v.open() {
		f.Options = append(f.Options, ui.Option{Value: string(m.ID), Label: m.Name, Hint: m.Place})
	}
	return f
}

func (v membersView) words() ui.Field {
	return ui.Field{
		Name: "greeting", Label: v.P.T("menu.own.greeting"), Hint: v.P.T("menu.own.greeting.hint"), Value: v.greeting, Rows: 3, MaxLength: 500, Plain: true,
		Error: page.Message(v.P, v.faults, "greeting"),
	}
}

// others are the members that are not invited now: those who are on the menu already, and those who are left alone for now. Why stays
// with us.
func (v membersView) others() (items []ui.ListItem) {
	for _, m := range v.own.Members {
		switch m.Wait() {
		case "":
			continue
		case menu.WaitOffers:
			items = append(items, ui.ListItem{Mark: ui.Avatar(m.Name), Title: m.Name, Sub: m.Place, Meta: ui.StatusChip(ui.Done, v.P.T("menu.own.joins"))})
		default:
			items = append(items, ui.ListItem{Mark: ui.Avatar(m.Name), Title: m.Name, Sub: m.Place, Meta: ui.StatusChip(ui.Waiting, v.P.T("menu.own.wait"))})
		}
	}
	return items
}
