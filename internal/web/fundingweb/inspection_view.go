package fundingweb

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/inspection"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

func sampleValues(sample id.ID) url.Values {
	q := url.Values{}
	if sample != "" {
		q.Set("sample", string(sample))
	}
	return q
}

var judgementLooks = map[inspection.Judgement]string{inspection.Agreed: ui.Checked, inspection.Question: ui.Warning, inspection.Finding: ui.Late}

func judgementWord(p *i18n.Printer, j inspection.Judgement) string {
	if j == "" {
		return p.T("inspection.not_judged")
	}
	return p.T("inspection.judgement." + string(j))
}

func judgementChip(p *i18n.Printer, j inspection.Judgement) templ.Component {
	if j == "" {
		return ui.StatusChip(ui.Draft, judgementWord(p, j))
	}
	return ui.StatusChip(judgementLooks[j], judgementWord(p, j))
}

// sampleTabs choose between samples; none when there is one.
func (v bookView) sampleTabs() (out []ui.Tab) {
	if len(v.b.Samples) < 2 {
		return nil
	}
	for n, m := range v.b.Samples {
		out = append(out, ui.Tab{
			Label: v.P.T("inspection.sample_n", len(v.b.Samples)-n), Count: v.P.T("inspection.method_short." + string(m.Method)),
			Href: page.Address(v.home, sampleValues(m.ID)), Current: m.ID == v.b.Shown.ID,
		})
	}
	return out
}

// how says how the sample was drawn, so that anybody can draw it again.
func (v bookView) how() []ui.Def {
	m, t := v.b.Shown, v.P.T
	seed := m.Seed
	out := []ui.Def{
		{Term: t("inspection.method"), Text: t("inspection.method." + string(m.Method))},
		{Term: t("inspection.from"), Text: t("inspection.from_text", m.Count, m.Cents, t("funding.stage."+string(m.Stage)))},
		{Term: t("inspection.lines"), Text: t("inspection.lines_text", len(v.b.Lines), v.b.Drawn(), v.P.Percent(percent(v.b.Drawn(), m.Cents)))},
		{Term: t("inspection.seed"), Text: seed},
		{Term: t("inspection.ledger"), Text: t("inspection.ledger_text", m.HeadSeq, m.HeadHash[:min(12, len(m.HeadHash))], m.DrawnAt)},
	}
	if m.Stratified {
		out = append(out, ui.Def{Term: t("inspection.stratified"), Text: t("inspection.stratified_text")})
	}
	if m.BackCount > 0 {
		out = append(out, ui.Def{Term: t("inspection.back"), Text: t("inspection.back_text", m.BackCount, m.BackCents, m.Figure())})
	}
	return out
}

// lineHref leads to what stands behind a line: the contribution for a colleague, its own page for the accountant.
func (v bookView) lineHref(l inspection.Line) string {
	if v.own {
		return v.home + "/line?line=" + string(l.ID)
	}
	return contributionHref(l.Contribution)
}

func (v bookView) lines() ui.TableProps {
	t := ui.TableProps{Caption: v.P.T("inspection.lines"), CaptionHidden: true, Columns: []ui.Column{
		{Label: v.P.T("inspection.place"), Align: "end"},
		{Label: v.P.T("funding.company"), Primary: true},
		{Label: v.P.T("funding.performed_on")},
		{Label: v.P.T("funding.unit")},
		{Label: v.P.T("funding.kind")},
		{Label: v.P.T("funding.amount"), Align: "end"},
		{Label: v.P.T("inspection.judgement")},
	}}
	for _, l := range v.b.Lines {
		sub := l.Note
		if l.Answer != "" {
			sub = v.P.T("inspection.answered_short", l.Note)
		}
		verdict := judgementChip(v.P, l.Judgement)
		if sub != "" {
			verdict = ui.Together(verdict, ui.Muted(sub))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Num(strconv.Itoa(l.Place)), ui.Link(v.lineHref(l), l.Company), ui.Text(v.P.DateShort(l.PerformedOn)), ui.TwoLines(l.Unit, l.Stratum), ui.Text(kindWord(v.P, l.Kind)), ui.Num(v.P.Money(l.Cents)), verdict,
		}})
	}
	return t
}

func (v bookView) meta() templ.Component {
	return ui.Together(inspectionState(v.Ctx, v.b.Inspection), ui.Fact("user", v.b.Name), ui.Fact("building", v.b.Firm))
}

func (v bookView) files() []ui.Action {
	if len(v.b.Lines) == 0 || !v.own && !v.Scope.Can(access.ReportExport) {
		return nil
	}
	return []ui.Action{{Label: "Excel", Icon: "download", Href: page.Address(v.home+"/sample.xlsx", sampleValues(v.b.Shown.ID))}}
}

func (v bookView) mayManage() bool { return !v.own && v.Scope.CanOn(access.GrantManage, v.b.Unit) }

func (v bookView) staffActions() []ui.Action {
	if !v.mayManage() || !v.b.Live(v.Today()) {
		return v.files()
	}
	return append(v.files(), ui.Action{Label: v.P.T("inspection.end"), Icon: "lock", Method: "post", Href: v.home + "/end", Attrs: templ.Attributes{"data-confirm": v.P.T("inspection.end.confirm", v.b.Name)}})
}

// access tells who got in, by whom, until when.
func (v bookView) access() []ui.Def {
	i, t := v.b.Inspection, v.P.T
	out := []ui.Def{
		{Term: t("inspection.accountant"), Text: i.Name + ", " + i.Firm},
		{Term: t("inspection.email"), Text: i.Email, Href: "mailto:" + i.Email},
		{Term: t("inspection.until"), Text: v.P.Date(i.Until)},
		{Term: t("inspection.given_by"), Text: t("funding.by_on", i.By, i.CreatedAt)},
	}
	if i.EndedAt != nil {
		out = append(out, ui.Def{Term: t("inspection.taken_back"), Text: v.P.DateTime(*i.EndedAt)})
	}
	if i.SentAt != nil {
		out = append(out, ui.Def{Term: t("inspection.sent"), Text: v.P.DateTime(*i.SentAt)})
	}
	return append(out, ui.Def{Term: t("inspection.judged"), Text: verdicts(v.Ctx, i)})
}

// asked are the questions and findings of the sample that is shown.
func (v bookView) asked() (out []inspection.Line) {
	for _, l := range v.b.Lines {
		if l.Judgement == inspection.Question || l.Judgement == inspection.Finding {
			out = append(out, l)
		}
	}
	return out
}

func (v bookView) answerField(l inspection.Line) ui.Field {
	f := ui.Field{Name: "answer", ID: "answer-" + strconv.Itoa(l.Place), Label: v.P.T("inspection.answer"), Required: true, Rows: 2, MaxLength: 2000}
	if l.ID == v.line {
		f.Value, f.Error = v.answer, page.Message(v.P, v.faults, "answer")
	}
	return f
}

func (v bookView) answerValues(l inspection.Line) []ui.HiddenValue {
	return []ui.HiddenValue{{Name: "line", Value: string(l.ID)}, {Name: "sample", Value: string(v.b.Shown.ID)}}
}

// words are what was said of a line, with the answer.
func (v bookView) words(l inspection.Line) []ui.Def {
	out := []ui.Def{{Term: judgementWord(v.P, l.Judgement), Text: l.Note}}
	if l.Answer != "" {
		out = append(out, ui.Def{Term: v.P.T("inspection.answer"), Detail: ui.TwoLines(l.Answer, v.P.T("funding.by_on", l.AnsweredBy, *l.AnsweredAt))})
	}
	return out
}

// drawFields are the fields of the form to draw a sample.
func (v bookView) drawFields() (method, stage, size, seed, stratified ui.Field) {
	t, in := v.P.T, v.draw
	if in.Method == "" {
		in = inspection.DrawInput{Method: inspection.ByMoney, Stage: funding.StageChecked, Size: "25"}
	}
	field := func(name, value string) ui.Field {
		return ui.Field{Name: name, Label: t("inspection." + name), Value: value, Required: true, Error: page.Message(v.P, v.faults, name)}
	}
	method, stage, size, seed = field("method", string(in.Method)), field("stage", string(in.Stage)), field("size", in.Size), field("seed", in.Seed)
	for _, m := range []inspection.Method{inspection.ByMoney, inspection.ByCount} {
		method.Options = append(method.Options, ui.Option{Value: string(m), Label: t("inspection.method." + string(m)), Hint: t("inspection.method_hint." + string(m))})
	}
	for _, s := range inspection.SampleStages() {
		stage.Options = append(stage.Options, ui.Option{Value: string(s), Label: t("inspection.stage." + string(s))})
	}
	size.InputMode, size.Width, size.Hint = "numeric", "short", t("inspection.size.hint", inspection.MaxSize)
	seed.Required, seed.Hint, seed.MaxLength, seed.Width, seed.Autocomplete = false, t("inspection.seed.hint"), 80, "medium", "off"
	stratified = ui.Field{Name: "stratified", Label: t("inspection.stratify"), Hint: t("inspection.stratify.hint"), Checked: in.Stratified, Plain: true}
	return method, stage, size, seed, stratified
}

func (v bookView) againHref() string {
	q := sampleValues(v.b.Shown.ID)
	q.Set("again", "1")
	return page.Address(v.home, q)
}

// drawVariant makes drawing the first thing to do as long as nothing was drawn.
func (v bookView) drawVariant() string {
	if len(v.b.Samples) == 0 {
		return ui.Primary
	}
	return ui.Secondary
}
