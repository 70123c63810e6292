package pdf

// Run is a piece of text in one face.
type Run struct {
	Text string
	Bold bool
}

const (
	bodySize = 10.5
	indent   = 9.0 // of items, in mm
)

// Subheading writes a small heading that stays with what follows.
func (d *Doc) Subheading(text string) {
	d.room(26)
	d.f.Ln(2.5)
	d.f.SetFont(font, "B", 12)
	d.f.MultiCell(width, 6.2, text, "", "L", false)
	d.f.Ln(0.8)
}

// Paragraph writes running text.
func (d *Doc) Paragraph(runs ...Run) {
	d.write(0, runs)
	d.f.Ln(line + 1.6)
}

// Item writes a paragraph with a mark before it: the number of a clause, or a dot.
func (d *Doc) Item(mark string, runs ...Run) {
	d.room(2 * line)
	d.f.SetFont(font, "", bodySize)
	d.f.SetX(margin)
	d.f.CellFormat(indent, line, mark, "", 0, "L", false, 0, "")
	d.write(indent, runs)
	d.f.Ln(line + 0.9)
}

// write writes runs with further lines in the same column.
func (d *Doc) write(left float64, runs []Run) {
	d.f.SetLeftMargin(margin + left)
	d.f.SetX(margin + left)
	for _, r := range runs {
		style := ""
		if r.Bold {
			style = "B"
		}
		d.f.SetFont(font, style, bodySize)
		d.f.Write(line, r.Text)
	}
	d.f.SetLeftMargin(margin)
}

// Page begins a new page.
func (d *Doc) Page() { d.f.AddPage() }

// Fact writes a word and what it is, beside each other.
func (d *Doc) Fact(label, text string) {
	const column = 44.0
	d.f.SetFont(font, "B", bodySize)
	d.room(line * float64(1+len(d.f.SplitText(text, width-column))))
	y := d.f.GetY()
	d.f.SetX(margin)
	d.f.MultiCell(column-2, line, label, "", "L", false)
	low := d.f.GetY()
	d.f.SetXY(margin+column, y)
	d.f.SetFont(font, "", bodySize)
	d.f.MultiCell(width-column, line, text, "", "L", false)
	d.f.SetY(max(low, d.f.GetY()) + 0.6)
}

// Gap leaves some room.
func (d *Doc) Gap() { d.f.Ln(4) }
