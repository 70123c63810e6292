package menuweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/menu"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const registrationsPath = "/menu/registrations"

// fresh is the choice of a company that is made anew.
const fresh = "new"

// queueView is the queue of registrations. Of one of them it has what was looked for, or what went wrong.
type queueView struct {
	*page.Ctx
	queue  menu.RegistrationQueue
	of     id.ID
	text   string // what was looked for
	chosen string
	reason string
	wrong  string // message at the choice
	why    string // message at the reason
	after  string // cursor of the page
}

// Registrations shows the companies that registered themselves.
func (h *Pages) Registrations(c *page.Ctx) error {
	return h.registrations(c, http.StatusOK, queueView{Ctx: c, of: c.QueryID("registration"), text: strings.TrimSpace(c.Query("q")), after: c.Query("after")})
}

func (h *Pages) registrations(c *page.Ctx, status int, v queueView) error {
	var err error
	if v.queue, err = h.menu.Registrations(c.Context(), c.Scope, v.of, v.text, v.after); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("registration.queue"), Section: section}, registrations(v))
}

// Approve makes a registration a company with offers, or adds them to one that we know.
func (h *Pages) Approve(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	organisation, chosen := f.ID("organisation"), f.Text("organisation")
	if organisation == "" && chosen != fresh {
		return h.registrations(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), wrong: c.P.T("registration.choose_one")})
	}
	done, err := h.menu.ApproveRegistration(c.Context(), c.Scope, key, menu.Approval{Version: f.Int("version"), Organisation: organisation})
	if faults, ok := page.Invalid(err); ok {
		return h.registrations(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), chosen: chosen, wrong: page.AnyMessage(c.P, faults)})
	}
	if fault.Is(err, fault.KindConflict) {
		return c.Redirect(registrationsPath, "registration.settled")
	}
	if err != nil {
		return err
	}
	return c.Redirect(registrationsPath, "registration.approved_done", done.Company, done.Offers)
}

// Refuse says no, with the reason that who registered gets by mail.
func (h *Pages) Refuse(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	reason := f.Text("reason")
	err = h.menu.RefuseRegistration(c.Context(), c.Scope, key, f.Int("version"), reason)
	if faults, ok := page.Invalid(err); ok {
		return h.registrations(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), reason: reason, why: page.AnyMessage(c.P, faults)})
	}
	if fault.Is(err, fault.KindConflict) {
		return c.Redirect(registrationsPath, "registration.settled")
	}
	if err != nil {
		return err
	}
	return c.Redirect(registrationsPath, "registration.refused_done")
}

func (v queueView) head() ui.PageHeadProps {
	t := v.P.T
	return ui.PageHeadProps{Title: t("registration.queue"), Lead: t("registration.queue.lead"), Crumbs: []ui.Crumb{{Label: t("menu.title"), Href: "/menu"}}}
}

// facts say what the company filled in.
func (v queueView) facts(r menu.RegistrationToDecide) (out []ui.Def) {
	t := v.P.T
	add := func(term, text, href string) {
		if text != "" {
			out = append(out, ui.Def{Term: t(term), Text: text, Href: href})
		}
	}
	add("registration.place", r.Place, "")
	add("registration.kvk", r.KVK, "")
	add("registration.contact", r.Name+" · "+r.Email, "mailto:"+r.Email)
	add("registration.phone", ui.PhoneText(v.P, r.Phone), "tel:"+r.Phone)
	add("registration.wants", v.wants(r), "")
	add("registration.when", strings.Join(ui.NonEmpty(t("registration.times.n", r.Times), offerform.Months(v.P, r.Months.V), offerform.Days(v.P, r.Weekdays.V)), " · "), "")
	add("registration.remark", r.Remark, "")
	add("registration.how", t("registration.how.text", r.UnitName, v.P.DaysAgo(clock.DateOf(r.CreatedAt), v.Today())), "")
	return out
}

// wants names the ticked items.
func (v queueView) wants(r menu.RegistrationToDecide) string {
	names := make([]string, len(r.Chosen))
	for i, item := range r.Chosen {
		names[i] = item.Name(string(v.P.Lang()))
	}
	if len(names) == 0 {
		return v.P.T("registration.wants.none")
	}
	return strings.Join(names, ", ")
}

// choice asks which company it is: one that is likely the same, or a new one.
func (v queueView) choice(r menu.RegistrationToDecide) ui.Field {
	t := v.P.T
	f := ui.Field{Name: "organisation", ID: "organisation-" + string(r.ID), Label: t("registration.which"), Required: true}
	for _, k := range r.Candidates {
		label, hint := k.Organisation.Name, ""
		if k.Organisation.Place != "" {
			label += ", " + k.Organisation.Place
		}
		if len(k.Why) > 0 {
			hint = t("relation.duplicates.why", ui.Words(v.P, "relation.same.", k.Why))
		}
		f.Options = append(f.Options, ui.Option{Value: string(k.Organisation.ID), Label: label, Hint: hint})
	}
	f.Options = append(f.Options, ui.Option{Value: fresh, Label: t("registration.new", r.Company), Hint: t("registration.new.hint")})
	if len(r.Candidates) == 0 || r.Candidates[0].Sure { // else it is for the colleague to say
		f.Value = f.Options[0].Value
	}
	if v.of == r.ID {
		f.Error = v.wrong
		if v.chosen != "" {
			f.Value = v.chosen
		}
	}
	return f
}

func (v queueView) refusal(r menu.RegistrationToDecide) ui.Field {
	f := ui.Field{Name: "reason", ID: "reason-" + string(r.ID), Label: v.P.T("registration.reason"), Hint: v.P.T("registration.reason.hint"), Required: true, Rows: 2, MaxLength: 500}
	if v.of == r.ID {
		f.Value, f.Error = v.reason, v.why
	}
	return f
}

func (v queueView) search(r menu.RegistrationToDecide) ui.Field {
	f := ui.Field{Name: "q", ID: "q-" + string(r.ID), Label: v.P.T("registration.search"), Type: "search", Plain: true}
	if v.of == r.ID {
		f.Value = v.text
	}
	return f
}

// values go along with each answer: the version, and on which page it stands.
func (v queueView) values(r menu.RegistrationToDecide) []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(r.Version)}, {Name: "after", Value: v.after}}
}

// pager leads to the rest of the queue.
func (v queueView) pager() (p ui.PagerProps) {
	if v.queue.Next != "" {
		p.NextHref = registrationsPath + "?" + url.Values{"after": {v.queue.Next}}.Encode()
	}
	if v.after != "" {
		p.PrevHref = registrationsPath
	}
	return p
}

func settle(r menu.RegistrationToDecide, how string) string {
	return "/registrations/" + string(r.ID) + "/" + how
}
