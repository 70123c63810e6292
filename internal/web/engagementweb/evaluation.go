package engagementweb

import (
	"strconv"

	"schakel/internal/domain/engagement"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Evaluate keeps how it was for the school.
func (h *Pages) Evaluate(c *page.Ctx) error {
	return h.act(c, "evaluation", func(key id.ID, f page.Form) (string, error) {
		return "engagement.evaluated", h.engagement.Evaluate(c.Context(), c.Scope, key, engagement.EvaluateInput{
			Score: f.Int("score"), Again: engagement.Again(f.Text("again")), Words: f.Text("words"),
		})
	})
}

// evaluates reports whether the reader can still say how it was.
func (v recordView) evaluates() bool {
	if !v.manages() || v.r.CountedAt == nil {
		return false
	}
	for _, e := range v.r.Evaluations {
		if e.Side == engagement.BySchool {
			return false
		}
	}
	return true
}

func (v recordView) evaluateFields() (score, again, words ui.Field) {
	t := v.P.T
	score = ui.Field{Name: "score", ID: "say-score", Label: t("evaluation.score"), Required: true, Inline: true, Error: v.message("evaluation", "score")}
	for _, n := range engagement.Scores() {
		value := strconv.Itoa(n)
		score.Options = append(score.Options, ui.Option{Value: value, Label: t("evaluation.score." + value)})
	}
	again = ui.Field{Name: "again", ID: "say-again", Label: t("evaluation.again.school"), Required: true, Inline: true, Error: v.message("evaluation", "again")}
	for _, a := range engagement.Agains() {
		again.Options = append(again.Options, ui.Option{Value: string(a), Label: t("evaluation.again.is." + string(a))})
	}
	words = ui.Field{Name: "words", ID: "say-words", Label: t("evaluation.words"), Rows: 2, MaxLength: 1000, Error: v.message("evaluation", "words")}
	if v.doing == "evaluation" {
		score.Value, again.Value, words.Value = v.typed.score, v.typed.again, v.typed.words
	}
	return score, again, words
}

// evaluations are what both sides said.
func (v recordView) evaluations() []ui.Def {
	var out []ui.Def
	for _, e := range v.r.Evaluations {
		text := v.P.T("evaluation.score."+strconv.Itoa(e.Score)) + " · " + v.P.T("evaluation.again.short."+string(e.Again))
		if e.Words != "" {
			text += " · “" + e.Words + "”"
		}
		out = append(out, ui.Def{Term: v.P.T("engagement.by." + string(e.Side)), Text: text})
	}
	return out
}

// practiceDays is how long somebody has to write up what went well, before it is forgotten.
const practiceDays = 14

// practice is what goes on the reader's list when they say so.
func (v recordView) practice() []ui.HiddenValue {
	return []ui.HiddenValue{
		{Name: "unit", Value: string(v.r.Unit)},
		{Name: "what", Value: v.P.T("engagement.practice.what", engagement.Quoted(v.r.Title))},
		{Name: "due", Value: string(clock.DateOf(v.now).AddDays(practiceDays))},
	}
}
