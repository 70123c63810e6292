package fundingweb

import (
	"fmt"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/export"
	"schakel/internal/platform/money"
	"schakel/internal/web/page"
)

func mayExport(c *page.Ctx) bool { return c.Scope.Can(access.ReportExport) }

// ReportCSV is the report as a spreadsheet reads it.
func (h *Pages) ReportCSV(c *page.Ctx) error { return h.exportReport(c, "csv") }

// ReportXLSX is the report as a workbook.
func (h *Pages) ReportXLSX(c *page.Ctx) error { return h.exportReport(c, "xlsx") }

func (h *Pages) exportReport(c *page.Ctx, format string) error {
	r, err := h.funding.Report(c.Context(), c.Scope, filterOf(c))
	if err != nil {
		return err
	}
	v := reportView{c, r}
	return c.Table(fmt.Sprintf("%s-%s", c.P.T("funding.file_report"), r.Known), format, v.write)
}

// write puts all sides of the report under each other; each adds up to the total.
func (v reportView) write(w export.Writer) error {
	head := []string{"funding.side", "funding.row", "funding.checked", "funding.evidenced", "funding.carried_out", "funding.planned", "funding.promised", "funding.minimum", "funding.base"}
	for i, key := range head {
		head[i] = v.P.T(key)
	}
	if err := w.Header(head...); err != nil {
		return err
	}
	for _, side := range []struct {
		key  string
		rows []funding.Row
		has  columns
	}{
		{"funding.total", []funding.Row{v.r.Total}, withMinimum(v)},
		{"funding.unit", v.r.Units, withMinimum(v)},
		{"funding.year", v.r.Years, withMinimum(v)},
		{"funding.line", v.r.Lines, withPlanned},
		{"funding.grant", v.r.ByGrant, withMinimum(v)},
		{"funding.umbrella", v.r.Umbrellas, withoutPlanned},
	} {
		for _, r := range side.rows {
			if err := w.Row(v.exportCells(v.P.T(side.key), r, side.has)...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v reportView) exportCells(side string, r funding.Row, has columns) []export.Cell {
	only := func(on bool, c money.Cents) export.Cell {
		if !on {
			return export.Cell{}
		}
		return export.Cents(c)
	}
	return []export.Cell{
		export.Text(side), export.Text(v.label(r)), export.Cents(r.Checked), export.Cents(r.Evidenced), export.Cents(r.CarriedOut),
		only(has.planned, r.Planned), only(v.seesPledges(), r.Promised), only(has.minimum, r.Minimum), only(has.minimum, r.Base),
	}
}

// ContributionsCSV is the list on the screen, whole.
func (h *Pages) ContributionsCSV(c *page.Ctx) error { return h.exportContributions(c, "csv") }

// ContributionsXLSX is the list on the screen as a workbook.
func (h *Pages) ContributionsXLSX(c *page.Ctx) error { return h.exportContributions(c, "xlsx") }

func (h *Pages) exportContributions(c *page.Ctx, format string) error {
	return c.Table(fmt.Sprintf("%s-%s", c.P.T("funding.file_contributions"), c.Today()), format, func(w export.Writer) error {
		if err := contributionsHead(c, w); err != nil {
			return err
		}
		return h.funding.ExportContributions(c.Context(), c.Scope, listInput(c), func(l funding.Listed) error { return contributionRow(c, w, l) })
	})
}

func contributionsHead(c *page.Ctx, w export.Writer) error {
	head := []string{
		"funding.performed_on", "funding.company", "funding.umbrella", "funding.unit", "funding.grant", "funding.line", "funding.activity", "funding.kind",
		"funding.people", "funding.quantity", "funding.amount", "funding.status", "funding.reason", "funding.record_number",
	}
	for i, key := range head {
		head[i] = c.P.T(key)
	}
	return w.Header(head...)
}

func contributionRow(c *page.Ctx, w export.Writer, l funding.Listed) error {
	people, hours := export.Cell{}, export.Cell{}
	if l.Minutes > 0 {
		people, hours = export.Int(l.People), export.Hours(l.Minutes)
	}
	return w.Row(
		export.Date(l.PerformedOn), export.Text(l.Company), export.Text(l.UmbrellaName), export.Text(l.UnitName), export.Text(l.GrantName), export.Text(l.LineName),
		export.Text(l.ActivityName), export.Text(kindWord(c.P, l.Kind)), people, hours, export.Cents(l.Amount), export.Text(accountWord(c.P, l.At)), export.Text(l.Reason), export.Text(string(l.ID)),
	)
}
