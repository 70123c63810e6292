package relationweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/web/ui"
)

// columnFields are a choice per column of the file.
func (v runView) columnFields() []ui.Field {
	t := v.P.T
	opts := []ui.Option{{Label: t("relation.import.skip")}}
	for _, f := range v.run.Kind.Fields() {
		group := t("relation.import.group.company")
		switch {
		case strings.HasPrefix(string(f), "person_"):
			group = t("relation.import.group.person")
		case f == relation.FieldFrom || f == relation.FieldTo || f == relation.FieldOn || f == relation.FieldContactKind || f == relation.FieldNote:
			group = t("relation.import.group.rest")
		}
		opts = append(opts, ui.Option{Value: string(f), Label: t("relation.field." + string(f)), Group: group})
	}
	out := make([]ui.Field, len(v.columns))
	for i, col := range v.columns {
		name := col.Name
		if name == "" {
			name = t("relation.import.unnamed", i+1)
		}
		out[i] = ui.Field{Name: column(i), Label: name, Hint: strings.Join(col.Samples, " · "), Options: opts, Plain: true, Error: v.at(column(i))}
		if i < len(v.mapping) {
			out[i].Value = v.mapping[i]
		}
	}
	return out
}

// keyField asks by what rows are recognised.
func (v runView) keyField() ui.Field {
	t := v.P.T
	f := ui.Field{Name: "keys", Label: t("relation.import.keys"), Hint: t("relation.import.keys.hint"), Plain: true, Values: v.keys, Error: v.at("keys")}
	for _, k := range relation.MatchKeys() {
		f.Options = append(f.Options, ui.Option{Value: string(k), Label: t("relation.import.key." + string(k))})
	}
	return f
}

// savedField offers the mappings that have a name.
func (v runView) savedField() ui.Field {
	t := v.P.T
	f := ui.Field{Name: "saved", Label: t("relation.import.saved"), Value: v.Query("saved"), Plain: true, Options: []ui.Option{{Label: t("relation.import.saved.none")}}}
	for _, m := range v.saved {
		f.Options = append(f.Options, ui.Option{Value: string(m.ID), Label: m.Name})
	}
	return f
}

func (v runView) rememberField() ui.Field {
	t := v.P.T
	return ui.Field{Name: "remember", Label: t("relation.import.remember"), Hint: t("relation.import.remember.hint"), Value: v.remember, Width: "medium", MaxLength: 80, Error: v.at("remember")}
}

// outcomeTile gives each outcome the shape of its tile.
var outcomeTile = map[relation.Outcome]string{
	relation.OutcomeCreate: ui.Success, relation.OutcomeUpdate: ui.Info, relation.OutcomeDuplicate: ui.Warning, relation.OutcomeError: ui.Danger,
}

// tiles are the counts of the check or the import; each opens its rows.
func (v runView) tiles() []ui.StatTileProps {
	var out []ui.StatTileProps
	for _, o := range relation.Outcomes() {
		p := ui.StatTileProps{Label: v.P.T("relation.outcome." + string(o)), Figure: v.P.Number(v.run.Count(o))}
		if v.run.Count(o) > 0 {
			p.Kind, p.Href = outcomeTile[o], rowsAt(v.run.ID, o, 0)
		}
		out = append(out, p)
	}
	return out
}

// filters are the outcomes that rows have.
func (v runView) filters() []ui.Tab {
	out := []ui.Tab{{Label: v.P.T("relation.import.all_rows"), Href: rowsAt(v.run.ID, "", 0), Current: v.only == "", Count: v.P.Number(v.run.Rows())}}
	for _, o := range relation.Outcomes() {
		if n := v.run.Count(o); n > 0 || v.only == o {
			out = append(out, ui.Tab{Label: v.P.T("relation.outcome." + string(o)), Href: rowsAt(v.run.ID, o, 0), Current: v.only == o, Count: v.P.Number(n)})
		}
	}
	return out
}

// outcomeLook gives each outcome its chip.
var outcomeLook = map[relation.Outcome]string{
	relation.OutcomeCreate: ui.Success, relation.OutcomeUpdate: ui.Info, relation.OutcomeUnchanged: ui.Neutral, relation.OutcomeDuplicate: ui.Warning, relation.OutcomeError: ui.Danger,
}

func (v runView) table() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.rows"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.import.line"), Align: "end", Shrink: true}, {Label: t("relation.field.name"), Primary: true}, {Label: t("relation.import.outcome")}, {Label: t("relation.import.what")},
	}}
	for _, r := range v.rows.Rows {
		name := ui.TwoLines(r.Name, r.Sub)
		gone := v.run.State == relation.RunUndone && r.Outcome == relation.OutcomeCreate
		if r.Known != "" && r.Outcome != relation.OutcomeDuplicate && !gone {
			name = ui.TitleLink(home(r.Known), r.Name, r.Sub)
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{
			ui.Num(strconv.Itoa(r.Line)), name, ui.StatusChip(outcomeLook[r.Outcome], t("relation.outcome."+string(r.Outcome))), rowDetail(v, r),
		}})
	}
	return table
}

// change is a field with what it was and what it becomes.
type change struct{ field, old, new string }

func (v runView) changes(r relation.ImportedRow) (out []change) {
	for _, c := range r.Changes {
		out = append(out, change{v.P.T("relation.field." + string(c.Field)), c.Old, c.New})
	}
	return out
}

// problems are the messages of a row, each after its field.
func (v runView) problems(r relation.ImportedRow) (out []change) {
	for _, e := range r.Problems {
		out = append(out, change{field: v.P.T("relation.field." + string(e.Field)), new: v.P.T(e.Key, e.Arguments()...)})
	}
	return out
}

// pager leads to the next rows.
func (v runView) pager() ui.PagerProps {
	var p ui.PagerProps
	if v.rows.Next > 0 {
		p.NextHref = rowsAt(v.run.ID, v.only, v.rows.Next)
	}
	if v.after > 0 {
		p.PrevHref = rowsAt(v.run.ID, v.only, 0)
	}
	if n := len(v.rows.Rows); n > 0 && (p.NextHref != "" || p.PrevHref != "") {
		p.Text = v.P.T("relation.import.lines", v.rows.Rows[0].Line, v.rows.Rows[n-1].Line)
	}
	return p
}

// meter tells how far a job is; of a first look at a file nobody knows how long it is.
func (v runView) meter() *ui.MeterProps {
	r := v.run
	if r.State != relation.RunApplying || r.Total == 0 {
		return nil
	}
	return &ui.MeterProps{Label: v.P.T("relation.import.busy.applying"), Value: int64(r.Rows()), Max: int64(r.Total), ValueText: v.P.T("relation.import.rows_of", r.Rows(), r.Total)}
}

// kept lists what an undone import left alone.
func (v runView) kept() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.kept"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.field.name"), Primary: true}, {Label: t("relation.import.kept.what")}, {Label: t("relation.import.kept.why")},
	}}
	for _, k := range v.run.Report.V.Undone.Kept {
		name := ui.Text(k.Name)
		if k.Organisation != "" {
			name = ui.Link(home(k.Organisation), k.Name)
		}
		what, why := t("relation.import.object."+k.Object), t("relation.import.kept.used")
		if k.Field != "" {
			what, why = t("relation.column."+k.Field), t("relation.import.kept.changed")
		}
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{name, ui.Text(what), ui.Text(why)}})
	}
	return table
}

// doublesField asks what to do with rows that may be double.
func (v runView) doublesField() ui.Field {
	t := v.P.T
	f := ui.Field{Name: "doubles", Label: t("relation.import.doubles", v.run.Doubtful), Plain: true, Value: string(relation.DoublesLeave)}
	for _, d := range []relation.Doubles{relation.DoublesLeave, relation.DoublesMake} {
		f.Options = append(f.Options, ui.Option{Value: string(d), Label: t("relation.import.doubles." + string(d))})
	}
	return f
}

// download offers the rows that failed, to be mended.
func (v runView) download() *ui.Action {
	if v.run.Failed+v.run.Doubtful == 0 {
		return nil
	}
	return &ui.Action{Label: v.P.T("relation.import.report"), Icon: "download", Href: runHome(v.run.ID) + "/errors.csv"}
}
