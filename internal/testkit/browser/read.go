package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Text is the text people see, one line per line on the page.
func (p *Page) Text() string {
	p.t.Helper()
	return evaluate[string](p, fmt.Sprintf("(%s)?.innerText ?? ''", p.part()))
}

// See waits until the text is on the page. Runs of spaces and line ends count as one space.
func (p *Page) See(text string) {
	p.t.Helper()
	p.until(func() error {
		if shown := oneLine(p.tryText()); !strings.Contains(shown, oneLine(text)) {
			return fmt.Errorf("the page does not say %q; it says:\n%s", text, shorten(p.tryText(), 2000))
		}
		return nil
	})
}

// NotSee waits until the text is not, or no longer, on the page.
func (p *Page) NotSee(text string) {
	p.t.Helper()
	p.until(func() error {
		if strings.Contains(oneLine(p.tryText()), oneLine(text)) {
			return fmt.Errorf("the page still says %q", text)
		}
		return nil
	})
}

// Count is the number of elements that match a CSS selector, seen or not.
func (p *Page) Count(selector string) int {
	p.t.Helper()
	return evaluate[int](p, fmt.Sprintf("(%s)?.querySelectorAll(%s).length ?? 0", p.part(), quote(selector)))
}

// Focused describes the element with the focus, for keyboard journeys: its text, label or name.
func (p *Page) Focused() string {
	p.t.Helper()
	return evaluate[string](p, `(() => { const el = document.activeElement; return el ? (el.getAttribute('aria-label') || el.labels?.[0]?.innerText || el.innerText || el.name || el.tagName).replace(/\s+/g, ' ').trim() : '' })()`)
}

// HTML is the page's document as the server sent it, without what scripts changed.
func (p *Page) HTML() string {
	p.t.Helper()
	p.watch.mu.Lock()
	id := p.watch.document
	p.watch.mu.Unlock()
	res, err := call(p, network.GetResponseBody, network.GetResponseBodyParams{RequestID: id})
	p.must("html", err)
	return string(res.Body)
}

// Screenshot writes the whole page as a PNG; a relative path is below the module's root.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	p.must("screenshot", p.screenshot(path))
}

// ScreenshotAt is Screenshot in a window of another width and colour; afterwards the window is as it was.
func (p *Page) ScreenshotAt(path string, width int, dark bool) {
	p.t.Helper()
	p.size(width, p.opts.Height)
	p.colours(dark)
	p.Screenshot(path)
	p.size(p.opts.Width, p.opts.Height)
	p.colours(p.opts.Dark)
}

func (p *Page) screenshot(path string) error {
	if !filepath.IsAbs(path) {
		at, err := moduleFile(path)
		if err != nil {
			return err
		}
		path = at
	}
	png, err := run(p, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}

// Eval runs a script in the page and decodes its value; for what no other method can see.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return evaluate[T](p, expression)
}
