package page

import (
	"errors"
	"io"
	"net/http"
	"os"

	"schakel/internal/platform/export"
)

// tableTypes are the formats of a table, by the ending of its file.
var tableTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// Table answers with a table as a file: "csv" or "xlsx". It is written to the disk first and sent when it is whole: a transaction from which
// rows come does not wait for who downloads, and what fails halfway gives a page with an error and not half a file.
func (c *Ctx) Table(name, format string, write func(w export.Writer) error) error {
	file, err := os.CreateTemp("", "schakel-table-*")
	if err != nil {
		return err
	}
	defer func() {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}()
	if err := writeTable(file, name, format, write); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return c.Download(name+"."+format, tableTypes[format], func(w http.ResponseWriter) error {
		_, err := io.Copy(w, file)
		return err
	})
}

func writeTable(file io.Writer, name, format string, write func(w export.Writer) error) error {
	var out export.Writer = export.NewCSV(file)
	if format == "xlsx" {
		x, err := export.NewXLSX(file, name)
		if err != nil {
			return err
		}
		out = x
	}
	if err := write(out); err != nil {
		return errors.Join(err, out.Close()) // it leaves no temporary files
	}
	return out.Close()
}
