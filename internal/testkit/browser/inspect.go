package browser

import (
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"

	"schakel/internal/testkit/htmltest"
)

// What axe looks at. Contrast takes more of its time than all other rules together, and differs by colours, seldom by size: every page
// is looked at for it light in one size and dark in the other. Which is which follows from the page's address, so that both meet both.
const (
	everyRule   = `rules: { 'target-size': { enabled: true } }`
	otherRules  = `rules: { 'target-size': { enabled: true }, 'color-contrast': { enabled: false } }`
	colourRules = `runOnly: ['color-contrast', 'link-in-text-block']`
)

// Inspect does what is asked of every page: no sideways scrolling and no accessibility violation at 390 and 1280 px, light
// and dark; its HTML is kept for htmltest.Validate. Afterwards the page is as it was.
func (p *Page) Inspect() {
	p.t.Helper()
	path := p.tryPath()
	htmltest.Keep(path, p.HTML())
	widths := [2]int{390, 1280}
	if len(path)%2 == 1 {
		widths = [2]int{1280, 390}
	}
	for i, rules := range []string{everyRule, otherRules} {
		p.size(widths[i], p.opts.Height)
		p.colours(false)
		where := fmt.Sprintf("%s at %d px", path, widths[i])
		p.noHorizontalScroll(where, widths[i])
		p.axe(where, rules)
	}
	p.colours(true)
	p.axe(fmt.Sprintf("%s at %d px, dark", path, widths[1]), colourRules)
	p.size(p.opts.Width, p.opts.Height)
	p.colours(p.opts.Dark)
}

// Show turns the page, without loading it anew, into one of another size and other colours.
func (p *Page) Show(o Options) {
	p.t.Helper()
	p.opts.Width, p.opts.Height, p.opts.Dark = o.Width, o.Height, o.Dark
	p.size(o.Width, o.Height)
	p.colours(o.Dark)
}

// NoHorizontalScroll fails when the page is wider than its window, and names what sticks out.
func (p *Page) NoHorizontalScroll() {
	p.t.Helper()
	p.noHorizontalScroll(p.Path(), p.opts.Width)
}

func (p *Page) noHorizontalScroll(where string, width int) {
	p.t.Helper()
	// Compared with the width the window was given: on a phone a wide page makes the layout itself wider.
	out := evaluate[[]string](p, fmt.Sprintf(`(wide => {
		const doc = document.documentElement
		if (doc.scrollWidth <= wide + 1) return []
		const scrolls = el => { for (let e = el.parentElement; e && e !== document.body; e = e.parentElement) if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(e).overflowX)) return true; return false }
		const out = [...document.body.querySelectorAll('*')].filter(el => el.getBoundingClientRect().right > wide + 1 && !scrolls(el))
		return [doc.scrollWidth + ' px wide, the window ' + wide, ...out.slice(0, 5).map(el => el.outerHTML.replace(/\s+/g, ' ').slice(0, 120))]
	})(%d)`, width))
	if len(out) > 0 {
		p.t.Errorf("browser: %s scrolls sideways: %s", where, strings.Join(out, "\n  "))
	}
}

// Axe fails on every violation axe-core finds on the page as it is now, its best practices and WCAG 2.2's target size included.
func (p *Page) Axe() {
	p.t.Helper()
	p.axe(p.Path(), everyRule)
}

var axeSource = sync.OnceValues(func() (string, error) {
	path, err := moduleFile("node_modules", "axe-core", "axe.min.js")
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("axe-core is missing, run 'make node_modules': %w", err)
	}
	return string(text), nil
})

// violation is one broken rule, as axe reports it.
type violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		Target  string `json:"target"`
		HTML    string `json:"html"`
		Summary string `json:"summary"`
	} `json:"nodes"`
}

func (p *Page) axe(where, rules string) {
	p.t.Helper()
	source, err := axeSource()
	p.must("axe", err)
	if p.opts.NoJS {
		// Axe itself is a script; the page's own were refused when it was loaded and do not come back.
		p.scripts(true)
		defer p.scripts(false)
	}
	// Sent through the protocol, not as a script element: the page's security policy has no say in it.
	if evaluate[bool](p, "typeof window.axe === 'undefined'") {
		_, err := run(p, chromedp.Evaluate[bool](source+";true"))
		p.must("axe", err)
	}
	broken, err := awaited[[]violation](p, `axe.run(document, { preload: false, resultTypes: ['violations'], `+rules+` })
		.then(r => r.violations.map(v => ({ id: v.id, impact: v.impact || '', help: v.help,
			nodes: v.nodes.slice(0, 4).map(n => ({ target: n.target.join(' '), html: n.html.slice(0, 200), summary: n.failureSummary || '' })) })))`)
	p.must("axe", err)
	for _, v := range broken {
		var b strings.Builder
		fmt.Fprintf(&b, "axe: %s: %s (%s, %s)", where, v.Help, v.ID, v.Impact)
		for _, n := range v.Nodes {
			fmt.Fprintf(&b, "\n  %s\n    %s\n    %s", n.Target, n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n    "))
		}
		p.t.Error(b.String())
	}
}
