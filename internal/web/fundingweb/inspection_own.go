package fundingweb

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// ownHome is the address of the accountant's own page: /steekproef/ and the token.
func ownHome(c *page.Ctx) string {
	return "/steekproef/" + strings.Split(strings.TrimPrefix(c.R.URL.Path, "/steekproef/"), "/")[0]
}

// Own is the page behind the accountant's link: the samples, their lines, and the form to draw one. It changes nothing.
func (h *Inspections) Own(c *page.Ctx) error { return h.showOwn(bookView{Ctx: c}, http.StatusOK) }

func (h *Inspections) showOwn(v bookView, status int) (err error) {
	if v.b, err = h.inspection.Own(v.Context(), v.Scope, v.QueryID("sample")); err != nil {
		return err
	}
	v.own, v.home = true, ownHome(v.Ctx)
	if v.Query("again") != "" && len(v.b.Samples) > 0 {
		same, err := h.inspection.Again(v.Context(), v.Scope, v.b)
		if err != nil {
			return err
		}
		v.again = &same
	}
	return v.RenderBare(status, page.Head{Title: v.title(), Large: true, NoIndex: true}, inspectionOwn(v))
}

// Draw draws a sample.
func (h *Inspections) Draw(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := inspection.DrawInput{Method: inspection.Method(f.Text("method")), Stage: funding.Stage(f.Text("stage")), Size: f.Text("size"), Seed: f.Text("seed"), Stratified: f.Bool("stratified")}
	key, err := h.inspection.Draw(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showOwn(bookView{Ctx: c, faults: faults, draw: in}, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(page.Address(ownHome(c), sampleValues(key)), "inspection.flash.drawn")
}

// Send sends the list of questions and findings to who gave the access.
func (h *Inspections) Send(c *page.Ctx) error {
	if err := h.inspection.Send(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Redirect(ownHome(c), "inspection.flash.sent")
}

// OwnXLSX is a sample as a workbook, for the accountant.
func (h *Inspections) OwnXLSX(c *page.Ctx) error {
	b, err := h.inspection.Own(c.Context(), c.Scope, c.QueryID("sample"))
	if err != nil {
		return err
	}
	return bookView{Ctx: c, b: b, own: true}.download()
}

// lineView is what stands behind a line of a sample. Its record is shown as colleagues see it, without links to their pages.
type lineView struct {
	recordView
	dossier inspection.Dossier
	home    string
	in      inspection.JudgeInput
	faults  fault.Fields
}

// Line shows what stands behind a line, and asks what the accountant says of it.
func (h *Inspections) Line(c *page.Ctx) error {
	key := c.QueryID("line")
	return h.showLine(lineView{in: inspection.JudgeInput{Line: key}}, c, http.StatusOK)
}

func (h *Inspections) showLine(v lineView, c *page.Ctx, status int) (err error) {
	if v.dossier, err = h.inspection.Dossier(c.Context(), c.Scope, v.in.Line); err != nil {
		return err
	}
	v.recordView, v.home = recordView{Ctx: c, d: v.dossier.Detail}, ownHome(c)
	if v.in.Judgement == "" {
		v.in.Judgement, v.in.Note = v.dossier.Line.Judgement, v.dossier.Line.Note
	}
	return c.RenderBare(status, page.Head{Title: v.title(), Large: true, NoIndex: true}, inspectionLine(v))
}

// Judge keeps what the accountant says of a line.
func (h *Inspections) Judge(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	in := inspection.JudgeInput{Line: f.ID("line"), Judgement: inspection.Judgement(f.Text("judgement")), Note: f.Text("note")}
	err = h.inspection.Judge(c.Context(), c.Scope, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showLine(lineView{in: in, faults: faults}, c, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(page.Address(ownHome(c), sampleValues(f.ID("sample"))), "inspection.flash.judged")
}

// OwnEvidence hands out a file that proves a line of the sample.
func (h *Inspections) OwnEvidence(c *page.Ctx) error {
	e, file, err := h.inspection.OpenEvidence(c.Context(), c.Scope, c.QueryID("line"), c.QueryID("evidence"))
	if err != nil {
		return err
	}
	defer file.Close()
	return c.Download(e.FileName, e.MediaType, func(w http.ResponseWriter) error {
		_, err := io.Copy(w, file)
		return err
	})
}

func (v lineView) back() string {
	return page.Address(v.home, sampleValues(v.dossier.Line.Sample))
}

func (v lineView) title() string {
	return v.P.T("inspection.line_of", v.dossier.Line.Place, v.dossier.Line.Company)
}

// chain is the record's, without links, with what was agreed before.
func (v lineView) chain() []ui.Def {
	out := v.recordView.chain()
	for i := range out {
		out[i].Href = ""
	}
	for _, p := range v.dossier.Papers {
		text := p.Name + ", " + v.P.DateShort(p.From)
		if p.To != "" {
			text = p.Name + ", " + daySpan(v.P, p.From, p.To)
		}
		out = append(out, ui.Def{Term: v.P.T("inspection.paper." + p.Kind), Text: text})
	}
	return out
}

// proofs are the record's, with files behind the accountant's own link.
func (v lineView) proofs() []ui.ListItem {
	out := v.recordView.proofs()
	for i, e := range v.d.Evidence {
		if e.Kind != funding.EvidenceSignOff {
			out[i].Href = v.home + "/evidence?line=" + string(v.dossier.Line.ID) + "&evidence=" + string(e.ID)
		}
	}
	return out
}

func (v lineView) fields() (judgement, note ui.Field) {
	judgement = ui.Field{Name: "judgement", Label: v.P.T("inspection.judgement"), Required: true, Value: string(v.in.Judgement), Error: page.Message(v.P, v.faults, "judgement")}
	for _, j := range inspection.Judgements() {
		judgement.Options = append(judgement.Options, ui.Option{Value: string(j), Label: judgementWord(v.P, j), Hint: v.P.T("inspection.judgement_hint." + string(j))})
	}
	note = ui.Field{Name: "note", Label: v.P.T("inspection.note"), Hint: v.P.T("inspection.note.hint"), Value: v.in.Note, Plain: true, Rows: 3, MaxLength: 2000, Error: page.Message(v.P, v.faults, "note")}
	return judgement, note
}

func (v lineView) values() []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "line", Value: string(v.dossier.Line.ID)}, {Name: "sample", Value: string(v.dossier.Line.Sample)}}
}

// facts tell what the line is in the sample.
func (v lineView) hits() string {
	l := v.dossier.Line
	if l.Hits > 1 {
		return v.P.T("inspection.hits_text", strconv.Itoa(l.Hits))
	}
	return ""
}
