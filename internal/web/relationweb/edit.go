package relationweb

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

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
	theirs  *relation.OrganisationInput // what somebody else stored in the meantime
}

// NewOrganisation shows the form of a new organisation.
func (h *Pages) NewOrganisation(c *page.Ctx) error {
	in := relation.OrganisationInput{Kind: string(relation.KindCompany), Name: c.Query("name")}
	if c.Query("kind") == string(relation.KindUmbrella) {
		in.Kind = string(relation.KindUmbrella)
	}
	return h.newForm(c, http.StatusOK, in, "", nil)
}

func (h *Pages) newForm(c *page.Ctx, status int, in relation.OrganisationInput, unit id.ID, faults fault.Fields) error {
	units, err := h.unitsFor(c, access.RelationshipWrite)
	if err != nil {
		return err
	}
	v := editView{Ctx: c, messages: messages{c.P, faults}, in: in, title: c.P.T("relation.new"), units: units, unit: chosen(units, unit)}
	return c.Render(status, page.Head{Title: v.title, Section: section}, edit(v))
}

// AddOrganisation keeps a new organisation.
func (h *Pages) AddOrganisation(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, unit := inputOf(form), form.ID("unit")
	key, err := h.relation.AddOrganisation(c.Context(), c.Scope, unit, in)
	if faults, ok := page.Invalid(err); ok {
		return h.newForm(c, http.StatusUnprocessableEntity, in, unit, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.added", in.Name)
}

func inputOf(f page.Form) relation.OrganisationInput {
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
	return h.editForm(c, http.StatusOK, editView{key: o.ID, version: o.Version, in: o.Input(), title: o.Name})
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
	in, version := inputOf(form), form.Int("version")
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
	v := editView{key: key, version: version, in: in, title: now.Name, messages: messages{c.P, faults}}
	if invalid {
		return h.editForm(c, http.StatusUnprocessableEntity, v)
	}
	theirs := now.Input()
	v.version, v.theirs = now.Version, &theirs
	return h.editForm(c, http.StatusConflict, v)
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

// difference is one line of the page that shows two versions.
type difference struct{ label, mine, theirs string }

// differences lists the fields in which what was typed and what somebody else stored are not the same.
func (v editView) differences() []difference {
	mine := v.in
	mine.Clean()
	a, b := flat(mine), flat(*v.theirs)
	var out []difference
	for _, name := range fieldOrder {
		if a[name] != b[name] {
			d := difference{v.P.T("relation.field." + name), a[name], b[name]}
			if name == "phone" {
				d.mine, d.theirs = phoneText(v.P, d.mine), phoneText(v.P, d.theirs)
			}
			out = append(out, d)
		}
	}
	return out
}

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

func (v editView) versions() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{
		Caption: t("relation.conflict.caption"), CaptionHidden: true, Loose: true,
		Columns: []ui.Column{{Label: t("relation.conflict.field"), Primary: true}, {Label: t("relation.conflict.mine")}, {Label: t("relation.conflict.theirs")}},
	}
	for _, d := range v.differences() {
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{ui.Text(d.label), ui.Text(d.mine), ui.Text(d.theirs)}})
	}
	return table
}
