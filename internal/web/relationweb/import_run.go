package relationweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// runView is one import: its columns, what the check found, what became of it, and the buttons that go on.
type runView struct {
	*page.Ctx
	messages
	run      relation.ImportRun
	columns  []relation.Column
	saved    []relation.SavedMapping
	mapping  []string
	keys     []string
	remember string
	rows     relation.RowPage
	only     relation.Outcome
	after    int
}

// Import shows one import.
func (h *Pages) Import(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	return h.run(c, http.StatusOK, key, runView{})
}

// run shows an import; given holds what was asked and must be asked again.
func (h *Pages) run(c *page.Ctx, status int, key id.ID, given runView) error {
	v := given
	v.Ctx, v.p = c, c.P
	var err error
	if v.run, err = h.relation.Import(c.Context(), c.Scope, key); err != nil {
		return err
	}
	if p := v.run.Report.V.Problem; p != nil && v.faults == nil {
		v.faults = fault.Fields{"": {Key: p.Key, Args: p.Arguments()}}
	}
	v.only, v.after = relation.Outcome(c.Query("show")), max(0, atoi(c.Query("after")))
	if v.run.State == relation.RunUploaded || v.run.State == relation.RunChecked {
		if err := h.askColumns(c, &v); err != nil {
			return err
		}
	}
	if !v.run.State.Working() && v.run.Rows() > 0 {
		if v.rows, err = h.relation.ImportRows(c.Context(), c.Scope, v.run, v.only, v.after); err != nil {
			return err
		}
	}
	return c.Render(status, page.Head{Title: v.run.FileName, Section: section, Wide: true}, importing(v))
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// askColumns reads the columns, and gives them the meaning of a named mapping when one was chosen.
func (h *Pages) askColumns(c *page.Ctx, v *runView) (err error) {
	if v.columns, err = h.relation.Columns(c.Context(), v.run); err != nil {
		return err
	}
	if v.saved, err = h.relation.SavedMappings(c.Context(), c.Scope, v.run); err != nil {
		return err
	}
	mapping, keys := v.run.Mapping.V, v.run.Keys.V
	for _, m := range v.saved {
		if m.ID == c.QueryID("saved") {
			mapping, keys = m.MappingFrom(v.columns), m.Keys.V
		}
	}
	if v.mapping != nil {
		return nil
	}
	for _, f := range mapping {
		v.mapping = append(v.mapping, string(f))
	}
	for _, k := range keys {
		v.keys = append(v.keys, string(k))
	}
	return nil
}

// Progress is the part of the page that tells how far a job is; when it is done the page comes again as a whole.
func (h *Pages) Progress(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	run, err := h.relation.Import(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if !run.State.Working() {
		c.W.Header().Set("HX-Refresh", "true")
	}
	return c.Fragment(progress(runView{Ctx: c, messages: messages{p: c.P}, run: run}))
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
	return h.act(c, "#result", "", func(key id.ID, form page.Form) (runView, error) {
		v := runView{mapping: columnsOf(form), keys: form.All("keys"), remember: form.Text("remember")}
		return v, h.relation.CheckImport(c.Context(), c.Scope, key, relation.CheckInput{Columns: v.mapping, Keys: v.keys, Remember: v.remember})
	})
}

// ApplyImport brings the file in.
func (h *Pages) ApplyImport(c *page.Ctx) error {
	return h.act(c, "", "relation.import.in", func(key id.ID, form page.Form) (runView, error) {
		return runView{}, h.relation.ApplyImport(c.Context(), c.Scope, key, relation.ApplyInput{Mode: relation.Mode(form.Text("mode")), Doubles: relation.Doubles(form.Text("doubles"))})
	})
}

// StopImport stops the work under way.
func (h *Pages) StopImport(c *page.Ctx) error {
	return h.act(c, "", "relation.import.is_stopped", func(key id.ID, _ page.Form) (runView, error) {
		return runView{}, h.relation.StopImport(c.Context(), c.Scope, key)
	})
}

// UndoImport takes a whole import back.
func (h *Pages) UndoImport(c *page.Ctx) error {
	return h.act(c, "", "relation.import.taken_back", func(key id.ID, _ page.Form) (runView, error) {
		return runView{}, h.relation.UndoImport(c.Context(), c.Scope, key)
	})
}

// act does something with an import and shows it: with the flash when it is done, without while a job is busy.
func (h *Pages) act(c *page.Ctx, anchor, flash string, do func(key id.ID, form page.Form) (runView, error)) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	form, err := c.Form()
	if err != nil {
		return err
	}
	given, err := do(key, form)
	if faults, ok := page.Invalid(err); ok {
		given.faults = faults
		return h.run(c, http.StatusUnprocessableEntity, key, given)
	}
	if err != nil {
		return err
	}
	run, err := h.relation.Import(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	if run.State.Working() || run.Report.V.Problem != nil {
		anchor, flash = "", ""
	}
	return c.Redirect(runHome(key)+anchor, flash)
}

// ImportErrors gives the rows that failed as they stand in the file, with the reason behind them: to be mended and uploaded again.
func (h *Pages) ImportErrors(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if _, err := h.relation.Import(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Table(c.P.T("relation.import.errors_name"), "csv", func(w export.Writer) error {
		t := c.P.T
		return h.relation.FailedRows(c.Context(), c.Scope, key, func(header []string) error {
			return w.Header(append(header, t("relation.import.line"), t("relation.import.problem"))...)
		}, func(r relation.FailedRow) error {
			cells := make([]export.Cell, 0, len(r.Cells)+2)
			for _, cell := range r.Cells {
				cells = append(cells, export.Text(cell))
			}
			return w.Row(append(cells, export.Int(r.Line), export.Text(whyNot(c, r.ImportedRow)))...)
		})
	})
}

// whyNot tells in words why a row did not go in.
func whyNot(c *page.Ctx, r relation.ImportedRow) string {
	t := c.P.T
	if r.Outcome == relation.OutcomeDuplicate {
		return t("relation.import.looks_like", r.KnownAs)
	}
	var parts []string
	for _, e := range r.Problems {
		parts = append(parts, t("relation.field."+string(e.Field))+": "+t(e.Key, e.Arguments()...))
	}
	return strings.Join(parts, " ")
}

func (v runView) step() int {
	switch v.run.State {
	case relation.RunUploaded, relation.RunChecking:
		return 1
	case relation.RunChecked, relation.RunApplying, relation.RunStopped:
		return 2
	default:
		return 4
	}
}

// about says who imported what and when.
func (v runView) about() string {
	r, t := v.run, v.P.T
	kind := t("relation.import.kind." + string(r.Kind))
	if r.AppliedAt.IsZero() {
		return t("relation.import.about", kind, r.UnitName, r.By, v.P.Date(clock.DateOf(r.CreatedAt)))
	}
	return t("relation.import.about_done", kind, r.UnitName, r.By, v.P.DateTime(r.AppliedAt))
}

// rowsAt is the address of the rows with an outcome.
func rowsAt(key id.ID, only relation.Outcome, after int) string {
	params := url.Values{"show": {string(only)}}
	if after > 0 {
		params.Set("after", strconv.Itoa(after))
	}
	return with(runHome(key), params) + "#rows"
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

// undoable reports whether the reader may take the import back.
func (v runView) undoable() bool {
	return v.run.Undoable(v.Env.Clock.Now()) && v.Scope.CanOn(access.RelationshipWrite, v.run.Unit)
}

// undoUntil is the last day on which the import can be taken back.
func (v runView) undoUntil() string {
	return v.P.Date(clock.DateOf(v.run.AppliedAt).AddDays(relation.UndoDays))
}
