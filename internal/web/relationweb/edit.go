package relationweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// editView is the form of an organisation, new or known.
type editView struct {
	*page.Ctx
	messages
	in      relation.OrganisationInput
	key     id.ID // empty: new
	version int
	title   string
	unit    id.ID
	units   []relation.Named
	was     map[string]string // what the fields held when the form was made
	likely  []relation.Likely // what a new one may be already
}

// NewOrganisation shows the form of a new organisation.
func (h *Pages) NewOrganisation(c *page.Ctx) error {
	in := relation.OrganisationInput{Kind: string(relation.KindCompany), Name: c.Query("name")}
	if c.Query("kind") == string(relation.KindUmbrella) {
		in.Kind = string(relation.KindUmbrella)
	}
	return h.newForm(c, http.StatusOK, in, "", nil, nil)
}

func (h *Pages) newForm(c *page.Ctx, status int, in relation.OrganisationInput, unit id.ID, faults fault.Fields, likely []relation.Likely) error {
	units, err := h.unitsFor(c, access.RelationshipWrite)
	if err != nil {
		return err
	}
	v := editView{Ctx: c, messages: messages{c.P, faults}, in: in, title: c.P.T("relation.new"), units: units, unit: chosen(units, unit), likely: likely}
	return c.Render(status, page.Head{Title: v.title, Section: section}, edit(v))
}

// AddOrganisation keeps a new organisation. When it may be there already, the form comes back with those that it may be; who says
// that it is another one sends it again.
func (h *Pages) AddOrganisation(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, unit := inputOf(form), form.ID("unit")
	if !form.Bool("anyway") {
		likely, err := h.likely(c, in)
		if err != nil {
			return err
		}
		if len(likely) > 0 {
			return h.newForm(c, http.StatusConflict, in, unit, nil, likely)
		}
	}
	key, err := h.relation.AddOrganisation(c.Context(), c.Scope, unit, in)
	if faults, ok := page.Invalid(err); ok {
		return h.newForm(c, http.StatusUnprocessableEntity, in, unit, faults, nil)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.added", in.Name)
}

// likely are the organisations of which a new one may be a second record. Nothing while the form has mistakes, or when one has the
// same register number: that is a mistake of its own, which says who has it.
func (h *Pages) likely(c *page.Ctx, in relation.OrganisationInput) ([]relation.Likely, error) {
	if in.Validate() != nil {
		return nil, nil //nolint:nilerr // adding it will tell what is wrong, at its field
	}
	found, err := h.relation.LikelyDuplicates(c.Context(), c.Scope, in)
	taken := func(l relation.Likely) bool {
		return in.KVK != "" && l.Organisation.KVK == in.KVK && l.Organisation.Establishment == in.Establishment
	}
	if err != nil || slices.ContainsFunc(found, taken) {
		return nil, err
	}
	return found, nil
}

func inputOf(f reader) relation.OrganisationInput {
	return relation.OrganisationInput{
		Kind: f.Text("kind"), Name: f.Text("name"), KVK: f.Text("kvk"), Establishment: f.Text("establishment"),
		RSIN: f.Text("rsin"), SBICode: f.Text("sbi_code"), SBIVersion: f.Text("sbi_version"), Street: f.Text("street"),
		HouseNumber: f.Text("house_number"), Postcode: f.Text("postcode"), Place: f.Text("place"), Website: f.Text("website"), Email: f.Text("email"),
		Phone: f.Text("phone"), Profiles: f.All("profiles"), YearLimit: f.Text("year_limit"),
	}
}

// EditOrganisation shows the form of a known organisation.
func (h *Pages) EditOrganisation(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	o, err := h.relation.Organisation(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return h.editForm(c, http.StatusOK, editView{key: o.ID, version: o.Version, in: o.Input(), title: o.Name, was: flat(o.Input())})
}

func (h *Pages) editForm(c *page.Ctx, status int, v editView) error {
	v.Ctx, v.p = c, c.P
	return c.Render(status, page.Head{Title: v.title, Section: section}, edit(v))
}

// SaveOrganisation keeps the changes; when somebody else was first, it shows both versions.
func (h *Pages) SaveOrganisation(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, version := inputOf(picked{form}), form.Int("version")
	err = h.relation.EditOrganisation(c.Context(), c.Scope, key, version, in)
	if err == nil {
		return c.Redirect(home(key), "relation.saved")
	}
	faults, invalid := page.Invalid(err)
	if !invalid && !fault.Is(err, fault.KindConflict) {
		return err
	}
	now, readErr := h.relation.Organisation(c.Context(), c.Scope, key)
	if readErr != nil {
		return readErr
	}
	in.Kind = string(now.Kind)
	v := editView{Ctx: c, key: key, version: version, in: in, title: now.Name, messages: messages{c.P, faults}}
	theirs := flat(now.Input())
	v.was = base(form, theirs)
	if invalid {
		return h.editForm(c, http.StatusUnprocessableEntity, v)
	}
	in.Clean()
	return h.conflict(c, conflictView{
		title: c.P.T("relation.edit", now.Name), action: home(key), back: home(key), crumbs: v.crumbs(), order: slices.DeleteFunc(slices.Clone(fieldOrder), func(name string) bool { _, ok := theirs[name]; return !ok }),
		carry: []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(now.Version)}}, mine: flat(in), theirs: theirs, was: v.was,
		label: func(name string) string { return c.P.T("relation.field." + name) },
		show: func(name, value string) string {
			if name == "phone" {
				return ui.PhoneText(c.P, value)
			}
			return value
		},
	})
}

func (v editView) crumbs() []ui.Crumb {
	return []ui.Crumb{{Label: v.P.T("relation.title"), Href: "/relations"}, {Label: v.title, Href: home(v.key)}}
}

// hidden is what the form carries: the version, and what the fields hold.
func (v editView) hidden() []ui.HiddenValue {
	out := append([]ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.version)}}, asBase(v.was)...)
	if len(v.likely) > 0 { // who sends it again has seen the warning
		out = append(out, ui.HiddenValue{Name: "anyway", Value: "1"})
	}
	return out
}

// BinOrganisation puts an organisation in the bin, with a way back.
func (h *Pages) BinOrganisation(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	undo, err := h.relation.BinOrganisation(c.Context(), c.Scope, key, form.Int("version"))
	if err != nil {
		return err
	}
	return c.RedirectUndo("/relations", home(key)+"/restore", string(undo), "relation.binned")
}

// RestoreOrganisation takes it out of the bin.
func (h *Pages) RestoreOrganisation(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.relation.RestoreOrganisation(c.Context(), c.Scope, key, form.ID("token")); err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.restored")
}

// action is where the form goes.
func (v editView) action() string {
	if v.key == "" {
		return "/relations"
	}
	return home(v.key)
}

// save is what the button says.
func (v editView) save() string {
	if len(v.likely) > 0 {
		return v.P.T("relation.anyway")
	}
	return v.P.T("relation.save")
}

// field makes a text field of the organisation.
func (v editView) field(name, value string) ui.Field {
	return ui.Field{Name: name, Label: v.P.T("relation.field." + name), Value: value, Error: v.at(name)}
}

// fields are all fields of the form, in the order of the page.
func (v editView) fields() map[string]ui.Field {
	in, t := v.in, v.P.T
	out := map[string]ui.Field{}
	for name, value := range map[string]string{
		"name": in.Name, "kvk": in.KVK, "establishment": in.Establishment, "rsin": in.RSIN, "sbi_code": in.SBICode, "sbi_version": in.SBIVersion,
		"street": in.Street, "house_number": in.HouseNumber, "postcode": in.Postcode,
		"place": in.Place, "website": in.Website, "email": in.Email, "phone": in.Phone, "year_limit": in.YearLimit, "kind": in.Kind,
	} {
		out[name] = v.field(name, value)
	}
	change := func(name string, fn func(f *ui.Field)) {
		f := out[name]
		fn(&f)
		out[name] = f
	}
	change("name", func(f *ui.Field) { f.Required, f.Autocomplete, f.MaxLength = true, "organization", 160 })
	change("kvk", func(f *ui.Field) { f.InputMode, f.Width, f.Hint = "numeric", "medium", t("relation.hint.kvk") })
	change("establishment", func(f *ui.Field) { f.InputMode, f.Width = "numeric", "medium" })
	change("rsin", func(f *ui.Field) { f.InputMode, f.Width, f.Hint = "numeric", "medium", t("relation.hint.rsin") })
	change("sbi_code", func(f *ui.Field) { f.Width = "medium" })
	change("sbi_version", func(f *ui.Field) {
		f.Width, f.Options = "medium", options(v.P, "relation.sbi.", relation.SBIVersions())
	})
	change("house_number", func(f *ui.Field) { f.Width = "medium" })
	change("postcode", func(f *ui.Field) { f.Width = "medium" })
	change("website", func(f *ui.Field) { f.Type = "url" })
	change("email", func(f *ui.Field) { f.Type, f.Hint = "email", t("relation.hint.email") })
	change("phone", func(f *ui.Field) { f.Type, f.Width = "tel", "medium" })
	change("year_limit", func(f *ui.Field) { f.Width, f.Hint, f.Min, f.Max = "short", t("relation.hint.year_limit"), "0", "365" })
	change("kind", func(f *ui.Field) { f.Required, f.Options = true, options(v.P, "relation.kind.", relation.Kinds()) })
	out["profiles"] = ui.Field{Name: "profiles", Label: t("relation.field.profiles"), Hint: t("relation.hint.profiles"), Values: in.Profiles, Options: profileOptions(v.P), Error: v.at("profiles")}
	out["unit"] = ui.Field{Name: "unit", Label: t("relation.field.unit"), Hint: t("relation.hint.unit"), Value: string(v.unit), Options: namedOptions(v.units), Required: true, Error: v.at("unit")}
	return out
}

var fieldOrder = []string{"kind", "name", "unit", "kvk", "establishment", "rsin", "sbi_code", "sbi_version", "street", "house_number", "postcode", "place", "phone", "email", "website", "profiles", "year_limit"}

// wrong lists the fields in order, for the summary on top.
func (v editView) wrong(fields map[string]ui.Field) []ui.Field {
	var out []ui.Field
	for _, name := range fieldOrder {
		out = append(out, fields[name])
	}
	return out
}

// holder is who has the register number already, with the address of its page.
func (v editView) holder() (name, href string) {
	m, ok := v.faults["kvk"]
	if !ok || m.Key != "relation.kvk_taken" || len(m.Args) != 2 {
		return "", ""
	}
	name, _ = m.Args[0].(string)
	key, _ := m.Args[1].(string)
	return name, home(id.ID(key))
}

// flat gives the fields by name, as a form carries them.
func flat(in relation.OrganisationInput) map[string]string {
	var profiles []string
	for _, p := range curriculum.Profiles() {
		if slices.Contains(in.Profiles, string(p)) {
			profiles = append(profiles, string(p))
		}
	}
	return map[string]string{
		"name": in.Name, "kvk": in.KVK, "establishment": in.Establishment, "rsin": in.RSIN, "sbi_code": in.SBICode, "sbi_version": in.SBIVersion, "street": in.Street, "house_number": in.HouseNumber, "postcode": in.Postcode,
		"place": in.Place, "website": in.Website, "email": in.Email, "phone": in.Phone, "profiles": strings.Join(profiles, ", "), "year_limit": in.YearLimit,
	}
}

// back is where cancelling leads.
func (v editView) back() string {
	if v.key == "" {
		return "/relations"
	}
	return home(v.key)
}
