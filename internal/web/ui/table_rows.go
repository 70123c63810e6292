package ui

import (
	"context"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// tableRows writes the rows of a table. It is written by hand, since a list has hundreds of cells: the tags of a column are made
// once, the cells write themselves between them.
func tableRows(t TableProps) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		open, end := t.cellTags()
		for _, r := range t.Rows {
			if _, err := io.WriteString(w, rowOpen(r)+t.checkbox(ctx, r)); err != nil {
				return err
			}
			for i, cell := range r.Cells {
				if err := writeCell(ctx, w, open[i], cell, end[i]); err != nil {
					return err
				}
			}
			if _, err := io.WriteString(w, `</tr>`); err != nil {
				return err
			}
		}
		return nil
	})
}

func writeCell(ctx context.Context, w io.Writer, open string, cell templ.Component, end string) error {
	if _, err := io.WriteString(w, open); err != nil {
		return err
	}
	if cell != nil {
		if err := cell.Render(ctx, w); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, end)
	return err
}

// cellTags are the tags around the cells of each column; the primary one is the header of its row.
func (t TableProps) cellTags() (open, end []string) {
	for i, c := range t.Columns {
		tag, role := "td", `role="cell"`
		if i == t.primary() {
			tag, role = "th", `role="rowheader" scope="row"`
		}
		text := `<` + tag + ` ` + role
		if class := strings.TrimSpace(c.class()); class != "" {
			text += ` class="` + class + `"`
		}
		if tag == "td" && !c.LabelHidden {
			text += ` data-label="` + html.EscapeString(c.Label) + `"`
		}
		open, end = append(open, text+`>`), append(end, `</`+tag+`>`)
	}
	return open, end
}

func rowOpen(r Row) string {
	text := `<tr role="row"`
	if r.Tone != "" {
		text += ` class="row-` + html.EscapeString(r.Tone) + `"`
	}
	if r.ID != "" {
		text += ` id="` + html.EscapeString(r.ID) + `"`
	}
	return text + `>`
}

// checkbox selects a row of a selectable table.
func (t TableProps) checkbox(ctx context.Context, r Row) string {
	if t.Select == "" {
		return ""
	}
	form := ""
	if t.Form != "" {
		form = ` form="` + html.EscapeString(t.Form) + `"`
	}
	return `<td role="cell" class="shrink row-select"><input type="checkbox" name="` + html.EscapeString(t.Select) + `" value="` + html.EscapeString(r.Value) +
		`" aria-label="` + html.EscapeString(word(ctx, "ui.select_row", r.Label)) + `"` + form + `></td>`
}
