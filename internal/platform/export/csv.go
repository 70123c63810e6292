package export

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"schakel/internal/platform/money"
)

// CSV writes semicolons, CRLF line ends and UTF-8 with a byte order mark, which is how spreadsheet
// programs set to Dutch open a file with a double click. Make one with NewCSV.
type CSV struct {
	w      io.Writer
	csv    *csv.Writer
	begun  bool
	record []string
}

// NewCSV makes a Writer of CSV.
func NewCSV(w io.Writer) *CSV {
	c := &CSV{w: w, csv: csv.NewWriter(w)}
	c.csv.Comma = ';'
	c.csv.UseCRLF = true
	return c
}

// Header implements Writer.
func (c *CSV) Header(names ...string) error {
	cells := make([]Cell, len(names))
	for i, n := range names {
		cells[i] = Text(n)
	}
	return c.Row(cells...)
}

// Row implements Writer.
func (c *CSV) Row(cells ...Cell) error {
	if !c.begun {
		c.begun = true
		if _, err := io.WriteString(c.w, "\ufeff"); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	c.record = c.record[:0]
	for _, cell := range cells {
		c.record = append(c.record, cell.csv())
	}
	if err := c.csv.Write(c.record); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// Close implements Writer.
func (c *CSV) Close() error {
	c.csv.Flush()
	if err := c.csv.Error(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// csv writes a cell. Numbers have a decimal comma and no thousands; only texts are guarded.
func (c Cell) csv() string {
	switch c.kind {
	case kindText:
		return Guard(c.text)
	case kindInt:
		return strconv.FormatInt(c.n, 10)
	case kindCents, kindDecimal:
		return comma(c.n)
	case kindDate:
		return c.text
	case kindPercent:
		return comma(c.n) + "%"
	case kindHours:
		return comma(hundredths(c.n, 60))
	}
	return ""
}

// comma writes hundredths with a decimal comma: 1234,56.
func comma(n int64) string { return strings.Replace(money.Plain(n), ".", ",", 1) }
