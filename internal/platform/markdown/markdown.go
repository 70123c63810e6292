// Package markdown reads a plain part of Markdown into blocks: headings, paragraphs, clauses (numbered items) and points (bullets), with
// bold and slanted words. Whoever shows it, as a page or as a PDF, shows the same blocks. HTML, links and images in a text are only words.
package markdown

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Kind is what a block is.
type Kind string

// The kinds of block.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Clause    Kind = "clause" // an item of a numbered list
	Point     Kind = "point"  // an item of a list without numbers
)

// Run is a piece of text in one face.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
}

// Block is a heading, a paragraph or an item.
type Block struct {
	Kind  Kind
	Level int // of a heading: 1 to 6; of an item: 1 for the outermost
	Runs  []Run
}

// Text is the block without faces.
func (b Block) Text() string {
	var s strings.Builder
	for _, r := range b.Runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

// Only what a contract needs is read: raw HTML, code and links stay text.
var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(util.Prioritized(parser.NewEmphasisParser(), 500)),
)

// Parse reads a text.
func Parse(source string) []Block {
	raw := []byte(strings.ReplaceAll(source, "\r\n", "\n"))
	w := walk{source: raw}
	w.children(reader.Parse(text.NewReader(raw)), "", 0)
	return w.out
}

type walk struct {
	source []byte
	out    []Block
}

// children reads what stands below a node; kind and level are those of the item around it, if any.
func (w *walk) children(n ast.Node, kind Kind, level int) {
	first := true
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Heading:
			w.add(Block{Kind: Heading, Level: c.Level}, c)
		case *ast.List:
			inner := Point
			if c.IsOrdered() {
				inner = Clause
			}
			for item := c.FirstChild(); item != nil; item = item.NextSibling() {
				w.children(item, inner, level+1)
			}
		case *ast.Paragraph, *ast.TextBlock:
			if kind != "" && first { // further paragraphs of an item are paragraphs
				w.add(Block{Kind: kind, Level: level}, c)
			} else {
				w.add(Block{Kind: Paragraph}, c)
			}
		}
		first = false
	}
}

func (w *walk) add(b Block, n ast.Node) {
	w.runs(&b, n, Run{})
	if len(b.Runs) > 0 {
		w.out = append(w.out, b)
	}
}

// runs collects the words below a node, in the face of what is around them.
func (w *walk) runs(b *Block, n ast.Node, face Run) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s := string(util.UnescapePunctuations(c.Segment.Value(w.source)))
			if c.SoftLineBreak() || c.HardLineBreak() {
				s += " "
			}
			b.put(s, face)
		case *ast.String:
			b.put(string(c.Value), face)
		case *ast.Emphasis:
			inner := face
			if c.Level == 2 {
				inner.Bold = true
			} else {
				inner.Italic = true
			}
			w.runs(b, c, inner)
		default:
			w.runs(b, c, face)
		}
	}
}

// put adds words, to the last run when that has the same face.
func (b *Block) put(s string, face Run) {
	if s == "" {
		return
	}
	if n := len(b.Runs); n > 0 && b.Runs[n-1].Bold == face.Bold && b.Runs[n-1].Italic == face.Italic {
		b.Runs[n-1].Text += s
		return
	}
	face.Text = s
	b.Runs = append(b.Runs, face)
}

// special are the characters that could mean something at some place of a text.
const special = "\\`*_{}[]<>()#+-.!|~&\"'"

// Escape makes a value safe to stand in a text: it is read back as exactly these words, on one line.
func Escape(value string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(value), " ") {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
