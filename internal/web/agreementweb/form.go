package agreementweb

import (
	"net/http"
	"strconv"
	"strings"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// form is the form of a draft, new or not.
type form struct {
	*page.Ctx
	key     id.ID // of the agreement; empty for a new one
	version agreement.Version
	in      agreement.Input
	choices agreement.Choices
	grants  []funding.Grant
	units   []ui.Option
	items   []menu.Item
	faults  fault.Fields
}

// New shows the form of a new agreement, after an organisation was chosen.
func (h *Pages) New(c *page.Ctx) error {
	organisation := c.QueryID("organisation")
	if organisation == "" {
		return h.find(c)
	}
	v := form{Ctx: c, version: agreement.Version{N: 1}, in: agreement.Input{Organisation: organisation, From: string(c.Today()), Unit: c.QueryID("unit")}}
	return h.showForm(v, http.StatusOK)
}

// find looks up with whom the agreement is made.
func (h *Pages) find(c *page.Ctx) error {
	v := findView{Ctx: c, text: strings.TrimSpace(c.Query("q"))}
	if v.text != "" {
		for _, group := range []relation.Group{relation.GroupUmbrellas, relation.GroupCompanies} {
			found, err := h.relation.List(c.Context(), c.Scope, relation.Filter{Text: v.text, Group: group})
			if err != nil {
				return err
			}
			for _, r := range found.Rows {
				v.items = append(v.items, ui.ListItem{Mark: ui.Avatar(r.Name), Title: r.Name, Href: "/agreements/new?organisation=" + string(r.ID), Sub: r.Place})
			}
		}
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("agreement.new"), Section: section}, findPage(v))
}

// findView is the first step of a new agreement: with whom?
type findView struct {
	*page.Ctx
	text  string
	items []ui.ListItem
}

// load reads what the form offers.
func (h *Pages) load(v *form) (err error) {
	if v.choices, err = h.agreement.Choices(v.Context(), v.Scope, v.in.Organisation); err != nil {
		return err
	}
	if v.items, err = h.menu.Card(v.Context(), v.Scope, false); err != nil || v.version.N > 1 {
		return err
	}
	if v.Scope.Can(access.GrantRead) {
		if v.grants, err = h.funding.Grants(v.Context(), v.Scope); err != nil {
			return err
		}
	}
	if v.key == "" {
		units, err := h.network.Tree(v.Context(), v.Scope)
		if err != nil {
			return err
		}
		v.units = unitOptions(v.Ctx, units, access.AgreementWrite)
	}
	return nil
}

// begin fills a new form with what is known of the company.
func (v *form) begin() {
	v.in.Name = v.P.T("agreement.name_of", v.choices.Company)
	for _, t := range v.choices.Templates {
		if v.in.Template == "" || t.Lang == string(v.P.Lang()) && t.More == "" {
			v.in.Template = t.ID
		}
	}
	if len(v.grants) == 1 {
		v.in.Grant = v.grants[0].ID
	}
	contact := v.choices.Contact
	v.in.Signatories = []agreement.SignatoryInput{{Organisation: v.in.Organisation, Name: contact.Name, Title: contact.Title, Email: contact.Email}}
}

func (h *Pages) showForm(v form, status int) error {
	if err := h.load(&v); err != nil {
		return err
	}
	if v.in.Name == "" && v.faults == nil {
		v.begin()
	}
	return v.Render(status, page.Head{Title: v.title(), Section: section}, formPage(v))
}

func (v form) title() string {
	switch {
	case v.version.N > 1:
		return v.P.T("agreement.amend_title", strconv.Itoa(v.version.N-1))
	case v.key != "":
		return v.P.T("agreement.edit")
	}
	return v.P.T("agreement.new")
}

// Add keeps a new draft.
func (h *Pages) Add(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := read(f)
	key, err := h.agreement.Draft(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok && in.Organisation != "" {
		return h.showForm(form{Ctx: c, version: agreement.Version{N: 1}, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "agreement.flash.drafted")
}

// Edit shows the form of the version that is being made.
func (h *Pages) Edit(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v, err := h.open(c, key)
	if err != nil {
		return err
	}
	return h.showForm(v, http.StatusOK)
}

// open reads the draft of an agreement as a form.
func (h *Pages) open(c *page.Ctx, key id.ID) (v form, err error) {
	r, err := h.agreement.Draftable(c.Context(), c.Scope, key)
	if err != nil {
		return v, err
	}
	v = form{Ctx: c, key: key, version: r.Shown, in: agreement.Input{
		Unit: r.Agreement.Unit, Organisation: r.Agreement.Organisation, Template: r.Template, Grant: r.Agreement.Grant, Name: r.Agreement.Name,
		From: string(r.Shown.From), To: string(r.Shown.To), Changes: r.Shown.Changes,
	}}
	for _, i := range r.Items {
		v.in.Items = append(v.in.Items, i.ID)
	}
	for _, p := range r.Pledges {
		amount := strings.TrimSuffix(c.P.Money(p.Cents), "")
		amount = strings.TrimLeft(amount, "€\u00a0 ")
		if p.Kind == funding.KindHours {
			amount, _, _ = strings.Cut(c.P.Hours(p.Minutes), "\u00a0")
		}
		v.in.Pledges = append(v.in.Pledges, agreement.PledgeInput{Year: strconv.Itoa(p.Year), Kind: p.Kind, Amount: amount, What: p.What})
	}
	for _, s := range r.Signatories {
		v.in.Signatories = append(v.in.Signatories, agreement.SignatoryInput{Organisation: s.Organisation, Name: s.Name, Title: s.Title, Email: s.Email})
	}
	return v, nil
}

// Save keeps a changed draft.
func (h *Pages) Save(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := read(f)
	err = h.agreement.Edit(c.Context(), c.Scope, key, f.Int("version"), in)
	if faults, ok := page.Invalid(err); ok {
		v, err := h.open(c, key)
		if err != nil {
			return err
		}
		in.Unit, in.Organisation = v.in.Unit, v.in.Organisation
		if v.version.N > 1 {
			in.Grant, in.Name = v.in.Grant, v.in.Name
		}
		v.in, v.faults = in, faults
		return h.showForm(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	n := ""
	if f.Int("n") > 1 {
		n = f.Text("n")
	}
	return c.Redirect(at(key, "", n), "agreement.flash.saved")
}

// read reads the form as it was typed.
func read(f page.Form) agreement.Input {
	in := agreement.Input{
		Unit: f.ID("unit"), Organisation: f.ID("organisation"), Template: f.ID("template"), Grant: f.ID("grant"), Name: f.Text("name"),
		From: f.Text("from"), To: f.Text("to"), Changes: f.Text("changes"), Items: f.IDs("items"),
	}
	for n := range agreement.MaxPledges {
		if name := func(field string) string { return agreement.PledgeField(n, field) }; f.Has(name("amount")) {
			in.Pledges = append(in.Pledges, agreement.PledgeInput{Year: f.Text(name("year")), Kind: funding.Kind(f.Text(name("kind"))), Amount: f.Text(name("amount")), What: f.Text(name("what"))})
		}
	}
	for n := range agreement.MaxSignatories {
		if name := func(field string) string { return agreement.SignatoryField(n, field) }; f.Has(name("name")) {
			in.Signatories = append(in.Signatories, agreement.SignatoryInput{Organisation: f.ID(name("organisation")), Name: f.Text(name("name")), Title: f.Text(name("title")), Email: f.Text(name("email"))})
		}
	}
	return in
}
