package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"

// site is a small application under the policy of the product.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	page := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", policy)
			_, _ = io.WriteString(w, `<!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Proef</title><link rel="stylesheet" href="/app.css"><link rel="icon" href="data:,"></head><body>`+body+`</body></html>`)
		})
	}
	serve := func(path, contentType, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			_, _ = io.WriteString(w, body)
		})
	}
	serve("/app.css", "text/css", `body{background:#fff;color:#111;font:16px sans-serif}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}.wide{width:2000px;height:10px}a,button{display:inline-block;padding:12px}`)
	serve("/app.js", "text/javascript", `document.querySelector('output').textContent = 'met script'`)
	page("/{$}", `<main><h1>Behoeften</h1><output></output><script src="/app.js"></script>
<form method="post" action="/save" enctype="multipart/form-data">
<p><label for="t">Titel <span>(verplicht)</span></label><input id="t" name="title" value="oud"></p>
<p><label>Datum <input type="date" name="day"></label></p>
<p><label>School <select name="school"><option value="1">Almelo</option><option value="2">Rijssen</option></select></label></p>
<p><label><input type="checkbox" name="po"> Ook voor de basisschool</label></p>
<p><label>Uitleg <textarea name="text"></textarea></label></p>
<p><label>Bijlage <input type="file" name="file"></label></p>
<button>Bewaren</button></form>
<section id="a"><h2>Een</h2><button type="button">Kies</button></section><section id="b"><h2>Twee</h2><a href="/second">Kies</a></section></main>`)
	page("/second", `<main><h1>De tweede</h1><a href="/">Terug</a></main>`)
	mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var b strings.Builder
		for _, name := range []string{"title", "day", "school", "po", "text"} {
			fmt.Fprintf(&b, "%s=%s ", name, r.FormValue(name))
		}
		if file, header, err := r.FormFile("file"); err == nil {
			text, _ := io.ReadAll(file)
			fmt.Fprintf(&b, "file=%s:%s", header.Filename, text)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `<!DOCTYPE html><html lang="nl"><head><title>x</title></head><body><main><h1>Bewaard</h1><p>`+b.String()+`</p></main></body></html>`)
	})
	page("/wide", `<main><h1>Breed</h1><div class="wide">x</div></main>`)
	page("/inaccessible", `<main><h1>Fout</h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><input name="x"></main>`)
	page("/inline", `<main><h1>Inline</h1><p style="color:red">x</p><script>1</script></main>`)
	page("/elsewhere", `<main><h1>Elders</h1><img alt="x" src="http://127.0.0.2:9/x.png"></main>`)
	page("/missing", `<main><h1>Mist</h1><script src="/none.js"></script></main>`)
	page("/throws", `<main><h1>Gooit</h1><script src="/throws.js"></script></main>`)
	serve("/throws.js", "text/javascript", `console.error('oei', 3); throw new Error('kapot')`)
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "stuk", http.StatusInternalServerError) })
	mux.HandleFunc("/lang", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Header.Get("Accept-Language"))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func TestJourney(t *testing.T) {
	t.Parallel()
	for _, noJS := range []bool{false, true} {
		t.Run(fmt.Sprintf("noJS=%v", noJS), func(t *testing.T) {
			t.Parallel()
			p := New(t, Options{Base: site(t), NoJS: noJS, Width: 390, Height: 844})
			p.Goto("/")
			if noJS {
				p.NotSee("met script")
			} else {
				p.See("met script")
			}
			p.Inspect()
			p.Fill("Titel", "Gastles “lassen”")
			p.Fill("Datum", "2026-11-25")
			p.Select("School", "Rijssen")
			p.Check("Ook voor de basisschool")
			p.Fill("Uitleg", "een\ntwee")
			p.Fill("Uitleg", "drie")
			if got := p.Value("Titel"); got != "Gastles “lassen”" {
				t.Errorf("Value: %q", got)
			}
			file := filepath.Join(t.TempDir(), "lijst.csv")
			if err := os.WriteFile(file, []byte("a;b"), 0o600); err != nil {
				t.Fatal(err)
			}
			p.Upload("Bijlage", file)
			p.Click("Bewaren")
			p.See("title=Gastles “lassen” day=2026-11-25 school=2 po=on text=drie file=lijst.csv:a;b")
			if p.Status() != http.StatusUnprocessableEntity || p.Path() != "/save" {
				t.Errorf("status %d at %s", p.Status(), p.Path())
			}
			if html := p.HTML(); !strings.HasPrefix(html, "<!DOCTYPE html>") || !strings.Contains(html, "Bewaard") {
				t.Errorf("HTML is not what was sent: %s", html)
			}
			p.Goto("/")
			p.Within("#b").Click("Kies")
			p.See("De tweede")
			p.Back()
			p.See("Behoeften")
			shot := filepath.Join(t.TempDir(), "x.png")
			p.Screenshot(shot)
			if info, err := os.Stat(shot); err != nil || info.Size() < 1000 {
				t.Errorf("no picture: %v %v", info, err)
			}
		})
	}
}

func TestLanguageIsAskedFor(t *testing.T) {
	t.Parallel()
	base := site(t)
	p := New(t, Options{Base: base})
	p.Goto("/lang")
	p.See("nl")
	en := New(t, Options{Base: base, Lang: "en"})
	en.Goto("/lang")
	en.See("en")
}

func TestCookiesStayInTheirSession(t *testing.T) {
	t.Parallel()
	base := site(t)
	p := New(t, Options{Base: base})
	p.SetCookie("session", "abc")
	p.Goto("/second")
	if got := p.Cookies(); !slices.Equal(got, []string{"session"}) {
		t.Errorf("cookies: %q", got)
	}
	other := New(t, Options{Base: base})
	other.Goto("/second")
	if got := other.Cookies(); len(got) != 0 {
		t.Errorf("another session has cookies too: %q", got)
	}
}

func TestKeyboard(t *testing.T) {
	t.Parallel()
	p := New(t, Options{Base: site(t)})
	p.Goto("/second")
	p.Press("\t")
	if got := p.Focused(); got != "Terug" {
		t.Errorf("focus on %q", got)
	}
	p.Press("\r")
	p.See("Behoeften")
}

func TestProblemsAreSeen(t *testing.T) {
	t.Parallel()
	base := site(t)
	for path, want := range map[string][]string{
		"/inline":    {"Content Security Policy"},
		"/elsewhere": {"another host: http://127.0.0.2:9/x.png"},
		"/missing":   {"404: " + base + "/none.js"},
		"/throws":    {`console.error: "oei" 3`, "Error: kapot"},
		"/broken":    {"page answered 500"},
		"/second":    nil,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			p := New(t, Options{Base: base})
			p.Goto(path)
			got := p.watch.left()
			for _, w := range want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, w) }) {
					t.Errorf("nobody saw %q; seen: %q", w, got)
				}
			}
			if want == nil && got != nil {
				t.Errorf("seen on a good page: %q", got)
			}
		})
	}
}

func TestAllowedProblemsDoNotFail(t *testing.T) {
	t.Parallel()
	p := New(t, Options{Base: site(t)})
	p.Allow("page answered 500")
	p.Goto("/broken")
	if p.Status() != http.StatusInternalServerError {
		t.Errorf("status %d", p.Status())
	}
}

func TestChecksFailWhenTheyShould(t *testing.T) {
	t.Parallel()
	base := site(t)
	for _, c := range []struct {
		path  string
		width int
		check func(*Page)
		want  []string
	}{
		{"/inaccessible", 1280, (*Page).Axe, []string{"image-alt", "label"}},
		{"/wide", 1280, (*Page).NoHorizontalScroll, []string{"scrolls sideways", `class="wide"`}},
		{"/wide", 390, (*Page).NoHorizontalScroll, []string{"scrolls sideways", `class="wide"`}},
		{"/second", 390, (*Page).NoHorizontalScroll, nil},
	} {
		t.Run(fmt.Sprintf("%s %d", c.path, c.width), func(t *testing.T) {
			t.Parallel()
			rec := &recorder{TB: t}
			p := New(t, Options{Base: base, Width: c.width})
			p.t = rec
			p.Goto(c.path)
			c.check(p)
			p.watch.left()
			all := strings.Join(rec.errors, "\n")
			for _, want := range c.want {
				if !strings.Contains(all, want) {
					t.Errorf("want %q in the failure, got:\n%s", want, all)
				}
			}
			if c.want == nil && all != "" {
				t.Errorf("failed on a good page:\n%s", all)
			}
		})
	}
}

// recorder is a testing.TB that takes failures down instead of failing.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}
func (r *recorder) Error(args ...any) {
	r.errors = append(r.errors, fmt.Sprint(args...))
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
