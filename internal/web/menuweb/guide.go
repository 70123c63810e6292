package menuweb

import (
	"strconv"
	"strings"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

func guideOf(f page.Form) menu.GuideInput {
	return menu.GuideInput{
		Years: f.All("years"), WhoNL: f.Text("who_nl"), WhoEN: f.Text("who_en"), PupilsNL: f.Text("pupils_nl"), PupilsEN: f.Text("pupils_en"), WorksNL: f.Text("works_nl"),
		WorksEN: f.Text("works_en"), CostNL: f.Text("cost_nl"), CostEN: f.Text("cost_en"), ChecklistNL: f.Text("checklist_nl"), ChecklistEN: f.Text("checklist_en"),
	}
}

// guideFields are the texts of the expectation card, a Dutch and an English one for each, in the order of the form.
func (v itemView) guideFields() (out []ui.Field) {
	in := v.in.GuideInput
	for _, x := range []struct {
		name, value string
		rows, most  int
	}{
		{"who_nl", in.WhoNL, 2, 600},
		{"who_en", in.WhoEN, 2, 600},
		{"pupils_nl", in.PupilsNL, 3, 600},
		{"pupils_en", in.PupilsEN, 3, 600},
		{"works_nl", in.WorksNL, 3, 600},
		{"works_en", in.WorksEN, 3, 600},
		{"cost_nl", in.CostNL, 0, 200},
		{"cost_en", in.CostEN, 0, 200},
		{"checklist_nl", in.ChecklistNL, 5, 2000},
		{"checklist_en", in.ChecklistEN, 5, 2000},
	} {
		f := v.field(x.name, x.value)
		f.Required, f.Rows, f.MaxLength = false, x.rows, x.most
		if strings.HasPrefix(x.name, "checklist") {
			f.Hint = v.P.T("menu.field.checklist.hint")
		}
		out = append(out, f)
	}
	return out
}

func (v itemView) years() ui.Field {
	f := v.field("years", "")
	f.Required, f.Hint, f.Values = false, v.P.T("menu.none_is_all"), v.in.Years
	for _, y := range curriculum.Years() {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y)})
	}
	return f
}

func (v itemView) guide() []ui.Def { return offerform.Guide(v.P, v.item) }

func (v itemView) checklist() []string { return v.item.Checklist(string(v.P.Lang())) }
