// Package tabular reads a table from a file that somebody uploaded: CSV in the encodings and with the
// separators that spreadsheet programs write, or XLSX. The file is not trusted: every size is limited,
// and what is wrong is said with the line on which it stands.
package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"schakel/internal/platform/fault"
)

// Limits bound what is read. A zero field takes the default.
type Limits struct {
	Bytes     int64 // of the file; 20 MiB
	Rows      int   // below the header; 50,000
	Columns   int   // 200
	CellRunes int   // characters in a cell; 10,000
	LineBytes int   // of a line of CSV; 1 MiB
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 20 << 20
	}
	if l.Rows == 0 {
		l.Rows = 50_000
	}
	if l.Columns == 0 {
		l.Columns = 200
	}
	if l.CellRunes == 0 {
		l.CellRunes = 10_000
	}
	if l.LineBytes == 0 {
		l.LineBytes = 1 << 20
	}
	return l
}

// Row is a row below the header, with as many cells as the header.
type Row struct {
	Line  int // of the file, from 1
	Cells []string
}

// Table is an open file. Read its rows once and close it.
type Table struct {
	header []string
	first  Row // read by Open, to know that there is one
	source source
	limits Limits
}

// source gives the rows of a file in order, blank ones left out, empty cells at the end cut off; io.EOF
// at the end.
type source interface {
	next() (Row, error)
	close() error
}

// Open reads the header. Faults are of KindInvalid or KindTooLarge with a key tabular.…; any other
// error is the reader's.
func Open(r io.Reader, limits Limits) (*Table, error) {
	limits = limits.withDefaults()
	in := bufio.NewReaderSize(&counter{r: r, left: limits.Bytes, max: limits.Bytes}, 64<<10)
	src, err := detect(in, limits)
	if err != nil {
		return nil, err
	}
	t := &Table{source: src, limits: limits}
	if err := t.begin(); err != nil {
		_ = src.close()
		return nil, err
	}
	return t, nil
}

// detect chooses the format by the first bytes; names and types that a browser sends don't count.
func detect(in *bufio.Reader, limits Limits) (source, error) {
	head, err := in.Peek(1024)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	text := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff"))))
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openXLSX(in, limits)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, compound(in)
	}
	for _, other := range []string{"pk\x05\x06", "%pdf", "{\\rtf", "<?xml", "<!doctype", "<html", "<table", "<svg"} {
		if bytes.HasPrefix(text, []byte(other)) {
			return nil, fault.Invalid("tabular.not_a_table")
		}
	}
	return openCSV(in, limits)
}

// begin reads the header and the first row.
func (t *Table) begin() error {
	head, err := t.source.next()
	if errors.Is(err, io.EOF) {
		return fault.Invalid("tabular.empty")
	}
	if err != nil {
		return err
	}
	t.header = head.Cells
	for i, name := range t.header {
		t.header[i] = strings.TrimSpace(name)
		same := func(other string) bool { return strings.EqualFold(other, t.header[i]) }
		if t.header[i] != "" && slices.ContainsFunc(t.header[:i], same) {
			return fault.Invalid("tabular.duplicate_column", t.header[i])
		}
	}
	t.first, err = t.source.next()
	if errors.Is(err, io.EOF) {
		return fault.Invalid("tabular.empty")
	}
	return err
}

// Header returns the names of the columns, trimmed. A column without a name is the empty text.
func (t *Table) Header() []string { return slices.Clone(t.header) }

// Rows gives the rows below the header, once. Blank rows are left out, short rows filled up. After an
// error nothing follows.
func (t *Table) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		row, err := t.first, error(nil)
		for n := 1; ; n++ {
			switch {
			case errors.Is(err, io.EOF):
				return
			case err == nil && n > t.limits.Rows:
				err = fault.Invalid("tabular.too_many_rows", t.limits.Rows)
			case err == nil && len(row.Cells) > len(t.header):
				err = fault.Invalid("tabular.extra_cells", row.Line)
			}
			if err != nil {
				yield(Row{Line: row.Line}, err)
				return
			}
			for len(row.Cells) < len(t.header) {
				row.Cells = append(row.Cells, "")
			}
			if !yield(row, nil) {
				return
			}
			row, err = t.source.next()
		}
	}
}

// Close removes temporary files.
func (t *Table) Close() error { return t.source.close() }

// counter refuses to read more than max bytes.
type counter struct {
	r         io.Reader
	left, max int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, fault.TooLarge("tabular.too_large", max(1, int(c.max>>20)))
	}
	return n, err
}

// readError passes faults on and wraps the reader's own errors.
func readError(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	return fmt.Errorf("tabular: %w", err)
}

// trim cuts empty cells off the end.
func trim(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}
