package menu

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"schakel/internal/domain/curriculum"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Guide is the expectation card of an item: what both sides should know before they agree. All of it may be empty; English that is
// missing is read in Dutch.
type Guide struct {
	Years       db.JSON[[]int] `db:"years"` // of school; empty is all
	WhoNL       string         `db:"who_nl"`
	WhoEN       string         `db:"who_en"`
	PupilsNL    string         `db:"pupils_nl"`
	PupilsEN    string         `db:"pupils_en"`
	WorksNL     string         `db:"works_nl"`
	WorksEN     string         `db:"works_en"`
	CostNL      string         `db:"cost_nl"`
	CostEN      string         `db:"cost_en"`
	ChecklistNL db.Strings     `db:"checklist_nl"`
	ChecklistEN db.Strings     `db:"checklist_en"`
}

const guideColumns = `, m.years, m.who_nl, m.who_en, m.pupils_nl, m.pupils_en, m.works_nl, m.works_en, m.cost_nl, m.cost_en, m.checklist_nl, m.checklist_en`

func either(lang, nl, en string) string {
	if lang == "en" {
		return cmp.Or(en, nl)
	}
	return nl
}

// Who says who does what, in a language.
func (g Guide) Who(lang string) string { return either(lang, g.WhoNL, g.WhoEN) }

// Pupils says what pupils can do already, in a language.
func (g Guide) Pupils(lang string) string { return either(lang, g.PupilsNL, g.PupilsEN) }

// Works says what makes it work, in a language.
func (g Guide) Works(lang string) string { return either(lang, g.WorksNL, g.WorksEN) }

// Cost says what it costs whom, in a language.
func (g Guide) Cost(lang string) string { return either(lang, g.CostNL, g.CostEN) }

// Checklist lists what to bring and see to, in a language.
func (g Guide) Checklist(lang string) []string {
	if lang == "en" && len(g.ChecklistEN) > 0 {
		return g.ChecklistEN
	}
	return g.ChecklistNL
}

// GuideInput is what the form says of the expectation card. A checklist has one thing on a line.
type GuideInput struct {
	Years                    []string
	WhoNL, WhoEN             string
	PupilsNL, PupilsEN       string
	WorksNL, WorksEN         string
	CostNL, CostEN           string
	ChecklistNL, ChecklistEN string

	years                    []int
	checklistNL, checklistEN db.Strings
}

// Input returns the card as a form shows it.
func (g Guide) Input() GuideInput {
	in := GuideInput{
		WhoNL: g.WhoNL, WhoEN: g.WhoEN, PupilsNL: g.PupilsNL, PupilsEN: g.PupilsEN, WorksNL: g.WorksNL, WorksEN: g.WorksEN, CostNL: g.CostNL, CostEN: g.CostEN,
		ChecklistNL: strings.Join(g.ChecklistNL, "\n"), ChecklistEN: strings.Join(g.ChecklistEN, "\n"),
	}
	for _, y := range g.Years.V {
		in.Years = append(in.Years, strconv.Itoa(y))
	}
	return in
}

func (in *GuideInput) clean(f fault.Fields) {
	const most = 600
	for name, text := range map[string]*string{
		"who_nl": &in.WhoNL, "who_en": &in.WhoEN, "pupils_nl": &in.PupilsNL, "pupils_en": &in.PupilsEN, "works_nl": &in.WorksNL, "works_en": &in.WorksEN,
	} {
		*text = check.OptionalMultiline(f, name, *text, most)
	}
	in.CostNL, in.CostEN = check.OptionalLine(f, "cost_nl", in.CostNL, 200), check.OptionalLine(f, "cost_en", in.CostEN, 200)
	in.checklistNL, in.checklistEN = lines(f, "checklist_nl", in.ChecklistNL), lines(f, "checklist_en", in.ChecklistEN)
	in.years = nil
	for _, y := range in.Years {
		n, err := strconv.Atoi(y)
		if err != nil || !slices.Contains(curriculum.Years(), n) {
			f.Add("years", "field.choice")
			continue
		}
		in.years = append(in.years, n)
	}
	slices.Sort(in.years)
	if in.years = slices.Compact(in.years); len(in.years) == len(curriculum.Years()) {
		in.years = nil
	}
}

// mostLines bounds a checklist.
const mostLines = 20

// lines reads a checklist: one thing on a line, empty ones and the dash before one left out.
func lines(f fault.Fields, field, text string) (out db.Strings) {
	out = db.Strings{}
	for line := range strings.Lines(check.OptionalMultiline(f, field, text, 2000)) {
		line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-•* "))
		if line != "" {
			out = append(out, line)
		}
	}
	if len(out) > mostLines {
		f.Add(field, "menu.checklist_long")
	}
	return out
}

// guideTx keeps the card of an item that the use case may write.
func guideTx(op *operation.Op, item id.ID, in GuideInput) error {
	_, err := op.Exec(`UPDATE menu_item SET years = $2, who_nl = $3, who_en = $4, pupils_nl = $5, pupils_en = $6, works_nl = $7, works_en = $8, cost_nl = $9, cost_en = $10,
			checklist_nl = $11, checklist_en = $12
		WHERE {menu.manage:menu_item} AND id = $1`, item, numberList(in.years), in.WhoNL, in.WhoEN, in.PupilsNL, in.PupilsEN, in.WorksNL, in.WorksEN, in.CostNL, in.CostEN,
		in.checklistNL, in.checklistEN)
	return err
}

// standardGuideTx gives an item that this operation installed its expectation card; one that was there keeps its own.
func standardGuideTx(op *operation.Op, unit id.ID, code string) error {
	in, ok := standardGuides[code]
	if !ok {
		return nil
	}
	in.clean(fault.Fields{})
	fresh, err := operation.Select[id.ID](op, `SELECT m.id FROM menu_item m WHERE {menu.manage:m} AND m.unit_id = $1 AND m.code = $2 AND m.operation_id = $3 LIMIT 1`, unit, code, op.ID)
	if err != nil || len(fresh) == 0 {
		return err
	}
	return guideTx(op, fresh[0], in)
}
