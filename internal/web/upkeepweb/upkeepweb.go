// Package upkeepweb is the page of the machinery for administrators, and the page on which anybody reads what is kept, what for and how long.
package upkeepweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/upkeep"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

const path = "/upkeep"

// Pages answers the requests about upkeep.
type Pages struct{ upkeep *upkeep.Service }

// New makes the pages.
func New(s *upkeep.Service) *Pages { return &Pages{s} }

type view struct {
	*page.Ctx
	data upkeep.Overview
}

// Show shows how the machinery runs.
func (h *Pages) Show(c *page.Ctx) (err error) {
	v := view{Ctx: c}
	if v.data, err = h.upkeep.Overview(c.Context(), c.Scope); err != nil {
		return err
	}
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("nav.upkeep"), Section: "upkeep", Wide: true}, show(v))
}

// Retry lets a job that gave up begin anew.
func (h *Pages) Retry(c *page.Ctx) error { return h.settle(c, h.upkeep.Retry, "upkeep.retried") }

// Drop gives a job up for good.
func (h *Pages) Drop(c *page.Ctx) error { return h.settle(c, h.upkeep.Drop, "upkeep.dropped") }

func (h *Pages) settle(c *page.Ctx, do func(context.Context, access.Scope, id.ID) error, flash string) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	if err := do(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Redirect(path, flash)
}

func (v view) figures() []ui.Def {
	t, n := v.P.T, v.P.Number
	waiting, dead := 0, 0
	for _, q := range v.data.Queues {
		if q.State == "dead" {
			dead += q.N
		} else {
			waiting += q.N
		}
	}
	m, k := v.data.Mails, v.data.Kept
	return []ui.Def{
		{Term: t("upkeep.version"), Text: v.Env.Version},
		{Term: t("upkeep.jobs_waiting"), Text: n(waiting)},
		{Term: t("upkeep.jobs_failed"), Text: n(dead)},
		{Term: t("upkeep.mails"), Text: t("upkeep.mails_text", m.Sent, m.Waiting, m.Failed)},
		{Term: t("upkeep.files"), Text: t("upkeep.files_text", k.Files, v.P.Decimal(k.Bytes*10/1_000_000, 1))},
	}
}

func (v view) queues() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{Caption: t("upkeep.queues"), Columns: []ui.Column{{Label: t("upkeep.kind"), Primary: true}, {Label: t("upkeep.state")}, {Label: t("upkeep.number"), Align: "end"}, {Label: t("upkeep.since")}}}
	for _, q := range v.data.Queues {
		out.Rows = append(out.Rows, ui.Row{Label: string(q.Kind), Cells: []templ.Component{
			ui.Text(v.kind(q.Kind)), ui.Text(t("upkeep.state." + q.State)), ui.Num(v.P.Number(q.N)), ui.Text(v.P.DateTime(q.Oldest)),
		}})
	}
	return out
}

func (v view) failed() ui.TableProps {
	t := v.P.T
	out := ui.TableProps{
		Caption: t("upkeep.failed"), Loose: true,
		Columns: []ui.Column{{Label: t("upkeep.kind"), Primary: true}, {Label: t("upkeep.why")}, {Label: t("upkeep.tries"), Align: "end"}, {Label: t("upkeep.at")}, {Label: t("upkeep.do"), LabelHidden: true}},
	}
	for _, f := range v.data.Failed {
		at := path + "/jobs/" + string(f.ID)
		out.Rows = append(out.Rows, ui.Row{Label: string(f.Kind), Cells: []templ.Component{
			ui.Text(v.kind(f.Kind)), ui.Text(f.Error), ui.Num(v.P.Number(f.Attempts)), ui.Text(v.P.DateTime(f.At)),
			settle(v, at, f),
		}})
	}
	return out
}

// kind is what a job does, in words where it has them.
func (v view) kind(k job.Kind) string {
	if key := "upkeep.job." + string(k); v.P.Has(key) {
		return v.P.T(key)
	}
	return string(k)
}

// What shows what is kept: every column of the schema with its class, purpose and retention, as the schema itself says.
func (h *Pages) What(c *page.Ctx) error {
	class := c.Query("class")
	return c.Render(http.StatusOK, page.Head{Title: c.P.T("upkeep.what"), Section: "upkeep", Wide: true}, what(c, class, kept(class)))
}

// table of the inventory: one of the database with its columns.
type table struct {
	name    string
	columns []db.Column
}

// kept are the columns with personal data (C2, C3), or those of one class, by table.
func kept(class string) (out []table) {
	at := map[string]int{}
	for _, col := range db.Columns() {
		if class == "" && col.Class != "C2" && col.Class != "C3" || class != "" && class != "all" && col.Class != class {
			continue
		}
		n, ok := at[col.Table]
		if !ok {
			n = len(out)
			at[col.Table] = n
			out = append(out, table{name: col.Table})
		}
		out[n].columns = append(out[n].columns, col)
	}
	return out
}

func (t table) props(c *page.Ctx) ui.TableProps {
	out := ui.TableProps{
		Caption: strings.ReplaceAll(t.name, "_", " "),
		Columns: []ui.Column{{Label: c.P.T("upkeep.column"), Primary: true}, {Label: c.P.T("upkeep.class")}, {Label: c.P.T("upkeep.purpose")}, {Label: c.P.T("upkeep.retention")}},
	}
	for _, col := range t.columns {
		out.Rows = append(out.Rows, ui.Row{Label: col.Name, Cells: []templ.Component{ui.Text(col.Name), ui.Text(col.Class), ui.Text(col.Purpose), ui.Text(col.Retention)}})
	}
	return out
}

func filters(c *page.Ctx, class string) ui.FilterBarProps {
	f := ui.Field{Name: "class", Label: c.P.T("upkeep.class"), Value: class, Options: []ui.Option{{Label: c.P.T("upkeep.class.personal")}}}
	for _, k := range []string{"C0", "C1", "C2", "C3", "SYS", "all"} {
		f.Options = append(f.Options, ui.Option{Value: k, Label: c.P.T("upkeep.class." + strings.ToLower(k))})
	}
	return ui.FilterBarProps{Action: path + "/kept", Selects: []ui.Field{f}}
}
