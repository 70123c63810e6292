package ui_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"schakel/internal/platform/i18n"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

func parse(t *testing.T, text string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(text(c))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func elements(doc *html.Node, want ...atom.Atom) []*html.Node {
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range want {
			if n.DataAtom == a {
				out = append(out, n)
			}
		}
	}
	return out
}

func inside(n *html.Node, a atom.Atom) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return p
		}
	}
	return nil
}

// checkMarkup reports what every page of Schakel must keep, signed in or not.
func checkMarkup(doc *html.Node) []string {
	var bad []string
	ids, labelled := map[string]int{}, map[string]bool{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if n.DataAtom == atom.Label {
			labelled[attr(n, "for")] = true
		}
	}
	for id, n := range ids {
		if n > 1 {
			bad = append(bad, "id twice: "+id)
		}
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				bad = append(bad, "forbidden by the policy: "+a.Key+" on "+n.Data)
			}
			if a.Key == "aria-describedby" || a.Key == "aria-labelledby" || a.Key == "aria-controls" || a.Key == "list" || a.Key == "for" {
				for id := range strings.FieldsSeq(a.Val) {
					if ids[id] == 0 {
						bad = append(bad, a.Key+" points to nothing: "+id)
					}
				}
			}
		}
		bad = append(bad, checkElement(n, labelled)...)
	}
	if n := len(elements(doc, atom.H1)); n != 1 {
		bad = append(bad, "h1: want one")
	}
	if n := len(elements(doc, atom.Main)); n != 1 {
		bad = append(bad, "main: want one")
	}
	return bad
}

// checkElement reports what is wrong with one element.
func checkElement(n *html.Node, labelled map[string]bool) []string {
	var bad []string
	switch n.DataAtom {
	case atom.Input, atom.Select, atom.Textarea:
		named := labelled[attr(n, "id")] && attr(n, "id") != "" || has(n, "aria-label") || inside(n, atom.Label) != nil
		if attr(n, "type") != "hidden" && !named {
			bad = append(bad, "control without a name: "+attr(n, "name"))
		}
	case atom.Button, atom.A, atom.Summary:
		if text(n) == "" && attr(n, "aria-label") == "" {
			bad = append(bad, n.Data+" without a name: "+attr(n, "class"))
		}
		if n.DataAtom == atom.Button && attr(n, "type") == "" {
			bad = append(bad, "button without type: "+text(n))
		}
	case atom.Fieldset:
		if first := n.FirstChild; first == nil || first.DataAtom != atom.Legend {
			bad = append(bad, "fieldset without legend")
		}
	case atom.Nav:
		if attr(n, "aria-label") == "" {
			bad = append(bad, "nav without a name")
		}
	case atom.Table:
		if len(elements(n, atom.Caption)) != 1 {
			bad = append(bad, "table without caption")
		}
	case atom.Svg:
		if attr(n, "aria-hidden") != "true" && (attr(n, "role") != "img" || attr(n, "aria-label") == "") && inside(n, atom.Svg) == nil {
			bad = append(bad, "svg neither hidden nor named")
		}
	case atom.Style:
		bad = append(bad, "style element")
	case atom.Script:
		if attr(n, "src") == "" {
			bad = append(bad, "script inside the page")
		}
	}
	return bad
}

func TestPagesKeepTheRulesOfMarkup(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Langs() {
		for name, page := range map[string]string{
			"style page": render(t, chart.Styleguide(sampleFrame(lang))),
			"portal":     render(t, portalSample(lang)),
		} {
			doc := parse(t, page)
			for _, p := range checkMarkup(doc) {
				t.Errorf("%s, %s: %s", name, lang, p)
			}
			if got := attr(elements(doc, atom.Html)[0], "lang"); got != string(lang) {
				t.Errorf("%s: lang %q, want %q", name, got, lang)
			}
			if strings.Contains(page, "⟦") || strings.Contains(page, ">ui.") {
				t.Errorf("%s, %s: a text is missing", name, lang)
			}
		}
	}
}

func TestMarkupRulesCanFail(t *testing.T) {
	t.Parallel()
	page := `<main><h1>a</h1><h1>b</h1><p id=x style="color:red" onclick=x>c</p><i id=x></i><input name=q><button></button><nav></nav>
		<table></table><svg></svg><fieldset></fieldset><style></style><script>x</script><label for=none>l</label></main>`
	if got := checkMarkup(parse(t, page)); len(got) < 14 {
		t.Errorf("only %d found: %s", len(got), strings.Join(got, "; "))
	}
}

func TestHeadingsDoNotSkipALevel(t *testing.T) {
	t.Parallel()
	levels := map[atom.Atom]int{atom.H1: 1, atom.H2: 2, atom.H3: 3, atom.H4: 4}
	doc := parse(t, render(t, chart.Styleguide(sampleFrame(i18n.NL))))
	last := 0
	for _, h := range elements(doc, atom.H1, atom.H2, atom.H3, atom.H4) {
		level := levels[h.DataAtom]
		if level > last+1 {
			t.Errorf("%q is h%d after h%d", text(h), level, last)
		}
		last = level
	}
}

func TestIconsOfThePagesExist(t *testing.T) {
	t.Parallel()
	if len(ui.IconNames()) < 50 {
		t.Errorf("only %d icons", len(ui.IconNames()))
	}
	for _, name := range []string{
		"home", "users", "building", "tag", "question", "calendar", "euro", "chart", "tree", "mail", "phone", "visit", "note", "check", "check-double", "x", "clock",
		"alert", "plus", "search", "chevron-down", "arrow", "filter", "download", "upload", "link", "lock", "sun", "moon", "globe", "user", "logout", "list", "board",
		"star", "flag", "document", "signature", "pencil", "trash", "undo", "school", "handshake", "bell", "drag", "eye", "settings",
	} {
		if !ui.HasIcon(name) {
			t.Errorf("no icon %q", name)
		}
	}
	if ui.HasIcon("unicorn") {
		t.Error("HasIcon says yes to anything")
	}
}
