package relationweb

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/filekind"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/page"
)

// exported is an export on its way to a file.
type exported struct {
	*page.Ctx
	file relation.PersonFile
}

// exportedField is a value with what it is for and how long it stays, as the schema says.
type exportedField struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	Purpose   string `json:"purpose"`
	Retention string `json:"retention"`
}

type exportedTable struct {
	title string
	Table string            `json:"table"`
	Rows  [][]exportedField `json:"rows"`
}

// ExportPerson hands out all that is kept of somebody: a page to read, the same as JSON, and the files.
func (h *Pages) ExportPerson(c *page.Ctx) error {
	key, err := c.ID()
	if err != nil {
		return err
	}
	v := exported{Ctx: c}
	if v.file, err = h.relation.ExportPerson(c.Context(), c.Scope, key); err != nil {
		return err
	}
	return c.Download("persoonsgegevens-"+string(c.Today())+".zip", "application/zip", func(w http.ResponseWriter) error { return v.write(c.Context(), w, h.relation) })
}

func (v exported) write(ctx context.Context, w io.Writer, r *relation.Service) error {
	z := zip.NewWriter(w)
	part, err := v.part(z, "index.html")
	if err != nil {
		return err
	}
	if err := exportedPage(v).Render(ctx, part); err != nil {
		return err
	}
	if part, err = v.part(z, "data.json"); err != nil {
		return err
	}
	enc := json.NewEncoder(part)
	enc.SetIndent("", "  ")
	if err := enc.Encode(map[string]any{"name": v.file.Name, "made": v.file.At.UTC().Format(time.RFC3339), "tables": v.tables(), "named": v.file.Named}); err != nil {
		return err
	}
	for i, f := range v.file.Files {
		content, err := r.OpenExported(ctx, f)
		if err != nil {
			return err
		}
		part, err := v.part(z, v.path(i))
		if err == nil {
			_, err = io.Copy(part, content)
		}
		if closed := content.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

func (v exported) part(z *zip.Writer, name string) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: v.file.At})
}

// path is where a file stands in the export; its number keeps equal names apart.
func (v exported) path(i int) string {
	return "files/" + strconv.Itoa(i+1) + "-" + filekind.Text.Name(v.file.Files[i].Name)
}

// tables writes the rows for people: without columns that are empty, with times as times.
func (v exported) tables() []exportedTable {
	out := make([]exportedTable, len(v.file.Traces))
	for i, t := range v.file.Traces {
		out[i] = exportedTable{Table: t.Table, title: tableName(v.P, t.Table)}
		for _, r := range t.Rows {
			var row []exportedField
			for n, c := range t.Columns {
				if r[n] != "" {
					row = append(row, exportedField{c.Name, v.value(c.Type, c.Name, r[n]), c.Purpose, c.Retention})
				}
			}
			out[i].Rows = append(out[i].Rows, row)
		}

	}
	return out
}

// value writes a stored value: times are counted in microseconds.
func (v exported) value(kind, name, text string) string {
	if kind != "BIGINT" || name == "size" {
		return text
	}
	micros, err := strconv.ParseInt(text, 10, 64)
	if err != nil || micros == 0 {
		return text
	}
	return time.UnixMicro(micros).UTC().Format(time.RFC3339)
}

// tableName is what people call the rows of a table.
func tableName(p *i18n.Printer, table string) string {
	if key := "privacy.table." + table; p.Has(key) {
		return p.T(key)
	}
	return table
}
