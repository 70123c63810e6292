package markdown

import (
	"strings"
	"testing"
)

func show(blocks []Block) string {
	var out []string
	for _, b := range blocks {
		s := string(b.Kind)
		for _, r := range b.Runs {
			t := r.Text
			if r.Bold {
				t = "<b>" + t + "</b>"
			}
			if r.Italic {
				t = "<i>" + t + "</i>"
			}
			s += "|" + t
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestParse(t *testing.T) {
	t.Parallel()
	got := show(Parse("# Overeenkomst\r\n\r\n## Doel\n\nWij **bouwen** *samen*\naan techniek.\n\n1. Eerste lid.\n2. Tweede lid,\n   op twee regels.\n\n- los punt\n  - dieper\n\n---\n\n<script>alert(1)</script> [naam](http://x)\n"))
	want := strings.Join([]string{
		"heading|Overeenkomst", "heading|Doel", "paragraph|Wij |<b>bouwen</b>| |<i>samen</i>| aan techniek.",
		"clause|Eerste lid.", "clause|Tweede lid, op twee regels.", "point|los punt", "point|dieper",
		"paragraph|<script>alert(1)</script> [naam](http://x)",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What somebody is called cannot become form: it is read back letter by letter, also at the beginning of a line.
func TestEscape(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"Van der Kolk & Zn. B.V.", "# Kop", "- punt", "1. lid", "*ster* __streep__", `C:\map\`, "a < b > c", "<b>vet</b>", "{{menu}}", "`code`", "~~weg~~", "![x](y)", "€ 1.234,56", "Łódź – ’s morgens", "+ plus", "---", "&amp; &lt;", `"x" 'y'`,
	} {
		blocks := Parse(Escape(value))
		if len(blocks) != 1 || blocks[0].Kind != Paragraph || blocks[0].Text() != value {
			t.Errorf("%q became %s", value, show(blocks))
		}
		if blocks = Parse("- " + Escape(value)); len(blocks) != 1 || blocks[0].Kind != Point || blocks[0].Text() != value {
			t.Errorf("%q in a list became %s", value, show(blocks))
		}
	}
	if got := Parse(Escape("twee\n\n# regels"))[0].Text(); got != "twee # regels" {
		t.Errorf("got %q", got)
	}
}
