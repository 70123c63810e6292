package portal

import (
	"net/http"
	"strconv"
	"strings"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/need"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Invitation answers the requests behind an invitation's link: a company says yes, no or another day.
type Invitation struct {
	need       *need.Service
	engagement *engagement.Service
}

// NewInvitation makes the pages behind an invitation's link. Answering is engagement's: a yes makes the agreement.
func NewInvitation(n *need.Service, e *engagement.Service) *Invitation { return &Invitation{n, e} }

// askView is the page behind the link: the question, or what was answered.
type askView struct {
	*page.Ctx
	asked  need.Asked
	typed  need.Answer
	faults fault.Fields
	late   string // why the answer came too late
}

// Show shows who asks what, and what was answered. It changes nothing, so a mail scanner that opens it is harmless.
func (h *Invitation) Show(c *page.Ctx) error {
	asked, err := h.need.ForLink(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return askView{Ctx: c, asked: asked}.render(http.StatusOK)
}

func (v askView) render(status int) error {
	return v.RenderBare(status, page.Head{Title: v.title()}, askPage(v))
}

// Answer notes the answer. A second one changes nothing: the page shows the first.
func (h *Invitation) Answer(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	a := need.Answer{
		Reply: need.Reply(f.Text("answer")), On: clock.Date(f.Text("on")), Text: f.Text("text"), Month: f.Text("month"), Name: f.Text("name"), Email: f.Text("email"),
	}
	_, err = h.engagement.Accept(c.Context(), c.Scope, c.Link, a)
	faults, invalid := page.Invalid(err)
	late := fault.Is(err, fault.KindConflict)
	if err != nil && !invalid && !late {
		return err
	}
	if err == nil || isUsed(err) {
		return c.Redirect(c.R.URL.Path, "")
	}
	v := askView{Ctx: c, typed: a, faults: faults}
	if v.asked, err = h.need.ForLink(c.Context(), c.Scope); err != nil {
		return err
	}
	if late {
		v.late = v.P.T("need.portal.late_text", v.asked.UnitName)
		return v.render(http.StatusConflict)
	}
	return v.render(http.StatusUnprocessableEntity)
}

func isUsed(err error) bool {
	f, ok := fault.As(err)
	return ok && f.Key == "link.used"
}

// outcomes are the words for each answer: title and text.
func (v askView) title() string {
	switch {
	case v.late != "" || v.asked.Reply == need.TakenBack:
		return v.P.T("need.portal.late")
	case v.passedOn():
		return v.P.T("need.portal.passed")
	case v.asked.AgainOn != "":
		return v.P.T("need.portal.answered.later")
	case v.asked.Reply != "":
		return v.P.T("need.portal.answered." + string(v.asked.Reply))
	case v.asked.ProposedOn == "":
		return v.P.T("need.portal.title_open", v.asked.UnitName)
	default:
		return v.P.T("need.portal.title", v.asked.UnitName, v.P.DateLong(v.asked.ProposedOn))
	}
}

// passedOn reports whether the invitation went to a colleague by this link.
func (v askView) passedOn() bool { return v.asked.PassedOn(v.Link) }

// told says what happens next, after an answer.
func (v askView) told() string {
	if v.passedOn() {
		return v.P.T("need.portal.passed.text")
	}
	if v.asked.AgainOn != "" {
		return v.P.T("need.portal.answered.later.text", v.P.Month(v.asked.AgainOn.Month()))
	}
	switch v.asked.Reply {
	case need.Yes:
		return v.P.T("need.portal.answered.yes.text", v.asked.UnitName, v.P.DateLong(v.asked.On()))
	case need.OtherDate:
		return v.P.T("need.portal.answered.other_date.text", v.P.DateLong(v.asked.AnswerOn), v.asked.UnitName)
	default:
		return v.P.T("need.portal.answered.no.text", v.asked.UnitName)
	}
}

// facts say what is asked.
func (v askView) facts() []ui.Def {
	a, t := v.asked, v.P.T
	defs := []ui.Def{{Term: t("need.portal.what"), Text: a.Title}}
	add := func(term, text string) {
		if text != "" {
			defs = append(defs, ui.Def{Term: t(term), Text: text})
		}
	}
	add("need.portal.kind", a.ItemName(string(v.P.Lang())))
	add("need.portal.goal", a.Goal)
	add("need.before", a.Before)
	add("need.after", a.After)
	if on := a.On(); on != "" {
		add("need.portal.when", v.P.DateLong(on))
	}
	if a.Minutes > 0 {
		add("need.portal.takes", offerform.Duration(v.P, a.Minutes))
	}
	if a.Place != "" {
		add("need.portal.where", v.where())
	}
	add("need.portal.for", v.class())
	add("need.portal.who", a.Asker+", "+a.UnitName)
	return defs
}

func (v askView) where() string {
	switch v.asked.Place {
	case "school":
		return v.P.T("need.portal.at", v.asked.UnitName)
	case "company":
		return v.P.T("need.portal.at", v.asked.OrganisationName)
	default:
		return v.P.T("menu.place." + v.asked.Place)
	}
}

// class writes which pupils: 24 leerlingen, leerjaar 3, PIE, BB, KB.
func (v askView) class() string {
	parts := []string{v.P.T("need.pupils", v.asked.Pupils)}
	if v.asked.Class != "" {
		parts = append(parts, v.P.T("need.class_of", v.asked.Class))
	}
	if v.asked.Year > 0 {
		parts = append(parts, v.P.T("need.year_of", v.asked.Year))
	}
	for _, o := range v.asked.Others {
		name := o.UnitName
		if o.Class != "" {
			name = o.Class + " (" + o.UnitName + ")"
		}
		parts = append(parts, v.P.T("need.portal.and_class", o.Pupils, name))
	}
	parts = append(parts, v.asked.Profiles...)
	return strings.Join(append(parts, offerform.LevelNames(v.P, v.asked.Levels)...), ", ")
}

// answerFields are the fields of the answers that take some words.
type answerFields struct{ on, why, month, later, name, email, reason ui.Field }

// all lists the fields of the answer that was sent, for the summary of what is wrong with it.
func (f answerFields) all() []ui.Field {
	return []ui.Field{f.on, f.why, f.month, f.later, f.name, f.email, f.reason}
}

func (v askView) answerFields() answerFields {
	t, typed := v.P.T, v.typed
	words := func(reply need.Reply, id, label string) ui.Field {
		f := ui.Field{Name: "text", ID: id, Label: t(label), Rows: 2, MaxLength: 1000}
		if typed.Reply == reply {
			f.Value, f.Error = typed.Text, page.Message(v.P, v.faults, "text")
		}
		return f
	}
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: t("need.portal." + name), Value: value, Required: true, Error: page.Message(v.P, v.faults, name)}
	}
	f := answerFields{
		on: field("on", string(typed.On)), why: words(need.OtherDate, "f-text-date", "need.portal.note"), month: field("month", typed.Month),
		later: words(need.Later, "f-text-later", "need.portal.note"), name: field("name", typed.Name), email: field("email", typed.Email), reason: words(need.No, "f-text-no", "need.portal.reason"),
	}
	f.reason.Hint, f.name.Autocomplete = t("need.portal.reason.hint"), "off"
	f.email.Type, f.email.Autocomplete, f.email.Hint = "email", "off", t("need.portal.email.hint")
	for _, m := range need.Months(v.Today()) {
		f.month.Options = append(f.month.Options, ui.Option{Value: string(m)[:7], Label: v.P.Month(m.Month()) + " " + strconv.Itoa(m.Year())})
	}
	return f
}
