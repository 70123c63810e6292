package export

import (
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"schakel/internal/platform/clock"
)

// The limits of the XLSX format.
const (
	maxRows  = 1_048_576
	maxChars = 32_767 // UTF-16 units in a cell
)

// XLSX writes one sheet, row by row, with little memory: large sheets go through a temporary file.
// Make one with NewXLSX and always call Close.
type XLSX struct {
	w      io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
	styles map[kind]int
	bold   int
}

// NewXLSX makes a Writer of XLSX with one sheet of that name (cut to what a sheet's name may be).
func NewXLSX(w io.Writer, sheet string) (*XLSX, error) {
	x := &XLSX{w: w, file: excelize.NewFile(), styles: map[kind]int{}}
	if err := x.begin(sheetName(sheet)); err != nil {
		_ = x.file.Close()
		return nil, fmt.Errorf("export: %w", err)
	}
	return x, nil
}

// begin names the sheet and makes the styles.
func (x *XLSX) begin(sheet string) error {
	if err := x.file.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	euro := `"€" #,##0.00`
	for k, s := range map[kind]*excelize.Style{
		kindCents:   {CustomNumFmt: &euro},
		kindPercent: {NumFmt: 10}, // 0.00%
		kindHours:   {NumFmt: 2},  // 0.00
		kindDecimal: {NumFmt: 2},
		kindDate:    {NumFmt: 14}, // the short date of whoever opens the file
		kindText:    {NumFmt: 49}, // text stays text when it is edited
	} {
		id, err := x.file.NewStyle(s)
		if err != nil {
			return err
		}
		x.styles[k] = id
	}
	var err error
	if x.bold, err = x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49}); err != nil {
		return err
	}
	if x.stream, err = x.file.NewStreamWriter(sheet); err != nil {
		return err
	}
	return x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// sheetName leaves out what a sheet's name may not hold.
func sheetName(s string) string {
	var out []rune
	for _, r := range Text(s).text {
		switch r {
		case ':', '\\', '/', '?', '*', '[', ']', '\'', '\n', '\t':
			r = ' '
		}
		if len(utf16.Encode(append(out, r))) > 31 {
			break
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return "Schakel"
	}
	return string(out)
}

// Header implements Writer: bold, and standing still when the sheet scrolls.
func (x *XLSX) Header(names ...string) error {
	values := make([]any, len(names))
	for i, n := range names {
		values[i] = excelize.Cell{StyleID: x.bold, Value: Text(n).text}
	}
	return x.set(values)
}

// Row implements Writer.
func (x *XLSX) Row(cells ...Cell) error {
	values := make([]any, len(cells))
	for i, c := range cells {
		v, err := c.value()
		if err != nil {
			return err
		}
		if v != nil {
			values[i] = excelize.Cell{StyleID: x.styles[c.kind], Value: v}
		}
	}
	return x.set(values)
}

func (x *XLSX) set(values []any) error {
	if x.row++; x.row > maxRows {
		return ErrTooLarge
	}
	if err := x.stream.SetRow("A"+strconv.Itoa(x.row), values); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// Close implements Writer: it writes the file.
func (x *XLSX) Close() error {
	defer func() { _ = x.file.Close() }() // removes temporary files
	if err := x.stream.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if _, err := x.file.WriteTo(x.w); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// value returns what the format stores: texts as texts (they need no guard: only an explicit formula
// element is one), numbers as floating point, because XLSX knows nothing else.
func (c Cell) value() (any, error) {
	switch c.kind {
	case kindText:
		if len(c.text) > maxChars && len(utf16.Encode([]rune(c.text))) > maxChars {
			return nil, ErrTooLarge
		}
		return c.text, nil
	case kindInt:
		return c.n, nil
	case kindCents, kindDecimal:
		return float(c.n, 100)
	case kindDate:
		return clock.Date(c.text).Time(), nil
	case kindPercent:
		return float(c.n, 10_000)
	case kindHours:
		return float(hundredths(c.n, 60), 100)
	}
	return nil, nil
}

// float returns the floating-point number nearest to a quotient. Beyond 2^53 it would not be exact to
// the unit, so there it refuses.
func float(n, divisor int64) (float64, error) {
	if n > 1<<53 || n < -1<<53 {
		return 0, ErrTooLarge
	}
	return float64(n) / float64(divisor), nil
}
