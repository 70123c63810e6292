package relationweb

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// uploadView is the page on which a list of companies is chosen, with the imports of before.
type uploadView struct {
	*page.Ctx
	messages
	units []relation.Named
	unit  id.ID
	runs  []relation.ImportRun
}

// Imports shows the page.
func (h *Pages) Imports(c *page.Ctx) error { return h.imports(c, http.StatusOK, "", nil) }

func (h *Pages) imports(c *page.Ctx, status int, unit id.ID, faults fault.Fields) error {
	v := uploadView{Ctx: c, messages: messages{c.P, faults}}
	var err error
	if v.units, err = h.unitsFor(c, access.ImportRun); err != nil {
		return err
	}
	v.unit = chosen(v.units, unit)
	if v.runs, err = h.relation.Imports(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(status, page.Head{Title: c.P.T("relation.import.title"), Section: section}, upload(v))
}

// Upload keeps the file and goes on to its columns.
func (h *Pages) Upload(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	unit := form.ID("unit")
	file, header, ok := form.File("file")
	if !ok {
		return h.imports(c, http.StatusUnprocessableEntity, unit, fault.Fields{"file": {Key: "relation.import.no_file"}})
	}
	defer func() { _ = file.Close() }()
	key, err := h.relation.Upload(c.Context(), c.Scope, unit, header.Filename, file)
	if f, isFault := fault.As(err); isFault && f.Kind == fault.KindTooLarge {
		return h.imports(c, http.StatusRequestEntityTooLarge, unit, fault.Fields{"file": {Key: f.Key, Args: f.Args}})
	}
	if faults, invalid := page.Invalid(err); invalid {
		if m, whole := faults[""]; whole {
			faults = fault.Fields{"file": m}
		}
		return h.imports(c, http.StatusUnprocessableEntity, unit, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(runHome(key), "")
}

func runHome(key id.ID) string { return "/relations/import/runs/" + string(key) }

// fields are the questions of the upload page.
func (v uploadView) fields() (file, unit ui.Field) {
	t := v.P.T
	file = ui.Field{Name: "file", Label: t("relation.import.file"), Hint: t("relation.import.file.hint"), Required: true, Accept: ".csv,.txt,.xlsx", Error: v.at("file")}
	unit = ui.Field{Name: "unit", Label: t("relation.import.unit"), Hint: t("relation.import.unit.hint"), Value: string(v.unit), Required: true, Options: namedOptions(v.units), Error: v.at("unit")}
	return file, unit
}

// steps is how far an import is.
func steps(p *i18n.Printer, at int) []ui.Step {
	var out []ui.Step
	for i, key := range []string{"file", "columns", "check", "done"} {
		s := ui.Step{Label: p.T("relation.import.step." + key)}
		switch {
		case i < at:
			s.State = ui.Done
		case i == at:
			s.State = ui.Running
		}
		out = append(out, s)
	}
	return out
}

// runLook gives each state of an import its chip.
var runLook = map[relation.RunState]string{relation.RunUploaded: ui.Draft, relation.RunChecked: ui.Waiting, relation.RunApplying: ui.Running, relation.RunApplied: ui.Done}

func (v uploadView) history() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.history"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.import.file"), Primary: true}, {Label: t("relation.field.unit")}, {Label: t("relation.import.when")}, {Label: t("relation.import.rows"), Align: "end"}, {Label: t("relation.status")},
	}}
	for _, r := range v.runs {
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(runHome(r.ID), r.FileName, r.By), ui.Text(r.UnitName), ui.Muted(v.P.DateTime(r.CreatedAt)), ui.Num(v.P.Number(r.Rows())),
			ui.StatusChip(runLook[r.State], t("relation.import.state."+string(r.State))),
		}})
	}
	return table
}

// runView is one import: its columns, what the check found, and the buttons that bring it in.
type runView struct {
	*page.Ctx
	messages
	run     relation.ImportRun
	columns []relation.Column
	mapping []string
}

// Import shows one import.
func (h *Pages) Import(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.run(c, http.StatusOK, key, nil, nil)
}

func (h *Pages) run(c *page.Ctx, status int, key id.ID, mapping []string, faults fault.Fields) error {
	v := runView{Ctx: c, messages: messages{c.P, faults}, mapping: mapping}
	var err error
	if v.run, err = h.relation.Import(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if v.run.State != relation.RunApplied {
		if v.columns, err = h.relation.Columns(c.Context(), v.run); err != nil {
			return err
		}
	}
	if v.mapping == nil {
		for _, f := range v.run.Mapping.V {
			v.mapping = append(v.mapping, string(f))
		}
	}
	return c.Render(status, page.Head{Title: v.run.FileName, Section: section}, importing(v))
}

// column is the name of the question what a column means.
func column(i int) string { return "column." + strconv.Itoa(i) }

// columnsOf reads what each column means, as far as the form goes on without a gap.
func columnsOf(f page.Form) []string {
	out := []string{}
	for i := 0; f.Has(column(i)); i++ {
		out = append(out, f.Text(column(i)))
	}
	return out
}

// CheckImport tries the file with the chosen columns.
func (h *Pages) CheckImport(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	mapping := columnsOf(form)
	err = h.relation.CheckImport(c.Context(), c.Scope, key, mapping)
	if faults, ok := page.Invalid(err); ok {
		return h.run(c, http.StatusUnprocessableEntity, key, mapping, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(runHome(key)+"#result", "")
}

// ApplyImport brings the file in.
func (h *Pages) ApplyImport(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	err = h.relation.ApplyImport(c.Context(), c.Scope, key, relation.Mode(form.Text("mode")))
	if faults, ok := page.Invalid(err); ok {
		return h.run(c, http.StatusUnprocessableEntity, key, nil, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(runHome(key), "relation.import.in")
}

// ImportErrors gives the errors of an import as CSV.
func (h *Pages) ImportErrors(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	run, err := h.relation.Import(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	return c.Download(c.P.T("relation.import.errors_name")+".csv", "text/csv; charset=utf-8", func(w http.ResponseWriter) error {
		out, t := export.NewCSV(w), c.P.T
		if err := out.Header(t("relation.import.line"), t("relation.field.name"), t("relation.import.column"), t("relation.import.problem")); err != nil {
			return err
		}
		for _, e := range run.Report.V.Errors {
			if err := out.Row(export.Int(e.Line), export.Text(e.Name), export.Text(t("relation.field."+string(e.Field))), export.Text(t(e.Key, e.Arguments()...))); err != nil {
				return err
			}
		}
		return out.Close()
	})
}

func (v runView) step() int {
	switch v.run.State {
	case relation.RunUploaded:
		return 1
	case relation.RunChecked, relation.RunApplying:
		return 2
	default:
		return 4
	}
}

// columnFields are a choice per column of the file.
func (v runView) columnFields() []ui.Field {
	t := v.P.T
	opts := []ui.Option{{Label: t("relation.import.skip")}}
	for _, f := range relation.Fields() {
		group := t("relation.import.group.company")
		if strings.HasPrefix(string(f), "person_") {
			group = t("relation.import.group.person")
		}
		opts = append(opts, ui.Option{Value: string(f), Label: t("relation.field." + string(f)), Group: group})
	}
	out := make([]ui.Field, len(v.columns))
	for i, col := range v.columns {
		name := col.Name
		if name == "" {
			name = t("relation.import.unnamed", i+1)
		}
		out[i] = ui.Field{
			Name: column(i), Label: name, Hint: strings.Join(col.Samples, " · "), Options: opts, Plain: true,
			Error: v.at(column(i)),
		}
		if i < len(v.mapping) {
			out[i].Value = v.mapping[i]
		}
	}
	return out
}

// tiles are the counts of the check or the import.
func (v runView) tiles() []ui.StatTileProps {
	r, t := v.run, v.P.T
	tile := func(key string, n int, kind string) ui.StatTileProps {
		p := ui.StatTileProps{Label: t("relation.outcome." + key), Figure: v.P.Number(n)}
		if n > 0 {
			p.Kind = kind
		}
		return p
	}
	out := []ui.StatTileProps{tile("create", r.Created, ui.Success), tile("update", r.Updated, ui.Info), tile("unchanged", r.Unchanged, ""), tile("error", r.Failed, ui.Danger)}
	if r.Failed > 0 {
		out[3].Href = "#errors"
	}
	return out
}

// outcomeLook gives each outcome its chip.
var outcomeLook = map[relation.Outcome]string{
	relation.OutcomeCreate: ui.Success, relation.OutcomeUpdate: ui.Info, relation.OutcomeUnchanged: ui.Neutral, relation.OutcomeError: ui.Danger,
}

func (v runView) preview() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.preview"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.import.line"), Align: "end", Shrink: true}, {Label: t("relation.field.name"), Primary: true}, {Label: t("relation.field.person_name")}, {Label: t("relation.import.outcome")},
	}}
	for _, r := range v.run.Report.V.Preview {
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{
			ui.Num(strconv.Itoa(r.Line)), ui.Text(r.Name), ui.Text(r.Person), ui.StatusChip(outcomeLook[r.Outcome], t("relation.outcome."+string(r.Outcome))),
		}})
	}
	return table
}

// shownErrors is how many errors stand on the page; the rest is in the file to download.
const shownErrors = 100

func (v runView) errors() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.errors"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.import.line"), Align: "end", Shrink: true}, {Label: t("relation.field.name"), Primary: true}, {Label: t("relation.import.column")}, {Label: t("relation.import.problem")},
	}}
	all := v.run.Report.V.Errors
	for _, e := range all[:min(len(all), shownErrors)] {
		table.Rows = append(table.Rows, ui.Row{Tone: ui.Danger, Cells: []templ.Component{
			ui.Num(strconv.Itoa(e.Line)), ui.Text(e.Name), ui.Text(t("relation.field." + string(e.Field))), ui.Text(t(e.Key, e.Arguments()...)),
		}})
	}
	return table
}

// about says who imported and when.
func (v runView) about() string {
	r := v.run
	if r.AppliedAt.IsZero() {
		return v.P.T("relation.import.about", r.UnitName, r.By, v.P.Date(clock.DateOf(r.CreatedAt)))
	}
	return v.P.T("relation.import.about_done", r.UnitName, r.By, v.P.DateTime(r.AppliedAt))
}

// good is how many rows can go in.
func (v runView) good() int { return v.run.Created + v.run.Updated }

// checkVariant makes checking the main action until it was done.
func (v runView) checkVariant() string {
	if v.run.State == relation.RunUploaded {
		return ui.Primary
	}
	return ui.Secondary
}
