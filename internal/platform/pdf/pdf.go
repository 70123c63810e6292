// Package pdf writes simple documents to print: a band with the title in a colour of one's own, headings, entries with facts and
// paragraphs, and page numbers. Every such document has an accessible page beside it: the file itself is not tagged.
package pdf

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Options describe a document.
type Options struct {
	Title  string
	Lead   string // below the title, in the band
	Lang   string // nl or en
	Accent string // #rrggbb; anything else is dark grey
	Footer string // at the left of the foot of every page
	// PageOf writes the page number; total stands for the number of pages, which is known in the end.
	PageOf func(page int, total string) string
	At     time.Time // when it was made
}

// Labelled is a paragraph with a bold word before it.
type Labelled struct{ Label, Text string }

// Doc is a document being written.
type Doc struct {
	f      *fpdf.Fpdf
	accent [3]int
	options
}

type options = Options

// Millimetres on A4.
const (
	margin = 18.0
	width  = 210 - 2*margin
	band   = 38.0 // of the first page
	line   = 5.2
)

const (
	font      = "go"
	totalMark = "{n}"
)

// New begins a document with its first page.
func New(o Options) *Doc {
	f := fpdf.New("P", "mm", "A4", "")
	d := &Doc{f: f, accent: rgb(o.Accent), options: o}
	f.AddUTF8FontFromBytes(font, "", goregular.TTF)
	f.AddUTF8FontFromBytes(font, "B", gobold.TTF)
	f.SetTitle(o.Title, true)
	f.SetLang(o.Lang)
	f.SetCreator("Schakel", true)
	f.SetCreationDate(o.At)
	f.SetModificationDate(o.At)
	f.SetCatalogSort(true)
	f.SetMargins(margin, margin, margin)
	f.SetCellMargin(0)
	f.SetAutoPageBreak(true, 22)
	f.AliasNbPages(totalMark)
	f.SetFooterFunc(d.foot)
	f.AddPage()
	d.head()
	return d
}

// head draws the band with the title.
func (d *Doc) head() {
	f := d.f
	f.SetFillColor(d.accent[0], d.accent[1], d.accent[2])
	f.Rect(0, 0, 210, band, "F")
	d.ink(onto(d.accent))
	f.SetXY(margin, 10)
	f.SetFont(font, "B", 22)
	f.MultiCell(width, 9, d.Title, "", "L", false)
	f.SetFont(font, "", 11)
	f.MultiCell(width, line, d.Lead, "", "L", false)
	d.ink(black)
	f.SetY(max(f.GetY(), band) + 6)
}

func (d *Doc) foot() {
	f := d.f
	f.SetY(-14)
	f.SetFont(font, "", 8.5)
	d.ink(grey)
	f.CellFormat(width*0.7, 5, d.Footer, "", 0, "L", false, 0, "")
	f.CellFormat(width*0.3, 5, d.PageOf(f.PageNo(), totalMark), "", 0, "R", false, 0, "")
	d.ink(black)
}

// Heading begins a part. It never stands alone at the foot of a page.
func (d *Doc) Heading(text string) {
	f := d.f
	d.room(40)
	f.Ln(2)
	f.SetFont(font, "B", 15)
	f.MultiCell(width, 8, text, "", "L", false)
	y := f.GetY() + 0.5
	f.SetFillColor(d.accent[0], d.accent[1], d.accent[2])
	f.Rect(margin, y, 24, 1.1, "F")
	f.SetY(y + 4.5)
}

// Entry writes a name, facts in one grey line and paragraphs. It is kept on one page when it fits on one.
func (d *Doc) Entry(name, facts string, paragraphs ...Labelled) {
	f := d.f
	height := 7.0 + line
	f.SetFont(font, "", 10.5)
	for _, p := range paragraphs {
		height += line * float64(len(f.SplitText(p.Label+" "+p.Text, width)))
	}
	d.room(height)
	f.SetFont(font, "B", 12)
	f.MultiCell(width, 6.2, name, "", "L", false)
	f.SetFont(font, "", 9.5)
	d.ink(grey)
	f.MultiCell(width, line, facts, "", "L", false)
	d.ink(black)
	for _, p := range paragraphs {
		if p.Text == "" {
			continue
		}
		if p.Label != "" {
			f.SetFont(font, "B", 10.5)
			f.Write(line, p.Label+" ")
		}
		f.SetFont(font, "", 10.5)
		f.Write(line, p.Text)
		f.Ln(line)
	}
	f.Ln(3.5)
}

// Note writes a paragraph.
func (d *Doc) Note(text string) {
	d.f.SetFont(font, "", 10.5)
	d.f.MultiCell(width, line, text, "", "L", false)
	d.f.Ln(2)
}

// room begins a new page when fewer millimetres are left.
func (d *Doc) room(height float64) {
	const usable = 297 - margin - 22
	if _, bottom := d.f.GetPageSize(); height < usable && d.f.GetY()+height > bottom-22 {
		d.f.AddPage()
	}
}

// Write ends the document and writes it.
func (d *Doc) Write(w io.Writer) error {
	if err := d.f.Output(w); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

var (
	black = [3]int{28, 30, 33}
	grey  = [3]int{90, 94, 100}
	white = [3]int{255, 255, 255}
)

func (d *Doc) ink(c [3]int) { d.f.SetTextColor(c[0], c[1], c[2]) }

// rgb reads #rrggbb.
func rgb(accent string) [3]int {
	if len(accent) != 7 || accent[0] != '#' {
		return [3]int{52, 58, 64}
	}
	n, err := strconv.ParseUint(accent[1:], 16, 32)
	if err != nil {
		return [3]int{52, 58, 64}
	}
	return [3]int{int(n >> 16), int(n >> 8 & 255), int(n & 255)}
}

// onto is the ink that reads well on a colour: white, or black on a light one.
func onto(c [3]int) [3]int {
	if 299*c[0]+587*c[1]+114*c[2] > 150_000 {
		return black
	}
	return white
}
