// Package htmltest asserts what a rendered page says, by its structure instead of by searching its text:
//
//	page := htmltest.In(t, body)
//	page.Has("h1", "Behoeften")
//	page.Has(`form[action="/needs"] input[name=title][required]`)
//	page.One("#notes").Lacks("a")
//	page.Count("table tbody tr", 3)
//
// Selectors are the simple part of CSS: tag, #id, .class, [attribute], [attribute=value] (also ^=, $=, *=, ~=), :not(…) of
// those, joined by a space (inside) or ">" (child), alternatives by a comma.
//
// [Keep] and [Validate] collect whole pages and run html-validate over them once.
package htmltest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Doc is a parsed page or a part of one. Its methods fail the test and go on, but [Doc.One] ends it.
type Doc struct {
	t     testing.TB
	nodes []*html.Node
}

// In parses a page (a string or bytes). A document that is only a fragment is put in a body, as browsers do.
func In[S ~string | ~[]byte](t testing.TB, page S) Doc {
	t.Helper()
	root, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal("htmltest: ", err)
	}
	return Doc{t: t, nodes: []*html.Node{root}}
}

// Find returns the elements that match, in the order of the page.
func (d Doc) Find(selector string) []Element {
	d.t.Helper()
	sel, err := compile(selector)
	if err != nil {
		d.t.Fatalf("htmltest: selector %q: %v", selector, err)
	}
	var out []Element
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && sel.matches(n) {
			out = append(out, Element{Doc{t: d.t, nodes: []*html.Node{n}}, n})
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for _, n := range d.nodes {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	return out
}

// Has fails unless an element matches and, with texts, one element's text holds all of them.
func (d Doc) Has(selector string, texts ...string) Doc {
	d.t.Helper()
	found := d.Find(selector)
	for _, el := range found {
		if containsAll(el.Text(), texts) {
			return d
		}
	}
	if len(found) == 0 {
		d.t.Errorf("htmltest: nothing matches %s in:\n%s", selector, d.excerpt())
		return d
	}
	var said []string
	for _, el := range found {
		said = append(said, el.Text())
	}
	d.t.Errorf("htmltest: no %s says %q; they say: %q", selector, texts, said)
	return d
}

// Lacks fails when an element matches whose text holds all texts.
func (d Doc) Lacks(selector string, texts ...string) Doc {
	d.t.Helper()
	for _, el := range d.Find(selector) {
		if containsAll(el.Text(), texts) {
			d.t.Errorf("htmltest: %s %q should not be there: %s", selector, texts, el.excerpt())
		}
	}
	return d
}

// Count fails unless exactly n elements match.
func (d Doc) Count(selector string, n int) Doc {
	d.t.Helper()
	if found := d.Find(selector); len(found) != n {
		d.t.Errorf("htmltest: %d elements match %s, want %d, in:\n%s", len(found), selector, n, d.excerpt())
	}
	return d
}

// One returns the element that matches; none, or more than one, ends the test.
func (d Doc) One(selector string) Element {
	d.t.Helper()
	found := d.Find(selector)
	if len(found) != 1 {
		d.t.Fatalf("htmltest: %d elements match %s, want one, in:\n%s", len(found), selector, d.excerpt())
	}
	return found[0]
}

// Says fails unless the text of the page holds every one of texts. Runs of spaces count as one.
func (d Doc) Says(texts ...string) Doc {
	d.t.Helper()
	all := d.Text()
	for _, text := range texts {
		if !strings.Contains(all, oneLine(text)) {
			d.t.Errorf("htmltest: the page does not say %q; it says:\n%s", text, all)
		}
	}
	return d
}

// Silent fails when the text of the page holds one of texts.
func (d Doc) Silent(texts ...string) Doc {
	d.t.Helper()
	all := d.Text()
	for _, text := range texts {
		if strings.Contains(all, oneLine(text)) {
			d.t.Errorf("htmltest: the page should not say %q", text)
		}
	}
	return d
}

// Text is what the page says, in one line; scripts, styles and templates say nothing.
func (d Doc) Text() string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "template"):
			return
		case n.Type == html.ElementNode && !inline[n.Data]:
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && !inline[n.Data] {
			b.WriteByte(' ')
		}
	}
	for _, n := range d.nodes {
		walk(n)
	}
	return oneLine(b.String())
}

// Form returns the fields that a browser would send for the form that matches, as they stand: value lists by name.
// Buttons are not sent: add the one that is pressed.
func (d Doc) Form(selector string) map[string][]string {
	d.t.Helper()
	values := map[string][]string{}
	for _, field := range d.One(selector).Find("input[name]:not([disabled]),select[name]:not([disabled]),textarea[name]:not([disabled])") {
		name := field.Attr("name")
		switch field.Tag() {
		case "select":
			options := field.Find("option[selected]")
			if all := field.Find("option"); len(options) == 0 && len(all) > 0 && !field.HasAttr("multiple") {
				options = all[:1]
			}
			for _, o := range options {
				if o.HasAttr("value") {
					values[name] = append(values[name], o.Attr("value"))
				} else {
					values[name] = append(values[name], o.Text())
				}
			}
		case "textarea":
			values[name] = append(values[name], field.raw())
		default:
			switch field.Attr("type") {
			case "checkbox", "radio":
				if field.HasAttr("checked") {
					value := "on"
					if field.HasAttr("value") {
						value = field.Attr("value")
					}
					values[name] = append(values[name], value)
				}
			case "submit", "button", "image", "reset", "file":
			default:
				values[name] = append(values[name], field.Attr("value"))
			}
		}
	}
	return values
}

// Element is one element; searching in it looks below it.
type Element struct {
	Doc
	node *html.Node
}

// Tag is the element's name, in lower case.
func (e Element) Tag() string { return e.node.Data }

// Attr is an attribute's value, "" when it is not there.
func (e Element) Attr(name string) string {
	value, _ := attr(e.node, name)
	return value
}

// HasAttr tells whether the attribute is there.
func (e Element) HasAttr(name string) bool {
	_, ok := attr(e.node, name)
	return ok
}

// raw is the text as it stands, spaces and line ends kept.
func (e Element) raw() string {
	var b strings.Builder
	for c := e.node.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(c.Data)
	}
	return b.String()
}

// inline elements do not part words.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "cite": true, "code": true, "data": true, "em": true, "i": true, "kbd": true,
	"mark": true, "q": true, "s": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true, "time": true, "u": true, "var": true, "wbr": true,
}

func (d Doc) excerpt() string {
	var b strings.Builder
	for _, n := range d.nodes {
		if err := html.Render(&b, n); err != nil {
			return err.Error()
		}
	}
	if s := b.String(); len(s) > 3000 {
		return s[:3000] + " …"
	}
	return b.String()
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func containsAll(s string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(s, oneLine(text)) {
			return false
		}
	}
	return true
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
