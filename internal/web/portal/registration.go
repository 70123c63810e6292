package portal

import (
	"net/http"

	"schakel/internal/domain/menu"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Registration answers the requests behind the mail that asks who registered a company whether the address is theirs.
type Registration struct {
	menu *menu.Service
}

// NewRegistration makes the pages.
func NewRegistration(m *menu.Service) *Registration { return &Registration{m} }

// registrationView is the question whether it is right, or thanks.
type registrationView struct {
	*page.Ctx
	r     menu.Registration
	items []menu.Item
}

// Show shows what was filled in and asks to send it on. It changes nothing.
func (h *Registration) Show(c *page.Ctx) error {
	r, items, err := h.menu.RegistrationToAnswer(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	v := registrationView{c, r, items}
	return c.RenderBare(http.StatusOK, page.Head{Title: v.title()}, registrationPage(v))
}

// Answer sends the registration on to the relation managers. Twice tapped is sent once.
func (h *Registration) Answer(c *page.Ctx) error {
	err := h.menu.AnswerRegistration(c.Context(), c.Scope, c.Link)
	if err != nil && !isUsed(err) {
		return err
	}
	return c.Redirect(c.R.URL.Path, "")
}

func (v registrationView) asked() bool { return v.r.State == menu.RegistrationAsked }

func (v registrationView) title() string {
	switch v.r.State {
	case menu.RegistrationAsked:
		return v.P.T("registration.check.title", v.r.Company)
	case menu.RegistrationApproved:
		return v.P.T("registration.check.approved", v.r.Company)
	case menu.RegistrationRefused:
		return v.P.T("registration.check.refused", v.r.Company)
	default:
		return v.P.T("registration.check.sent")
	}
}

func (v registrationView) lead() string {
	switch v.r.State {
	case menu.RegistrationAsked:
		return v.P.T("registration.check.lead", v.r.UnitName)
	case menu.RegistrationApproved, menu.RegistrationRefused:
		return v.P.T("registration.check.settled")
	default:
		return v.P.T("registration.check.sent.text", v.r.UnitName)
	}
}

// facts say what was filled in.
func (v registrationView) facts() (defs []ui.Def) {
	r := v.r
	for _, d := range []ui.Def{
		{Term: "registration.company", Text: r.Company},
		{Term: "registration.place", Text: r.Place},
		{Term: "registration.kvk", Text: r.KVK},
		{Term: "registration.name", Text: r.Name},
		{Term: "registration.email", Text: r.Email},
		{Term: "registration.phone", Text: r.Phone},
		{Term: "registration.times", Text: v.P.T("registration.times.n", r.Times)},
		{Term: "registration.months", Text: offerform.Months(v.P, r.Months.V)},
		{Term: "registration.weekdays", Text: offerform.Days(v.P, r.Weekdays.V)},
		{Term: "registration.remark", Text: r.Remark},
	} {
		if d.Text != "" {
			d.Term = v.P.T(d.Term)
			defs = append(defs, d)
		}
	}
	return defs
}

func (v registrationView) chosen() (out []ui.ListItem) {
	for _, i := range v.items {
		out = append(out, ui.ListItem{Icon: "check", Tone: ui.Success, Title: i.Name(string(v.P.Lang()))})
	}
	return out
}
