package tabular

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"schakel/internal/platform/export"
	"schakel/internal/platform/fault"
)

// csvSource reads records. Unlike encoding/csv it bounds a record that never ends.
type csvSource struct {
	lines  *lines
	ahead  []string // read to find the delimiter, not yet used
	at     int      // line number of the line used last
	delim  byte
	limits Limits
}

// sample is how many lines the delimiter is judged by.
const sample = 20

func openCSV(in *bufio.Reader, limits Limits) (*csvSource, error) {
	l, err := newLines(in, limits)
	if err != nil {
		return nil, err
	}
	c := &csvSource{lines: l, limits: limits, delim: ';'}
	for len(c.ahead) < sample {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		c.ahead = append(c.ahead, line)
	}
	if len(c.ahead) > 0 && len(c.ahead[0]) == 5 && strings.HasPrefix(c.ahead[0], "sep=") {
		c.delim = c.ahead[0][4] // a line of Excel's own
		c.ahead, c.at = c.ahead[1:], 1
		return c, nil
	}
	c.delim = delimiter(c.ahead)
	return c, nil
}

// delimiter takes the sign that cuts most lines into as many cells as the first line, then the one that
// cuts the first line into most cells.
func delimiter(lines []string) byte {
	best, bestSame, bestCells := byte(';'), 0, 0
	for _, d := range []byte{';', '\t', ','} {
		cells, same, quoted := -1, 0, false
		n := 0
		for _, line := range lines {
			for i := range len(line) {
				switch {
				case line[i] == '"':
					quoted = !quoted
				case line[i] == d && !quoted:
					n++
				}
			}
			if quoted || (n == 0 && strings.TrimSpace(line) == "") {
				continue // the record goes on, or there is none
			}
			if cells < 0 {
				cells = n
			}
			if n == cells {
				same++
			}
			n = 0
		}
		if cells > 0 && (same > bestSame || same == bestSame && cells > bestCells) {
			best, bestSame, bestCells = d, same, cells
		}
	}
	return best
}

func (c *csvSource) close() error { return nil }

// line returns the next line of the file.
func (c *csvSource) line() (string, error) {
	if len(c.ahead) > 0 {
		line := c.ahead[0]
		c.ahead = c.ahead[1:]
		c.at++
		return line, nil
	}
	line, err := c.lines.next()
	c.at = c.lines.number
	return line, err
}

// next implements source.
func (c *csvSource) next() (Row, error) {
	for {
		line, err := c.line()
		if err != nil {
			return Row{Line: c.at}, err
		}
		row := Row{Line: c.at}
		if row.Cells, err = c.record(line); err != nil {
			return row, err
		}
		if row.Cells = trim(row.Cells); len(row.Cells) > 0 {
			return row, nil
		}
	}
}

// record cuts a line, and the lines over which its quoted cells run, into cells.
func (c *csvSource) record(line string) ([]string, error) {
	var cells []string
	start := c.at
	for more := true; more; {
		var cell string
		if rest, ok := strings.CutPrefix(line, `"`); ok {
			var err error
			if cell, line, err = c.quoted(rest); err != nil {
				return nil, err
			}
			if line != "" && line[0] != c.delim {
				return nil, fault.Invalid("tabular.bad_quotes", c.at)
			}
			more = line != ""
			line = strings.TrimPrefix(line, string(c.delim))
		} else {
			cell, line, more = strings.Cut(line, string(c.delim))
		}
		if utf8.RuneCountInString(cell) > c.limits.CellRunes {
			return nil, fault.Invalid("tabular.cell_too_long", start, c.limits.CellRunes)
		}
		if len(cells) < c.limits.Columns {
			cells = append(cells, export.Unguard(cell))
		} else if strings.TrimSpace(cell) != "" {
			return nil, fault.Invalid("tabular.too_many_columns", c.limits.Columns)
		}
	}
	return cells, nil
}

// quoted reads a cell after its opening quote, over line ends, and returns what follows the closing one.
func (c *csvSource) quoted(line string) (cell, rest string, err error) {
	var b strings.Builder
	start := c.at
	for {
		before, after, closed := strings.Cut(line, `"`)
		b.WriteString(before)
		switch {
		case closed && strings.HasPrefix(after, `"`): // a doubled quote is one
			b.WriteByte('"')
			line = after[1:]
			continue
		case closed:
			return b.String(), after, nil
		}
		if b.Len() > c.limits.CellRunes*utf8.UTFMax {
			return "", "", c.endless(start)
		}
		b.WriteByte('\n')
		line, err = c.line()
		if errors.Is(err, io.EOF) {
			return "", "", fault.Invalid("tabular.bad_quotes", start)
		}
		if err != nil {
			return "", "", err
		}
	}
}

// endless says what is wrong with a quoted cell that is too long: over many lines, most likely its
// closing quote is missing.
func (c *csvSource) endless(start int) error {
	if c.at-start >= 10 {
		return fault.Invalid("tabular.bad_quotes", start)
	}
	return fault.Invalid("tabular.cell_too_long", start, c.limits.CellRunes)
}
