package chart

import (
	"context"

	"github.com/a-h/templ"

	"schakel/internal/web/ui"
)

// stackedColumns are the columns of the table behind stacked bars.
func stackedColumns(ctx context.Context, p StackedBarProps) []ui.Column {
	columns := []ui.Column{{Label: p.Corner, LabelHidden: p.Corner == ""}}
	for _, key := range stageKeys {
		columns = append(columns, ui.Column{Label: ui.Word(ctx, key), Align: "end"})
	}
	return append(columns, ui.Column{Label: ui.Word(ctx, "ui.stage.minimum"), Align: "end"})
}

// stackedRows are its rows.
func stackedRows(p StackedBarProps) []ui.Row {
	rows := make([]ui.Row, len(p.Rows))
	for i, r := range p.Rows {
		cells := []templ.Component{ui.Text(r.Label)}
		if r.Href != "" {
			cells[0] = ui.Link(r.Href, r.Label)
		}
		for _, text := range r.Texts {
			cells = append(cells, ui.Num(text))
		}
		rows[i] = ui.Row{Cells: append(cells, ui.Num(r.MinimumText))}
	}
	return rows
}
