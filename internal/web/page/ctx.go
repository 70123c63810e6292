package page

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/platform/telemetry"
	"schakel/internal/web/ui"
)

// Env is what all requests share.
type Env struct {
	Catalog *i18n.Catalog
	Clock   clock.Clock
	Log     *slog.Logger
	Default i18n.Lang // language of visitors who chose none
	BaseURL string
	Version string // of the program
	// Security is the mail address for reports of weak spots; empty: none is shown.
	Security string
	Demo     bool // invented data: outbox and style page exist
	Bundle   bool // htmx was built in
	// Unlimited lifts the rate limits, for a bench that asks as fast as it can.
	Unlimited bool
	Telemetry *telemetry.Telemetry // may be nil
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
}

// Secure reports whether the site is served over HTTPS.
func (e *Env) Secure() bool { return strings.HasPrefix(e.BaseURL, "https://") }

// Handler answers one request.
type Handler func(c *Ctx) error

// Ctx is one request.
type Ctx struct {
	W     http.ResponseWriter
	R     *http.Request
	Env   *Env
	Route access.Route

	Scope   access.Scope     // who asks; the zero Scope on open pages without a session
	Session identity.Session // of a signed-in account
	Link    link.Link        // on a route behind a link
	P       *i18n.Printer

	today clock.Date // once asked
}

// Context returns the request's context.
func (c *Ctx) Context() context.Context { return c.R.Context() }

// Today returns the day in Amsterdam. A request stands on one day, also when it is answered over midnight.
func (c *Ctx) Today() clock.Date {
	if c.today == "" {
		c.today = clock.Today(c.Env.Clock)
	}
	return c.today
}

// SignedIn reports whether an account asks.
func (c *Ctx) SignedIn() bool { return c.Scope.Kind() == access.KindAccount }

// ID reads {id} of the path. What is no id is not found.
func (c *Ctx) ID() (id.ID, error) { return c.PathID("id") }

// PathID reads an id from the path.
func (c *Ctx) PathID(name string) (id.ID, error) {
	key, err := id.Parse(c.R.PathValue(name))
	if err != nil {
		return "", fault.NotFound("fault.not_found")
	}
	return key, nil
}

// Query returns a parameter of the address.
func (c *Ctx) Query(name string) string { return c.R.URL.Query().Get(name) }

// QueryID returns an id from the address, empty when absent or malformed.
func (c *Ctx) QueryID(name string) id.ID {
	key, err := id.Parse(c.Query(name))
	if err != nil {
		return ""
	}
	return key
}

// QueryYear returns the year of the address, 0 when it is absent or none that we know.
func (c *Ctx) QueryYear() int {
	year, err := strconv.Atoi(c.Query("year"))
	if err != nil || year < 1900 || year > 2200 {
		return 0
	}
	return year
}

// Address puts parameters behind a path; without parameters it is the path.
func Address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// AsksFragment reports whether htmx or a module of ours asks for a part of a page.
func (c *Ctx) AsksFragment() bool { return c.R.Header.Get("HX-Request") == "true" }

// Head describes the page around the body.
type Head struct {
	Title   string
	Section string // of the main menu: today, relations, menu, needs, engagements, funding, programme, network, audit, outbox
	Wide    bool   // boards and wide tables
	Large   bool   // RenderBare: room for a list
	NoIndex bool
}

// Render answers with the body inside the signed-in shell.
func (c *Ctx) Render(status int, head Head, body templ.Component) error {
	f := c.frame(head)
	f.Nav = c.nav(head.Section)
	f.Palette, f.Record = c.Scope.Can(access.NetworkRead), c.Scope.Can(access.ContactRecord)
	f.User = &ui.UserMenu{
		Name: c.Session.Account.Name, Role: c.roleName(), Network: c.Scope.NetworkName(),
		Items: []ui.Action{
			{Label: c.P.T("nav.account"), Icon: "user", Href: "/account"},
			{Label: c.P.T("nav.shortcuts"), Icon: "keyboard", Href: "/shortcuts", Attrs: templ.Attributes{"data-shortcuts": true}},
		},
	}
	return c.write(status, func(ctx context.Context, b *bytes.Buffer) error {
		return ui.Shell(f).Render(templ.WithChildren(ctx, body), b)
	})
}

// RenderBare answers with the body on a page without menu: sign-in, portals, public pages.
func (c *Ctx) RenderBare(status int, head Head, body templ.Component) error {
	f := c.frame(head)
	f.Large, f.NoIndex = head.Large, head.NoIndex || c.Link.ID != ""
	return c.write(status, func(ctx context.Context, b *bytes.Buffer) error {
		return ui.Bare(f).Render(templ.WithChildren(ctx, body), b)
	})
}

// RenderEmbedded is RenderBare without head and foot, for a page that others may show in a frame of theirs. It is the only way to lift
// the ban on framing, and only public facts belong on such a page.
func (c *Ctx) RenderEmbedded(status int, head Head, body templ.Component) error {
	f := c.frame(head)
	f.Large, f.NoIndex, f.Embedded = head.Large, head.NoIndex, true
	h := c.W.Header()
	h.Del("X-Frame-Options")
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors *", 1))
	return c.write(status, func(ctx context.Context, b *bytes.Buffer) error {
		return ui.Bare(f).Render(templ.WithChildren(ctx, body), b)
	})
}

// Fragment answers with the body alone, for htmx and the palette.
func (c *Ctx) Fragment(body templ.Component) error {
	return c.write(http.StatusOK, func(ctx context.Context, b *bytes.Buffer) error {
		return body.Render(ui.WithPrinter(ctx, c.P), b)
	})
}

func (c *Ctx) frame(head Head) ui.Frame {
	return ui.Frame{
		P: c.P, Title: head.Title, Accent: c.Scope.Accent(), Theme: c.theme(), Path: c.R.URL.RequestURI(),
		Demo: c.Env.Demo, HasBundle: c.Env.Bundle, UnitName: c.Scope.UnitName(), Wide: head.Wide, Flash: c.takeFlash(), NoKeys: !c.Keys(),
	}
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const keepBuffer = 1 << 20

// write renders into memory first, so that a failing template becomes an error page and not half a page.
func (c *Ctx) write(status int, render func(ctx context.Context, b *bytes.Buffer) error) error {
	b, _ := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= keepBuffer {
			buffers.Put(b)
		}
	}()
	if err := render(c.Context(), b); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store") // pages hold personal data
	}
	c.W.WriteHeader(status)
	if c.R.Method != http.MethodHead {
		_, _ = c.W.Write(b.Bytes()) // the reader is gone: nobody to tell
	}
	return nil
}

// Redirect answers 303 to a path of ours, with a message for the next page; an empty key leaves the message out.
func (c *Ctx) Redirect(path, key string, args ...any) error {
	if key != "" {
		c.setFlash(flash{Key: key, Args: printable(c.P, args)})
	}
	return c.see(path)
}

// RedirectUndo is Redirect with an undo button that posts the token to the action.
func (c *Ctx) RedirectUndo(path, action, token, key string, args ...any) error {
	c.setFlash(flash{Key: key, Args: printable(c.P, args), Undo: action, Token: token})
	return c.see(path)
}

func (c *Ctx) see(path string) error {
	http.Redirect(c.W, c.R, SafePath(path, "/"), http.StatusSeeOther)
	return nil
}

// SafePath returns path when it stays on this site, else fallback.
func SafePath(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return fallback
	}
	return path
}

// Download answers with a file of the given type; write streams it.
func (c *Ctx) Download(name, mediaType string, write func(w http.ResponseWriter) error) error {
	h := c.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+strings.Map(fileRune, name)+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
	return write(c.W)
}

func fileRune(r rune) rune {
	if r < ' ' || r > '~' || strings.ContainsRune(`"\/;`, r) {
		return '_'
	}
	return r
}
