package fundingweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Inspections answers the requests about an accountant's look into the books: of colleagues, and behind the accountant's link.
type Inspections struct {
	inspection *inspection.Service
}

// NewInspections makes the pages.
func NewInspections(i *inspection.Service) *Inspections { return &Inspections{i} }

func inspectionHref(key id.ID) string { return "/funding/inspections/" + string(key) }

// inspectionsView is the list of who got access.
type inspectionsView struct {
	*page.Ctx
	list []inspection.Inspection
}

// List lists who got access, to what, until when, and what came of it.
func (h *Inspections) List(c *page.Ctx) error {
	list, err := h.inspection.List(c.Context(), c.Scope)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("inspection.title"), Section: section, Wide: true}, inspections(inspectionsView{c, list}))
}

func (v inspectionsView) give() *ui.Action {
	if !v.Scope.Can(access.GrantManage) {
		return nil
	}
	return &ui.Action{Label: v.P.T("inspection.give"), Icon: "plus", Href: "/funding/inspections/new"}
}

func inspectionState(c *page.Ctx, i inspection.Inspection) templ.Component {
	switch {
	case i.EndedAt != nil:
		return ui.StatusChip(ui.Declined, c.P.T("inspection.taken_back"))
	case !i.Live(c.Today()):
		return ui.StatusChip(ui.Done, c.P.T("inspection.over"))
	}
	return ui.StatusChip(ui.Running, c.P.T("inspection.until_day", i.Until))
}

// verdicts says how many lines were judged, and how.
func verdicts(c *page.Ctx, i inspection.Inspection) string {
	return c.P.T("inspection.verdicts", i.Judged, i.Lines, i.Questions, i.Findings)
}

func (v inspectionsView) table() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("inspection.title"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("inspection.accountant"), Primary: true}, {Label: v.P.T("funding.grant")}, {Label: v.P.T("funding.year")}, {Label: v.P.T("inspection.access")}, {Label: v.P.T("inspection.judged")},
	}}
	for _, i := range v.list {
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(inspectionHref(i.ID), i.Firm, i.Name), ui.Text(i.GrantName), ui.Num(strconv.Itoa(i.Year)), inspectionState(v.Ctx, i), ui.Text(verdicts(v.Ctx, i)),
		}})
	}
	return t
}

// giveView is the form with which access is given.
type giveView struct {
	*page.Ctx
	in     inspection.GiveInput
	grants []funding.Grant
	faults fault.Fields
}

// New shows the form to give access.
func (h *Inspections) New(c *page.Ctx) error {
	in := inspection.GiveInput{Grant: c.QueryID("grant"), Year: strconv.Itoa(c.Today().Year() - 1), Until: string(c.Today().AddDays(42))}
	return h.showGive(giveView{Ctx: c, in: in}, http.StatusOK)
}

func (h *Inspections) showGive(v giveView, status int) (err error) {
	if v.grants, err = h.inspection.Grants(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("inspection.give"), Section: section}, inspectionGive(v))
}

// Give gives access and mails the link.
func (h *Inspections) Give(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := inspection.GiveInput{Grant: f.ID("grant"), Year: f.Text("year"), Name: f.Text("name"), Firm: f.Text("firm"), Email: f.Text("email"), Lang: f.Text("lang"), Until: f.Text("until")}
	key, err := h.inspection.Give(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showGive(giveView{Ctx: c, in: in, faults: faults}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(inspectionHref(key), "inspection.flash.given")
}

// fields are those of the form, in the order of the page.
func (v giveView) fields() (grant, year, name, firm, email, lang, until ui.Field) {
	t := v.P.T
	field := func(n, label, value string) ui.Field {
		return ui.Field{Name: n, Label: label, Value: value, Required: true, MaxLength: 120, Error: page.Message(v.P, v.faults, n)}
	}
	grant = field("grant", t("funding.grant"), string(v.in.Grant))
	for _, g := range v.grants {
		grant.Options = append(grant.Options, ui.Option{Value: string(g.ID), Label: g.Name})
	}
	year, name, firm, email = field("year", t("funding.year"), v.in.Year), field("name", t("inspection.name"), v.in.Name), field("firm", t("inspection.firm"), v.in.Firm), field("email", t("inspection.email"), v.in.Email)
	year.InputMode, year.Width, email.Type, email.Autocomplete = "numeric", "short", "email", "off"
	lang = field("lang", t("inspection.lang"), v.in.Lang)
	lang.Options = []ui.Option{{Value: "nl", Label: "Nederlands"}, {Value: "en", Label: "English"}}
	until = field("until", t("inspection.until"), v.in.Until)
	until.MaxLength = 0
	until.Min, until.Max = string(v.Today()), string(v.Today().AddDays(inspection.MaxDays))
	until.Hint = t("inspection.until.hint", inspection.MaxDays)
	return grant, year, name, firm, email, lang, until
}

// bookView is an inspection with a sample of it: for a colleague, or for the accountant behind the link.
type bookView struct {
	*page.Ctx
	b      inspection.Book
	own    bool   // behind the link
	home   string // the page itself
	faults fault.Fields
	answer string // as typed
	line   id.ID  // of which line
	draw   inspection.DrawInput
	again  *bool // whether drawing again gave the same lines
}

// Show shows an inspection to a colleague.
func (h *Inspections) Show(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.showBook(bookView{Ctx: c}, key, http.StatusOK)
}

func (h *Inspections) showBook(v bookView, key id.ID, status int) (err error) {
	if v.b, err = h.inspection.Book(v.Context(), v.Scope, key, v.QueryID("sample")); err != nil {
		return err
	}
	v.home = inspectionHref(key)
	return v.Render(status, page.Head{Title: v.title(), Section: section, Wide: true}, inspectionBook(v))
}

func (v bookView) title() string {
	return v.P.T("inspection.of", strconv.Itoa(v.b.Year), v.b.GrantName)
}

// End takes the access back.
func (h *Inspections) End(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := h.inspection.End(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(inspectionHref(key), "inspection.flash.ended")
}

// Answer answers a question or finding.
func (h *Inspections) Answer(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	line, text := f.ID("line"), f.Text("answer")
	err = h.inspection.Answer(c.Context(), c.Scope, key, line, text)
	if faults, ok := page.Invalid(err); ok {
		return h.showBook(bookView{Ctx: c, faults: faults, answer: text, line: line}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(page.Address(inspectionHref(key), sampleValues(f.ID("sample"))), "inspection.flash.answered")
}

// XLSX is a sample as a workbook, for a colleague.
func (h *Inspections) XLSX(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	b, err := h.inspection.Book(c.Context(), c.Scope, key, c.QueryID("sample"))
	if err != nil {
		return err
	}
	return bookView{Ctx: c, b: b}.download()
}

func (v bookView) download() error {
	return v.Table(v.P.T("inspection.file")+"-"+strconv.Itoa(v.b.Year), "xlsx", v.write)
}

// write puts the sample in a workbook: how it was drawn, and each line with what was said of it.
func (v bookView) write(w export.Writer) error {
	head := []string{
		"inspection.place", "funding.performed_on", "funding.company", "funding.unit", "inspection.stratum", "funding.kind", "funding.amount", "inspection.hits", "inspection.judgement", "inspection.note",
		"inspection.answer", "funding.record_number",
	}
	for i, key := range head {
		head[i] = v.P.T(key)
	}
	if err := w.Header(head...); err != nil {
		return err
	}
	for _, l := range v.b.Lines {
		err := w.Row(export.Int(l.Place), export.Date(l.PerformedOn), export.Text(l.Company), export.Text(l.Unit), export.Text(l.Stratum), export.Text(kindWord(v.P, l.Kind)), export.Cents(l.Cents), export.Int(l.Hits),
			export.Text(judgementWord(v.P, l.Judgement)), export.Text(l.Note), export.Text(l.Answer), export.Text(string(l.Contribution)))
		if err != nil {
			return err
		}
	}
	for _, d := range append(v.how(), ui.Def{Term: v.P.T("inspection.accountant"), Text: v.b.Name + ", " + v.b.Firm}) {
		if err := w.Row(export.Cell{}, export.Cell{}, export.Text(d.Term), export.Text(d.Text)); err != nil {
			return err
		}
	}
	return nil
}
