package engagementweb

import (
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// SaveDetails keeps what both sides see to.
func (h *Pages) SaveDetails(c *page.Ctx) error {
	return h.act(c, "details", func(key id.ID, f page.Form) (string, error) {
		return "engagement.detailed", h.engagement.SaveDetails(c.Context(), c.Scope, key, detailsOf(f))
	})
}

// Check ticks a line of the checklist, or takes the tick off.
func (h *Pages) Check(c *page.Ctx) error {
	return h.act(c, "check", func(key id.ID, f page.Form) (string, error) {
		return "", h.engagement.Check(c.Context(), c.Scope, key, number(f, "line", -1), f.Bool("done"))
	})
}

// Propose puts other days to the company.
func (h *Pages) Propose(c *page.Ctx) error {
	return h.act(c, "dates", func(key id.ID, f page.Form) (string, error) {
		return "engagement.dates_proposed", h.engagement.Propose(c.Context(), c.Scope, key, datesOf(f))
	})
}

// Choose answers the company's proposal.
func (h *Pages) Choose(c *page.Ctx) error {
	return h.act(c, "proposal", func(key id.ID, f page.Form) (string, error) {
		in := chooseOf(f)
		return chosenFlash(in), h.engagement.Choose(c.Context(), c.Scope, key, in)
	})
}

func chosenFlash(in engagement.ChooseInput) string {
	if in.Choice < 0 {
		return "engagement.dates_declined"
	}
	return "engagement.moved"
}

// chooseOf reads which day was chosen: none of them is -1, no choice at all is none that there is.
func chooseOf(f page.Form) engagement.ChooseInput {
	return engagement.ChooseInput{Proposal: f.ID("proposal"), Choice: number(f, "choice", -2), Words: f.Text("words"), Anyway: f.Bool(engagement.Overrule)}
}

// none is the choice for none of the days.
const none = "none"

func detailsOf(f page.Form) engagement.Details {
	return engagement.Details{
		Class: f.Text("class"), Room: f.Text("room"), Teacher: f.Text("teacher"), Transport: f.Text("transport"), Materials: f.Text("materials"),
		Host: f.Text("host"), Extra: f.Text("extra"), Instructions: f.Text("instructions"),
		PhotosSchool: f.Bool("photos_school"), PhotosCompany: f.Bool("photos_company"), Version: f.Int("version"),
	}
}

func datesOf(f page.Form) engagement.ProposeInput {
	in := engagement.ProposeInput{Reason: f.Text("reason"), Anyway: f.Bool(engagement.Overrule)}
	for n := 1; n <= engagement.MaxDates; n++ {
		of := "_" + strconv.Itoa(n)
		in.Dates = append(in.Dates, occurrence.Slot{On: clock.Date(f.Text("on" + of)), Start: page.MinuteOfDay(f.Text("start" + of)), End: page.MinuteOfDay(f.Text("end" + of))})
	}
	return in
}

// datesTyped is the form of a proposal as it was typed.
type datesTyped struct {
	on, start, end [engagement.MaxDates]string
	reason         string
}

func typedDates(f page.Form) (d datesTyped) {
	for n := range engagement.MaxDates {
		of := "_" + strconv.Itoa(n+1)
		d.on[n], d.start[n], d.end[n] = f.Text("on"+of), f.Text("start"+of), f.Text("end"+of)
	}
	d.reason = f.Text("reason")
	return d
}

// usual fills the times in as they were agreed.
func (d datesTyped) usual(o occurrence.Occurrence) datesTyped {
	for n := range d.start {
		d.start[n], d.end[n] = clockTime(o.StartsAt), clockTime(o.EndsAt)
	}
	return d
}

// prepareView is the part of a page on which either side prepares an engagement: the same for a colleague and behind a link.
type prepareView struct {
	p         *i18n.Printer
	base      string // address of the page, before what is done
	details   engagement.Details
	checklist engagement.Checklist
	proposal  *engagement.Proposal
	side      engagement.Party // of who looks
	both      bool             // a colleague fills in for both sides
	acts      bool
	company   string
	school    string
	doing     string
	faults    fault.Fields
	dates     datesTyped
}

func (v prepareView) message(doing, name string) string {
	if v.doing != doing {
		return ""
	}
	return page.Message(v.p, v.faults, name)
}

func (v prepareView) field(name, value string, rows int) ui.Field {
	return ui.Field{Name: name, ID: "detail-" + name, Label: v.p.T("engagement.detail." + name), Value: value, Rows: rows, Plain: true, MaxLength: 1000, Error: v.message("details", name)}
}

// schoolFields and companyFields are what each side fills in.
func (v prepareView) schoolFields() []ui.Field {
	d := v.details
	return []ui.Field{
		v.field("class", d.Class, 0), v.field("room", d.Room, 0), v.field("teacher", d.Teacher, 0), v.field("transport", d.Transport, 2), v.field("materials", d.Materials, 2),
	}
}

func (v prepareView) companyFields() []ui.Field {
	d := v.details
	return []ui.Field{v.field("host", d.Host, 0), v.field("extra", d.Extra, 2), v.field("instructions", d.Instructions, 3)}
}

func (v prepareView) photoField(side engagement.Party, on bool) ui.Field {
	return ui.Field{Name: "photos_" + string(side), ID: "photos-" + string(side), Label: v.p.T("engagement.photos." + string(side)), Hint: v.p.T("engagement.photos.hint"), Checked: on, Plain: true}
}

func (v prepareView) fills(side engagement.Party) bool { return v.both || v.side == side }

// facts are the details that are known, in words.
func (v prepareView) facts() []ui.Def {
	var out []ui.Def
	add := func(name, text string) {
		if text != "" {
			out = append(out, ui.Def{Term: v.p.T("engagement.detail." + name), Text: text})
		}
	}
	d := v.details
	add("class", d.Class)
	add("room", d.Room)
	add("teacher", d.Teacher)
	add("host", d.Host)
	add("extra", d.Extra)
	add("transport", d.Transport)
	add("materials", d.Materials)
	add("instructions", d.Instructions)
	photos := "engagement.photos.no"
	switch {
	case d.Photos():
		photos = "engagement.photos.yes"
	case d.PhotosSchool || d.PhotosCompany:
		photos = "engagement.photos.one"
	}
	return append(out, ui.Def{Term: v.p.T("engagement.photos"), Text: v.p.T(photos)})
}

// checkLine is a line of the checklist.
type checkLine struct {
	text, by string
	done     bool
	at       string // number of the line
}

func (v prepareView) lines() []checkLine {
	var out []checkLine
	for i, text := range v.checklist.Lines(string(v.p.Lang())) {
		l := checkLine{text: text, at: strconv.Itoa(i)}
		if t, done := v.checklist.Ticks[i]; done {
			l.done, l.by = true, v.p.T("engagement.check.by."+string(t.Side), clock.DateOf(t.At))
		}
		out = append(out, l)
	}
	return out
}

// tick is the button of a line: it ticks, or takes the tick off.
func (v prepareView) tick(l checkLine) ui.Action {
	a := ui.Action{
		Label: l.text, Icon: "circle", Variant: ui.Quiet, Size: ui.Small, Method: "post", Href: v.base + "/check", Attrs: templ.Attributes{"aria-pressed": strconv.FormatBool(l.done)},
		Values: []ui.HiddenValue{{Name: "line", Value: l.at}},
	}
	if l.done {
		a.Icon = "check-circle"
	} else {
		a.Values = append(a.Values, ui.HiddenValue{Name: "done", Value: "on"})
	}
	return a
}

// dateFields are the rows of the form with which days are proposed.
func (v prepareView) dateFields() [][]ui.Field {
	var out [][]ui.Field
	for n := range engagement.MaxDates {
		of := "_" + strconv.Itoa(n+1)
		field := func(name, label, value string) ui.Field {
			return ui.Field{Name: name + of, ID: "dates-" + name + of, Label: v.p.T(label), Value: value, Plain: true, Error: v.message("dates", name+of)}
		}
		on := field("on", "engagement.day", v.dates.on[n])
		on.Label = v.p.T("engagement.dates.nth", n+1)
		on.Required = n == 0
		out = append(out, []ui.Field{on, field("start", "engagement.from", v.dates.start[n]), field("end", "engagement.until", v.dates.end[n])})
	}
	return out
}

func (v prepareView) dateErrors(reason ui.Field) []ui.Field {
	out := []ui.Field{}
	for _, row := range v.dateFields() {
		out = append(out, row...)
	}
	return append(out, reason)
}

func (v prepareView) datesReason() ui.Field {
	return ui.Field{
		Name: "reason", ID: "dates-reason", Label: v.p.T("engagement.why"), Hint: v.p.T("engagement.why.hint"), Required: true, MaxLength: 500, Value: v.dates.reason,
		Error: v.message("dates", "reason"),
	}
}

// overrule is the tick with which days that do not suit are meant nevertheless; without an error there is nothing to overrule.
func (v prepareView) overrule(doing string) ui.Field {
	f := anyway(v.p, doing+"-anyway")
	f.Error = v.message(doing, engagement.Overrule)
	return f
}

// toAnswer reports whether the other side's proposal waits for who looks.
func (v prepareView) toAnswer() bool { return v.acts && v.proposal != nil && v.proposal.Side != v.side }

func (v prepareView) proposer() string {
	if v.proposal.Side == engagement.ByCompany {
		return v.company
	}
	return v.school
}

// choices are the days of the proposal, and none of them.
func (v prepareView) choices() ui.Field {
	f := ui.Field{Name: "choice", ID: "choice", Label: v.p.T("engagement.dates.which"), Required: true, Error: v.message("proposal", "choice")}
	for i, d := range v.proposal.Dates.V {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(i), Label: v.slotText(d)})
	}
	f.Options = append(f.Options, ui.Option{Value: none, Label: v.p.T("engagement.dates.none")})
	return f
}

func (v prepareView) slotText(d occurrence.Slot) string {
	return v.p.DateLong(d.On) + ", " + v.p.T("engagement.dates.times", clock.TimeOfDay(d.Start), clock.TimeOfDay(d.End))
}

// waiting are the days that were proposed to the other side.
func (v prepareView) waiting() []ui.Def {
	var out []ui.Def
	for i, d := range v.proposal.Dates.V {
		out = append(out, ui.Def{Term: v.p.T("engagement.dates.nth", i+1), Text: v.slotText(d)})
	}
	return append(out, ui.Def{Term: v.p.T("engagement.why"), Text: v.proposal.Reason})
}
