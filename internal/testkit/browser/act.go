package browser

import (
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Fill types text in the field with this label, in place of what stood there. Dates are "2026-11-25", times "14:30".
func (p *Page) Fill(label, text string) {
	p.t.Helper()
	if p.find("fill", label, text).Typed {
		if text == "" {
			p.Press(kb.Delete)
		} else {
			_, err := call(p, input.InsertText, input.InsertTextParams{Text: text})
			p.must("fill "+label, err)
		}
	}
	p.settle()
}

// Value is what stands in the field with this label; "true" or "false" for a tick box.
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.find("value", label, "").Text
}

// Select chooses an option by its text.
func (p *Page) Select(label, option string) {
	p.t.Helper()
	p.find("select", label, option)
	p.settle()
}

// Check ticks a box or chooses a radio button by its label; Uncheck takes the tick away.
func (p *Page) Check(label string) {
	p.t.Helper()
	p.find("check", label, "true")
	p.settle()
}

// Uncheck takes a tick away.
func (p *Page) Uncheck(label string) {
	p.t.Helper()
	p.find("check", label, "false")
	p.settle()
}

// Upload puts files in the file field with this label.
func (p *Page) Upload(label string, paths ...string) {
	p.t.Helper()
	p.find("file", label, "")
	node, err := run(p, chromedp.Evaluate[*runtime.RemoteObject](`(() => { const el = document.querySelector('[data-browser-upload]'); el.removeAttribute('data-browser-upload'); return el })()`))
	p.must("upload", err)
	_, err = call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, ObjectID: node.ObjectID})
	p.must("upload", err)
	p.settle()
}

// Click presses the button or link with this text (or label), with the mouse, and waits until the page is quiet again.
// Two different ones with the same text are a failure: narrow down with Within.
func (p *Page) Click(text string) {
	p.t.Helper()
	p.press(p.find("click", text, ""), text)
}

// ClickOn presses the first visible element that matches a CSS selector, for what has no words.
func (p *Page) ClickOn(selector string) {
	p.t.Helper()
	p.press(p.find("css", selector, ""), selector)
}

func (p *Page) press(at found, what string) {
	p.t.Helper()
	p.watch.touch()
	p.must("click "+what, do(p, chromedp.MouseClickXY(at.X, at.Y)))
	p.settle()
}

// Press types keys where the focus is: letters, or the names of package kb ("\r" is Enter).
func (p *Page) Press(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.watch.touch()
	p.must("press", do(p, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))))
	p.settle()
}
