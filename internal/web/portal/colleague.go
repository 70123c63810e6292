package portal

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/company"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// colleaguesView is the page with the colleagues of a company.
type colleaguesView struct {
	*page.Ctx
	people company.People
	typed  company.AddInput
	faults fault.Fields
}

// Colleagues shows who at the company was let in, with the form for one more. It changes nothing.
func (h *Company) Colleagues(c *page.Ctx) error {
	return h.colleagues(colleaguesView{Ctx: c}, http.StatusOK)
}

func (h *Company) colleagues(v colleaguesView, status int) (err error) {
	if v.people, err = h.company.Colleagues(v.Context(), v.Scope); err != nil {
		return err
	}
	head := page.Head{Title: v.P.T("company.colleagues"), Section: "company", Large: true}
	if v.Link.ID == "" {
		return v.Render(status, head, colleaguesPage(v))
	}
	return v.RenderBare(status, head, colleaguesPage(v))
}

// Add lets a colleague in.
func (h *Company) Add(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := company.AddInput{Name: f.Text("name"), Email: f.Text("email")}
	for _, part := range f.All("parts") {
		switch part {
		case "offers":
			in.Offers = true
		case "visits":
			in.Visits = true
		case "signing":
			in.Signing = true
		}
	}
	err = h.company.Add(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.colleagues(colleaguesView{Ctx: c, typed: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(base(c)+"/colleagues", "company.colleague.added", strings.TrimSpace(in.Name))
}

// LetOut ends what a colleague sees.
func (h *Company) LetOut(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.company.LetOut(c.Context(), c.Scope, f.ID("colleague")); err != nil {
		return err
	}
	return c.Redirect(base(c)+"/colleagues", "company.colleague.out")
}

// Account mails who holds the link an invitation to an account of their own.
func (h *Company) Account(c *page.Ctx) error {
	if err := h.company.AskAccount(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Redirect(base(c)+"/colleagues", "company.account.mailed", c.Link.Email)
}

// partNames lists the parts of the work that somebody does.
func partNames(p *i18n.Printer, has company.Parts) string {
	var out []string
	for _, part := range []struct {
		has bool
		key string
	}{{has.Offers, "company.part.offers"}, {has.Visits, "company.part.visits"}, {has.Signing, "company.part.signing"}} {
		if part.has {
			out = append(out, p.T(part.key))
		}
	}
	return strings.Join(out, ", ")
}

// fields are those of the form: only parts that who looks does themselves.
func (v colleaguesView) fields() (name, email, parts ui.Field) {
	t, me := v.P.T, v.people.Me
	name = ui.Field{Name: "name", Label: t("company.colleague.name"), Value: v.typed.Name, Required: true, MaxLength: 120, Autocomplete: "off"}
	email = ui.Field{Name: "email", Label: t("company.colleague.email"), Value: v.typed.Email, Required: true, Type: "email", Autocomplete: "off"}
	parts = ui.Field{Name: "parts", Label: t("company.colleague.parts"), Plain: true}
	for _, o := range []struct {
		mine, ticked bool
		value        string
	}{{me.Offers, v.typed.Offers, "offers"}, {me.Visits, v.typed.Visits, "visits"}, {me.Signing, v.typed.Signing, "signing"}} {
		if o.mine {
			parts.Options = append(parts.Options, ui.Option{Value: o.value, Label: t("company.part." + o.value + ".long")})
		}
		if o.ticked {
			parts.Values = append(parts.Values, o.value)
		}
	}
	for _, f := range []*ui.Field{&name, &email, &parts} {
		f.Error = page.Message(v.P, v.faults, f.Name)
	}
	return name, email, parts
}

func (v colleaguesView) list() []ui.ListItem {
	var out []ui.ListItem
	for _, c := range v.people.Rows {
		item := ui.ListItem{Mark: ui.Avatar(c.Name), Title: c.Name, Sub: strings.Join(ui.NonEmpty(partNames(v.P, c.Parts), c.Email, v.by(c)), " · "), Meta: accountChip(v.P, c)}
		if c.Person == v.people.Me.Person {
			item.Title = v.P.T("company.colleague.you", c.Name)
		}
		if v.people.MayLetOut(c) {
			item.Actions = []ui.Action{{
				Label: v.P.T("company.colleague.let_out"), Method: "post", Href: base(v.Ctx) + "/colleagues/end", Variant: ui.Quiet, Size: ui.Small,
				Values: []ui.HiddenValue{{Name: "colleague", Value: string(c.ID)}}, Attrs: templ.Attributes{"data-confirm": v.P.T("company.colleague.let_out.confirm", c.Name), "aria-label": v.P.T("company.colleague.let_out.of", c.Name)},
			}}
		}
		out = append(out, item)
	}
	return out
}

func (v colleaguesView) by(c company.Colleague) string {
	if c.By == "" {
		return ""
	}
	return v.P.T("company.colleague.by", c.By)
}

// accountChip tells whether somebody has an account, nil without one.
func accountChip(p *i18n.Printer, c company.Colleague) templ.Component {
	switch {
	case c.Joined:
		return ui.StatusChip(ui.Done, p.T("company.account.has"))
	case c.Account:
		return ui.StatusChip(ui.Waiting, p.T("company.account.invited"))
	default:
		return nil
	}
}

// mayAsk reports whether who looks can ask for an account: behind a link, and without having chosen a password.
func (v colleaguesView) mayAsk() bool {
	for _, c := range v.people.Rows {
		if c.Person == v.people.Me.Person && c.Joined {
			return false
		}
	}
	return v.Link.ID != ""
}

// whole is the page from which somebody came: behind a company's own link and with an account there is more to see.
func (v colleaguesView) whole() string {
	switch v.Link.Kind {
	case link.Menu:
		return v.P.T("company.back.menu")
	case link.Visit:
		return v.P.T("company.back.visit")
	default:
		return v.P.T("company.back.home")
	}
}
