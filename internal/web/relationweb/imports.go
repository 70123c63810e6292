package relationweb

import (
	"net/http"

	"github.com/a-h/templ"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// uploadView is the page on which a list is chosen, with the imports of before.
type uploadView struct {
	*page.Ctx
	messages
	units []relation.Named
	unit  id.ID
	kind  relation.ImportKind
	runs  []relation.ImportRun
}

// Imports shows the page.
func (h *Pages) Imports(c *page.Ctx) error {
	return h.imports(c, http.StatusOK, "", relation.ImportKind(c.Query("kind")), nil)
}

func (h *Pages) imports(c *page.Ctx, status int, unit id.ID, kind relation.ImportKind, faults fault.Fields) error {
	v := uploadView{Ctx: c, messages: messages{c.P, faults}, kind: kind}
	if !kind.Known() {
		v.kind = relation.ImportCompanies
	}
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
	unit, kind := form.ID("unit"), relation.ImportKind(form.Text("kind"))
	if kind == "" {
		kind = relation.ImportCompanies
	}
	file, header, ok := form.File("file")
	if !ok {
		return h.imports(c, http.StatusUnprocessableEntity, unit, kind, fault.Fields{"file": {Key: "relation.import.no_file"}})
	}
	defer func() { _ = file.Close() }()
	key, err := h.relation.Upload(c.Context(), c.Scope, unit, kind, header.Filename, file)
	if f, isFault := fault.As(err); isFault && f.Kind == fault.KindTooLarge {
		return h.imports(c, http.StatusRequestEntityTooLarge, unit, kind, fault.Fields{"file": {Key: f.Key, Args: f.Args}})
	}
	if faults, invalid := page.Invalid(err); invalid {
		if m, whole := faults[""]; whole {
			faults = fault.Fields{"file": m}
		}
		return h.imports(c, http.StatusUnprocessableEntity, unit, kind, faults)
	}
	if err != nil {
		return err
	}
	return c.Redirect(runHome(key), "")
}

func runHome(key id.ID) string { return "/relations/import/runs/" + string(key) }

// fields are the questions of the upload page.
func (v uploadView) fields() (kind, file, unit ui.Field) {
	t := v.P.T
	kind = ui.Field{Name: "kind", Label: t("relation.import.kind"), Value: string(v.kind), Required: true, Error: v.at("kind")}
	for _, k := range relation.ImportKinds() {
		kind.Options = append(kind.Options, ui.Option{Value: string(k), Label: t("relation.import.kind." + string(k)), Hint: t("relation.import.about_kind." + string(k))})
	}
	file = ui.Field{Name: "file", Label: t("relation.import.file"), Hint: t("relation.import.file.hint"), Required: true, Accept: ".csv,.txt,.xlsx", Error: v.at("file")}
	unit = ui.Field{Name: "unit", Label: t("relation.import.unit"), Hint: t("relation.import.unit.hint"), Value: string(v.unit), Required: true, Options: namedOptions(v.units), Error: v.at("unit")}
	return kind, file, unit
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
var runLook = map[relation.RunState]string{
	relation.RunUploaded: ui.Draft, relation.RunChecking: ui.Running, relation.RunChecked: ui.Waiting, relation.RunApplying: ui.Running, relation.RunStopped: ui.Warning,
	relation.RunApplied: ui.Done, relation.RunUndoing: ui.Running, relation.RunUndone: ui.Neutral,
}

func (v uploadView) history() ui.TableProps {
	t := v.P.T
	table := ui.TableProps{Caption: t("relation.import.history"), CaptionHidden: true, Columns: []ui.Column{
		{Label: t("relation.import.file"), Primary: true},
		{Label: t("relation.import.kind")},
		{Label: t("relation.field.unit")},
		{Label: t("relation.import.when")},
		{Label: t("relation.outcome.create"), Align: "end"},
		{Label: t("relation.outcome.update"), Align: "end"},
		{Label: t("relation.outcome.error"), Align: "end"},
		{Label: t("relation.status")},
	}}
	number := func(r relation.ImportRun, o relation.Outcome) templ.Component {
		return ui.NumLink(rowsAt(r.ID, o, 0), v.P.Number(r.Count(o)))
	}
	for _, r := range v.runs {
		table.Rows = append(table.Rows, ui.Row{Cells: []templ.Component{
			ui.TitleLink(runHome(r.ID), r.FileName, r.By),
			ui.Text(t("relation.import.kind." + string(r.Kind))),
			ui.Text(r.UnitName),
			ui.Muted(v.P.DateTime(r.CreatedAt)),
			number(r, relation.OutcomeCreate),
			number(r, relation.OutcomeUpdate),
			number(r, relation.OutcomeError),
			ui.StatusChip(runLook[r.State], t("relation.import.state."+string(r.State))),
		}})
	}
	return table
}
