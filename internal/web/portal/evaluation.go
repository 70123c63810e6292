package portal

import (
	"net/http"
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/platform/fault"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Evaluation answers the requests behind an evaluation link: either side says in two minutes how it was.
type Evaluation struct{ engagement *engagement.Service }

// NewEvaluation makes the page behind an evaluation link.
func NewEvaluation(e *engagement.Service) *Evaluation { return &Evaluation{e} }

type evaluationView struct {
	*page.Ctx
	about  engagement.ToEvaluate
	typed  evaluationTyped
	faults fault.Fields
}

type evaluationTyped struct{ score, again, words string }

// Show asks how it was, or shows what was said. It changes nothing.
func (h *Evaluation) Show(c *page.Ctx) error {
	v := evaluationView{Ctx: c}
	return h.render(v, http.StatusOK)
}

func (h *Evaluation) render(v evaluationView, status int) (err error) {
	if v.about, err = h.engagement.ToEvaluate(v.Context(), v.Scope, v.Link); err != nil {
		return err
	}
	return v.RenderBare(status, page.Head{Title: v.P.T("evaluation.title")}, evaluationPage(v))
}

// Say keeps the answer. Twice tapped shows what was said first.
func (h *Evaluation) Say(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = h.engagement.EvaluateByLink(c.Context(), c.Scope, c.Link, engagement.EvaluateInput{Score: f.Int("score"), Again: engagement.Again(f.Text("again")), Words: f.Text("words")})
	if faults, ok := page.Invalid(err); ok {
		return h.render(evaluationView{Ctx: c, faults: faults, typed: evaluationTyped{f.Text("score"), f.Text("again"), f.Text("words")}}, http.StatusUnprocessableEntity)
	}
	if err != nil && !fault.Is(err, fault.KindConflict) {
		return err
	}
	return c.Redirect(c.R.URL.Path, "")
}

// other is with whom it was, seen from who answers.
func (v evaluationView) other() string {
	if v.about.Side == engagement.ByCompany {
		return v.about.UnitName
	}
	return v.about.OrganisationName
}

func (v evaluationView) fields() (score, again, words ui.Field) {
	t := v.P.T
	score = ui.Field{Name: "score", Label: t("evaluation.score"), Required: true, Value: v.typed.score, Error: page.Message(v.P, v.faults, "score")}
	for _, n := range engagement.Scores() {
		value := strconv.Itoa(n)
		score.Options = append(score.Options, ui.Option{Value: value, Label: t("evaluation.score." + value)})
	}
	again = ui.Field{Name: "again", Label: t("evaluation.again." + string(v.about.Side)), Required: true, Value: v.typed.again, Error: page.Message(v.P, v.faults, "again")}
	for _, a := range engagement.Agains() {
		again.Options = append(again.Options, ui.Option{Value: string(a), Label: t("evaluation.again.is." + string(a))})
	}
	words = ui.Field{Name: "words", Label: t("evaluation.words"), Hint: t("evaluation.words.hint"), Rows: 3, MaxLength: 1000, Value: v.typed.words, Error: page.Message(v.P, v.faults, "words")}
	return score, again, words
}

// said is what was said, in words.
func (v evaluationView) said() []ui.Def {
	s, t := v.about.Said, v.P.T
	defs := []ui.Def{
		{Term: t("evaluation.score"), Text: t("evaluation.score." + strconv.Itoa(s.Score))},
		{Term: t("evaluation.again." + string(v.about.Side)), Text: t("evaluation.again.is." + string(s.Again))},
	}
	if s.Words != "" {
		defs = append(defs, ui.Def{Term: t("evaluation.words"), Text: s.Words})
	}
	return defs
}
