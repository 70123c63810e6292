package browser

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

//go:embed page.js
var finder string

// found is what page.js answers.
type found struct {
	Error string  `json:"error"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Typed bool    `json:"typed"`
	Text  string  `json:"text"`
}

// find asks page.js until it finds what is wanted.
func (p *Page) find(what, text, value string) found {
	p.t.Helper()
	script := fmt.Sprintf("(%s)(%s, %s, %s, %s)", strings.TrimSpace(withoutComments(finder)), quote(p.within), quote(what), quote(text), quote(value))
	var got found
	p.until(func() error {
		var err error
		got, err = run(p, chromedp.Evaluate[found](script))
		if err != nil {
			return fmt.Errorf("looking for %q: %w", text, err)
		}
		if got.Error != "" {
			return fmt.Errorf("%s (on %s)", got.Error, p.tryPath())
		}
		return nil
	})
	return got
}

// until tries until f succeeds or patience ends; then the test fails with f's last error.
func (p *Page) until(f func() error) {
	p.t.Helper()
	end := time.Now().Add(patience)
	for {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(end) || p.ctx.Err() != nil {
			p.t.Fatal("browser: ", err)
		}
		time.Sleep(25 * time.Millisecond) // asks again: the page itself gives no signal for "what you look for is there now"
	}
}

// settle waits until the page is loaded and nothing happens on the wire.
func (p *Page) settle() {
	p.t.Helper()
	p.until(func() error {
		if !p.watch.quiet(calm) {
			return fmt.Errorf("the page stays busy")
		}
		state, err := run(p, chromedp.Evaluate[string]("document.readyState"))
		if err != nil {
			return err
		}
		if state != "complete" {
			return fmt.Errorf("the page stays %s", state)
		}
		return nil
	})
}

// traces counts the pages of which each failed test left traces.
var traces counter

type counter struct {
	mu   sync.Mutex
	seen map[string]int
}

func (c *counter) next(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[name]++
	return c.seen[name]
}

// leaveTraces keeps a picture and the document of a failed test.
func (p *Page) leaveTraces() {
	dir := os.Getenv("SCHAKEL_ARTIFACTS")
	if dir == "" {
		var err error
		if dir, err = moduleFile("tmp", "browser"); err != nil {
			return
		}
	}
	name := filepath.Join(dir, regexp.MustCompile(`[^A-Za-z0-9]+`).ReplaceAllString(p.t.Name(), "_"))
	if n := traces.next(p.t.Name()); n > 1 {
		name += fmt.Sprintf("_%d", n) // another page of the same test
	}
	if err := p.screenshot(name + ".png"); err != nil {
		p.t.Logf("browser: no picture: %v", err)
		return
	}
	html, err := run(p, chromedp.Evaluate[string]("document.documentElement.outerHTML"))
	if err == nil {
		err = os.WriteFile(name+".html", []byte(html), 0o644)
	}
	if err != nil {
		p.t.Logf("browser: no HTML: %v", err)
	}
	p.t.Logf("browser: the page at the end: %s.png and .html (at %s)", name, p.tryPath())
}

// part is the JavaScript expression of the element that words are looked for in.
func (p *Page) part() string {
	if p.within == "" {
		return "document.body"
	}
	return "document.querySelector(" + quote(p.within) + ")"
}

func (p *Page) tryText() string {
	text, err := run(p, chromedp.Evaluate[string](fmt.Sprintf("(%s)?.innerText ?? ''", p.part())))
	if err != nil {
		return ""
	}
	return text
}

func (p *Page) tryPath() string {
	path, err := run(p, chromedp.Evaluate[string]("location.href"))
	if err != nil {
		return "?"
	}
	return path
}

func (p *Page) must(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("browser: %s: %v", what, err)
	}
}

// call, run and do are chromedp's, ended when patience is: a browser that does not answer fails the test, with its name.
func call[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Call(ctx, command, params)
}

func run[T any](p *Page, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, action)
}

func do(p *Page, steps ...chromedp.Action[chromedp.Void]) error {
	_, err := run(p, chromedp.Steps(steps...))
	return err
}

func evaluate[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := run(p, chromedp.Evaluate[T](expression))
	p.must("script", err)
	return v
}

// awaited is evaluate for an expression that is a promise.
func awaited[T any](p *Page, expression string) (T, error) {
	return run(p, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// quote makes a JavaScript string.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // impossible: a string always marshals
	}
	return string(b)
}

// withoutComments drops the leading // lines of page.js, so that it can stand inside parentheses.
func withoutComments(script string) string {
	for strings.HasPrefix(script, "//") {
		_, script, _ = strings.Cut(script, "\n")
	}
	return script
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n] + " …"
}
