package portal

import (
	"net/http"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Claim answers the requests of who says that a company belongs to an umbrella: on an umbrella's public form, behind a company's own
// link, and behind the mail that asks whether the address is right.
type Claim struct {
	relation *relation.Service
}

// NewClaim makes the pages.
func NewClaim(r *relation.Service) *Claim { return &Claim{r} }

// trap is a field that people do not see. Whoever fills it in is a script, and is thanked all the same.
const trap = "homepage"

// claimView is the form, or what comes after it.
type claimView struct {
	*page.Ctx
	form   relation.ClaimForm
	in     relation.ClaimInput
	faults fault.Fields
}

// Show shows the form, or thanks after sending.
func (h *Claim) Show(c *page.Ctx) error {
	return h.show(c, http.StatusOK, relation.ClaimInput{}, nil)
}

func (h *Claim) show(c *page.Ctx, status int, in relation.ClaimInput, faults fault.Fields) error {
	v := claimView{Ctx: c, in: in, faults: faults}
	var err error
	if v.form, err = h.relation.ClaimForm(c.Context(), c.Scope); err != nil {
		return err
	}
	if c.Query("sent") != "" && len(faults) == 0 {
		return c.RenderBare(status, page.Head{Title: v.sentTitle()}, claimSent(v))
	}
	return c.RenderBare(status, page.Head{Title: v.title()}, claimPage(v))
}

// Send keeps what was said. The answer is the same for everybody.
func (h *Claim) Send(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := relation.ClaimInput{
		Umbrella: f.ID("umbrella"), Company: f.Text("company"), KVK: f.Text("kvk"), Place: f.Text("place"), Name: f.Text("name"), Email: f.Text("email"),
		Since: f.Text("since"), Lang: string(c.P.Lang()),
	}
	if f.Text(trap) == "" {
		err = h.relation.MakeClaim(c.Context(), c.Scope, in)
	}
	if faults, ok := page.Invalid(err); ok {
		return h.show(c, http.StatusUnprocessableEntity, in, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(c.R.URL.Path+"?sent=1", "")
}

// checkView is the page behind the mail: the question whether the address is right, or thanks.
type checkView struct {
	*page.Ctx
	claim relation.Claim
}

// ShowCheck shows what was said and asks to send it on. It changes nothing.
func (h *Claim) ShowCheck(c *page.Ctx) error {
	claim, err := h.relation.ClaimToAnswer(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	v := checkView{c, claim}
	return c.RenderBare(http.StatusOK, page.Head{Title: v.title()}, checkPage(v))
}

// Check sends the claim on to the relation managers. Twice tapped is sent once.
func (h *Claim) Check(c *page.Ctx) error {
	err := h.relation.AnswerClaim(c.Context(), c.Scope, c.Link)
	if err != nil && !isUsed(err) {
		return err
	}
	return c.Redirect(c.R.URL.Path, "")
}

func (v claimView) own() bool { return v.form.Company != "" }

func (v claimView) title() string {
	if v.own() {
		return v.P.T("claim.own.title", v.form.Company)
	}
	return v.P.T("claim.public.title", v.form.Umbrellas[0].Name)
}

func (v claimView) lead() string {
	if v.own() {
		return v.P.T("claim.own.lead")
	}
	return v.P.T("claim.public.lead", v.form.Umbrellas[0].Name, v.Link.NetworkName)
}

func (v claimView) sentTitle() string {
	if v.own() {
		return v.P.T("claim.own.sent")
	}
	return v.P.T("claim.public.sent")
}

func (v claimView) sentText() string {
	if v.own() {
		return v.P.T("claim.own.sent.text")
	}
	return v.P.T("claim.public.sent.text")
}

// fields are those of the form, in order, by name.
func (v claimView) fields() map[string]ui.Field {
	out := map[string]ui.Field{
		"company": {Value: v.in.Company, Required: true, MaxLength: 160, Autocomplete: "organization"},
		"kvk":     {Value: v.in.KVK, Width: "short", InputMode: "numeric", Hint: v.P.T("claim.kvk.hint")},
		"place":   {Value: v.in.Place, MaxLength: 80, Autocomplete: "address-level2"},
		"name":    {Value: v.in.Name, Required: true, MaxLength: 120, Autocomplete: "name"},
		"email":   {Value: v.in.Email, Required: true, Type: "email", Autocomplete: "email", Hint: v.P.T("claim.email.hint")},
		"since":   {Value: v.in.Since, Hint: v.P.T("claim.since.hint"), Max: string(v.Today())},
	}
	umbrella := ui.Field{Value: string(v.in.Umbrella), Required: true}
	for _, u := range v.form.Umbrellas {
		umbrella.Options = append(umbrella.Options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	out["umbrella"] = umbrella
	for name, f := range out {
		f.Name, f.Label, f.Error = name, v.P.T("claim."+name), page.Message(v.P, v.faults, name)
		out[name] = f
	}
	return out
}

// errors are the fields for the list on top.
func (v claimView) errors() (out []ui.Field) {
	all, names := v.fields(), []string{"company", "kvk", "place", "since", "name", "email"}
	if v.own() {
		names = []string{"umbrella", "since"}
	}
	for _, name := range names {
		out = append(out, all[name])
	}
	return out
}

// back is the menu of a company that came by its own link.
func (v claimView) back() string { return "/m/" + v.R.PathValue("token") }

func (v checkView) asked() bool { return v.claim.State == relation.ClaimAsked }

func (v checkView) title() string {
	if v.asked() {
		return v.P.T("claim.check.title", v.claim.UmbrellaName)
	}
	return v.P.T("claim.check.sent")
}

// facts say what was filled in.
func (v checkView) facts() []ui.Def {
	c := v.claim
	var defs []ui.Def
	for _, d := range []ui.Def{
		{Term: "claim.umbrella", Text: c.UmbrellaName},
		{Term: "claim.company", Text: c.Company},
		{Term: "claim.kvk", Text: c.KVK},
		{Term: "claim.place", Text: c.Place},
		{Term: "claim.since", Text: dayText(v.Ctx, c.Since)},
		{Term: "claim.name", Text: c.Name},
		{Term: "claim.email", Text: c.Email},
	} {
		if d.Text != "" {
			d.Term = v.P.T(d.Term)
			defs = append(defs, d)
		}
	}
	return defs
}

func dayText(c *page.Ctx, day clock.Date) string {
	if day == "" {
		return ""
	}
	return c.P.DateShort(day)
}

// claimable tells whether a company that holds a menu link can say that it belongs to an umbrella.
func claimable(c *page.Ctx, r *relation.Service) (bool, error) {
	form, err := r.ClaimForm(c.Context(), c.Scope)
	return len(form.Umbrellas) > 0, err
}
