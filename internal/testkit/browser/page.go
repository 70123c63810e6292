package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	// patience is how long an action waits for what it needs, on a machine that does other things too.
	patience = 40 * time.Second
	// calm is how long nothing may happen before a page counts as settled: longer than it takes a click to start a request.
	calm = 120 * time.Millisecond
)

// Options say who looks at the page.
type Options struct {
	// Base is put before paths given to Goto: "http://127.0.0.1:1234".
	Base string
	// Width and Height are the window in CSS pixels; zero is 1280 × 900. A width below 600 is a phone with a touch screen.
	Width, Height int
	// Dark asks for dark colours.
	Dark bool
	// NoJS switches the page's scripts off.
	NoJS bool
	// Lang is what the browser asks for in Accept-Language; empty is "nl".
	Lang string
}

// Page is one tab with a session of its own. Its methods fail the test; none returns an error.
type Page struct {
	t      testing.TB
	ctx    context.Context
	opts   Options
	watch  *watch
	within string // CSS selector of the part that words are looked for in; empty is the whole page
}

// New opens a page that is closed at the test's end; the test then fails on every problem the browser saw.
func New(t testing.TB, opts Options) *Page {
	t.Helper()
	if os.Getenv("SCHAKEL_BROWSER") == "off" {
		t.Skip("SCHAKEL_BROWSER=off: not driving a browser")
	}
	if !chromium.main {
		t.Fatal("browser: the package needs func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }")
	}
	parent, err := start()
	if err != nil {
		t.Fatal("browser: ", err)
	}
	if opts.Width == 0 {
		opts.Width = 1280
	}
	if opts.Height == 0 {
		opts.Height = 900
	}
	if opts.Lang == "" {
		opts.Lang = "nl"
	}
	w := newWatch()
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext(), chromedp.WithListener(w.event))
	p := &Page{t: t, ctx: ctx, opts: opts, watch: w}
	w.asked = func() { // people who press a button mean it
		_, _ = call(p, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the page may be gone already
	}
	t.Cleanup(func() {
		if t.Failed() {
			p.leaveTraces()
		}
		for _, problem := range w.left() {
			t.Errorf("browser: %s", problem)
		}
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal("browser: ", err)
	}
	p.setUp()
	return p
}

// setUp applies the options to the tab.
func (p *Page) setUp() {
	p.t.Helper()
	p.size(p.opts.Width, p.opts.Height)
	p.colours(p.opts.Dark)
	headers, err := json.Marshal(map[string]string{"Accept-Language": p.opts.Lang})
	p.must("languages", err)
	var set network.SetExtraHTTPHeadersParams
	p.must("languages", json.Unmarshal(fmt.Appendf(nil, `{"headers":%s}`, headers), &set))
	_, err = call(p, network.SetExtraHTTPHeaders, set)
	p.must("languages", err)
	if p.opts.NoJS {
		p.scripts(false)
	}
}

func (p *Page) size(width, height int) {
	p.t.Helper()
	var how []chromedp.EmulateViewportOption
	if width < 600 {
		how = append(how, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	p.must("window", do(p, chromedp.EmulateViewport(int64(width), int64(height), how...)))
}

func (p *Page) colours(dark bool) {
	p.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	// Without movement: a page is what it will be at once, and a measurement never falls into a fade.
	_, err := call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	p.must("colours", err)
}

func (p *Page) scripts(on bool) {
	p.t.Helper()
	_, err := call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	p.must("scripts", err)
}

// Goto opens a path below Options.Base or a whole address, and waits until it is loaded.
func (p *Page) Goto(address string) {
	p.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = strings.TrimSuffix(p.opts.Base, "/") + address
	}
	u, err := url.Parse(address)
	p.must("goto", err)
	p.watch.mu.Lock()
	p.watch.origin = u.Scheme + "://" + u.Host
	p.watch.mu.Unlock()
	res, err := call(p, page.Navigate, page.NavigateParams{URL: address})
	p.must("goto "+address, err)
	if res.ErrorText != "" && !strings.Contains(res.ErrorText, "ERR_ABORTED") { // aborted: a download, or a page with no content
		p.t.Fatalf("browser: goto %s: %s", address, res.ErrorText)
	}
	p.settle()
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	_, err := call(p, page.Reload, page.ReloadParams{})
	p.must("reload", err)
	p.settle()
}

// Back goes one page back, as the browser's button does.
func (p *Page) Back() {
	p.t.Helper()
	history, err := run(p, chromedp.NavigationEntries())
	p.must("back", err)
	if history.CurrentIndex == 0 {
		p.t.Fatal("browser: back: this is the first page")
	}
	p.watch.touch()
	_, err = call(p, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID})
	p.must("back", err)
	p.settle()
}

// Status is the HTTP status of the page shown.
func (p *Page) Status() int {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	return int(p.watch.status)
}

// Path is the path and query of the page shown.
func (p *Page) Path() string {
	p.t.Helper()
	return evaluate[string](p, "location.pathname + location.search")
}

// Within returns the same page, with words looked for only in the first element that matches a CSS selector.
func (p *Page) Within(selector string) *Page {
	part := *p
	part.within = strings.TrimSpace(p.within + " " + selector)
	return &part
}

// Allow takes back a complaint: problems that contain text do not fail the test.
func (p *Page) Allow(text string) {
	p.watch.mu.Lock()
	defer p.watch.mu.Unlock()
	p.watch.allowed = append(p.watch.allowed, text)
}
