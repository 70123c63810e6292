package relationweb

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/filekind"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// contactForm is the form that records a contact and what happens next.
type contactForm struct {
	messages
	in      relation.ContactInput
	choices relation.RecordChoices
	today   clock.Date
	me      id.ID
	action  string // where it goes
	back    string // where cancelling leads; empty: no such button
	brief   bool   // on an organisation's own page: for its unit, and what is next is for oneself
	typing  bool   // the page is there to type: the note has the focus
}

func contactInput(f page.Form) relation.ContactInput {
	return relation.ContactInput{
		Unit: f.ID("unit"), Organisation: f.ID("organisation"), Person: f.ID("person"), Kind: f.Text("kind"), On: f.Text("on"), Note: f.Text("note"),
		Next: f.Text("next"), Due: f.Text("due"), Assignee: f.ID("assignee"), Finishes: f.ID("finishes"), MailMention: f.Bool("mail_mention"),
	}
}

// withFiles opens the files that were chosen; close them when the contact is kept.
func withFiles(f page.Form, in relation.ContactInput) (relation.ContactInput, func(), error) {
	headers := f.Files("files")
	var open []io.Closer
	done := func() {
		for _, c := range open {
			_ = c.Close() // was only read
		}
	}
	for _, h := range headers {
		file, err := h.Open()
		if err != nil {
			done()
			return in, func() {}, err
		}
		open = append(open, file)
		in.Files = append(in.Files, relation.Upload{Name: h.Filename, Content: file})
	}
	return in, done, nil
}

// fresh is the form before anything was typed.
func fresh(c *page.Ctx, organisation id.ID, choices relation.RecordChoices) contactForm {
	f := contactForm{messages: messages{p: c.P}, choices: choices, today: c.Today(), me: c.Scope.Account(), action: home(organisation) + "/contacts"}
	f.in = relation.ContactInput{
		Unit: choices.Unit, Organisation: organisation, Kind: string(relation.ContactCall), On: string(f.today), Due: string(f.today.AddDays(7)), Assignee: f.me,
	}
	if len(choices.People) > 0 {
		f.in.Person = choices.People[0].ID
	}
	return f
}

// kindIcons gives each kind of contact its icon.
var kindIcons = map[relation.ContactKind]string{
	relation.ContactCall: "phone", relation.ContactVisit: "visit", relation.ContactMail: "mail", relation.ContactMeeting: "users", relation.ContactNote: "note",
	relation.ContactMenuSent: "send", relation.ContactMenuChosen: "list", relation.ContactAsked: "question", relation.ContactYes: "check", relation.ContactNo: "x",
	relation.ContactOtherDate: "calendar", relation.ContactAgreed: "handshake", relation.ContactDone: "check-circle", relation.ContactSigned: "signature", relation.ContactCancelled: "x",
	relation.ContactBroughtIn: "users", relation.ContactIntroduced: "users", relation.ContactMembersInvited: "send",
	relation.ContactAgreement: "signature", relation.ContactColleague: "users",
}

func (f contactForm) fields() map[string]ui.Field {
	t, in := f.p.T, f.in
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: t("relation.contact." + name), Value: value, Error: f.at(name)}
	}
	kind := field("kind", in.Kind)
	kind.Required = true
	for _, k := range relation.RecordedKinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: t("relation.record." + string(k)), Icon: kindIcons[k]})
	}
	unit := field("unit", string(in.Unit))
	unit.Required, unit.Options = true, namedOptions(f.choices.Units)
	person := field("person", string(in.Person))
	person.Options = []ui.Option{{Label: t("relation.contact.nobody")}}
	for _, p := range f.choices.People {
		label := p.Name
		if p.Title != "" {
			label += " · " + p.Title
		}
		person.Options = append(person.Options, ui.Option{Value: string(p.ID), Label: label})
	}
	on := field("on", in.On)
	on.Required, on.Max = true, string(f.today)
	note := field("note", in.Note)
	note.Hint, note.Rows = t("relation.contact.note.hint"), 3
	note.Autofocus = f.typing && len(f.faults) == 0
	next := field("next", in.Next)
	next.Placeholder, next.MaxLength = t("relation.contact.next.example"), 200
	due := field("due", in.Due)
	due.Plain, due.Min = true, string(f.today)
	assignee := field("assignee", string(in.Assignee))
	assignee.Plain = true
	for _, n := range f.choices.Colleagues {
		label := n.Name
		if n.ID == f.me {
			label = t("relation.contact.me", n.Name)
		}
		assignee.Options = append(assignee.Options, ui.Option{Value: string(n.ID), Label: label})
	}
	note.Attrs = templ.Attributes{"data-mention": "/relations/colleagues"}
	files := field("files", "")
	files.Label, files.Hint, files.Multiple, files.Accept = t("contact.files"), t("contact.files.hint", relation.MaxAttachments>>20), true, filekind.Accept()
	mail := field("mail_mention", "")
	mail.Label, mail.Plain, mail.Checked = t("contact.mail_mention"), true, in.MailMention
	return map[string]ui.Field{
		"kind": kind, "unit": unit, "person": person, "on": on, "note": note, "next": next, "due": due, "assignee": assignee,
		"files": files, "mail_mention": mail,
	}
}

func (f contactForm) wrong(fields map[string]ui.Field) []ui.Field {
	out := []ui.Field{{Name: "organisation", Label: f.p.T("relation.contact.organisation"), Error: f.at("organisation")}}
	for _, name := range []string{"kind", "unit", "person", "on", "note", "files", "next", "due", "assignee"} {
		out = append(out, fields[name])
	}
	return out
}

// RecordContact keeps a contact from an organisation's own page.
func (h *Pages) RecordContact(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, done, err := withFiles(form, contactInput(form))
	if err != nil {
		return err
	}
	defer done()
	in.Organisation = key
	_, err = h.relation.RecordContact(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.show(c, http.StatusUnprocessableEntity, key, &refused{in, faults})
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(key), recordedKey(in))
}

func recordedKey(in relation.ContactInput) string {
	if strings.TrimSpace(in.Next) != "" {
		return "relation.recorded_next"
	}
	return "relation.recorded"
}

// refused is a form that came back with messages.
type refused struct {
	in     relation.ContactInput
	faults fault.Fields
}

// recorder is the page on which a contact is recorded from anywhere.
type recorder struct {
	*page.Ctx
	query        string
	found        []relation.ListRow
	organisation *relation.Organisation // nil: not chosen yet
	form         contactForm
	action       *relation.NextAction // that the contact settles
}

// fewFound is how many organisations the page offers to choose from.
const fewFound = 12

// Recorder shows the form, or the organisations to choose from when none was chosen.
func (h *Pages) Recorder(c *page.Ctx) error {
	key := c.QueryID("org")
	if key == "" {
		return h.chooseOrganisation(c, http.StatusOK)
	}
	return h.recorder(c, http.StatusOK, key, c.QueryID("action"), nil)
}

func (h *Pages) chooseOrganisation(c *page.Ctx, status int) error {
	v := recorder{Ctx: c, query: strings.TrimSpace(c.Query("q"))}
	filter := relation.Filter{Text: v.query}
	if v.query == "" && c.Scope.Can(access.RelationshipRead) {
		q, err := query.Parse(relation.Vocabulary(relation.ListOrganisations), query.Term(relation.AskOwner, query.Is, relation.Me))
		if err != nil {
			return err
		}
		filter.Query = q
	}
	list, err := h.relation.List(c.Context(), c.Scope, filter)
	if err != nil {
		return err
	}
	v.found = list.Rows[:min(len(list.Rows), fewFound)]
	return c.Render(status, page.Head{Title: c.P.T("relation.record.title"), Section: section}, record0(v))
}

func (h *Pages) recorder(c *page.Ctx, status int, key, action id.ID, back *refused) error {
	o, err := h.relation.Organisation(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	v := recorder{Ctx: c, organisation: &o}
	if action != "" {
		a, err := h.relation.Action(c.Context(), c.Scope, action)
		if err != nil {
			return err
		}
		v.action = &a
	}
	unit := id.ID("")
	if back != nil {
		unit = back.in.Unit
	} else if v.action != nil {
		unit = v.action.Unit
	}
	choices, err := h.relation.Choices(c.Context(), c.Scope, o.ID, unit)
	if err != nil {
		return err
	}
	v.form = fresh(c, o.ID, choices)
	v.form.action, v.form.back, v.form.typing = "/record", home(o.ID), true
	v.form.in.Finishes = action
	v.begin()
	v.form.refuse(back)
	return c.Render(status, page.Head{Title: c.P.T("relation.record.title"), Section: section}, record1(v))
}

// refuse puts back what was typed with its messages.
func (f *contactForm) refuse(back *refused) {
	if back != nil {
		f.in, f.faults = back.in, back.faults
	}
}

// Record keeps a contact from anywhere.
func (h *Pages) Record(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	in, done, err := withFiles(form, contactInput(form))
	if err != nil {
		return err
	}
	defer done()
	_, err = h.relation.RecordContact(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		if in.Organisation == "" {
			return h.chooseOrganisation(c, http.StatusUnprocessableEntity)
		}
		return h.recorder(c, http.StatusUnprocessableEntity, in.Organisation, in.Finishes, &refused{in, faults})
	}
	if err != nil {
		return err
	}
	return c.Redirect(home(in.Organisation), recordedKey(in))
}

// items are the organisations to choose from.
func (v recorder) items() []ui.ListItem {
	out := make([]ui.ListItem, len(v.found))
	for i, r := range v.found {
		out[i] = ui.ListItem{Icon: "building", Title: r.Name, Sub: r.Place, Href: with("/record", url.Values{"org": {string(r.ID)}})}
	}
	return out
}
