package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/web/assets"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// siteRoutes are the pages of the site itself: start, health, assets, language and looks.
func siteRoutes(s Services) []route {
	h := site{s}
	open := func(pattern, why string, rate access.RateClass, answer page.Handler) route {
		return route{access.Route{Pattern: pattern, Policy: access.Open(why), Credentials: anybody, Class: access.C0, Object: "-", Rate: rate, Audit: "-"}, answer}
	}
	styleguide := open("GET /styleguide", "the design system, in the demo only", access.RateNormal, h.styleguide)
	styleguide.DemoOnly = true
	prefer := open("POST /preferences", "anybody may choose a language", access.RateNormal, h.prefer)
	prefer.Body, prefer.Audit = formLimit, "account.preferences"
	return []route{
		open("GET /{$}", "sends people to Today or to the sign-in page", access.RateNormal, h.start),
		open("GET /healthz", "says that the process lives", access.RateStatic, h.alive),
		open("GET /readyz", "says that the database answers", access.RateStatic, h.ready),
		open("GET /.well-known/security.txt", "says where weak spots are reported (RFC 9116)", access.RateStatic, h.security),
		open("GET /assets/{path...}", "stylesheets and scripts", access.RateStatic, h.asset),
		open("GET /favicon.ico", "browsers ask for it", access.RateStatic, h.icon),
		prefer,
		styleguide,
	}
}

type site struct{ Services }

func (h site) start(c *page.Ctx) error {
	if c.SignedIn() {
		return c.Redirect("/today", "") // which leads who works at a company on
	}
	return c.Redirect("/signin", "")
}

func (h site) alive(c *page.Ctx) error { return plain(c, http.StatusOK, "ok\n") }

// readyWait is how long the database may take to say that it is there.
const readyWait = 2 * time.Second

func (h site) ready(c *page.Ctx) error {
	ctx, cancel := context.WithTimeout(c.Context(), readyWait)
	defer cancel()
	if err := h.Kit.DB.Ping(ctx); err != nil {
		c.W.Header().Set("Retry-After", "5")
		return plain(c, http.StatusServiceUnavailable, "database does not answer\n")
	}
	return plain(c, http.StatusOK, "ready\n")
}

// securityDays is how long the file says that it holds; RFC 9116 §2.5.5 recommends less than a year.
const securityDays = 180

func (h site) security(c *page.Ctx) error {
	if c.Env.Security == "" {
		return fault.NotFound("fault.not_found")
	}
	ends := c.Env.Clock.Now().AddDate(0, 0, securityDays).UTC().Format(time.RFC3339)
	return plain(c, http.StatusOK, "Contact: mailto:"+c.Env.Security+"\nExpires: "+ends+"\nPreferred-Languages: nl, en\nCanonical: "+c.Env.BaseURL+"/.well-known/security.txt\n")
}

func plain(c *page.Ctx, code int, text string) error {
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.WriteHeader(code)
	_, _ = c.W.Write([]byte(text)) // the reader is gone: nobody to tell
	return nil
}

func (h site) icon(c *page.Ctx) error { return c.Redirect(assets.URL("img/icon.svg"), "") }

const (
	yearCache  = "public, max-age=31536000, immutable"
	shortCache = "public, max-age=300"
)

func (h site) asset(c *page.Ctx) error {
	name := c.R.PathValue("path")
	if hex, ok := strings.CutPrefix(name, "accent/"); ok {
		css, ok := ui.AccentCSS("#" + strings.TrimSuffix(hex, ".css"))
		if !ok {
			return fault.NotFound("fault.not_found")
		}
		return content(c, []byte(css), "text/css; charset=utf-8", yearCache)
	}
	open := assets.Open
	c.W.Header().Add("Vary", "Accept-Encoding")
	if takesGzip(c.R) {
		open = assets.Packed
		c.W.Header().Set("Content-Encoding", "gzip")
	}
	body, mediaType, ok := open(name)
	if !ok {
		c.W.Header().Del("Content-Encoding")
		return fault.NotFound("fault.not_found")
	}
	cache := shortCache
	if assets.Immutable(name) {
		cache = yearCache
	}
	return content(c, body, mediaType, cache)
}

// takesGzip reports whether a browser unpacks what is sent compressed.
func takesGzip(r *http.Request) bool {
	for _, one := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(one, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.TrimRight(quality, ".0") != "q="
		}
	}
	return false
}

func content(c *page.Ctx, body []byte, mediaType, cache string) error {
	c.W.Header().Set("Content-Type", mediaType)
	c.W.Header().Set("Cache-Control", cache)
	_, _ = c.W.Write(body) // the reader is gone: nobody to tell
	return nil
}

// prefer keeps language, looks and shortcuts in the browser, and the first two with the account for mails and other devices.
func (h site) prefer(c *page.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	lang, theme := c.Session.Account.Lang, c.Session.Account.Theme
	if chosen, ok := i18n.ParseLang(form.Text("lang")); ok {
		c.RememberLang(chosen)
		lang = string(chosen)
	}
	switch form.Text("theme") {
	case "light", "dark":
		theme = form.Text("theme")
		c.RememberTheme(theme)
	case "auto":
		theme = ""
		c.RememberTheme(theme)
	}
	switch form.Text("keys") {
	case "on", "off":
		c.RememberKeys(form.Text("keys") == "on")
	}
	if c.SignedIn() {
		if err := h.Identity.Prefer(c.Context(), c.Scope, lang, theme); err != nil {
			return err
		}
	}
	return c.Redirect(page.SafePath(form.Text("next"), "/"), "")
}

func (h site) styleguide(c *page.Ctx) error {
	return chart.Styleguide(ui.Frame{P: c.P, Title: "Styleguide", Path: "/styleguide", HasBundle: c.Env.Bundle, Demo: true}).Render(c.Context(), c.W)
}
