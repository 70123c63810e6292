package agreement

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"schakel/internal/platform/markdown"
)

// Content is all that an agreement says.
type Content struct {
	Network      string
	Unit         string
	Organisation string
	Umbrella     bool
	Scheme       string
	Grant        string
	Name         string
	Version      Version
	Signatories  []Signatory
	Items        []Item
	Pledges      []Pledge
	Members      []Member
}

// Compose writes the text of an agreement by a template: Markdown, the same for the same content.
func Compose(body string, c Content) string {
	lang := c.Version.Lang
	w := wordsOf[lang]
	e := markdown.Escape
	values := map[Field]string{
		FieldName: e(c.Name), FieldNetwork: e(c.Network), FieldUnit: e(c.Unit), FieldOrganisation: e(c.Organisation), FieldScheme: e(c.Scheme), FieldGrant: e(c.Grant),
		FieldStart: day(lang, c.Version.From), FieldEnd: day(lang, c.Version.To),
		FieldParties: c.parties(w), FieldMembers: c.members(w), FieldMenu: c.menu(w, lang), FieldPledges: c.pledges(w, lang), FieldSignatories: c.signatories(w),
	}
	text := merge(strings.ReplaceAll(body, "\r\n", "\n"), values)
	if c.Version.N > 1 {
		text = "# " + fill(w.amends, strconv.Itoa(c.Version.N-1)) + "\n\n" + w.changes + "\n\n" + paragraphs(c.Version.Changes) + "\n\n" + text
	}
	return strings.TrimSpace(text) + "\n"
}

// Digest is the SHA-256 of a text, in hexadecimal: the name by which a signature knows it.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// paragraphs keeps the paragraphs that somebody typed, and none of what could be form.
func paragraphs(text string) string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if line = markdown.Escape(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n\n")
}

func points(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("- " + l + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func titled(name, title string) string {
	if title == "" {
		return markdown.Escape(name)
	}
	return markdown.Escape(name) + ", " + markdown.Escape(title)
}

// parties lists each party once, with all who represent it.
func (c Content) parties(w words) string {
	var names, lines []string
	people := map[string][]string{}
	for _, s := range c.Signatories {
		if people[s.Party] == nil {
			names = append(names, s.Party)
		}
		people[s.Party] = append(people[s.Party], titled(s.Name, s.Title))
	}
	for _, n := range names {
		lines = append(lines, fill(w.represented, markdown.Escape(n), strings.Join(people[n], "; ")))
	}
	return points(lines)
}

func (c Content) members(w words) string {
	if !c.Umbrella {
		return ""
	}
	var lines []string
	for _, m := range c.Members {
		line := markdown.Escape(m.Name)
		if m.Place != "" {
			line += ", " + markdown.Escape(m.Place)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return w.later
	}
	return fill(w.members, markdown.Escape(c.Organisation)) + "\n\n" + points(lines) + "\n\n" + w.later
}

func (c Content) menu(w words, lang string) string {
	var lines []string
	for _, i := range c.Items {
		lines = append(lines, markdown.Escape(i.Named(lang)))
	}
	if len(lines) == 0 {
		return w.noMenu
	}
	return points(lines)
}

func (c Content) pledges(w words, lang string) string {
	var lines []string
	p := printer(lang)
	for _, l := range c.Pledges {
		what := w.kinds[l.Kind]
		if l.Minutes > 0 {
			what = markdown.Escape(p.Hours(l.Minutes)) + " " + what
		}
		if l.What != "" {
			what += " (" + markdown.Escape(l.What) + ")"
		}
		lines = append(lines, "**"+strconv.Itoa(l.Year)+"**: "+fill(w.worth, what, markdown.Escape(p.Money(l.Cents))))
	}
	if len(lines) == 0 {
		return w.noPledges
	}
	return points(lines)
}

func (c Content) signatories(w words) string {
	var lines []string
	for i, s := range c.Signatories {
		lines = append(lines, fill(w.place, strconv.Itoa(i+1)+`\`, titled(s.Name, s.Title), markdown.Escape(s.Party)))
	}
	return points(lines)
}

// Block is a piece of a text, with the number that it has in the document: 2 of an article, 2.1 of a clause in it.
type Block struct {
	markdown.Block
	Number string
}

// Blocks reads a text and numbers its articles and clauses. A page and a PDF show the same numbers.
func Blocks(text string) []Block {
	var out []Block
	article, clause := 0, 0
	for _, b := range markdown.Parse(text) {
		n := Block{Block: b}
		switch {
		case b.Kind == markdown.Heading && b.Level == 2:
			article, clause = article+1, 0
			n.Number = strconv.Itoa(article)
		case b.Kind == markdown.Clause:
			clause++
			n.Number = strconv.Itoa(clause)
			if article > 0 {
				n.Number = strconv.Itoa(article) + "." + n.Number
			}
		}
		out = append(out, n)
	}
	return out
}
