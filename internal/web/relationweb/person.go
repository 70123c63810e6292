package relationweb

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// personView is the form of a contact person.
type personView struct {
	*page.Ctx
	messages
	organisation relation.Organisation
	key          id.ID // empty: new
	version      int
	in           relation.PersonInput
	was          map[string]string       // what the fields held when the form was made
	likely       []relation.LikelyPerson // whom a new person may be
	former       []relation.Position     // who worked here before, at the form of a new person
	positions    []relation.Position     // of a known person
	leave        relation.LeaveInput
}

func personInput(f reader) relation.PersonInput {
	return relation.PersonInput{
		Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), Lang: f.Text("lang"), Title: f.Text("title"), Primary: f.Bool("primary"),
		Requests: f.Bool("requests"), Basis: f.Text("basis"), Source: f.Text("source"),
	}
}

// NewPerson shows the form of a new contact person.
func (h *Pages) NewPerson(c *page.Ctx) error {
	return h.person(c, http.StatusOK, personView{in: relation.PersonInput{Lang: "nl", Requests: true, Basis: string(relation.BasisInterest)}})
}

func (h *Pages) person(c *page.Ctx, status int, v personView) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if v.organisation, err = h.relation.Organisation(c.Context(), c.Scope, key); err != nil {
		return err
	}
	v.Ctx, v.p = c, c.P
	if v.key == "" {
		v.former, err = h.relation.FormerPeople(c.Context(), c.Scope, v.organisation.ID)
	} else {
		v.positions, err = h.relation.Positions(c.Context(), c.Scope, v.key)
	}
	if err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: v.title(), Section: section}, person(v))
}

func (v personView) title() string {
	if v.key == "" {
		return v.P.T("relation.person.new")
	}
	return v.P.T("relation.person.edit", v.in.Name)
}

// AddPerson keeps a new contact person. When it may be somebody whom we know, the form comes back with them.
func (h *Pages) AddPerson(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in := personInput(form)
	if probe := in; !form.Bool("anyway") && c.Scope.Can(access.PersonRead) && probe.Validate() == nil {
		likely, err := h.relation.LikelyPeople(c.Context(), c.Scope, key, in)
		if err != nil {
			return err
		}
		if len(likely) > 0 {
			return h.person(c, http.StatusConflict, personView{in: in, likely: likely})
		}
	}
	_, err = h.relation.AddPerson(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.person(c, http.StatusUnprocessableEntity, personView{in: in, messages: messages{c.P, faults}})
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), "relation.person.added", in.Name)
}

// ids reads the organisation and the person of the address.
func ids(c *page.Ctx) (organisation, person id.ID, err error) {
	if organisation, err = c.ID(); err != nil {
		return "", "", err
	}
	person, err = c.PathID("person")
	return organisation, person, err
}

// EditPerson shows the form of a known contact person.
func (h *Pages) EditPerson(c *page.Ctx) error {
	organisation, key, err := ids(c)
	if err != nil {
		return err
	}
	p, in, err := h.relation.Person(c.Context(), c.Scope, organisation, key)
	if err != nil {
		return err
	}
	return h.person(c, http.StatusOK, personView{key: key, version: p.Version, in: in, was: flatPerson(in)})
}

// SavePerson keeps the changes. When somebody else was first, the form comes back with what was typed, to look and save again.
func (h *Pages) SavePerson(c *page.Ctx) error {
	organisation, key, err := ids(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, version := personInput(picked{form}), form.Int("version")
	err = h.relation.EditPerson(c.Context(), c.Scope, organisation, key, version, in)
	if faults, ok := page.Invalid(err); ok {
		return h.person(c, http.StatusUnprocessableEntity, personView{key: key, version: version, in: in, was: base(form, flatPerson(in)), messages: messages{c.P, faults}})
	}
	if fault.Is(err, fault.KindConflict) {
		return h.personConflict(c, form, organisation, key, in)
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(organisation), "relation.person.saved")
}

// personConflict asks per field what a person gets when somebody else was first.
func (h *Pages) personConflict(c *page.Ctx, form page.Form, organisation, key id.ID, in relation.PersonInput) error {
	now, stored, err := h.relation.Person(c.Context(), c.Scope, organisation, key)
	if err != nil {
		return err
	}
	in.Clean()
	theirs := flatPerson(stored)
	return h.conflict(c, conflictView{
		title: c.P.T("relation.person.edit", stored.Name), action: home(organisation) + "/people/" + string(key), back: home(organisation),
		crumbs: []ui.Crumb{{Label: c.P.T("relation.title"), Href: "/relations"}},
		carry:  []ui.HiddenValue{{Name: "version", Value: strconv.Itoa(now.Version)}}, order: personOrder, mine: flatPerson(in), theirs: theirs, was: base(form, theirs),
		label: func(name string) string { return c.P.T("relation.person." + personLabel(name)) },
		show: func(name, value string) string {
			switch name {
			case "phone":
				return ui.PhoneText(c.P, value)
			case "lang":
				return c.P.T("ui.language." + value)
			case "basis":
				return c.P.T("relation.basis." + value)
			case "primary", "requests":
				return c.P.T("relation.conflict.yes")
			}
			return value
		},
	})
}

// personOrder are the fields of a person in the order of the form.
var personOrder = []string{"name", "title", "primary", "email", "phone", "lang", "requests", "basis", "source"}

// personLabel is the name under which a field's label is known.
func personLabel(name string) string {
	if name == "primary" {
		return "is_primary"
	}
	return name
}

// flatPerson gives the fields by name, as a form carries them.
func flatPerson(in relation.PersonInput) map[string]string {
	tick := map[bool]string{true: "1"}
	return map[string]string{
		"name": in.Name, "title": in.Title, "primary": tick[in.Primary], "email": in.Email, "phone": in.Phone, "lang": in.Lang,
		"requests": tick[in.Requests], "basis": in.Basis, "source": in.Source,
	}
}

// hidden is what the form carries: the version, and what the fields hold.
func (v personView) hidden() []ui.HiddenValue {
	out := append([]ui.HiddenValue{{Name: "version", Value: strconv.Itoa(v.version)}}, asBase(v.was)...)
	if len(v.likely) > 0 { // who sends it again has seen the warning
		out = append(out, ui.HiddenValue{Name: "anyway", Value: "1"})
	}
	return out
}

// RemovePerson ends somebody's position, with a way back.
func (h *Pages) RemovePerson(c *page.Ctx) error {
	organisation, key, err := ids(c)
	if err != nil {
		return err
	}
	undo, err := h.relation.RemovePerson(c.Context(), c.Scope, organisation, key)
	if err != nil {
		return err
	}
	return c.RedirectUndo(home(organisation), home(organisation)+"/people/"+string(key)+"/restore", string(undo), "relation.person.removed")
}

// RestorePerson undoes it.
func (h *Pages) RestorePerson(c *page.Ctx) error {
	organisation, key, err := ids(c)
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	if err := h.relation.RestorePerson(c.Context(), c.Scope, organisation, key, form.ID("token")); err != nil {
		return err
	}
	return c.Redirect(home(organisation), "relation.person.restored")
}

// kept leads to all that is kept of a known person.
func (v personView) kept() []ui.Action {
	if v.key == "" {
		return nil
	}
	return []ui.Action{{Label: v.P.T("privacy.kept"), Icon: "eye", Href: personHome(v.key)}}
}

func (v personView) save() string {
	if len(v.likely) > 0 {
		return v.P.T("relation.anyway")
	}
	return v.P.T("relation.save")
}

func (v personView) action() string {
	if v.key == "" {
		return home(v.organisation.ID) + "/people"
	}
	return home(v.organisation.ID) + "/people/" + string(v.key)
}

func (v personView) fields() map[string]ui.Field {
	t, in := v.P.T, v.in
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: t("relation.person." + name), Value: value, Error: v.at(name)}
	}
	name, email, phone, title := field("name", in.Name), field("email", in.Email), field("phone", in.Phone), field("title", in.Title)
	name.Required, name.MaxLength = true, 120
	email.Type, phone.Type, phone.Width = "email", "tel", "medium"
	title.Placeholder = t("relation.person.title.example")
	lang := field("lang", in.Lang)
	lang.Required, lang.Width = true, "medium"
	for _, l := range i18n.Langs() {
		lang.Options = append(lang.Options, ui.Option{Value: string(l), Label: t("ui.language." + string(l))})
	}
	primary := field("is_primary", "1")
	primary.Name, primary.Checked, primary.Hint, primary.Plain = "primary", in.Primary, t("relation.person.is_primary.hint"), true
	requests := field("requests", "1")
	requests.Checked, requests.Hint, requests.Plain = in.Requests, t("relation.person.requests.hint"), true
	basis := field("basis", in.Basis)
	basis.Required, basis.Options = true, options(v.P, "relation.basis.", relation.Bases())
	source := field("source", in.Source)
	source.Hint = t("relation.person.source.hint")
	return map[string]ui.Field{"name": name, "email": email, "phone": phone, "title": title, "lang": lang, "primary": primary, "requests": requests, "basis": basis, "source": source}
}

func (v personView) wrong(f map[string]ui.Field) []ui.Field {
	return []ui.Field{f["name"], f["title"], f["email"], f["phone"], f["lang"], f["basis"], f["source"]}
}
