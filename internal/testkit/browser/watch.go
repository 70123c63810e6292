package browser

import (
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// watch follows what a page does: which requests are on their way, when something last happened, and what went wrong.
// Its event function runs inside chromedp's reading loop, so it only takes notes.
type watch struct {
	mu       sync.Mutex
	origin   string // scheme://host:port the page may speak to; empty until the first Goto
	inFlight map[network.RequestID]bool
	loading  bool
	last     time.Time
	document network.RequestID // the request of the page shown now
	status   int64             // and its answer
	problems []string
	allowed  []string
	asked    func() // the page asks "are you sure?" and waits
	dragged  *input.DragData
}

func newWatch() *watch {
	return &watch{inFlight: map[network.RequestID]bool{}, last: time.Now()}
}

// event takes note of one event of the browser.
func (w *watch) event(ev any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		w.last = time.Now()
		if ev.Type != network.ResourceTypeEventSource {
			w.inFlight[ev.RequestID] = true
		}
		w.checkHost(ev.Request.URL)
	case *network.EventResponseReceived:
		w.last = time.Now()
		w.answer(ev)
	case *network.EventLoadingFinished:
		w.last = time.Now()
		delete(w.inFlight, ev.RequestID)
	case *network.EventLoadingFailed:
		w.last = time.Now()
		delete(w.inFlight, ev.RequestID)
		if ev.BlockedReason != "" {
			w.note("blocked (%s): %s", ev.BlockedReason, ev.ErrorText)
		}
	case *page.EventFrameStartedLoading:
		w.last, w.loading = time.Now(), true
	case *page.EventFrameStoppedLoading:
		w.last, w.loading = time.Now(), false
	case *page.EventJavascriptDialogOpening:
		w.last = time.Now()
		go w.asked() // an answer from inside the loop would wait for itself
	case *input.EventDragIntercepted:
		w.last, w.dragged = time.Now(), ev.Data
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if ev.ExceptionDetails.Exception != nil {
			text += " " + ev.ExceptionDetails.Exception.Description
		}
		w.note("exception: %s (%s:%d)", text, ev.ExceptionDetails.URL, ev.ExceptionDetails.LineNumber+1)
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeAssert {
			var parts []string
			for _, arg := range ev.Args {
				if arg.Description != "" {
					parts = append(parts, arg.Description)
				} else {
					parts = append(parts, string(arg.Value))
				}
			}
			w.note("console.%s: %s", ev.Type, strings.Join(parts, " "))
		}
	case *log.EventEntryAdded:
		// Network entries repeat the answers that answer() judges better; a form's 422 is no problem.
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
			w.note("%s: %s (%s)", ev.Entry.Source, ev.Entry.Text, ev.Entry.URL)
		}
	}
}

// answer judges a response: a page may refuse (4xx) but not break (5xx); what a page loads must be there.
func (w *watch) answer(ev *network.EventResponseReceived) {
	status := ev.Response.Status
	switch ev.Type {
	case network.ResourceTypeDocument:
		w.document, w.status = ev.RequestID, status
		if status >= 500 {
			w.note("page answered %d: %s", status, ev.Response.URL)
		}
	case network.ResourceTypeXHR, network.ResourceTypeFetch:
		if status >= 500 {
			w.note("request answered %d: %s", status, ev.Response.URL)
		}
	default:
		// Chromium asks for an icon when a page names none: its idea, not the page's.
		if status >= 400 && !strings.HasSuffix(ev.Response.URL, "/favicon.ico") {
			w.note("%s answered %d: %s", ev.Type, status, ev.Response.URL)
		}
	}
}

// checkHost notes a request to another host than the page's own.
func (w *watch) checkHost(address string) {
	u, err := url.Parse(address)
	if err != nil {
		w.note("request to an address that is none: %s", address)
		return
	}
	switch u.Scheme {
	case "data", "blob", "about", "":
		return
	}
	if w.origin != "" && u.Scheme+"://"+u.Host != w.origin {
		w.note("request to another host: %s", address)
	}
}

func (w *watch) note(format string, args ...any) {
	w.problems = append(w.problems, fmt.Sprintf(format, args...))
}

// quiet tells whether nothing is loading and nothing has happened for the given time.
func (w *watch) quiet(d time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.inFlight) == 0 && !w.loading && time.Since(w.last) >= d
}

// touch starts the quiet time anew.
func (w *watch) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Now()
}

// takenUp returns what the mouse drags, once.
func (w *watch) takenUp() *input.DragData {
	w.mu.Lock()
	defer w.mu.Unlock()
	data := w.dragged
	w.dragged = nil
	return data
}

// left returns the problems that were not allowed, and forgets all.
func (w *watch) left() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, p := range w.problems {
		allowed := false
		for _, a := range w.allowed {
			allowed = allowed || strings.Contains(p, a)
		}
		if !allowed {
			out = append(out, p)
		}
	}
	w.problems = nil
	return out
}
