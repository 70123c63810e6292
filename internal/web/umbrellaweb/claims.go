package umbrellaweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const claimsPath = "/relations/claims"

// fresh is the choice of an organisation that is made anew.
const fresh = "new"

// queueView is the queue of claims. Of one of them it has what was looked for, or what went wrong.
type queueView struct {
	*page.Ctx
	queue  relation.ClaimQueue
	of     id.ID
	text   string // what was looked for
	chosen string
	reason string
	wrong  string // message at the choice
	why    string // message at the reason
	after  string // cursor of the page
}

// Claims shows what companies say of themselves.
func (h *Pages) Claims(c *page.Ctx) error {
	return h.claims(c, http.StatusOK, queueView{Ctx: c, of: c.QueryID("claim"), text: strings.TrimSpace(c.Query("q")), after: c.Query("after")})
}

func (h *Pages) claims(c *page.Ctx, status int, v queueView) error {
	var err error
	if v.queue, err = h.relation.Claims(c.Context(), c.Scope, v.of, v.text, v.after); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("claim.queue"), Section: "relations"}, claims(v))
}

// Confirm makes the company a member.
func (h *Pages) Confirm(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	member, chosen := f.ID("organisation"), f.Text("organisation")
	if member == "" && chosen != fresh {
		return h.claims(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), wrong: c.P.T("claim.choose_one")})
	}
	done, err := h.relation.ConfirmClaim(c.Context(), c.Scope, key, f.Int("version"), member)
	if faults, ok := page.Invalid(err); ok {
		return h.claims(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), chosen: chosen, wrong: page.AnyMessage(c.P, faults)})
	}
	if fault.Is(err, fault.KindConflict) {
		return c.Redirect(claimsPath, "claim.settled")
	}
	if err != nil {
		return err
	}
	if done.Already {
		return c.Redirect(claimsPath, "claim.already_done", done.Company)
	}
	return c.Redirect(claimsPath, "claim.confirmed_done", done.Company)
}

// Refuse says no, with the reason that the company gets by mail.
func (h *Pages) Refuse(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	reason := f.Text("reason")
	err = h.relation.RefuseClaim(c.Context(), c.Scope, key, f.Int("version"), reason)
	if faults, ok := page.Invalid(err); ok {
		return h.claims(c, http.StatusUnprocessableEntity, queueView{Ctx: c, of: key, after: f.Text("after"), reason: reason, why: page.AnyMessage(c.P, faults)})
	}
	if fault.Is(err, fault.KindConflict) {
		return c.Redirect(claimsPath, "claim.settled")
	}
	if err != nil {
		return err
	}
	return c.Redirect(claimsPath, "claim.refused_done")
}

// SwitchForm opens the public form of an umbrella, or closes it.
func (h *Pages) SwitchForm(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	on := f.Bool("on")
	if err := h.relation.SwitchPublicForm(c.Context(), c.Scope, key, on); err != nil {
		return err
	}
	said := "claim.form.closed"
	if on {
		said = "claim.form.opened"
	}
	return c.Redirect(home(key)+"/members#form", said)
}

func (v queueView) head() ui.PageHeadProps {
	t := v.P.T
	return ui.PageHeadProps{Title: t("claim.queue"), Lead: t("claim.queue.lead"), Crumbs: []ui.Crumb{{Label: t("relation.title"), Href: "/relations"}}}
}

// facts say what the company filled in, and how we know who it is.
func (v queueView) facts(c relation.ClaimToDecide) []ui.Def {
	t := v.P.T
	var out []ui.Def
	add := func(term, text, href string) {
		if text != "" {
			out = append(out, ui.Def{Term: t(term), Text: text, Href: href})
		}
	}
	add("claim.place", c.Place, "")
	add("claim.kvk", c.KVK, "")
	if c.Since != "" {
		add("claim.since", v.P.DateShort(c.Since), "")
	}
	if c.Email != "" {
		add("claim.contact", strings.TrimPrefix(c.Name+" · "+c.Email, " · "), "mailto:"+c.Email)
	}
	add("claim.how", t("claim.source."+c.Source, v.P.DaysAgo(clock.DateOf(c.CreatedAt), v.Today())), "")
	return out
}

// choice asks which organisation it is: one that is likely the same, or a new one.
func (v queueView) choice(c relation.ClaimToDecide) ui.Field {
	t := v.P.T
	f := ui.Field{Name: "organisation", ID: "organisation-" + string(c.ID), Label: t("claim.which"), Required: true}
	for _, k := range c.Candidates {
		var about []string
		if k.Member {
			about = append(about, t("claim.member_already", c.UmbrellaName))
		}
		if len(k.Why) > 0 {
			about = append(about, t("relation.duplicates.why", ui.Words(v.P, "relation.same.", k.Why)))
		}
		label := k.Organisation.Name
		if k.Organisation.Place != "" {
			label += ", " + k.Organisation.Place
		}
		f.Options = append(f.Options, ui.Option{Value: string(k.Organisation.ID), Label: label, Hint: strings.Join(about, " · ")})
	}
	if c.MemberName == "" {
		f.Options = append(f.Options, ui.Option{Value: fresh, Label: t("claim.new", c.Company), Hint: t("claim.new.hint")})
	}
	if len(c.Candidates) == 0 || c.Candidates[0].Sure { // else it is for the colleague to say
		f.Value = f.Options[0].Value
	}
	if v.of == c.ID {
		f.Error = v.wrong
		if v.chosen != "" {
			f.Value = v.chosen
		}
	}
	return f
}

func (v queueView) refusal(c relation.ClaimToDecide) ui.Field {
	f := ui.Field{Name: "reason", ID: "reason-" + string(c.ID), Label: v.P.T("claim.reason"), Hint: v.P.T("claim.reason.hint"), Required: true, Rows: 2, MaxLength: 500}
	if c.Email == "" {
		f.Hint = v.P.T("claim.reason.no_mail")
	}
	if v.of == c.ID {
		f.Value, f.Error = v.reason, v.why
	}
	return f
}

func (v queueView) search(c relation.ClaimToDecide) ui.Field {
	f := ui.Field{Name: "q", ID: "q-" + string(c.ID), Label: v.P.T("claim.search"), Type: "search", Plain: true}
	if v.of == c.ID {
		f.Value = v.text
	}
	return f
}

// values go along with each answer: the version, and on which page it stands.
func (v queueView) values(c relation.ClaimToDecide) []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(c.Version)}, {Name: "after", Value: v.after}}
}

// pager leads to the rest of the queue.
func (v queueView) pager() (p ui.PagerProps) {
	if v.queue.Next != "" {
		p.NextHref = claimsPath + "?" + url.Values{"after": {v.queue.Next}}.Encode()
	}
	if v.after != "" {
		p.PrevHref = claimsPath
	}
	return p
}

func settle(c relation.ClaimToDecide, how string) string {
	return "/claims/" + string(c.ID) + "/" + how
}

// formAction opens or closes the public form.
func (v view) formAction(on bool) ui.Action {
	a := ui.Action{Label: v.P.T("claim.form.close"), Method: "post", Href: home(v.data.Organisation.ID) + "/members/form", Variant: ui.Quiet, Size: ui.Small}
	if on {
		a.Label, a.Icon, a.Variant, a.Size = v.P.T("claim.form.open"), "plus", ui.Secondary, ""
		a.Values = []ui.HiddenValue{{Name: "on", Value: "1"}}
	}
	return a
}

func (v view) address() string {
	return v.Env.BaseURL + "/b/" + v.token
}

// letter is a mail with the address in it, ready to be sent.
func (v view) letter() string {
	name := v.data.Organisation.Name
	return "mailto:?subject=" + url.PathEscape(v.P.T("claim.form.mail_subject", name)) + "&body=" + url.PathEscape(v.P.T("claim.form.mail_body", name)+"\n\n"+v.address())
}
